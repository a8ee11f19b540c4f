import { cp, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundle } from './process.ts';

export interface WrappedBundle {
  /** The unmodified `cli.cjs`, with a wrapped sandbox beside it. */
  readonly cli: string;
  remove(): Promise<void>;
}

/**
 * The server that users run, on a Cloudflare that does something else than its simulator.
 * @param wrap source of a function that takes what `startSandbox` returns, `{token, send, resolve}`, and returns the same.
 */
export async function wrappedBundle(wrap: string): Promise<WrappedBundle> {
  const folder = await mkdtemp(join(tmpdir(), 'wrapped-'));
  await cp(dirname(bundle), folder, { recursive: true });
  await rename(join(folder, 'sandbox.cjs'), join(folder, 'simulator.cjs'));
  const source = [
    "const { startSandbox } = require('./simulator.cjs');",
    'const answer = (status, value) => ({',
    '  status,',
    "  headers: { 'content-type': 'application/json' },",
    '  body: (async function* () { yield Buffer.from(JSON.stringify(value)); })(),',
    '});',
    `const wrap = ${wrap};`,
    'exports.startSandbox = () => wrap(startSandbox());',
  ];
  await writeFile(join(folder, 'sandbox.cjs'), source.join('\n'));
  return { cli: join(folder, 'cli.cjs'), remove: () => rm(folder, { recursive: true, force: true }) };
}
