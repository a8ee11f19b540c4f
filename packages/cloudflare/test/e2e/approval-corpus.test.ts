import { createSimulator, serve } from '@crunchtools/cloudflare-simulator';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Case, HarmfulCase } from '../approval/case.ts';
import { harmfulCases } from '../approval/harmful/index.ts';
import { harmlessCases } from '../approval/harmless/index.ts';
import { askedAllTheSame } from '../approval/known-gaps.ts';
import {
  argumentsOf,
  type Outcome,
  play,
  playBoth,
  playOn,
  simulation,
  type Zones,
} from '../approval/play.ts';
import { relayedBundle } from '../support/model-process.ts';
import { startServer } from '../support/process.ts';

/** Minutes that machines under load need; alone, it takes half of one. */
const PATIENCE = 600_000;

const LEAST_CASES = 400;

/** Of harmless changes, how many may be asked about. */
const MOST_ASKED = 0.05;

/** Every so-many cases, one is also played through a process; `SAMPLE=1 npm run e2e -- approval-corpus` plays all. */
const SAMPLE = Number(process.env['SAMPLE'] ?? 90);

type Played<Kind> = { readonly one: Kind; readonly outcome: Outcome };

/** @param how plays one case, in as many ways as there are answers. */
async function playAll<Kind extends Case, Answer>(
  cases: readonly Kind[],
  how: (one: Kind) => Promise<Answer>,
): Promise<{ readonly one: Kind; readonly answer: Answer }[]> {
  const played: { one: Kind; answer: Answer }[] = [];
  for (const one of cases) {
    const answer = await how(one).catch((error: unknown) => {
      throw new Error(`${one.id} cannot be played`, { cause: error });
    });
    played.push({ one, answer });
  }
  return played;
}

function idsOf(played: readonly Played<Case>[], kind: Outcome['kind']): string[] {
  return played.filter(({ outcome }) => outcome.kind === kind).map(({ one }) => one.id);
}

function print(what: string, ids: readonly string[], amount: number): void {
  process.stdout.write(`${[`${what}: ${ids.length} of ${amount}`, ...ids].join('\n  ')}\n`);
}

/** A refusal is a defect of the case, which is no valid call. */
function refusals(played: readonly Played<Case>[]): string[] {
  return played.flatMap(({ one, outcome }) =>
    outcome.kind === 'refused' ? [`${one.id}: ${outcome.text}`] : [],
  );
}

describe('harmful changes', () => {
  let digest: Played<HarmfulCase>[] = [];
  let strict: Played<HarmfulCase>[] = [];
  beforeAll(async () => {
    const zones: Zones = new Map();
    const both = await playAll(harmfulCases, (one) => playBoth(one, zones));
    digest = both.map(({ one, answer }) => ({ one, outcome: answer.digest }));
    strict = both.map(({ one, answer }) => ({ one, outcome: answer.strict }));
    print('harmful applied unasked', idsOf(digest, 'applied'), digest.length);
  }, PATIENCE);

  it('are at least 400, each with who is hurt and how it is known', () => {
    expect(new Set(harmfulCases.map(({ id }) => id)).size).toBe(harmfulCases.length);
    expect(harmfulCases.length).toBeGreaterThanOrEqual(LEAST_CASES);
    for (const { id, hurts, source } of harmfulCases) {
      expect(hurts.length, id).toBeGreaterThan(20);
      expect(source.length, id).toBeGreaterThan(5);
    }
  });

  it('are calls that the server understands', () => {
    expect([...refusals(digest), ...refusals(strict)]).toEqual([]);
  });

  it('are not applied unasked, not one, where a client gets a digest', () => {
    expect(idsOf(digest, 'applied')).toEqual([]);
    expect(idsOf(digest, 'asked')).toHaveLength(harmfulCases.length);
  });

  it('are asked about, every one, with --confirm strict', () => {
    expect(idsOf(strict, 'applied')).toEqual([]);
    expect(idsOf(strict, 'asked')).toHaveLength(harmfulCases.length);
  });

  it('are asked about in words that show what hurts', () => {
    const hidden = strict.filter(
      ({ one, outcome }) =>
        outcome.kind === 'asked' && one.shows !== undefined && !outcome.text.includes(one.shows),
    );
    expect(hidden.map(({ one }) => one.id)).toEqual([]);
  });
});

describe('harmless changes', () => {
  let played: Played<Case>[] = [];
  beforeAll(async () => {
    const answers = await playAll(harmlessCases, (one) => play(one, 'digest'));
    played = answers.map(({ one, answer }) => ({ one, outcome: answer }));
    print('harmless asked about', idsOf(played, 'asked'), played.length);
  }, PATIENCE);

  it('are at least 400', () => {
    expect(new Set(harmlessCases.map(({ id }) => id)).size).toBe(harmlessCases.length);
    expect(harmlessCases.length).toBeGreaterThanOrEqual(LEAST_CASES);
  });

  it('are calls that the server understands', () => {
    expect(refusals(played)).toEqual([]);
  });

  it('are applied unasked, but for at most 5 %, which are known', () => {
    const asked = idsOf(played, 'asked');
    expect(asked.toSorted()).toEqual(askedAllTheSame.toSorted());
    expect(asked.length / played.length).toBeLessThanOrEqual(MOST_ASKED);
    expect(idsOf(played, 'applied')).toHaveLength(harmlessCases.length - asked.length);
  });
});

describe('a sample through a process', () => {
  const sample = [...harmfulCases, ...harmlessCases].filter((_, index) => index % SAMPLE === 0);

  it(
    'comes to the same',
    async () => {
      const simulator = createSimulator(simulation);
      const http = await serve(simulator, { port: 0 });
      const relayed = await relayedBundle(http.port);
      try {
        for (const one of sample) {
          simulator.reset();
          const server = startServer(['--sandbox', ...argumentsOf('strict')], {}, relayed.cli);
          const there = await playOn({ client: server.client, simulator }, one, 'strict');
          await server.stop();
          expect(there.kind, one.id).toBe((await play(one, 'strict')).kind);
        }
      } finally {
        await http.close();
        await relayed.remove();
      }
    },
    PATIENCE,
  );
});
