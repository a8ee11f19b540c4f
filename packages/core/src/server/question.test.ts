import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../change/change.ts';
import type { Plan } from '../change/plan.ts';
import { HIDDEN_CODE_POINTS } from '../untrusted/hidden-code-points.ts';
import { questionText } from './question.ts';

const scope = { id: 's1', name: 'example.com' };

function change(summary: string, also: Partial<Change> = {}): Change {
  return { action: 'delete', resource: 'thing', scope, id: 'i1', summary, ...also };
}

function planOf(changes: readonly Change[], also: Partial<Plan> = {}): Plan {
  return { tool: 't', args: {}, changes, guards: [], guarded: [], irreversible: [], ...also };
}

describe('the question', () => {
  it('says what happens where, why it is asked, and what cannot be undone', () => {
    const plan = planOf([change('delete A www.example.com'), change('purge everything')], {
      irreversible: ['copies are gone at once'],
      warnings: ['the zone is paused'],
    });
    expect(questionText('Cloudflare', plan, ['It deletes.', 'It purges.'])).toBe(
      `Cloudflare is about to make these 2 changes in example.com:
- delete A www.example.com
- purge everything
You are asked because: It deletes. It purges.
It cannot be undone: copies are gone at once.
Note: the zone is paused`,
    );
  });

  it('names every place once', () => {
    const there = { id: 's2', name: 'example.org' };
    const plan = planOf([change('a'), change('b', { scope: there }), change('c')]);
    expect(questionText('T', plan, ['R.'])).toContain('in example.com, example.org:');
  });

  it('says how an object moves', () => {
    const place = {
      before: { index: 4, after: 'c', before: null },
      after: { index: 1, after: null, before: 'a' },
    };
    const plan = planOf([change('move rule', { action: 'reorder', place })]);
    expect(questionText('T', plan, ['R.'])).toContain('- move rule (place 4 → 1)');
  });

  it('counts what it does not show', () => {
    const plan = planOf(Array.from({ length: 25 }, (_, index) => change(`delete ${index}`)));
    const lines = questionText('T', plan, ['R.']).split('\n');
    expect(lines.filter((line) => line.startsWith('- delete'))).toHaveLength(20);
    expect(lines).toContain('- and 5 more; in all 25 × delete');
  });

  it('keeps whatever strangers wrote in its lines, visible and short', () => {
    const hidden = fc
      .constantFrom(...HIDDEN_CODE_POINTS.map(([first]) => first))
      .map((codePoint) => String.fromCodePoint(codePoint));
    const text = fc.array(fc.oneof(hidden, fc.string({ unit: 'grapheme' })), { maxLength: 50 });
    fc.assert(
      fc.property(text, (parts) => {
        const question = questionText('T', planOf([change(parts.join(''))]), ['R.']);
        const lines = question.split('\n');
        expect(lines).toHaveLength(3);
        expect(lines[2]).toBe('You are asked because: R.');
        expect(lines[1]?.length).toBeLessThan(300);
        expect(question.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
      }),
    );
  });
});
