import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface StandIn {
  readonly folder: string;
  /** The unmodified `cli.cjs`, with another sandbox beside it. */
  readonly cli: string;
  remove(): Promise<void>;
}

/** What the stand-in knows, by the name of the constant that holds it: data. */
type Constants = Readonly<Record<string, unknown>>;

/**
 * The server that users run, on a service that does something else than its simulator. The script stands in for `sandbox.cjs`: it
 * exports `startSandbox`, and has in `startSimulator` what it stands in for.
 * @param bundle the `cli.cjs` that users run. Its `sandbox.cjs` exports `startSandbox`, which returns a `token` that it takes as
 * Bearer, and `send`; functions like `send`, to other hosts, are beside it.
 * @param constants what is declared before the script, made with the folder of the bundle.
 */
export async function standIn(
  bundle: string,
  script: URL,
  constants: (folder: string) => Constants,
): Promise<StandIn> {
  const folder = await mkdtemp(path.join(tmpdir(), 'stand-in-'));
  await cp(path.dirname(bundle), folder, { recursive: true });
  await rename(path.join(folder, 'sandbox.cjs'), path.join(folder, 'simulator.cjs'));
  const source = [
    "const { startSandbox: startSimulator } = require('./simulator.cjs');",
    ...Object.entries(constants(folder)).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};`),
    await readFile(script, 'utf8'),
  ];
  await writeFile(path.join(folder, 'sandbox.cjs'), source.join('\n'));
  return {
    folder,
    cli: path.join(folder, path.basename(bundle)),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
