import { describe, expect, it } from 'vitest';
import { analyse } from './analyse.ts';
import { check } from './check/check.ts';
import { Kept } from './kept.ts';
import { parse } from './parse/parse.ts';

describe('Kept', () => {
  it('forgets what was not asked for since half of the room is full', () => {
    const kept = new Kept<string>(8);
    for (const text of ['a', 'b', 'c']) kept.put(text, text);
    expect(kept.get('a')).toBe('a');
    for (const text of ['d', 'e']) kept.put(text, text);
    expect(['a', 'b', 'c', 'd', 'e'].map((text) => kept.get(text))).toEqual([
      'a',
      undefined,
      undefined,
      'd',
      'e',
    ]);
  });

  it('keeps no text that is longer than half of the room', () => {
    const kept = new Kept<string>(8);
    kept.put('abcde', 'made');
    expect(kept.get('abcde')).toBeUndefined();
  });
});

describe('a text that was read before', () => {
  const filter = 'http.request.headers["X"][0] eq 1 and ip.src.nothing eq "a"';

  it.each(['http.host eq "a"', filter, 'http.host eq', '"', 'a '.repeat(3_000)])(
    'is read the same: %s',
    (text) => {
      expect(parse(text)).toEqual(parse(text));
      expect(analyse(text, { use: 'filter' })).toEqual(analyse(text, { use: 'filter' }));
    },
  );

  it('is judged by the setting that it stands in now', () => {
    const text = 'cf.bot_management.score lt 30';
    const plan = (setting: Parameters<typeof analyse>[1]) => analyse(text, setting).ok;
    expect([
      plan({ use: 'filter' }),
      plan({ use: 'filter', plan: 'free' }),
      plan({ use: 'filter', plan: 'enterprise' }),
      plan({ use: 'header_value' }),
      plan({ use: 'filter' }),
    ]).toEqual([true, false, true, false, true]);
  });

  it('is checked at the places of the source that is given', () => {
    const parsed = parse('http.hots eq "a"');
    if (!parsed.ok) throw new Error('no expression');
    const lineOf = (source: string) => {
      const checked = check(parsed.expression, { use: 'filter' }, source);
      return checked.ok ? 0 : checked.problems[0]?.column;
    };
    expect([lineOf('http.hots eq "a"'), lineOf(''), lineOf('http.hots eq "a"')]).toEqual([1, 1, 1]);
  });
});
