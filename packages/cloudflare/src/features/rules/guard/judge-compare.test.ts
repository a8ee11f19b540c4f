import { describe, expect, it } from 'vitest';
import { type Finding, SampleZone } from '../scope/request.ts';
import { scopeOf } from '../scope/search.ts';
import type { Harm, Protection } from './effect.ts';
import { type Differ, reasonsOf, type Side } from './judge.ts';

const zone = new SampleZone('example.com');
const protection: Protection = {
  guard: 'g',
  key: 'k',
  value: 2,
  isKeptBy: ({ value }) => Number(value) >= 2,
  ends: 'It ends.',
  narrows: 'It ends for requests',
};
const harm: Harm = { guard: 'h', key: 'k', value: 1, text: 'It harms.' };

function side(effects: Partial<Side['effects']>, expression = 'true'): Side {
  return { scope: scopeOf(expression), effects: { protections: [], harms: [], ...effects } };
}

const none: Differ = () => ({ kind: 'none' });
const unclear: Differ = () => ({ kind: 'unclear' });
function some(url: string): Differ {
  const finding: Finding = { kind: 'some', url, facts: { fields: new Map(), lists: new Map() } };
  return () => finding;
}

function texts(old: Side | undefined, next: Side | undefined, differ: Differ = none): readonly string[] {
  return reasonsOf(old, next, zone, differ).map(({ text }) => text);
}

describe('a protection', () => {
  const old = side({ protections: [protection] });
  const weaker = side({ protections: [{ ...protection, value: 1 }] });

  it('that is gone has ended, with the rule or without', () => {
    expect(reasonsOf(old, undefined, zone)).toEqual([{ guard: 'g', text: 'It ends.', kind: 'value' }]);
    expect(texts(old, side({}))).toEqual(['It ends.']);
    expect(texts(old, side({ protections: [{ ...protection, key: 'other' }] }))).toEqual(['It ends.']);
  });

  it('that is weaker says how, or that it ended', () => {
    expect(texts(old, weaker)).toEqual(['It ends.']);
    const words = side({ protections: [{ ...protection, weakens: 'It is weaker.' }] });
    expect(texts(words, weaker)).toEqual(['It is weaker.']);
  });

  it('that holds for fewer requests says for which', () => {
    expect(texts(old, old, none)).toEqual([]);
    expect(texts(old, old, some('https://example.com/a'))).toEqual([
      'It ends for requests such as https://example.com/a.',
    ]);
    expect(texts(old, old, some('not a URL'))).toEqual(['It ends for requests.']);
    expect(texts(old, old, unclear)).toEqual(['It ends for requests; which ones cannot be told.']);
  });

  it('that never held has not ended', () => {
    expect(texts(side({ protections: [protection] }, 'false'), undefined)).toEqual([]);
  });

  it('that was not there is not lost', () => {
    expect(texts(undefined, old)).toEqual([]);
    expect(texts(side({}), old)).toEqual([]);
  });

  it('is said once, where several give the same reason', () => {
    expect(texts(side({ protections: [protection, { ...protection, key: 'l' }] }), undefined)).toEqual([
      'It ends.',
    ]);
  });
});

describe('a harm', () => {
  const next = side({ harms: [harm] });

  it('is new in a new rule, and where there was none', () => {
    expect(reasonsOf(undefined, next, zone)).toEqual([{ guard: 'h', text: 'It harms.', kind: 'value' }]);
    expect(texts(side({}), next)).toEqual(['It harms.']);
    expect(texts(side({ harms: [{ ...harm, key: 'other' }] }), next)).toEqual(['It harms.']);
  });

  it('is new with another value, or where that is worse', () => {
    expect(texts(side({ harms: [{ ...harm, value: 0 }] }), next)).toEqual(['It harms.']);
    const ranked = side({ harms: [{ ...harm, isNews: (before) => Number(before) < 1 }] });
    expect(texts(side({ harms: [{ ...harm, value: 0 }] }), ranked)).toEqual(['It harms.']);
    expect(texts(side({ harms: [{ ...harm, value: 2 }] }), ranked)).toEqual([]);
  });

  it('is new for more requests', () => {
    expect(texts(next, next, none)).toEqual([]);
    expect(texts(next, next, unclear)).toEqual(['It harms.']);
    expect(texts(next, next, some('https://example.com/a'))).toEqual(['It harms.']);
  });

  it('that never comes, or goes, is none', () => {
    expect(texts(undefined, side({ harms: [harm] }, 'false'))).toEqual([]);
    expect(texts(next, undefined)).toEqual([]);
  });
});
