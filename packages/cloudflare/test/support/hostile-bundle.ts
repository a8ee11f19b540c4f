import { appendFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './process.ts';

/** The zone that holds the hostile records. Its plan has comments and tags. */
export const hostileZone = 'mapleandpine.com';

/** The id that asks for Cloudflare's refusal with this payload in its words. */
export function refusedId(index: number): string {
  return index.toString(16).padStart(32, 'e');
}

/** What a test writes into a comment to have Cloudflare store a payload instead. */
export const swappedComment = 'to be swapped';

export interface HostileBundle {
  /** The unmodified `cli.cjs`, with a sandbox beside it that answers with payloads. */
  readonly cli: string;
  /** `METHOD /path body` of every request of the server, payloads replaced by their numbers. */
  requests(): Promise<readonly string[]>;
  remove(): Promise<void>;
}

/**
 * The server that users run, on a Cloudflare in which every text that strangers choose is one of `payloads`: names,
 * contents, comments and tags of records, account names, and errors. The payloads are put in and taken out at the
 * edge of the simulator, which itself only sees their numbers: so they need not pass its rules, and two runs with
 * different payloads must send the same requests.
 */
export async function hostileBundle(payloads: readonly string[]): Promise<HostileBundle> {
  const folder = await mkdtemp(join(tmpdir(), 'hostile-'));
  const log = join(folder, 'requests.txt');
  appendFileSync(log, '');
  await cp(dirname(bundle), folder, { recursive: true });
  await rename(join(folder, 'sandbox.cjs'), join(folder, 'simulator.cjs'));
  const source = [
    "const { startSandbox: startSimulator } = require('./simulator.cjs');",
    `const payloads = ${JSON.stringify(payloads)};`,
    `const log = ${JSON.stringify(log)};`,
    `const zone = ${JSON.stringify(hostileZone)};`,
    `const wire = ${JSON.stringify(fileURLToPath(new URL('../../../core/src/testing/wire.cjs', import.meta.url)))};`,
    `const swappedComment = ${JSON.stringify(swappedComment)};`,
    await readFile(new URL('hostile-sandbox.cjs', import.meta.url), 'utf8'),
  ];
  await writeFile(join(folder, 'sandbox.cjs'), source.join('\n'));
  return {
    cli: join(folder, 'cli.cjs'),
    requests: async () => (await readFile(log, 'utf8')).split('\n').filter((line) => line !== ''),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
