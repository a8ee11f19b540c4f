import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors/errors.ts';
import { ApiPath, path, query, segment } from './path.ts';

const template =
  (literals: readonly string[], ...values: readonly string[]) =>
  () =>
    new ApiPath(literals, values);

describe('path', () => {
  it('puts every value into a segment of its own', () => {
    expect(String(path`/zones/${'023e105f4ecef8ad'}/dns_records/${'372e67954025e0ba'}`)).toBe(
      '/zones/023e105f4ecef8ad/dns_records/372e67954025e0ba',
    );
    expect(String(path`/user/tokens/verify`)).toBe('/user/tokens/verify');
  });

  it('takes a path that is checked already for all its segments', () => {
    const route = path`/wp/v2/posts/${'12'}/${segment('Help:A/B')}`;
    expect(String(path`/wp-json/${route}`)).toBe('/wp-json/wp/v2/posts/12/Help%3AA%2FB');
    expect(String(path`/blog/${route}/revisions`)).toBe('/blog/wp/v2/posts/12/Help%3AA%2FB/revisions');
  });

  it.each(['a.b', 'a~b', 'me@example.com', 'urn:id', 'A_b-9', '-', '_', 'a..b'])('accepts %j', (value) => {
    expect(String(path`/things/${value}`)).toBe(`/things/${value}`);
  });

  it.each([
    ['nothing', ''],
    ['a dot', '.'],
    ['two dots', '..'],
    ['a dot in front', '.env'],
    ['a dot at the end', 'a.'],
    ['a separator', 'a/b'],
    ['a backslash', 'a\\b'],
    ['an encoded separator', 'a%2fb'],
    ['encoded dots', '%2e%2e'],
    ['a query', 'a?b'],
    ['a fragment', 'a#b'],
    ['a parameter', 'a;b'],
    ['a blank', 'a b'],
    ['a newline at the end', 'a\n'],
    ['NUL', 'a\0'],
    ['the hole itself', '\0'],
    ['a full-width dot', 'a\uff0eb'],
    ['a full-width slash', 'a\uff0fb'],
    ['too much', 'a'.repeat(256)],
  ])('refuses %s, and does not quote it', (_what, value) => {
    const make = () => path`/things/${value}/x`;
    expect(make).toThrow(InputError);
    if (value.length > 1) expect(make).not.toThrow(value);
  });

  it('refuses what is not a string', () => {
    const value: string = Object.assign(Object.create(null), { toString: () => 'a' });
    expect(() => path`/things/${value}`).toThrow(InputError);
  });

  it.each([
    ['no slash in front', template(['zones'])],
    ['text before the first slash', template(['zones/x'])],
    ['nothing', template([''])],
    ['only a slash', template(['/'])],
    ['a slash at the end', template(['/zones/'])],
    ['an empty segment', template(['/zones//x'])],
    ['dots', template(['/zones/../x'])],
    ['a query', template(['/zones?x'])],
    ['another host', template(['//example.com'])],
    ['a value with a prefix', template(['/zones/a', ''], 'b')],
    ['a value with a suffix', template(['/zones/', 'a'], 'b')],
    ['two values in one segment', template(['/zones/', '', ''], 'a', 'b')],
    ['a value too many', template(['/zones'], 'a')],
  ])('takes a template with %s for a defect', (_what, make) => {
    expect(make).toThrow(TypeError);
    expect(make).toThrow(/must start with "\/", have no empty or dot segment, and one value per segment/u);
  });

  it('says what a value may be', () => {
    let thrown: unknown;
    try {
      String(path`/things/${'a/b'}`);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      message: expect.stringContaining('cannot stand in a request path'),
      nextStep: expect.stringContaining('Use letters, digits, "_" and "-"'),
    });
  });

  it('cannot be given another text by a subclass or a look-alike', () => {
    class Liar extends ApiPath {
      override toString(): string {
        return '/../secrets';
      }
    }
    expect(ApiPath.textOf(new Liar(['/zones'], []))).toBe('/zones');
    const lookAlike: ApiPath = Object.assign(Object.create(null), { toString: () => '/zones' });
    expect(() => ApiPath.textOf(lookAlike)).toThrow(TypeError);
  });

  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('a', 'Z', '9', '.', '/', '%', '~', '@', ':', '\\', '-', '\n') }),
  );

  it('refuses any text, or holds it as exactly one segment that no URL parser changes', () => {
    let accepted = 0;
    fc.assert(
      fc.property(anyText, (value) => {
        let text: string;
        try {
          text = String(path`/a/${value}/b`);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          return;
        }
        accepted += 1;
        expect(text.split('/')).toEqual(['', 'a', value, 'b']);
        const url = new URL(text, 'https://host.test');
        expect(url.href).toBe(`https://host.test${text}`);
        expect(url.pathname).toBe(text);
      }),
      { numRuns: 5_000 },
    );
    expect(accepted).toBeGreaterThan(0);
  });
});

