import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filter, fuzzRuns, value } from '../test/support/programs.ts';
import { syntaxTree, withoutSpans } from '../test/support/trees.ts';
import { analyse } from './analyse.ts';
import { check } from './check/check.ts';
import { maximumLength } from './limits.ts';
import { parse } from './parse/parse.ts';
import { print } from './print/print.ts';
import type { Expression } from './syntax-tree.ts';
import { phases, type Setting } from './use.ts';

// `FUZZ_RUNS=100000 npx vitest run --project unit packages/rules-language/src/fuzz.test.ts` is the long form.
const runs = { numRuns: fuzzRuns };
const patience = Math.max(120_000, fuzzRuns * 20);

const setting: fc.Arbitrary<Setting> = fc.record(
  {
    use: fc.constantFrom('filter', 'rewrite_path', 'rewrite_query', 'header_value', 'redirect_target'),
    phase: fc.constantFrom(...phases),
    plan: fc.constantFrom('free', 'pro', 'business', 'enterprise'),
  },
  { requiredKeys: ['use'] },
);

function isShort(tree: Expression): boolean {
  return Array.from(print(tree)).length <= maximumLength;
}

/** Pieces of the language and of others, and of nothing at all. */
const words = String.raw`http.host ssl ip.src any lower http.request.headers and or not xor in eq == matches ~ contains strict
  wildcard ( ) [ ] { } , * ! "a" " ' r" r#" "# \ \" \x41 80 -1 0x 1.2.3.4 /24 :: .. $list $ = === AND && & “ # // 😀`;
const piece = fc.oneof(
  fc.constantFrom(...words.split(/\s+/), '\t', '\n', '\0', '\u202e', '\ud800', ' '),
  fc.string({ unit: 'binary', maxLength: 5 }),
);

const scribble = fc
  .array(fc.tuple(piece, fc.constantFrom('', ' ')), { maxLength: 40 })
  .map((pieces) => pieces.flat().join(''));

/** A valid source in which a few stretches are cut out, doubled or replaced. */
const mutated = fc
  .tuple(filter, fc.array(fc.tuple(fc.nat(), fc.nat(12), piece), { minLength: 1, maxLength: 4 }))
  .map(([tree, edits]) => {
    let source = print(tree);
    for (const [place, length, replacement] of edits) {
      const at = source.length === 0 ? 0 : place % source.length;
      source = source.slice(0, at) + replacement + source.slice(at + length);
    }
    return source;
  });

function expectSaneProblems(source: string, chosen: Setting): void {
  const analysis = analyse(source, chosen);
  if (analysis.ok) return;
  expect(analysis.problems.length).toBeGreaterThan(0);
  for (const { message, suggestion = '', expected = [], line, column, span } of analysis.problems) {
    expect(line).toBeGreaterThan(0);
    expect(column).toBeGreaterThan(0);
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(span.end).toBeLessThanOrEqual(source.length);
    expect(message.length).toBeLessThan(400);
    expect([message, suggestion, ...expected].join('')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  }
}

describe('parse and print', () => {
  it('are inverse on every tree that parse can make', { timeout: patience }, () => {
    fc.assert(
      fc.property(syntaxTree, (tree) => {
        fc.pre(isShort(tree));
        const parsed = parse(print(tree));
        expect(parsed.ok ? withoutSpans(parsed.expression) : parsed).toEqual(withoutSpans(tree));
      }),
      runs,
    );
  });

  it('settle: what is printed is printed again unchanged', { timeout: patience }, () => {
    fc.assert(
      fc.property(fc.oneof(mutated, scribble), (source) => {
        const first = parse(source);
        if (!first.ok) return;
        const printed = print(first.expression);
        fc.pre(Array.from(printed).length <= maximumLength);
        const second = parse(printed);
        expect(second.ok ? print(second.expression) : second).toBe(printed);
      }),
      runs,
    );
  });
});

describe('check', () => {
  it('accepts generated filters in every phase', { timeout: patience }, () => {
    fc.assert(
      fc.property(filter, fc.constantFrom(...phases), (tree, phase) => {
        expect(check(tree, { use: 'filter', phase, plan: 'enterprise' })).toMatchObject({
          ok: true,
          type: { kind: 'boolean' },
        });
      }),
      runs,
    );
  });

  it('accepts generated values', { timeout: patience }, () => {
    fc.assert(
      fc.property(value, (tree) => {
        expect(check(tree, { use: 'redirect_target' })).toMatchObject({ ok: true, type: { kind: 'string' } });
      }),
      runs,
    );
  });

  it('never throws, whatever the tree', { timeout: patience }, () => {
    fc.assert(
      fc.property(syntaxTree, setting, (tree, chosen) => {
        const checked = check(tree, chosen);
        if (!checked.ok) expect(checked.problems.length).toBeGreaterThan(0);
      }),
      runs,
    );
  });
});

describe('analyse', () => {
  it('answers every mutation of a valid source', { timeout: patience }, () => {
    fc.assert(fc.property(mutated, setting, expectSaneProblems), runs);
  });

  it('answers every text', { timeout: patience }, () => {
    fc.assert(fc.property(scribble, setting, expectSaneProblems), runs);
  });
});
