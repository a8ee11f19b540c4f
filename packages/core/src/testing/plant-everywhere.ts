import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Caller, type Scenario } from './caller.ts';
import { faults, type PlantingBundle } from './planting-bundle.ts';
import { RpcClient } from './rpc.ts';

/** `PLANT=all npm run e2e -- canary` takes every place for each tool, and every failure; else each place is taken once at most. */
const thorough = process.env['PLANT'] === 'all';

/** So many tools are tried with a text in the same place of the same answer. */
const MOST_TOOLS = thorough ? 100 : 1;

export interface PlantedServer {
  readonly caller: Caller;
  /** Everything it wrote so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  stop(): Promise<void>;
}

/** A server in which nothing is planted yet. @param env of its process: without anything it would read. */
export async function startPlanted(
  planting: PlantingBundle,
  {
    modern,
    logLevel,
    env,
  }: {
    readonly modern: boolean;
    readonly logLevel: string;
    readonly env: Readonly<Record<string, string>>;
  },
): Promise<PlantedServer> {
  planting.wish({});
  const child = spawn(process.execPath, [planting.cli, '--sandbox', '--log-level', logLevel], {
    env: { ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const client = new RpcClient(child.stdout, child.stdin);
  child.stdout.on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const caller = new Caller(client, modern);
  if (!modern) await client.initialize();
  return {
    caller,
    stdout: () => stdout,
    stderr: () => stderr,
    async stop() {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}

export interface Planted {
  /** How many places the answers to each tool's requests had. */
  readonly answered: ReadonlyMap<string, number>;
  /** The same of each resource, template and completion. */
  readonly read: ReadonlyMap<string, number>;
  /** Places of the answers of each endpoint: `GET /client/v4/zones .result[].name`. */
  readonly places: ReadonlySet<string>;
  readonly calls: number;
  /** What was planted in each round, and what was then done. */
  readonly rounds: readonly PlantedRound[];
}

export interface PlantedRound {
  readonly wish: { readonly place: string } | { readonly fault: string };
  readonly text: string;
  readonly scenario: Scenario;
}

/** What is done again and again, by the name of what it calls or reads. */
export interface Scenarios {
  readonly calls: readonly (readonly [name: string, scenario: Scenario])[];
  readonly readings?: readonly (readonly [name: string, scenario: Scenario])[];
}

/**
 * Calls every tool, and reads every resource, again and again: once for each place of what the service answers to it, with a text in that place,
 * and once for each kind of failure, with the text wherever it can stand.
 * @param textOf of a round; each round has one.
 * @param every takes only one in so many places.
 */
export async function plantEverywhere(
  planting: PlantingBundle,
  { caller }: PlantedServer,
  { calls: called, readings = [] }: Scenarios,
  textOf: (round: number) => string,
  every: number,
): Promise<Planted> {
  const seen = new Map<string, number>();
  const rounds: PlantedRound[] = [];
  let round = 0;
  const plant = async (kind: string, scenarios: readonly (readonly [string, Scenario])[]) => {
    const answered = new Map<string, number>();
    for (const [name, scenario] of scenarios) {
      planting.wish({});
      planting.places();
      await scenario(caller, round);
      const places = planting.places();
      answered.set(name, places.length);
      const key = (place: string): string => `${kind}${place}`;
      const fresh = places.filter((place) => (seen.get(key(place)) ?? 0) < MOST_TOOLS);
      for (const place of fresh) seen.set(key(place), (seen.get(key(place)) ?? 0) + 1);
      const chosen = fresh.filter((_, index) => thorough || (index + round) % every === 0);
      const failing = faults.filter((_, index) => thorough || (index + round) % Math.max(3, every) === 0);
      const wishes = [...chosen.map((place) => ({ place })), ...failing.map((fault) => ({ fault }))];
      for (const wish of wishes) {
        round += 1;
        const text = textOf(round);
        rounds.push({ wish, text, scenario });
        planting.wish({ ...wish, text });
        await scenario(caller, round);
      }
      round += 1;
    }
    return answered;
  };
  const answered = await plant('', called);
  const read = await plant('read: ', readings);
  planting.wish({});
  return { answered, read, places: new Set(seen.keys()), calls: rounds.length, rounds };
}