describe('segment', () => {
  it.each([
    ['Main Page', 'Main%20Page'],
    ['Help:A/B', 'Help%3AA%2FB'],
    ['libfoo++', 'libfoo%2B%2B'],
    ['صفحه', '%D8%B5%D9%81%D8%AD%D9%87'],
    ["it's (not) *that*!", 'it%27s%20%28not%29%20%2Athat%2A%21'],
    ['a%2fb', 'a%252fb'],
    ['?#;\\', '%3F%23%3B%5C'],
    ['.hidden', '.hidden'],
    ['a..', 'a..'],
  ])('encodes %j', (name, encoded) => {
    expect(String(path`/page/${segment(name)}/history`)).toBe(`/page/${encoded}/history`);
  });

  it.each([[''], ['.'], ['..'], ['...'], ['a\nb'], ['\0'], ['\u{85}'], ['a\ud800'], ['é'.repeat(128)]])(
    'refuses %j, and does not quote it',
    (name) => {
      expect(() => segment(name)).toThrow(InputError);
      if (name.length > 3) expect(() => segment(name)).not.toThrow(name);
    },
  );

  it('takes all but controls and lone surrogates', () => {
    const refused = Array.from({ length: 0x1_00_00 }, (_, code) => `a${String.fromCharCode(code)}`).filter(
      (name) => {
        try {
          segment(name);
          return false;
        } catch {
          return true;
        }
      },
    );
    expect(refused.filter((name) => !/[\p{Control}\p{Surrogate}]/u.test(name))).toEqual([]);
    expect(refused).toHaveLength(65 + 2_048);
  });

  it('takes 765 octets when encoded, and one more not', () => {
    expect(String(path`/page/${segment('a'.repeat(765))}`)).toHaveLength('/page/'.length + 765);
    expect(() => segment('a'.repeat(766))).toThrow(InputError);
  });

  it('says what a name may be', () => {
    const name: string = Object.assign(Object.create(null), { toString: () => 'a' });
    for (const wrong of ['..', name]) {
      let thrown: unknown;
      try {
        segment(wrong);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toMatchObject({
        message: 'A name has a form that cannot stand in a request path.',
        nextStep: 'Use a shorter name without control characters, which is not made of dots alone.',
      });
    }
  });

  it('is one segment to every parser, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), (name) => {
        let text: string;
        try {
          text = String(path`/page/${segment(name)}/x`);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          return;
        }
        const parts = new URL(text, 'https://service.example').pathname.split('/');
        expect(parts).toHaveLength(4);
        expect(decodeURIComponent(parts[2] ?? '')).toBe(name);
      }),
    );
  });

  it('is nothing that looks like one', () => {
    const lookAlike = Object.create(Object.getPrototypeOf(segment('a')));
    expect(() => path`/page/${lookAlike}`).toThrow(TypeError);
  });
});

describe('query', () => {
  it.each([
    [{}, ''],
    [{ name: undefined }, ''],
    [{ name: 'example.com', page: 2, proxied: false }, '?name=example.com&page=2&proxied=false'],
    [{ 'name.exact': 'a&b=c#d?e/f' }, '?name.exact=a%26b%3Dc%23d%3Fe%2Ff'],
    [{ q: 'ü €' }, '?q=%C3%BC%20%E2%82%AC'],
    [{ q: '' }, '?q='],
    [{ _fields: 'id,title' }, '?_fields=id%2Ctitle'],
    [{ 'fields[Owner][x]': 'a' }, '?fields%5BOwner%5D%5Bx%5D=a'],
  ])('writes %j', (parameters, text) => {
    expect(query(parameters)).toBe(text);
  });

  it.each<[string | number, string]>([
    ...['a\nb', 'a\r\nx: y', '\0', '\u007f', '\u0085'].map((q): [string, string] => [
      q,
      'has control characters',
    ]),
    ['\ud800', 'is not valid Unicode'],
    ['a\udc00', 'is not valid Unicode'],
    [Number.NaN, 'is not a finite number'],
    [Number.POSITIVE_INFINITY, 'is not a finite number'],
  ])('refuses the value %j', (q, problem) => {
    expect(() => query({ q })).toThrow(InputError);
    expect(() => query({ q })).toThrow(`The value for "q" ${problem}.`);
  });

  it.each([
    '',
    'a b',
    'a=b',
    'a&b',
    '__proto__',
    'ä',
    'a[]',
    '[a]',
    'a[b',
    'a]b',
    'a[b]c',
    'a[[b]]',
    'a[b c]',
  ])('takes the key %j for a defect', (key) => {
    expect(() => query(Object.fromEntries([[key, 'x']]))).toThrow(TypeError);
    expect(() => query(Object.fromEntries([[key, 'x']]))).toThrow('A query key must be an ASCII word.');
  });

  it('gives any accepted value back through a URL parser, and no other parameter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        let text: string;
        try {
          text = query({ a: value, b: 1 });
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          return;
        }
        expect([...new URLSearchParams(text)]).toEqual([
          ['a', value],
          ['b', '1'],
        ]);
      }),
    );
  });
});
