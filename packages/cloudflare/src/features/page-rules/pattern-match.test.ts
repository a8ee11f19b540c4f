import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coversPattern, matchPageRule } from './pattern.ts';

describe('matchPageRule', () => {
  it.each<readonly [string, string, readonly string[] | undefined]>([
    // The examples of Cloudflare's pages "Wildcard matching" and "URL forwarding".
    ['example.com/t*st', 'https://example.com/test', ['e']],
    ['example.com/t*st', 'https://example.com/toast', ['oa']],
    ['example.com/t*st', 'https://example.com/trust', ['ru']],
    ['example.com/foo/*', 'https://example.com/foo', undefined],
    ['example.com/foo*', 'https://example.com/foo', ['']],
    ['http://*.example.com/*', 'http://cloud.example.com/flare.jpg', ['cloud', 'flare.jpg']],
    ['http://*.example.com/*', 'https://cloud.example.com/flare.jpg', undefined],
    ['*www.example.com/products', 'https://www.example.com/products', ['']],
    ['*www.example.com/products', 'https://www.blog.example.com/products', undefined],
    ['*example.com/products', 'https://www.blog.example.com/products', ['www.blog.']],
    ['*example.com/products', 'http://www.example.com/blog/products', undefined],
    ['*example.com/products', 'http://www.example.comproducts', undefined],
    ['example.com/*', 'http://example.com/some-page.html', ['some-page.html']],
    ['example.com/', 'http://example.com/some-page.html', undefined],
    // Case, scheme, port.
    ['Example.com/Path', 'https://EXAMPLE.com/pATH', []],
    ['example.com/*', 'https://example.com/CamelCase', ['CamelCase']],
    ['HTTPS://example.com/', 'https://example.com', []],
    ['http*://example.com/*', 'https://example.com/a', ['s', 'a']],
    ['example.com/', 'https://example.com:8443/', []],
    ['example.com:8443/', 'https://example.com:8443/', []],
    ['example.com:8443/', 'https://example.com/', undefined],
    ['example.com:443/', 'https://example.com/', []],
    ['example.com:80/', 'http://example.com/', []],
    ['example.com:443/', 'http://example.com/', undefined],
    // Queries: ignored when the pattern does not speak of them, else matched.
    ['example.com/a', 'https://example.com/a?b=c', []],
    ['example.com/a', 'https://example.com/ab?b=c', undefined],
    ['example.com/*/d/*.txt', 'https://example.com/a/d/b.txt?x=1', ['a', 'b']],
    ['example.com/a?b=*', 'https://example.com/a?b=c', ['c']],
    ['example.com/a?b=*', 'https://example.com/a', undefined],
    ['example.com/*', 'https://example.com/a?b=c', ['a?b=c']],
    ['example.com/*b=c', 'https://example.com/a?b=c', ['a?']],
    // Each asterisk takes as little as it can.
    ['example.com/*/*', 'https://example.com/a/b/c', ['a', 'b/c']],
    ['example.com/*a*', 'https://example.com/banana', ['b', 'nana']],
    ['example.com/**', 'https://example.com/abc', ['', 'abc']],
    ['example.com/ab*ba', 'https://example.com/aba', undefined],
    // What never reaches a server, and what is no request for a web page.
    ['example.com/a', 'https://example.com/a#top', []],
    ['*', 'ftp://example.com/', undefined],
    ['*', 'example.com/', undefined],
    ['', 'https://example.com/', undefined],
  ])('%s on %s: %j', (pattern, url, captures) => {
    expect(matchPageRule(pattern, url)).toEqual(captures);
  });

  it('matches its own text, when the asterisks of a pattern are filled in', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'B', '/', '.', '-', '=', '?', '&'), maxLength: 6 });
    const literals = fc.array(part, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(literals, fc.array(part, { minLength: 5, maxLength: 5 }), (pieces, fillings) => {
        const pattern = `example.com/${pieces.join('*')}`;
        const filled = pieces
          .map((piece, index) => (index === 0 ? piece : `${fillings[index]}${piece}`))
          .join('');
        const url = new URL(`https://example.com/${filled}`);
        // A path that the parser shortens is another path.
        fc.pre(url.href === `https://example.com/${filled}`);
        const captures = matchPageRule(pattern, url.href);
        expect(captures).toHaveLength(pieces.length - 1);
        const rebuilt = pieces.map((piece, index) =>
          index === 0 ? piece : `${captures?.[index - 1]}${piece}`,
        );
        expect(`example.com/${rebuilt.join('')}`.toLowerCase()).toBe(`example.com/${filled}`.toLowerCase());
      }),
      { numRuns: 2_000 },
    );
  });

  it('agrees with a regular expression', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (glob, path) => {
        const expression = new RegExp(`^/${glob.replaceAll('*', '(.*?)')}$`, 'u');
        const expected = expression.exec(`/${path}`)?.slice(1);
        expect(matchPageRule(`example.com/${glob}`, `https://example.com/${path}`)).toEqual(expected);
      }),
      { numRuns: 5_000 },
    );
  });

  it('takes long patterns and URLs in its stride', () => {
    const url = `https://example.com/${'a'.repeat(100_000)}`;
    expect(matchPageRule(`example.com/${'*a'.repeat(50)}b`, url)).toBeUndefined();
    expect(matchPageRule('*a'.repeat(2_000), url)).toHaveLength(2_000);
  });
});

