import process from 'node:process';
import type { RequestDescription } from '@crunchtools/rules-language';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MigrationVerdict } from '../../src/features/migration/migrate.ts';
import { winningRule } from '../../src/features/page-rules/pattern.ts';
import { type Case, cases } from './migration-corpus.ts';
import { type Claim, concerns, type Outcome } from './migration-outcome.ts';
import { outcomeIn, planFor, type State, stateOf, statesThrough } from './migration-zone.ts';

/** Else only the first tenth of the corpus. */
const all = process.env['PROPERTY_CASES'] === 'all';

/** The same zones and requests in every run. */
const corpus = fc.sample(cases, { numRuns: all ? 400 : 40, seed: 20_261_122 });

/** The size of the proof: a change of the corpus or of the claims is to be seen. */
const wholeCounts = {
  pairs: 3_200,
  matched: 2_442,
  equal: 2_882,
  claimed: 429,
  different: 318,
  migrated: 734,
  partly: 73,
  kept: 458,
};
const tenthCounts = {
  pairs: 320,
  matched: 254,
  equal: 270,
  claimed: 62,
  different: 50,
  migrated: 66,
  partly: 6,
  kept: 54,
};

interface Compared {
  readonly isEqual: boolean;
  /** Differences that the migration claims and that can show in this request. */
  readonly claims: readonly Claim[];
  readonly text: string;
}

function compare(
  each: Case,
  states: readonly [State, State],
  verdicts: readonly MigrationVerdict[],
  request: RequestDescription,
): Compared {
  const [before, now] = [outcomeIn(states[0], request, each.plan), outcomeIn(states[1], request, each.plan)];
  const winner = winningRule(each.rules, request.url)?.url ?? '';
  const patterns = each.rules.map(({ url }) => url);
  const claims = claimsOf(verdicts).filter((claim) => concerns(claim, request, { before, winner, patterns }));
  return { isEqual: sorted(before) === sorted(now), claims, text: described(each, request, before, now) };
}

function claimsOf(verdicts: readonly MigrationVerdict[]): readonly Claim[] {
  return verdicts.flatMap(({ rule: { url }, differences }) => differences.map(({ kind }) => ({ url, kind })));
}

function sorted(outcome: Outcome): string {
  return [...outcome]
    .map(([name, text]) => `${name}: ${text}`)
    .toSorted()
    .join('\n');
}

/** A case that fails, as a person can read it. */
function described(
  { rules, plan }: Case,
  request: RequestDescription,
  before: Outcome,
  now: Outcome,
): string {
  const list = rules.map(({ url, actions, status }) => `${url} ${JSON.stringify(actions)} ${status}`);
  return [
    `${plan} ${JSON.stringify(request)}`,
    ...list,
    '-- before',
    sorted(before),
    '-- after',
    sorted(now),
  ].join('\n');
}

describe('a migration', () => {
  it('leaves every request of the corpus as it was, wherever it claims no difference', () => {
    const counts = {
      pairs: 0,
      equal: 0,
      claimed: 0,
      different: 0,
      matched: 0,
      migrated: 0,
      partly: 0,
      kept: 0,
    };
    const failed: string[] = [];
    for (const each of corpus) {
      const start = stateOf(each);
      const plan = planFor(start, each);
      const end = statesThrough(start, plan).at(-1) ?? start;
      for (const { outcome } of plan.verdicts) counts[outcome] += 1;
      for (const request of each.requests) {
        const { isEqual, claims, text } = compare(each, [start, end], plan.verdicts, request);
        counts.pairs += 1;
        counts.equal += isEqual ? 1 : 0;
        counts.matched += winningRule(each.rules, request.url) === undefined ? 0 : 1;
        counts.claimed += claims.length > 0 ? 1 : 0;
        counts.different += claims.length > 0 && !isEqual ? 1 : 0;
        if (claims.length === 0 && !isEqual) failed.push(text);
      }
    }
    expect(failed.slice(0, 3).join('\n\n')).toBe('');
    expect(counts).toEqual(all ? wholeCounts : tenthCounts);
  });

  it('does so after each of its changes, so that one that stops half-way harms nobody', () => {
    const failed: string[] = [];
    for (const each of corpus.slice(0, 60)) {
      const start = stateOf(each);
      const plan = planFor(start, each);
      for (const state of statesThrough(start, plan)) {
        for (const request of each.requests) {
          const { isEqual, claims, text } = compare(each, [start, state], plan.verdicts, request);
          if (claims.length === 0 && !isEqual) failed.push(text);
        }
      }
    }
    expect(failed.slice(0, 3).join('\n\n')).toBe('');
  });

  it('plans nothing the second time, and the rest after it stopped anywhere', () => {
    for (const each of corpus.slice(0, 100)) {
      const start = stateOf(each);
      const plan = planFor(start, each);
      const states = statesThrough(start, plan);
      const end = states.at(-1) ?? start;
      expect(planFor(end, each).changes).toEqual([]);
      const middle = states[Math.floor(states.length / 2)] ?? start;
      const resumed = statesThrough(middle, planFor(middle, each)).at(-1) ?? middle;
      expect(listOf(resumed)).toEqual(listOf(end));
    }
  });

  it('makes rules that are off and leaves the Page Rules, and turns both round when it is asked to', () => {
    for (const each of corpus.slice(0, 100)) {
      const start = stateOf(each);
      const prepared = statesThrough(start, planFor(start, { ...each, enabled: false })).at(-1) ?? start;
      expect(prepared.pageRules).toEqual(start.pageRules);
      for (const request of each.requests)
        expect(sorted(outcomeIn(prepared, request, each.plan))).toBe(
          sorted(outcomeIn(start, request, each.plan)),
        );
      const done = statesThrough(prepared, planFor(prepared, each)).at(-1) ?? prepared;
      const atOnce = statesThrough(start, planFor(start, each)).at(-1) ?? start;
      expect(listOf(done)).toEqual(listOf(atOnce));
    }
  });
});

/** Everything of a zone that matters, in its order. */
function listOf({ pageRules, phases }: State): unknown {
  return {
    pageRules: pageRules.map(({ id, status, actions }) => ({ id, status, actions })),
    rules: [...phases.values()].flatMap(({ phase, rules }) =>
      rules.map(({ definition }) => ({ ...definition, phase })),
    ),
  };
}
