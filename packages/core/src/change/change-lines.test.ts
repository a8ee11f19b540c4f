import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../json.ts';
import type { Change } from './change.ts';
import { differenceLines, leafLine, subjectText, word } from './change-lines.ts';
import type { PathStep } from './difference.ts';
import { nameNote, quoted } from './text-change.ts';

describe('one line of a leaf', () => {
  const table: readonly (readonly [string, JsonValue | undefined, JsonValue | undefined, string])[] = [
    ['a new text', undefined, 'x', 'a: “x”'],
    ['a text that goes', 'x', undefined, 'a: “x” → removed'],
    ['a text that changes', 'x', 'y', 'a: “x” → “y”'],
    ['a text that becomes empty', 'x', '', 'a: “x” → “”'],
    ['an empty text that goes', '', undefined, 'a: “” → removed'],
    ['a number', 1, 2, 'a: 1 → 2'],
    ['a number that becomes its text', 1, '1', 'a: 1 → “1”'],
    ['a text that becomes its number', '1', 1, 'a: “1” → 1'],
    ['a switch', true, false, 'a: true → false'],
    ['a new switch that is off', undefined, false, 'a: false'],
    ['null', null, 0, 'a: null → 0'],
    ['null that goes', null, undefined, 'a: null → removed'],
    ['an empty list', [], {}, 'a: [] → {}'],
    ['quotes of its own', 'a”: “b', '“', 'a: “a\\u{201d}: \\u{201c}b” → “\\u{201c}”'],
    ['a line break', 'a', 'a\n2. delete', 'a: “a” → “a\\u{a}2. delete”'],
    ['an escape that was typed', undefined, '\\u{201d}', 'a: “\\u{5c}u{201d}”'],
  ];
  it.each(table)('%s', (_, from, to, line) => {
    const leaf = {
      path: ['a'],
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
    expect(leafLine(leaf)).toBe(line);
  });

  it('holds a text of any length', () => {
    const long = 'x'.repeat(100_000);
    expect(leafLine({ path: ['a'], to: long })).toBe(`a: “${long}”`);
  });

  const paths: readonly (readonly [readonly PathStep[], string])[] = [
    [['a', 'b', 'c'], 'a.b.c'],
    [['tags', 0], 'tags[0]'],
    [['tags', 12, 'name'], 'tags[12].name'],
    [[3, 'a'], '[3].a'],
    [['x-y_Z9'], 'x-y_Z9'],
    [['headers', 'x y'], 'headers[“x y”]'],
    [['x y', 'z'], '[“x y”].z'],
    [['a.b'], '[“a.b”]'],
    [['a', '0'], 'a.0'],
    [[''], '[“”]'],
    [['é'], '[“é”]'],
    [['a: 1 → 2, b'], '[“a: 1 → 2, b”]'],
    [['a\nb'], '[“a\\u{a}b”]'],
    [[' a'], '[“ a”]'],
    [['a '], '[“a ”]'],
    [['n'.repeat(100)], 'n'.repeat(100)],
    [['n'.repeat(101)], `[“${'n'.repeat(101)}”]`],
  ];
  it.each(paths)('is for %j', (path, text) => {
    expect(leafLine({ path, to: 1 })).toBe(`${text}: 1`);
  });
});

/** Of a change of a text. */
function textLine(from: string, to: string): string {
  return leafLine({ path: ['t'], from, to }).slice('t: '.length);
}

const [a, b] = ['a'.repeat(100), 'b'.repeat(100)];
const [a60, b60] = ['a'.repeat(60), 'b'.repeat(60)];

/** A part of a line as it was, without its quotes. */
function unquoted(part: string): string {
  return /^(?:nothing|removed)$/u.test(part) ? '' : part.slice(1, -1).replaceAll('\\u{201c}', '“');
}

describe('a long text', () => {
  const table: readonly (readonly [string, string, string, string])[] = [
    ['in its middle', `${a}X${b}`, `${a}Y${b}`, `, behind …“${a60}” and in front of “${b60}”…: “X” → “Y”`],
    ['at its beginning', `X${a}${b}`, `YY${a}${b}`, `, at its beginning, in front of “${a60}”…: “X” → “YY”`],
    ['at its end', `${a}${b}X`, `${a}${b}Y`, `, behind …“${b60}”, up to its end: “X” → “Y”`],
    ['by what comes', `${a}${b}`, `${a}X${b}`, `, behind …“${a60}” and in front of “${b60}”…: nothing → “X”`],
    ['by what goes', `${a}X${b}`, `${a}${b}`, `, behind …“${a60}” and in front of “${b60}”…: “X” → removed`],
    ['by what comes behind it', `${a}${b}`, `${a}${b}X`, `, behind …“${b60}”, up to its end: nothing → “X”`],
    ['by one of equal letters', `${a}${a}`, `${a}a${a}`, `, behind …“${a60}”, up to its end: nothing → “a”`],
    [
      'with little in front',
      `aX${b}${b}`,
      `aY${b}${b}`,
      `, behind …“a” and in front of “${b60}”…: “X” → “Y”`,
    ],
    [
      'with quotes around',
      `${a}”X“${b}`,
      `${a}”Y“${b}`,
      `, behind …“${'a'.repeat(59)}\\u{201d}” and in front of “\\u{201c}${'b'.repeat(59)}”…: “X” → “Y”`,
    ],
    [
      'with a name of letters that look alike',
      `${a} x.example ${b}`,
      `${a} а.example ${b}`,
      `, behind …“${'a'.repeat(59)} ” and in front of “.example ${'b'.repeat(51)}”…: “x” → “а” (“а.example” is xn--80a.example)`,
    ],
  ];
  it.each(table)('is shown by what differs %s', (_, from, to, line) => {
    expect(textLine(from, to)).toBe(`in a longer text${line}`);
  });

  const borders: readonly (readonly [string, string, string, boolean])[] = [
    ['200 units and more', `${a}X${'b'.repeat(99)}`, `${a}Y${'b'.repeat(99)}`, false],
    ['an old one of 199', `${a}${'b'.repeat(99)}`, `${a}Y${'b'.repeat(99)}`, true],
    ['a new one of 199', `${a}Y${'b'.repeat(99)}`, `${a}${'b'.repeat(99)}`, true],
    ['120 units that are equal', `${a60}${'X'.repeat(80)}${b60}`, `${a60}${'Y'.repeat(80)}${b60}`, false],
    ['119', `${a60}${'X'.repeat(81)}${b60.slice(1)}`, `${a60}${'Y'.repeat(81)}${b60.slice(1)}`, true],
    [
      '119 the other way',
      `${a60.slice(1)}${'X'.repeat(81)}${b60}`,
      `${a60.slice(1)}${'Y'.repeat(81)}${b60}`,
      true,
    ],
    ['120 in front', `${a60}${a60}${'X'.repeat(80)}`, `${a60}${a60}${'Y'.repeat(80)}`, false],
  ];
  it.each(borders)('of %s', (_, from, to, isWhole) => {
    if (isWhole) expect(textLine(from, to)).toBe(`“${from}” → “${to}”`);
    else expect(textLine(from, to)).toMatch(/^in a longer text/u);
  });

  // Each two share the first or the second unit of their pair.
  const pairs: readonly (readonly [string, string])[] = [
    ['\u{1f600}', '\u{1f601}'],
    ['\u{10000}', '\u{10001}'],
    ['\u{10fc00}', '\u{10fffd}'],
    ['\u{10000}', '\u{10400}'],
    ['\u{103ff}', '\u{107ff}'],
    ['\u{1f600}', '\u{1fa00}'],
  ];
  it.each(pairs)('shows characters whole: %s → %s', (from, to) => {
    const [old, fresh] = [quoted(from), quoted(to)];
    expect(textLine(`${a}${from}${b}`, `${a}${to}${b}`)).toBe(
      `in a longer text, behind …“${a60}” and in front of “${b60}”…: ${old} → ${fresh}`,
    );
    expect(textLine(`${a}${b}${from}`, `${a}${b}${to}`)).toBe(
      `in a longer text, behind …“${b60}”, up to its end: ${old} → ${fresh}`,
    );
    expect(textLine(`${from}${a}${b}`, `${to}${a}${b}`)).toBe(
      `in a longer text, at its beginning, in front of “${a60}”…: ${old} → ${fresh}`,
    );
  });

  it('takes no character behind the surrogates for half of one', () => {
    // U+FF21, FULLWIDTH LATIN CAPITAL LETTER A.
    expect(textLine(`${a}Ａ-Ａ${b}`, `${a}Ａ+Ａ${b}`)).toBe(
      `in a longer text, behind …“${'a'.repeat(59)}Ａ” and in front of “Ａ${'b'.repeat(59)}”…: “-” → “+”`,
    );
    const wide = 'Ａ'.repeat(100);
    expect(textLine(`${wide}-${wide}`, `${wide}+${wide}`)).toBe(
      `in a longer text, behind …“${'Ａ'.repeat(60)}” and in front of “${'Ａ'.repeat(60)}”…: “-” → “+”`,
    );
  });

  it('leaves half a character out of what stands around', () => {
    const faces = '\u{1f600}'.repeat(60);
    expect(textLine(`${faces}a-b${faces}`, `${faces}a+b${faces}`)).toBe(
      `in a longer text, behind …“${'\u{1f600}'.repeat(29)}a” and in front of “b${'\u{1f600}'.repeat(29)}”…: “-” → “+”`,
    );
  });

  it('says what becomes of it, whatever it holds', () => {
    const part = fc.array(fc.constantFrom('a', 'b', '“', '\u{1f600}', '\u{1f601}', '\u{1fa00}'), {
      maxLength: 80,
    });
    const joined = part.map((parts) => parts.join(''));
    fc.assert(
      fc.property(joined, joined, joined, joined, (head, one, other, tail) => {
        const [from, to] = [`${a}${head}${one}${tail}${b}`, `${a}${head}${other}${tail}${b}`];
        if (from === to) return;
        const line = textLine(from, to);
        const found = /: (nothing|“[^“”]*”) → (removed|“[^“”]*”)$/u.exec(line);
        const [, old = '', fresh = ''] = found ?? [];
        const [head60, tail60] = [/behind …“([^“”]*)”/u, /in front of “([^“”]*)”/u].map((pattern) =>
          (pattern.exec(line)?.[1] ?? '').replaceAll('\\u{201c}', '“'),
        );
        expect(line).toMatch(/^in a longer text/u);
        expect(from).toContain(`${head60}${unquoted(old)}${tail60}`);
        expect(to).toContain(`${head60}${unquoted(fresh)}${tail60}`);
        expect(from.length - to.length).toBe(unquoted(old).length - unquoted(fresh).length);
      }),
    );
  });
});

describe('a name that has another form on the wire', () => {
  const table: readonly (readonly [string, string])[] = [
    ['www.example.com', ''],
    ['', ''],
    ['TLS 1.2 and 1.1', ''],
    ['é', ''],
    ['é TLS 1.2, www.example.com', ''],
    ['а.example', ' (“а.example” is xn--80a.example)'],
    ['see https://а.example/x?y', ' (“а.example” is xn--80a.example)'],
    ['а。example', ' (“а。example” is xn--80a.example)'],
    ['а．example', ' (“а．example” is xn--80a.example)'],
    ['а｡example', ' (“а｡example” is xn--80a.example)'],
    ['_x-1.а.example', ' (“_x-1.а.example” is _x-1.xn--80a.example)'],
    ['e\u0301.example', ' (“e\u0301.example” is xn--9ca.example)'],
    ['１.example', ' (“１.example” is 1.example)'],
    ['а..example', ''],
    ['https://a.example⁄b.example.net/', ' (“a.example⁄b.example.net” is a.xn--exampleb-k03d.example.net)'],
    ['my‐bank.example', ' (“my‐bank.example” is xn--mybank-cg0c.example)'],
    ['read on…a.example, “a.example” → b.example', ''],
    ['а.example а.example б.example', ' (“а.example” is xn--80a.example, “б.example” is xn--90a.example)'],
    ['\u200dа.example', ' (“а.example” is xn--80a.example)'],
    ['а.xn--a', ' (“а.xn--a” is no valid domain name)'],
    ['xn--80a.example', ' (xn--80a.example reads “а.example”)'],
    ['XN--80A.Example', ' (xn--80a.example reads “а.example”)'],
    ['www.xn--80a.example', ' (www.xn--80a.example reads “www.а.example”)'],
    ['www.Xn--80a.example', ' (www.xn--80a.example reads “www.а.example”)'],
    // U+2010, HYPHEN.
    ['a.x‐y.example', ' (“a.x‐y.example” is a.xn--xy-v1t.example)'],
    ['xn--80a', ''],
    ['xn--a.example', ''],
    ['axn--80a.example 1.1', ''],
    ['xn--80a.example 1.1', ' (xn--80a.example reads “а.example”)'],
  ];
  it.each(table)('%j', (text, note) => {
    expect(nameNote(text)).toBe(note);
  });

  it('is found in a text of one long word, without looking from each of its letters', () => {
    expect(nameNote(`${'é'.repeat(1_000_000)} а.example`)).toBe(' (“а.example” is xn--80a.example)');
  });
});

describe('one word', () => {
  const table: readonly (readonly [unknown, string])[] = [
    ['www.example.com', 'www.example.com'],
    ['*.example.com/a_b-c:1@x', '*.example.com/a_b-c:1@x'],
    ['', '“”'],
    ['two words', '“two words”'],
    ['(plan', '“(plan”'],
    [' a', '“ a”'],
    ['a ', '“a ”'],
    ['a\n', '“a\\u{a}”'],
    ['n'.repeat(253), 'n'.repeat(253)],
    ['n'.repeat(254), `“${'n'.repeat(254)}”`],
    ['а.example', '“а.example” (“а.example” is xn--80a.example)'],
    ['xn--80a.example', 'xn--80a.example (xn--80a.example reads “а.example”)'],
    [5, '5'],
    [true, 'true'],
    [['a b'], '“["a b"]”'],
    [undefined, '“”'],
  ];
  it.each(table)('%j', (value, text) => {
    expect(word(value)).toBe(text);
  });
});

const scope = { id: 's1', name: 'example.com' };

function change(also: Partial<Change>): Change {
  return { action: 'update', resource: 'dns_record', scope, summary: 'never shown', ...also };
}

describe('the lines of a change', () => {
  const state = { type: 'A', name: 'www', ttl: 60 };
  const known = ['type', 'name'];
  const [first, second] = [
    { index: 1, after: null, before: 'b 1' },
    { index: 2, after: 'x', before: null },
  ] as const;
  const table: readonly (readonly [string, Partial<Change>, readonly string[]])[] = [
    ['what is made', { action: 'create', after: state }, ['ttl: 60']],
    ['what goes', { action: 'delete', id: 'i', before: state }, ['ttl: 60']],
    [
      'what goes, although something is to come',
      { action: 'delete', before: state, after: { ttl: 1 } },
      ['type: “A”', 'name: “www”', 'ttl: 60'],
    ],
    ['what changes', { before: state, after: { ...state, ttl: 1 } }, ['ttl: 60 → 1']],
    ['a known member that changes', { before: state, after: { ...state, name: 'x' } }, ['name: “www” → “x”']],
    [
      'a known name deeper inside',
      { action: 'create', after: { name: 'www', data: { name: 'x', type: 'y' } } },
      ['data.name: “x”', 'data.type: “y”'],
    ],
    [
      'a known member that is no leaf',
      { action: 'create', after: { name: ['a', 'b'], ttl: 60 } },
      ['name[0]: “a”', 'name[1]: “b”', 'ttl: 60'],
    ],
    ['a purge', { action: 'purge', after: { everything: true } }, ['everything: true']],
    ['nothing', { before: state, after: state }, []],
    ['a place that stays', { before: state, after: state, place: { before: first } }, []],
    [
      'a place in front, of something new',
      { action: 'create', after: state, place: { after: first } },
      ['ttl: 60', 'position: 1 (the first, in front of “b 1”)'],
    ],
    [
      'another place',
      { before: state, after: state, place: { before: first, after: second } },
      ['position: 1 (the first, in front of “b 1”) → 2 (behind x, the last)'],
    ],
  ];
  it.each(table)('%s', (_, also, lines) => {
    expect(differenceLines(change(also), known)).toEqual(lines);
  });

  it('are all of them when nothing is known already', () => {
    expect(differenceLines(change({ action: 'create', after: state }))).toEqual([
      'type: “A”',
      'name: “www”',
      'ttl: 60',
    ]);
  });
});

describe('the object of a change', () => {
  const table: readonly (readonly [string, Partial<Change>, boolean, string])[] = [
    [
      'by its name before',
      { before: { name: 'old' }, after: { name: 'new' } },
      false,
      'update dns record old',
    ],
    ['by its name after', { action: 'create', after: { name: 'new' } }, false, 'create dns record new'],
    ['with its id', { id: 'i1', before: { name: 'a' } }, false, 'update dns record a (i1)'],
    ['with an id of a stranger', { id: 'a) b' }, false, 'update dns record (“a) b”)'],
    ['with its scope', { id: 'i1' }, true, 'update dns record (i1) in example.com'],
    ['by all that tells', { before: { name: 'a b', type: 'TXT' } }, false, 'update dns record TXT “a b”'],
    ['without what it lacks', { before: { type: null, name: '' } }, false, 'update dns record'],
    ['with what is off', { before: { type: 0, name: false } }, false, 'update dns record 0 false'],
    ['without a state', {}, false, 'update dns record'],
    ['of a kind of many words', { resource: 'a_b_c' }, false, 'update a b c'],
  ];
  it.each(table)('%s', (_, also, withScope, text) => {
    expect(subjectText(change(also), ['type', 'name'], withScope)).toBe(text);
  });
});
