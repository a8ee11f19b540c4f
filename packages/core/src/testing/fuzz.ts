import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FuzzedTool, MessageMaker } from './fuzz-messages.ts';
import {
  type FuzzBundle,
  type FuzzReport,
  type FuzzSession,
  type FuzzTarget,
  fuzzBundle,
} from './fuzz-session.ts';
import { keep, replay, shrunk } from './fuzz-shrink.ts';
import type { FuzzWords } from './fuzz-values.ts';
import { runFile } from './process.ts';
import { Random } from './random.ts';
import { outsideOf } from './request-grammar.ts';
import { bundlesOfServer, type TestedServer } from './tested-server.ts';

export interface Fuzz extends Omit<FuzzTarget, 'bundle'> {
  readonly server: TestedServer;
  readonly words: FuzzWords;
  /** One that there is, for the option that limits scopes. */
  readonly scope?: string;
  /** Requests that the grammar has to take and to refuse, `METHOD /path?query`, sent to the service. */
  readonly inside: readonly string[];
  readonly outside: readonly string[];
  /** Messages in all, without `FUZZ_CALLS`. Most of them are calls of a tool. */
  readonly messages: number;
}

type Kind = Omit<FuzzSession, 'seed'>;

const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_128);
const AT_ONCE = 2;

/**
 * What a server has to do with whatever a client in its right mind, a broken one and an attacker may write to it: each request is
 * answered once, stdout holds messages of the protocol only, nothing crashes or grows, and what leaves is a documented request.
 * `FUZZ_CALLS=1000000 npm run e2e -- fuzz` sends more messages.
 */
export function describeFuzz(fuzz: Fuzz): void {
  const { server, words, inside, outside, grammar } = fuzz;
  const target: FuzzTarget = { ...fuzz, bundle: bundlesOfServer(server).bundle };
  const total = fuzz.isReal ? fuzz.messages : Number(process.env['FUZZ_CALLS'] ?? fuzz.messages);
  /** In one process. A few messages visit every kind of session too. */
  const length = Math.max(fuzz.isReal ? 1 : 200, Math.min(10_000, Math.ceil(total / 10)));
  const kinds = kindsOf(server, fuzz.scope);
  const sessions = Array.from({ length: Math.ceil(total / length) }, (_, index): FuzzSession => {
    const kind = kinds[index % kinds.length];
    if (kind === undefined) throw new RangeError('there are no kinds');
    return { ...kind, seed: seed + index };
  });
  let bundles: FuzzBundle[] = [];
  let tools: readonly FuzzedTool[] = [];

  beforeAll(async () => {
    bundles = await Promise.all(Array.from({ length: AT_ONCE }, () => fuzzBundle(target)));
    tools = JSON.parse((await runFile(target.bundle, ['tools', '--json'])).stdout);
  });
  afterAll(() => Promise.all(bundles.map((bundle) => bundle.remove())));

  /** Runs one session, and says of a failure how to see it again. */
  async function run(bundle: FuzzBundle, session: FuzzSession): Promise<FuzzReport> {
    const maker = new MessageMaker(new Random(session.seed), session.era, tools, words);
    const made = Array.from({ length: Math.min(length, total) }, () => maker.next());
    const report = await bundle.run(session, made);
    if (report.failures.length === 0) return report;
    const steps = await shrunk(bundle, session, report);
    const file = await keep(session, steps);
    const last = steps.slice(-5).map((bytes) => bytes.toString('utf8').slice(0, 600));
    const again = `FUZZ_REPLAY=${file} npm run e2e -- fuzz`;
    throw new Error([...report.failures.slice(0, 5), JSON.stringify(session), ...last, again].join('\n'));
  }

  describe(`fuzz over stdio of the server for ${server.program.service}`, () => {
    it(
      `answers ${total} messages, most of them wrong, without a crash, a stray byte or a stray request`,
      async () => {
        const queue = [...sessions];
        const reports: FuzzReport[] = [];
        await Promise.all(
          bundles.map(async (bundle) => {
            for (let session = queue.shift(); session !== undefined; session = queue.shift())
              reports.push(await run(bundle, session));
          }),
        );
        const { calls, requests } = summed(total, reports);
        // What gets no further than the first check proves nothing about what lies behind.
        expect(calls).toBeGreaterThan(0.7 * total);
        expect(requests).toBeGreaterThan(0.1 * total);
      },
      600_000 + 10 * total,
    );

    const file = process.env['FUZZ_REPLAY'];
    if (file !== undefined) {
      it('replays a case', async () => {
        const [bundle] = bundles;
        if (bundle === undefined) throw new Error('there is no bundle');
        const { failures } = await replay(bundle, file);
        expect(failures).toEqual([]);
      });
    }
  });

  // Tried on the simulated service, of which a start is cheap.
  if (fuzz.isReal) return;
  describe('the harness notices', () => {
    it.each<readonly [sabotage: string, failure: RegExp]>([
      ['a line of its own on stdout', /no message \(not JSON\): "ready"/u],
      ['an answer to nothing', /nobody waits for: id "\\"none/u],
      ['an answer twice', /nobody waits for: id "\\"p0/u],
      ['a crash', /it ended with 1/u],
      ['a clean end too early', /it ended before its client did/u],
      ['a request to an undocumented place', /no documented place: GET \/no\/such\/place$/mu],
      ['a query that is not documented', /no_such_key|no documented place/u],
      ['a header that nothing asks for', /x-secret|no documented place/u],
      ['half a gibibyte of memory', /MiB of memory/u],
    ])('%s', async (sabotage, failure) => {
      const bundle = await fuzzBundle(target, sabotage);
      try {
        const { failures } = await bundle.run({ era: 'handshake', args: [], asks: false, seed }, []);
        expect(failures.join('\n')).toMatch(failure);
      } finally {
        await bundle.remove();
      }
    });

    it('requests that leave the grammar', () => {
      const judge = outsideOf(grammar);
      const sent = (line: string): string | undefined => {
        const [method = '', path = ''] = line.split(/ (.*)/su);
        return judge({ to: 'send', method, path, headers: ['authorization'] });
      };
      for (const line of inside) expect(sent(line), line).toBeUndefined();
      for (const line of outside) expect(sent(line), line).toBeDefined();
      expect(inside.length).toBeGreaterThan(0);
      expect(outside.length).toBeGreaterThan(3);
    });
  });
}

