import { atOnce } from '@crunchtools/mcp-core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangeOf } from '../dns/guard/record.ts';
import { isWithin, listedRange } from './address.ts';
import { csvRowsInSteps } from './csv.ts';
import { RedirectIndex } from './matching.ts';
import {
  merged,
  plainPath,
  redirectBody,
  redirectInState,
  redirectOf,
  redirectState,
  sourceOf,
  sourceText,
} from './redirect.ts';

describe('a source', () => {
  it.each([
    ['example.com', 'example.com/'],
    ['EXAMPLE.com/A', 'example.com/A'],
    ['HTTP://www.example.com/', 'http://www.example.com/'],
    ['bücher.example/caf%c3%a9', 'xn--bcher-kva.example/café'],
    ['example.com/a%2fb', 'example.com/a%2Fb'],
  ])('%s is compared as %s', (given, expected) => {
    const source = sourceOf(given);
    expect(typeof source === 'string' ? source : sourceText(source)).toBe(expected);
  });

  it('has one form, whatever it is', () => {
    fc.assert(
      fc.property(fc.webUrl({ withFragments: false, withQueryParameters: false }), (url) => {
        const source = sourceOf(url);
        fc.pre(typeof source !== 'string');
        const text = sourceText(source);
        expect(sourceOf(text)).toEqual(source);
        expect(plainPath(source.path)).toBe(source.path);
      }),
    );
  });
});

const flags = fc.record({
  include_subdomains: fc.boolean(),
  subpath_matching: fc.boolean(),
  preserve_query_string: fc.boolean(),
  preserve_path_suffix: fc.boolean(),
});
const anyRedirect = fc
  .tuple(fc.webUrl(), fc.webPath(), fc.constantFrom(301, 302, 307, 308), flags, fc.string({ maxLength: 9 }))
  .map(([target_url, path, status_code, given, comment]) =>
    merged({ source_url: `example.com${path}`, target_url, status_code, comment, ...given }, undefined),
  );

it('a redirect is the same after it went through a state, or to Cloudflare and back', () => {
  fc.assert(
    fc.property(anyRedirect, (redirect) => {
      expect(redirectInState(redirectState('l', redirect))).toEqual(redirect);
      const { redirect: body, comment } = redirectBody(redirect);
      const back = redirectOf(body, typeof comment === 'string' ? comment : undefined);
      expect(back?.source_url).toBe(redirect.source_url);
      expect({ ...back, target_url: '' }).toEqual({ ...redirect, target_url: '' });
    }),
  );
});

const at = (source_url: string, target_url: string, more: object = {}) =>
  merged({ source_url, target_url, ...more }, undefined);

// rules/url-forwarding/bulk-redirects/how-it-works, with its own examples.
describe('the redirect that applies', () => {
  const sub = { subpath_matching: true };
  const wide = { include_subdomains: true };
  const list = [
    at('https://example.com/foo/', 'https://example.com/qux/', sub),
    at('https://example.com/about', 'https://example.com/newpage', wide),
    at('example.com/keep', 'https://example.com/kept', { preserve_query_string: true }),
    at('example.com/drop/', 'https://example.com/dropped/', { ...sub, preserve_path_suffix: false }),
    at('example.com/folder', 'https://example.com/1', sub),
    at('example.com/folder/subfolder', 'https://example.com/2', sub),
    at('bar.com/', 'https://bar.example/', { ...wide, ...sub }),
    at('foo.bar.com/', 'https://foo.example/', { ...wide, ...sub }),
    at('example.com/scheme', 'https://example.com/both'),
    at('http://example.com/scheme', 'https://example.com/plain'),
    at('example.com/blog', 'https://example.com/journal', sub),
  ];
  const index = new RedirectIndex();
  for (const redirect of list) index.add(redirect);

  it.each([
    ['https://example.com/foo/bar', 'https://example.com/qux/bar'],
    ['http://example.com/foo/bar', undefined],
    ['https://a.b.example.com/about', 'https://example.com/newpage'],
    ['http://example.com/keep?q=term', 'https://example.com/kept?q=term'],
    ['https://example.com/about?q=term', 'https://example.com/newpage'],
    ['https://example.com/drop/a/b', 'https://example.com/dropped/'],
    ['https://example.com/folder/subfolder/item', 'https://example.com/2/item'],
    ['https://example.com/folder/item', 'https://example.com/1/item'],
    ['https://qux.foo.bar.com/x', 'https://foo.example/x'],
    ['https://qux.bar.com/x', 'https://bar.example/x'],
    ['http://example.com/scheme', 'https://example.com/plain'],
    ['https://example.com/scheme', 'https://example.com/both'],
    ['https://example.com/blog/foo', 'https://example.com/journal/foo'],
    ['https://example.com/blogger', undefined],
    ['https://example.org/foo/', undefined],
  ])('of %s leads to %s', (url, expected) => {
    expect(index.match(url)?.url).toBe(expected);
  });
});

describe('a range', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['10.0.0.1/32', '10.0.0.1'],
    ['10.255.0.1/8', '10.0.0.0/8'],
    ['2001:db8:6a0b:1a01:d423:43b9:13c5:2e8f', '2001:db8:6a0b:1a01::/64'],
    ['2001:0DB8:6A0B:1A01:0000:0000:0000:0000/64', '2001:db8:6a0b:1a01::/64'],
    ['::/4', '::/4'],
  ])('%s is held as %s', (given, expected) => {
    expect(listedRange(given)).toMatchObject({ ip: expected });
  });

  it('is held as itself, and holds what it was made from', () => {
    const v4 = fc.tuple(fc.ipV4(), fc.integer({ min: 2, max: 32 }));
    const v6 = fc.tuple(fc.ipV6(), fc.integer({ min: 4, max: 64 }));
    fc.assert(
      fc.property(fc.oneof(v4, v6), ([address, prefix]) => {
        const range = listedRange(`${address}/${prefix}`);
        if (typeof range === 'string') throw new Error(range);
        expect(listedRange(range.ip)).toEqual(range);
        expect(rangeOf(address)?.startsWith(rangeOf(range.ip) ?? '-')).toBe(true);
      }),
    );
  });
});

describe('a CSV', () => {
  it('gives back what was written, line ends and quotes too', () => {
    const value = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', ' b') }).map((text) => text.trim());
    const rows = fc.array(fc.array(value, { minLength: 1 }).filter((row) => row.some((one) => one !== '')));
    fc.assert(
      fc.property(rows, fc.constantFrom('\n', '\r\n'), (written, end) => {
        const text = written
          .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
          .join(end);
        expect(atOnce(csvRowsInSteps(text)).map(({ values }) => values)).toEqual(written);
      }),
    );
  });

  it('ends, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ',', '"', '\r', '\n', ' ') }), (text) => {
        expect(atOnce(csvRowsInSteps(text)).length).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

describe('isWithin', () => {
  it.each([
    ['10.0.0.7', '10.0.0.0/8', true],
    ['10.0.0.0/16', '10.0.0.0/16', true],
    ['10.0.0.0/8', '10.0.0.0/16', false],
    ['11.0.0.7', '10.0.0.0/8', false],
    ['2001:db8:1::/64', '2001:db8::/32', true],
    ['2001:db9:1::/64', '2001:db8::/32', false],
    ['10.0.0.7', '2001:db8::/32', false],
  ])('%s within %s: %s', (inner, outer, within) => {
    expect(isWithin(inner, outer)).toBe(within);
  });
});
