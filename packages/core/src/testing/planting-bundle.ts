import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { accelerated } from './process.ts';
import { type StandIn, standIn } from './stand-in.ts';

/** What the simulated service is to do with every answer until it hears otherwise. */
export type Wish =
  | { readonly place: string; readonly text: string; readonly join?: 'replace' }
  | { readonly fault: string; readonly text: string }
  | Record<string, never>;

export interface PlantingBundle extends StandIn {
  wish(wish: Wish): void;
  /** The places of the answers since the last time: `GET /client/v4/zones .result[].name`, `… header cf-ray`. */
  places(): readonly string[];
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
 * An unmodified server on a service that puts a text of the test's into any one place of its answers.
 * @param bundle as `standIn` takes it.
 * @param token the credential that the server is given.
 * @param speed how many times as fast as real time its waits pass: deadlines, too, which a real service needs.
 */
export async function plantingBundle(bundle: string, token: string, speed = 150): Promise<PlantingBundle> {
  const script = new URL('planting-sandbox.cjs', import.meta.url);
  const wire = fileURLToPath(new URL('wire.cjs', import.meta.url));
  const made = await standIn(bundle, script, (folder) => ({
    planting: { folder, token, wire, accelerated, speed },
  }));
  const order = path.join(made.folder, 'order.json');
  const places = path.join(made.folder, 'places.txt');
  writeFileSync(order, '{}');
  return {
    ...made,
    wish: (wish) => writeFileSync(order, JSON.stringify(wish)),
    places() {
      appendFileSync(places, '');
      const seen = new Set(readFileSync(places, 'utf8').split('\n'));
      writeFileSync(places, '');
      seen.delete('');
      return [...seen];
    },
  };
}