/** One session of each: both eras, every rule of confirmation, each way to limit a server. */
function kindsOf({ program }: TestedServer, scope: string | undefined): readonly Kind[] {
  const scoped =
    program.scopes === undefined || scope === undefined ? [] : [`--${program.scopes.option}`, scope];
  const toolsets = program.toolsets.slice(0, 2).join(',');
  return [
    { era: 'handshake', args: [], asks: true },
    { era: '2026-07-28', args: [], asks: true },
    { era: 'handshake', args: ['--confirm', 'never'], asks: false },
    { era: '2026-07-28', args: ['--confirm', 'never'], asks: false },
    { era: 'handshake', args: ['--confirm', 'always'], asks: true },
    { era: '2026-07-28', args: ['--read-only'], asks: true },
    { era: 'handshake', args: scoped, asks: false },
    { era: '2026-07-28', args: ['--confirm', 'strict', '--log-level', 'debug'], asks: true },
    { era: 'handshake', args: ['--toolsets', toolsets, '--confirm', 'never'], asks: false },
    { era: '2026-07-28', args: ['--confirm', 'always'], asks: false },
  ];
}

function summed(
  total: number,
  reports: readonly FuzzReport[],
): { readonly calls: number; readonly requests: number } {
  const sum = (of: (report: FuzzReport) => number): number => reports.reduce((all, one) => all + of(one), 0);
  const calls = sum((report) => report.calls);
  const requests = sum((report) => report.requests);
  const memory = Math.max(...reports.map(({ maxRss }) => maxRss));
  process.stdout.write(
    `fuzz: ${total} messages, ${calls} calls, ${sum((report) => report.answers)} answers, ` +
      `${requests} requests, at most ${Math.round(memory / 2 ** 20)} MiB with the simulator\n`,
  );
  return { calls, requests };
}
