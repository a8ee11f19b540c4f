import { describe, expect, it } from 'vitest';
import { judged, siteCases } from '../../../test/support/site-cases.ts';
import { problemFacts, problemIds, sentencesOf } from './problems.ts';

describe('the verdict on a site', () => {
  it.each(siteCases)('$what: $verdict', ({ given, verdict, ids, next }) => {
    const found = judged(given);
    expect([found.verdict, found.problems.map(({ id }) => id)]).toEqual([verdict, ids]);
    expect(found.problems.find((problem) => problem.next !== undefined)?.next?.tool).toBe(next);
  });

  it('is tried for every problem there is', () => {
    const tried = new Set(siteCases.flatMap(({ ids }) => ids));
    expect(problemIds.filter((id) => !tried.has(id))).toEqual([]);
  });

  it('says what it means, and what to do, in sentences', () => {
    for (const { given } of siteCases) {
      for (const problem of judged(given).problems) {
        expect(sentencesOf(problem)).toMatch(/^[A-Z].*[.]$/su);
        expect(sentencesOf(problem)).not.toContain('undefined');
      }
    }
  });

  it.each(problemIds)('has a source for %s', (id) => {
    expect(problemFacts[id].source).toMatch(/^(?:RFC \d+|[a-z0-9.]+[/a-z0-9.-]*)/u);
  });
});