describe('coversPattern', () => {
  it.each<readonly [string, string, boolean]>([
    ['example.com/*', 'example.com/a', true],
    ['example.com/*', 'example.com/a/*', true],
    ['*example.com/*', 'www.example.com/*', true],
    ['*example.com/*', 'https://www.example.com:8443/a?b', true],
    ['example.com/a', 'example.com/A', true],
    ['example.com/a', 'example.com/a?b=*', true],
    ['example.com/a*', 'example.com/a*b', true],
    ['http://example.com/*', 'http://example.com/a', true],
    ['http://example.com/*', 'example.com/a', false],
    ['http://example.com/*', 'https://example.com/a', false],
    ['example.com:80/*', 'example.com/a', false],
    ['example.com/a', 'example.com/*', false],
    ['example.com/*b', 'example.com/a*', false],
    ['example.com/a?b', 'example.com/a', false],
    ['*.example.com/*', 'example.com/a', false],
    ['example.com/*', 'http*://example.com/a', false],
    // Of /b?y=.html?x=1 the path is /b, whatever the narrow pattern's asterisk takes.
    ['example.com/*.html', 'example.com/*.html?x=1', false],
    ['*example.com/a', '*example.com/a?x=1', false],
    ['example.com:8443/*', 'example.com:8443/a', true],
    ['*/', '*:8443/', false],
  ])('%s over %s: %s', (wide, narrow, expected) => {
    expect(coversPattern(wide, narrow)).toBe(expected);
  });

  it('never says yes of a pattern that matches what the other does not', () => {
    const scheme = fc.constantFrom('', 'http://', 'https://', 'http*://');
    const host = fc.constantFrom('example.com', '*example.com', 'a.example.com', '*.example.com', '*');
    const port = fc.constantFrom('', '', ':80', ':8443', ':*');
    const rest = fc.string({ unit: fc.constantFrom('a', '/', '?', '*', '*'), maxLength: 5 });
    const pattern = fc.tuple(scheme, host, port, rest).map(([a, b, c, d]) => `${a}${b}${c}/${d}`);
    const url = fc
      .tuple(
        fc.constantFrom('http', 'https'),
        fc.constantFrom('example.com', 'a.example.com', 'b.a.example.com'),
        fc.constantFrom('', ':80', ':8443'),
        fc.string({ unit: fc.constantFrom('a', '/', '?'), maxLength: 6 }),
      )
      .map(([a, b, c, d]) => `${a}://${b}${c}/${d}`);
    let covered = 0;
    fc.assert(
      fc.property(pattern, pattern, fc.array(url, { minLength: 20, maxLength: 20 }), (wide, narrow, urls) => {
        if (!coversPattern(wide, narrow)) return;
        covered += 1;
        for (const each of urls) {
          if (matchPageRule(narrow, each) !== undefined)
            expect(matchPageRule(wide, each), each).toBeDefined();
        }
      }),
      { numRuns: 20_000 },
    );
    expect(covered).toBeGreaterThan(4);
  });
});
