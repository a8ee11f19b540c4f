import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What the simulated service is to do with every answer until it hears otherwise. */
export type Wish =
  | { readonly place: string; readonly text: string; readonly join?: 'replace' }
  | { readonly fault: string; readonly text: string }
  | Record<string, never>;

export interface PlantingBundle {
  readonly folder: string;
  readonly cli: string;
  wish(wish: Wish): void;
  /** The places of the answers since the last time: `GET /client/v4/zones .result[].name`, `… header cf-ray`. */
  places(): readonly string[];
  remove(): Promise<void>;
}

/** The kinds of failure that `planting-sandbox.cjs` knows. */
export const faults: readonly string[] = [
  ...[400, 401, 403, 404, 405, 409, 412, 422, 429, 500, 503].map((status) => `status ${status}`),
  'failure with 200',
  'a page',
  'half an answer',
  'a bare text',
  'a redirect',
  'a strange encoding',
  'a thrown error',
  'a body that breaks',
];

/**
 * An unmodified server on a service that puts a text of the test's into any one place of its answers. Its `sandbox.cjs` exports
 * `startSandbox`, which returns a `token` that it takes as Bearer, and `send`; other functions like `send` are carried along.
 * @param bundle the `cli.cjs` that users run.
 * @param token the credential that the server is given.
 */
export async function plantingBundle(bundle: string, token: string): Promise<PlantingBundle> {
  const folder = await mkdtemp(path.join(tmpdir(), 'planting-'));
  await cp(path.dirname(bundle), folder, { recursive: true });
  await rename(path.join(folder, 'sandbox.cjs'), path.join(folder, 'simulator.cjs'));
  const order = path.join(folder, 'order.json');
  const places = path.join(folder, 'places.txt');
  writeFileSync(order, '{}');
  const source = [
    "const { startSandbox: startSimulator } = require('./simulator.cjs');",
    `const planting = ${JSON.stringify({ folder, token })};`,
    await readFile(new URL('planting-sandbox.cjs', import.meta.url), 'utf8'),
  ];
  await writeFile(path.join(folder, 'sandbox.cjs'), source.join('\n'));
  return {
    folder,
    cli: path.join(folder, path.basename(bundle)),
    wish: (wish) => writeFileSync(order, JSON.stringify(wish)),
    places() {
      appendFileSync(places, '');
      const seen = new Set(readFileSync(places, 'utf8').split('\n'));
      writeFileSync(places, '');
      seen.delete('');
      return [...seen];
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
