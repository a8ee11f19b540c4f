import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CookieJar } from './cookies.ts';

const now = (): number => Date.parse('2026-11-30T12:00:00Z');

function headerOf(...answers: readonly (readonly string[])[]): string | undefined {
  const jar = new CookieJar({ now });
  for (const lines of answers) jar.take(lines);
  return jar.header();
}

const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `c${from + index}=1`);

describe('cookies', () => {
  it.each<[string, readonly (readonly string[])[], string | undefined]>([
    ['none', [[]], undefined],
    ['name and value alone', [['a=1; Path=/; Domain=.example.com; Secure; HttpOnly; SameSite=Lax']], 'a=1'],
    ['several', [['a=1', 'b=2']], 'a=1; b=2'],
    ['a new value', [['a=1', 'b=2'], ['a=3']], 'b=2; a=3'],
    ['a value with an equals sign and quotes', [['a="b=c=="']], 'a="b=c=="'],
    ['blanks around', [['  a =  1  ; x']], 'a=1'],
    ['a date with a comma that is to come', [['a=1; expires=Tue, 01-Dec-2026 12:00:00 GMT']], 'a=1'],
    [
      'one that ended by its date',
      [['a=1'], ['a=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT']],
      undefined,
    ],
    [
      'one that ended as another writes it',
      [['a=1'], ['a=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT']],
      undefined,
    ],
    ['one that ended by its age', [['a=1'], ['a=2; Max-Age=0']], undefined],
    [
      'an age that counts more than the date',
      [['a=1; Max-Age=60; expires=Thu, 01 Jan 1970 00:00:00 GMT']],
      'a=1',
    ],
    ['one that ended by its age with blanks', [['a=1'], ['a=2; Max-Age = 0 ']], undefined],
    ...['soon', 'x0', '0x'].map((age): [string, string[][], undefined] => [
      `the date counts where the age is none: ${age}`,
      [['a=1'], [`a=2; Max-Age=${age}; expires=Thu, 01 Jan 1970 00:00:00 GMT`]],
      undefined,
    ]),
    ['one that ends now', [['a=1; expires=Mon, 30 Nov 2026 12:00:00 GMT']], undefined],
    ['one that ends in a second', [['a=1; expires=Mon, 30 Nov 2026 12:00:01 GMT']], 'a=1'],
    ['a date that is none', [['a=1; expires=soon']], 'a=1'],
    ['an empty value, which says nothing', [['a=1'], ['a=']], undefined],
    ['no name', [['=1', 'x', '', ';']], undefined],
    ['what would begin another header', [['a=1\r\nauthorization: x', 'b=\u0000', 'c=ä']], undefined],
    ['a name that would be another', [['a b=1', 'a;b=1', 'a,b=2']], undefined],
  ])('are kept: %s', (_, answers, header) => {
    expect(headerOf(...answers)).toBe(header);
  });

  it('are bounded, the newest last', () => {
    const lines = Array.from(
      { length: 50 },
      (_, index) => `c${index}=${'x'.repeat(index === 49 ? 4_096 : 1_000)}`,
    );
    const header = headerOf(lines, ['last=1', `big=${'y'.repeat(5_000)}`]) ?? '';
    expect(header.length).toBeLessThanOrEqual(8_000);
    expect(header).toMatch(/c49=x+; last=1$/u);
  });

  it('are fifty at most: the first of one answer, the newest of several', () => {
    expect(headerOf(numbered(0, 60))).toBe(numbered(0, 50).join('; '));
    expect(headerOf(numbered(0, 30), numbered(30, 60))).toBe(numbered(10, 60).join('; '));
  });

  it('have 8,000 characters together at most', () => {
    const [one, other] = [`a=${'x'.repeat(3_997)}`, `b=${'x'.repeat(3_997)}`];
    expect(headerOf([one, other])).toHaveLength(8_000);
    expect(headerOf([one, `${other}x`])).toBe(`${other}x`);
  });

  it('tell their values as secrets, encoded and not, but for those that are open', () => {
    const kept: string[] = [];
    const jar = new CookieJar({
      keepSecret: (value) => kept.push(value),
      isOpen: (name) => name.endsWith('UserName'),
    });
    jar.take(['wikiUserName=Jane%20Doe', 'wiki_session=a%2Bb%2Fc', 'x=%zz', 'y=plain']);
    expect(kept).toEqual(['a%2Bb%2Fc', 'a+b/c', '%zz', 'plain']);
  });

  it('are not printed with their jar', () => {
    const jar = new CookieJar();
    jar.take(['a=secret-of-this-test']);
    expect(`${inspect(jar, { depth: 9, showHidden: true })}${JSON.stringify(jar)}`).not.toContain(
      'secret-of',
    );
  });

  it('always make a header that can be sent', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 40 })), (lines) => {
        const header = headerOf(
          lines.map((line) => `n=${line}`),
          lines,
        );
        expect(header ?? 'n=1').toMatch(/^[!-~]+(?: [!-~]+)*$/u);
      }),
    );
  });
});
