import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileWildcard, matchWildcard } from './index.ts';

function match(pattern: string, text: string, strict = false): readonly string[] | undefined {
  const compiled = compileWildcard(pattern);
  if (!compiled.ok) throw new Error(compiled.reason);
  return matchWildcard(compiled.wildcard, text, { strict });
}

describe('matchWildcard', () => {
  it.each([
    ['https://example.com/a/*', 'https://example.com/a/', ['']],
    ['https://example.com/a/*', 'https://example.com/a/sub/?name=value', ['sub/?name=value']],
    ['https://example.com/a/*', 'https://example.com/ab/', undefined],
    ['*.example.com/*/page.html', 'http://sub.example.com/folder/page.html', ['http://sub', 'folder']],
    [
      '*.example.com/*/page.html',
      'https://admin.example.com/team/subteam/page.html',
      ['https://admin', 'team/subteam'],
    ],
    ['*.example.com/*/page.html', 'https://example.com/ab/page.html', undefined],
    ['*.example.com/*/page.html', 'https://sub.example.com/folder2/page.html?s=value', undefined],
    ['*a*b*', 'xaxbxaxb', ['x', 'x', 'xaxb']],
    ['*aa', 'aaa', ['a']],
    ['a*a', 'a', undefined],
    ['a*a', 'aa', ['']],
    ['', '', []],
    ['', 'a', undefined],
    ['*', '', ['']],
    ['/ABC/*', '/abc/Def', ['Def']],
    ['É*', 'é', undefined],
    ['\\*\\\\*', '*\\x', ['x']],
    ['a?c', 'abc', undefined],
  ])('%j and %j: %j', (pattern, text, expected) => {
    expect(match(pattern, text)).toEqual(expected);
  });

  it('tells upper from lower case when strict', () => {
    expect(match('/AdminTeam/*', '/AdminTeam/x', true)).toEqual(['x']);
    expect(match('/AdminTeam/*', '/adminteam/x', true)).toBeUndefined();
  });

  it.each([
    ['a**', '"**"', 1],
    ['\\a', 'backslash', 0],
    ['a\\', 'backslash', 1],
  ])('refuses %j', (pattern, reason, at) => {
    expect(compileWildcard(pattern)).toMatchObject({
      ok: false,
      at,
      reason: expect.stringContaining(reason),
    });
  });

  const part = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '.', '[', '\\', '*'), maxLength: 6 });

  it('agrees with a lazy regular expression, captures included', () => {
    const pattern = fc.array(
      part.map((text) => text.replaceAll(/[\\*]/g, '\\$&')),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(pattern, fc.array(part, { maxLength: 4 }), fc.boolean(), (literals, texts, strict) => {
        const wildcard = literals.filter((literal, index) => literal !== '' || index === 0).join('*');
        const text = texts.join('');
        const source = wildcard.replaceAll(
          /\\[\\*]|\*|[.[]/g,
          (found) => ({ '*': '(.*?)' })[found] ?? `\\${found.at(-1)}`,
        );
        const theirs = new RegExp(`^${source}$`, strict ? 's' : 'si').exec(text);
        expect(match(wildcard, text, strict)).toEqual(theirs?.slice(1));
      }),
      { numRuns: 2000 },
    );
  });

  it('the pieces give the text back', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 2, maxLength: 5 }), (pieces) => {
        const escaped = pieces.map((piece) => `${piece.replaceAll(/[\\*]/g, '\\$&')}|`);
        const captures = match(escaped.join('*'), pieces.map((piece) => `${piece}|`).join('x'), true);
        expect(captures).toBeDefined();
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.boolean(), (pattern, text, strict) => {
        const compiled = compileWildcard(pattern);
        if (compiled.ok) expect(() => matchWildcard(compiled.wildcard, text, { strict })).not.toThrow();
        else expect(compiled.at).toBeLessThan(pattern.length);
      }),
    );
  });
});
