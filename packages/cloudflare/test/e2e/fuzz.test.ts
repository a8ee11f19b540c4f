import { Random } from '@crunchtools/mcp-core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FuzzedTool, MessageMaker } from '../support/fuzz-messages.ts';
import { type FuzzBundle, type FuzzReport, type FuzzSession, fuzzBundle } from '../support/fuzz-session.ts';
import { keep, replay, shrunk } from '../support/fuzz-shrink.ts';
import { run } from '../support/process.ts';
import { outsideGrammar } from '../support/request-grammar.ts';

/** Messages in all; most of them are calls of a tool. `FUZZ_CALLS=1000000 npm run e2e -- fuzz` sends more. */
const total = Number(process.env['FUZZ_CALLS'] ?? 4_000);
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_128);
/** In one process. A few messages visit every kind of session too. */
const SESSION = Math.max(200, Math.min(10_000, Math.ceil(total / 10)));
const AT_ONCE = 2;

type Kind = Omit<FuzzSession, 'seed'>;

const kinds: readonly Kind[] = [
  { era: 'handshake', args: [], asks: true },
  { era: '2026-07-28', args: [], asks: true },
  { era: 'handshake', args: ['--confirm', 'never'], asks: false },
  { era: '2026-07-28', args: ['--confirm', 'never'], asks: false },
  { era: 'handshake', args: ['--confirm', 'always'], asks: true },
  { era: '2026-07-28', args: ['--read-only'], asks: true },
  { era: 'handshake', args: ['--zones', 'mapleandpine.com'], asks: false },
  { era: '2026-07-28', args: ['--confirm', 'strict', '--log-level', 'debug'], asks: true },
  { era: 'handshake', args: ['--toolsets', 'dns,zones', '--confirm', 'never'], asks: false },
  { era: '2026-07-28', args: ['--confirm', 'always'], asks: false },
];

const sessions = Array.from({ length: Math.ceil(total / SESSION) }, (_, index): FuzzSession => {
  const kind = kinds[index % kinds.length];
  if (kind === undefined) throw new RangeError('there are no kinds');
  return { ...kind, seed: seed + index };
});

let bundles: FuzzBundle[] = [];
let tools: readonly FuzzedTool[] = [];

beforeAll(async () => {
  bundles = await Promise.all(Array.from({ length: AT_ONCE }, () => fuzzBundle()));
  const { stdout } = await run(['tools', '--json']);
  tools = JSON.parse(stdout);
});
afterAll(() => Promise.all(bundles.map((bundle) => bundle.remove())));

function stepsOf({ era, seed: own }: FuzzSession, count: number): ReturnType<MessageMaker['next']>[] {
  const maker = new MessageMaker(new Random(own), era, tools);
  return Array.from({ length: count }, () => maker.next());
}

/** Runs one session, and says of a failure how to see it again. */
async function fuzz(bundle: FuzzBundle, session: FuzzSession): Promise<FuzzReport> {
  const report = await bundle.run(session, stepsOf(session, Math.min(SESSION, total)));
  if (report.failures.length === 0) return report;
  const steps = await shrunk(bundle, session, report);
  const file = await keep(session, steps);
  const last = steps.slice(-5).map((bytes) => bytes.toString('utf8').slice(0, 600));
  const again = `FUZZ_REPLAY=${file} npm run e2e -- fuzz`;
  throw new Error([...report.failures.slice(0, 5), JSON.stringify(session), ...last, again].join('\n'));
}

describe('fuzz over stdio', () => {
  it(
    `answers ${total} messages, most of them wrong, without a crash, a stray byte or a stray request`,
    async () => {
      const queue = [...sessions];
      const reports: FuzzReport[] = [];
      await Promise.all(
        bundles.map(async (bundle) => {
          for (let session = queue.shift(); session !== undefined; session = queue.shift()) {
            reports.push(await fuzz(bundle, session));
          }
        }),
      );
      const sum = (of: (report: FuzzReport) => number): number =>
        reports.reduce((all, one) => all + of(one), 0);
      const calls = sum((report) => report.calls);
      const requests = sum((report) => report.requests);
      const memory = Math.max(...reports.map(({ maxRss }) => maxRss));
      process.stdout.write(
        `fuzz: ${total} messages, ${calls} calls, ${sum((report) => report.answers)} answers, ` +
          `${requests} requests, at most ${Math.round(memory / 2 ** 20)} MiB with the simulator\n`,
      );
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

function sent(method: string, path: string): string | undefined {
  return outsideGrammar({ to: 'api', method, path: `/client/v4${path}`, headers: ['authorization'] });
}

describe('the harness notices', () => {
  it.each<readonly [sabotage: string, failure: RegExp]>([
    ['a line of its own on stdout', /no message \(not JSON\): "ready"/u],
    ['an answer to nothing', /nobody waits for: id "\\"none/u],
    ['an answer twice', /nobody waits for: id "\\"p0/u],
    ['a crash', /it ended with 1/u],
    ['a clean end too early', /it ended before its client did/u],
    ['a request to an undocumented place', /no documented place: GET \/client\/v4\/user$/mu],
    ['a query that is not documented', /keys that are not documented for \/client\/v4\/zones: x/u],
    ['the token to the resolver', /headers that nothing asks for: authorization/u],
    ['half a gibibyte of memory', /MiB of memory/u],
  ])('%s', async (sabotage, failure) => {
    const bundle = await fuzzBundle(sabotage);
    try {
      const { failures } = await bundle.run({ era: 'handshake', args: [], asks: false, seed }, []);
      expect(failures.join('\n')).toMatch(failure);
    } finally {
      await bundle.remove();
    }
  });

  it('requests that leave the grammar', () => {
    const id = '023e105f4ecef8ad9ca31a8372d0c353';
    expect(sent('GET', `/zones/${id}/dns_records?name.exact=a.example&per_page=5`)).toBeUndefined();
    for (const [method, path] of [
      ['PATCH', `/zones/${id}`],
      ['GET', `/zones/${id}/../user`],
      ['GET', `/zones/${id}x`],
      ['GET', `/zones/${id}/dns_records/${id}/`],
      ['GET', `/zones/${id}/dns_records?name=a b`],
      ['GET', `/zones/${id}/dns_records?page=1&page=2`],
      ['GET', `/zones/${id}/dns_records#x`],
      ['POST', `/zones/${id}/dns_records?x=`],
    ] as const)
      expect(sent(method, path), path).toBeDefined();
  });
});
