import { once } from 'node:events';
import process from 'node:process';
import { afterEach, describe, expect, it } from 'vitest';
import { type Driven, OnceRun, type OnceWorld, type Tally } from './exactly-once-run.ts';
import { startAccelerated } from './process.ts';
import { bundlesOfServer, type TestedServer } from './tested-server.ts';

/** A service to run on: the simulated one, or a real one that the machine may not have. */
export interface OnceService<State, Act, Effect> {
  readonly name: string;
  /** Why it cannot run here. */
  readonly problem?: string | undefined;
  /** How many operations, unless the variable OPERATIONS, of a real one REAL_OPERATIONS, says otherwise; none skips it. */
  readonly operations: number;
  readonly isReal?: boolean;
  /** How many times as fast as real time the server lives: its waits and deadlines cost little then. */
  readonly speed: number;
  readonly open: (given: Opened) => Promise<OnceWorld<State, Act, Effect>>;
}

export interface Opened {
  readonly seed: number;
  readonly speed: number;
}

export interface ExactlyOnce<State, Act, Effect> {
  readonly server: TestedServer;
  readonly seed: number;
  readonly services: readonly OnceService<State, Act, Effect>[];
  /** Words of `noted` that come up in a long run. */
  readonly noted?: readonly string[];
}

/** A run in which something never came up proves nothing about it. */
const longRun = 2_000;

/**
 * What a server has to do when its requests and answers are lost, late, cut or wrong, its process dies, and somebody else writes the
 * same objects: nothing is lost, nothing is done twice, and each answer says what became of each change. The unmodified bundle is
 * spoken to over stdio.
 *
 * The long run: `npm run test:long`, or OPERATIONS=20000. Another seed: SEED=7.
 *
 * Not covered: a write that takes effect more than seven seconds after its connection was lost.
 */
export function describeExactlyOnce<State, Act, Effect>(tested: ExactlyOnce<State, Act, Effect>): void {
  const seed = Number(process.env['SEED'] ?? tested.seed);
  let run: OnceRun<State, Act, Effect> | undefined;
  afterEach(async () => {
    await run?.close();
    run = undefined;
  });

  describe.each(tested.services)(
    `random operations of the server for ${tested.server.program.service} under every kind of failure, beside somebody else who writes, on $name`,
    (service) => {
      const given = service.isReal === true ? process.env['REAL_OPERATIONS'] : process.env['OPERATIONS'];
      const operations = Number(given ?? service.operations);
      const why = service.problem ?? (operations === 0 ? 'with REAL_OPERATIONS' : undefined);

      it.skipIf(why !== undefined)(
        `lose nothing, do nothing twice, and tell the truth ${why ?? ''}`,
        async () => {
          const { speed } = service;
          const started = await OnceRun.start(await service.open({ seed, speed }), seed, speed);
          run = started;
          const from = performance.now();
          for (let count = 0; count < operations; count += 1) {
            await started.step().catch((error: unknown) => {
              throw new Error(`SEED=${seed} ${String(error)}`, { cause: error });
            });
          }
          const seconds = Math.round((performance.now() - from) / 1_000);
          const { tally } = started;
          process.stdout.write(
            `exactly once, ${service.name}: ${seconds} s, seed ${seed}, ${JSON.stringify(tally)}\n`,
          );
          expect(await started.wrongAtEnd()).toBeUndefined();
          if (operations >= longRun) expectEverything(tally, tested.noted ?? []);
        },
        operations * (service.isReal === true ? 10_000 : 300) + 120_000,
      );
    },
  );
}

function expectEverything(tally: Tally, noted: readonly string[]): void {
  expect(Object.keys(tally.statuses).toSorted()).toEqual(['applied', 'failed', 'refused']);
  expect(Object.keys(tally.outcomes).toSorted()).toEqual(['applied', 'not_applied', 'unknown']);
  expect(Object.keys(tally.noted)).toEqual(expect.arrayContaining([...noted]));
  for (const amount of [...Object.values(tally.tools), tally.edits, tally.undone])
    expect(amount).toBeGreaterThan(10);
  expect(tally.crashes).toBeGreaterThan(0);
}

/** Starts the process of a server whose site a person names, on a port of loopback. @param path below which the site lies. */
export async function startOnSite(
  server: TestedServer,
  given: {
    readonly port: number;
    readonly speed: number;
    readonly variables: Readonly<Record<string, string>>;
  },
): Promise<Driven> {
  const { site } = server.program;
  if (site === undefined) throw new Error(`${server.program.name} has no site`);
  const variables = { ...given.variables, [site.variable]: `http://127.0.0.1:${given.port}` };
  const { bundle } = bundlesOfServer(server);
  const { client, child } = startAccelerated(given.speed, bundle, ['--log-level', 'silent'], variables);
  // A process that was killed breaks the pipe under whatever is still written to it.
  child.stdin.on('error', () => {});
  const gone = once(child, 'exit');
  await client.initialize();
  return {
    client,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
