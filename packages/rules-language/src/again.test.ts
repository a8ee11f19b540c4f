import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filter, fuzzRuns, value } from '../test/support/programs.ts';
import { withoutSpans } from '../test/support/trees.ts';
import { analyse } from './analyse.ts';
import { describeRequest, evaluateValue } from './evaluate/index.ts';
import { lex } from './lex/lex.ts';
import type { Token } from './lex/token.ts';
import { parse } from './parse/parse.ts';
import { print } from './print/print.ts';
import type { Setting } from './use.ts';

const runs = { numRuns: Math.ceil(fuzzRuns / 4) };
const patience = { timeout: Math.max(30_000, fuzzRuns * 20) };

const request = describeRequest({
  url: 'https://www.example.com/a/b.php?x=1&y=%2f',
  headers: { accept: ['text/html', 'image/png'], cookie: 'a=1; b=2', 'x-token': 'abc' },
  ip: '192.0.2.1',
  country: 'NZ',
  body: '{"a":{"b":[1,2]}}',
});

/** The same meaning in a text that cannot have been seen before, because nothing else ends in so many blanks. */
let blanks = 0;
function unseen(text: string): string {
  blanks = (blanks % 300) + 1;
  return `${text}${' '.repeat(blanks)}`;
}

function treeOf(source: string) {
  const parsed = parse(source);
  if (!parsed.ok) throw new Error(`${source}: ${parsed.problems[0]?.message}`);
  return parsed.expression;
}

const settings: readonly Setting[] = [
  { use: 'filter' },
  { use: 'filter', plan: 'free' },
  { use: 'header_value', phase: 'http_request_late_transform' },
];

describe('what is remembered of a text', () => {
  it('says what the text says', patience, () => {
    const program = fc.oneof(filter, value).map(print);
    fc.assert(
      fc.property(program, fc.constantFrom(...settings), fc.constantFrom(...settings), (text, one, other) => {
        const first = analyse(text, one);
        analyse(text, other);
        expect(analyse(text, one)).toEqual(first);
        const fresh = analyse(unseen(text), one);
        expect(withoutSpans(fresh)).toEqual(withoutSpans(first));
      }),
      runs,
    );
  });

  it('does what the text does, how often it is evaluated', patience, () => {
    const program = fc.oneof(filter, value).map(print);
    fc.assert(
      fc.property(program, (text) => {
        const tree = treeOf(text);
        const first = evaluateValue(tree, request);
        expect(evaluateValue(tree, request)).toEqual(first);
        expect(evaluateValue(treeOf(text), request)).toEqual(first);
        expect(evaluateValue(treeOf(unseen(text)), request)).toEqual(first);
      }),
      runs,
    );
  });
});

/** As the language is written down: what may begin at a place, in the order in which it is tried. */
const forms: readonly (readonly [Token['kind'], RegExp])[] = [
  ['number', /(?:-?[0-9]|(?=[0-9a-fA-F]*:[0-9a-fA-F.:/-]*(?![0-9A-Za-z_.:/-])))[0-9A-Za-z_.:/-]*/y],
  ['word', /[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*/y],
  ['list', /\$[A-Za-z0-9_.]*/y],
  ['symbol', /===|!==|==|!=|!~|=~|=>|=<|<=|>=|<>|&&|\|\||\^\^|[<>=!~&|^()[\]{},*]/y],
  ['unknown', /[^\p{White_Space}()[\]{},"]+/uy],
];

function formAt(source: string, at: number): { readonly kind: string; readonly text: string } | undefined {
  for (const [kind, form] of forms) {
    form.lastIndex = at;
    const text = form.exec(source)?.[0];
    if (text !== undefined) return { kind, text };
  }
  return undefined;
}

const pieces =
  `http.host a.b. a..b _x x_1 a-b a/b ab:1 ab:: f00:0::1 dead:beef:: g: r "a" r"b" 80 -1 0x1f 1.2.3.4/24 ::1
  1..2 $a $a.b ( ) [ ] { } , * == != =~ <= <> && || ^^ ! ~ & | ^ = < > === é 😀 ; ? #`.split(/\s+/);

describe('lex', () => {
  it('cuts a source where the forms of its tokens do', patience, () => {
    const source = fc
      .array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom('', ' ', '\n')), { maxLength: 20 })
      .map((parts) => parts.flat().join(''));
    fc.assert(
      fc.property(source, (text) => {
        for (const { kind, text: found, start } of lex(text).tokens) {
          if (kind === 'string' || kind === 'end') continue;
          expect({ kind, text: found }).toEqual(formAt(text, start));
        }
      }),
      runs,
    );
  });
});
