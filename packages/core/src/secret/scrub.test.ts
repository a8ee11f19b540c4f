import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScrubber } from './scrub.ts';
import { Secret } from './secret.ts';

const WINDOW = 12;
const TOKEN = 'cfut_J4kqZ8wXn2RbV7mTs0YhLp5GdCe9Aou3FiKx1BvN9f8e7d6c';

function scrubber(...tokens: readonly string[]): (text: string) => string {
  return createScrubber(tokens.map((token) => new Secret(token)));
}

function perCharacter(encode: (character: string, index: number) => string): (text: string) => string {
  return (text) => Array.from(text, encode).join('');
}

function hexOf(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(2, '0');
}

function base64After(before: string): (text: string) => string {
  return (text) => Buffer.from(before + text).toString('base64');
}

function swapCase(character: string): string {
  return character === character.toLowerCase() ? character.toUpperCase() : character.toLowerCase();
}

/** A letter or digit in another block, whose NFKC form it is; other characters stay. */
function inBlock(digit: number, upper: number, lower: number): (text: string) => string {
  return perCharacter((character) => {
    if (/[0-9]/.test(character)) return moved(character, '0', digit);
    if (/[A-Z]/.test(character)) return moved(character, 'A', upper);
    return /[a-z]/.test(character) ? moved(character, 'a', lower) : character;
  });
}

function moved(character: string, from: string, to: number): string {
  return String.fromCodePoint(to + character.charCodeAt(0) - from.charCodeAt(0));
}

type Encode = (text: string) => string;

/** What is done to single characters, so that it can be done to some of them and on top of one another. */
const escapes: readonly (readonly [name: string, encode: (character: string) => string])[] = [
  ['percent', (character) => `%${hexOf(character)}`],
  ['percent, upper case', (character) => `%${hexOf(character).toUpperCase()}`],
  ['percent twice', (character) => `%25${hexOf(character)}`],
  ['percent three times', (character) => `%2525${hexOf(character)}`],
  ['JSON', (character) => `\\u00${hexOf(character)}`],
  ['JSON in JSON', (character) => `\\\\u00${hexOf(character).toUpperCase()}`],
  ['ECMAScript braces', (character) => `\\u{${hexOf(character)}}`],
  ['C and ECMAScript bytes', (character) => `\\x${hexOf(character)}`],
  ['Python wide', (character) => `\\U000000${hexOf(character)}`],
  ['octal', (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`],
  ['HTML decimal', (character) => `&#${character.charCodeAt(0)};`],
  ['HTML decimal, padded', (character) => `&#00${character.charCodeAt(0)};`],
  ['HTML hexadecimal', (character) => `&#x${hexOf(character)};`],
  ['HTML twice', (character) => `&amp;#X${hexOf(character).toUpperCase()};`],
  ['quoted-printable', (character) => `=${hexOf(character).toUpperCase()}`],
];

/** What is done to a text as a whole. Where a stretch of the token is encoded, that is found as well. */
const encodings: readonly (readonly [name: string, encode: Encode])[] = [
  ['as it is', (text) => text],
  ['lower case', (text) => text.toLowerCase()],
  ['upper case', (text) => text.toUpperCase()],
  ['swapped case', perCharacter(swapCase)],
  ['backwards', (text) => Array.from(text).toReversed().join('')],
  ['ROT13', (text) => text.replace(/[a-z]/gi, (letter) => rotated(letter))],
  ['spaces', perCharacter((character) => `${character} `)],
  ['zero-width spaces', perCharacter((character) => `${character}\u200b`)],
  ['soft hyphens', perCharacter((character) => `${character}\u00ad`)],
  ['hyphens', (text) => text.match(/.{1,4}/g)?.join('-') ?? ''],
  ['lines', (text) => text.match(/.{1,7}/g)?.join('\r\n    ') ?? ''],
  ['escaped line ends', (text) => text.match(/.{1,7}/g)?.join('\\r\\n') ?? ''],
  ['MIME soft line breaks', (text) => text.match(/.{1,9}/g)?.join('=\r\n') ?? ''],
  ['concatenation', (text) => text.match(/.{1,9}/g)?.join('" + "') ?? ''],
  ['characters in a list', (text) => JSON.stringify(Array.from(text))],
  ['combining marks', perCharacter((character) => `${character}\u0336`)],
  ['full width', perCharacter((character) => String.fromCodePoint(character.charCodeAt(0) + 0xfee0))],
  ['mathematical bold', inBlock(0x1d7ce, 0x1d400, 0x1d41a)],
  ['mathematical monospace', inBlock(0x1d7f6, 0x1d670, 0x1d68a)],
  ['full width, percent', (text) => encodeURIComponent(inBlock(0xff10, 0xff21, 0xff41)(text))],
  [
    'full width, read as Latin-1',
    (text) => Buffer.from(inBlock(0xff10, 0xff21, 0xff41)(text)).toString('latin1'),
  ],
  ['mathematical, JSON pairs', (text) => asciiJson(inBlock(0x1d7ce, 0x1d400, 0x1d41a)(text))],
  ['hexadecimal', (text) => Buffer.from(text).toString('hex')],
  ['hexadecimal, upper case', (text) => Buffer.from(text).toString('hex').toUpperCase()],
  ['hexadecimal with colons', perCharacter((character) => `${hexOf(character)}:`)],
  ['hexadecimal with spaces', perCharacter((character) => `${hexOf(character)} `)],
  ['hexadecimal literals', perCharacter((character) => `0x${hexOf(character)}, `)],
  ['hexadecimal of UTF-16', (text) => Buffer.from(text, 'utf16le').toString('hex')],
  ['code points', perCharacter((character) => `U+00${hexOf(character).toUpperCase()} `)],
  ['base64', base64After('')],
  ['base64 after one byte', base64After('!')],
  ['base64 after two bytes', base64After('::')],
  ['base64url', (text) => Buffer.from(text).toString('base64url')],
  [
    'base64 in lines',
    (text) =>
      base64After('')(text)
        .match(/.{1,16}/g)
        ?.join('\r\n') ?? '',
  ],
  ['base64 in a URL', (text) => encodeURIComponent(base64After('u:')(text))],
  ['base64 of UTF-16', (text) => Buffer.from(text, 'utf16le').toString('base64')],
  ['decimal codes', (text) => Array.from(text, (character) => character.charCodeAt(0)).join(', ')],
  ['decimal codes in JSON', (text) => JSON.stringify(Buffer.from(text))],
  ['octal codes', (text) => Array.from(text, (character) => character.charCodeAt(0).toString(8)).join(' ')],
  ...escapes.map(([name, encode]) => [name, perCharacter(encode)] as const),
  ...escapes.map(
    ([name, encode]) =>
      [
        `${name}, in part`,
        perCharacter((character, index) => (index % 3 === 1 ? encode(character) : character)),
      ] as const,
  ),
];

function rotated(letter: string): string {
  const first = letter < 'a' ? 65 : 97;
  return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first);
}

function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const base62 = fc.constantFrom(
  ...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'),
);
const base64url = fc.oneof(
  { weight: 31, arbitrary: base62 },
  { weight: 1, arbitrary: fc.constantFrom('-', '_') },
);
const checksum = fc.string({
  unit: fc.constantFrom(...Array.from('0123456789abcdef')),
  minLength: 8,
  maxLength: 8,
});

/** The present form, `cfut_` or `cfat_`, 40 characters and a checksum; and the older one of 40 characters. */
const anyToken = fc.noBias(
  fc.noShrink(
    fc
      .oneof(
        fc.tuple(
          fc.constantFrom('cfut_', 'cfat_'),
          fc.string({ unit: base62, minLength: 40, maxLength: 40 }),
          checksum,
        ),
        fc.tuple(fc.string({ unit: base64url, minLength: 40, maxLength: 40 })),
      )
      .map((parts) => parts.join('')),
  ),
);

const anyEncoding = fc.constantFrom(...encodings);

/** Text that holds no part of a token, but everything that may stand beside one. */
const surroundings = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '"',
    '\\',
    '\\\\',
    '%',
    '&',
    '=',
    '\\u00',
    '&#',
    '%2',
    '…',
    '\ud83d',
    '👍',
    '\n',
    '0x',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('Authorization: Bearer ', '{"token":', '<td>', 'https://example.com/?t=', "curl -H 'X: "),
);

function windowsOf(token: string): string[] {
  return Array.from({ length: token.length - WINDOW + 1 }, (_, start) => token.slice(start, start + WINDOW));
}

/** The form in which the window of an encoding stays the same whatever stands before and after it. */
function core(name: string, encoded: string): string {
  return name.startsWith('base64') ? encoded.replace(/=+$|(?:%3D)+$/g, '').slice(4, -4) : encoded;
}

/** Which encodings of the token, or of a window of it, are in a text. Looks with case and without. */
function leaksOf(token: string, text: string, name: string, encode: Encode): string[] {
  const lower = text.toLowerCase();
  const found = windowsOf(token).filter((part) => lower.includes(part.toLowerCase()));
  if (text.includes(core(name, encode(token)))) found.push(`${name} of the token`);
  if (!name.startsWith('base64'))
    found.push(...windowsOf(token).filter((part) => text.includes(encode(part))));
  return found;
}

/** What does not take the first characters of what follows for itself, as half an escape would. */
const separators = fc.constantFrom('', ' ', '"', '…', '\n', '", "', '/');

describe('the encodings of a token', () => {
  it.each(encodings)('%s', (name, encode) => {
    const scrub = scrubber(TOKEN);
    const text = `(${encode(TOKEN)})`;
    const scrubbed = scrub(text);
    expect(leaksOf(TOKEN, text, name, encode)).not.toEqual([]);
    expect(leaksOf(TOKEN, scrubbed, name, encode)).toEqual([]);
    expect(scrubbed).toMatch(/^\(.*\[redacted\].*\)$/s);
    expect(scrub(scrubbed)).toBe(scrubbed);
  });

  it.each(encodings)('%s, of twelve characters of it', (name, encode) => {
    const scrub = scrubber(TOKEN);
    for (const part of windowsOf(TOKEN)) {
      const scrubbed = scrub(`(${encode(part)})`);
      expect(scrubbed).toMatch(/^\(.*\[redacted\].*\)$/s);
      expect(leaksOf(TOKEN, scrubbed, name, encode)).toEqual([]);
    }
  });

  it('twelve characters of it after what looks like the start of an escape', () => {
    for (const part of windowsOf(TOKEN)) {
      for (const before of ['\\', '%', '&', '&#', '=', 'C:\\', '\\\\']) {
        expect(scrubber(TOKEN)(`(${before}${part})`)).toMatch(/^\(.*\[redacted\]\)$/);
      }
    }
  });

  it.each(escapes)('twelve characters of it, one of them escaped: %s', (name, encode) => {
    const scrub = scrubber(TOKEN);
    for (const part of windowsOf(TOKEN)) {
      for (let place = 0; place < WINDOW; place += 1) {
        const text = part.slice(0, place) + encode(part.charAt(place)) + part.slice(place + 1);
        const scrubbed = scrub(`(${text})`);
        // An underscore at either end is no loss.
        expect(scrubbed.replace(encode('_'), '').replace('_', '')).toBe('([redacted])');
        expect(leaksOf(TOKEN, scrubbed, name, perCharacter(encode))).toEqual([]);
      }
    }
  });

  it('stretches of it with other characters in place of the rest', () => {
    const long =
      '44mpt2lFiMMerJPQTyo81SkkjoaCfAkd5TOBGvqjPYJFeHckIGMlwW3qZtU5RJ2PvUi3CHPEATAcG6KD46TyGaRADPbstbfH';
    const text = `(${long.replace(/(.{14})../g, '$100')})`;
    expect(scrubber(long)(text)).toBe(`(${'[redacted]00'.repeat(6)})`);
  });

  it('one backslash before each character, of the token as a whole', () => {
    // Of twelve characters too few may be left: the letters of blanks such as `\\n` do not count.
    const text = `(${perCharacter((character) => `\\${character}`)(TOKEN.replace(/[ux01-7]/gi, 'k'))})`;
    expect(scrubber(TOKEN.replace(/[ux01-7]/gi, 'k'))(text)).toBe('([redacted])');
  });

  it('an object with its characters or bytes by index', () => {
    const scrubbed = scrubber(TOKEN)(
      `${JSON.stringify(Object.fromEntries(Array.from(TOKEN).entries()))} ${JSON.stringify(new Uint8Array(Buffer.from(TOKEN)))}`,
    );
    expect(scrubbed).toBe('{"[redacted]"} {"[redacted]}');
  });

  it('any token, in any encoding, anywhere', () => {
    fc.assert(
      fc.property(
        anyToken,
        anyEncoding,
        surroundings,
        surroundings,
        (token, [name, encode], before, after) => {
          const scrub = scrubber(token);
          const scrubbed = scrub(before + encode(token) + after);
          expect(leaksOf(token, scrubbed, name, encode)).toEqual([]);
          expect(scrubbed).toContain('[redacted]');
          expect(scrub(scrubbed)).toBe(scrubbed);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('any two of them in one line, overlapping or not', () => {
    const stretch = fc
      .tuple(fc.nat(30), fc.nat(30))
      .map(([start, length]) => [start, start + WINDOW + length] as const);
    fc.assert(
      fc.property(
        anyToken,
        anyEncoding,
        anyEncoding,
        stretch,
        stretch,
        separators,
        (token, one, other, a, b, between) => {
          const [first, second] = [token.slice(...a), token.slice(...b)];
          fc.pre(first.length >= WINDOW && second.length >= WINDOW);
          const scrubbed = scrubber(token)(one[1](first) + between + other[1](second));
          expect(leaksOf(token, scrubbed, ...one)).toEqual([]);
          expect(leaksOf(token, scrubbed, ...other)).toEqual([]);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('escapes of escapes, on some characters or all', () => {
    const anyEscape = fc.constantFrom(...escapes.filter(([name]) => !/twice|three|padded/.test(name)));
    fc.assert(
      fc.property(
        anyToken,
        anyEscape,
        anyEscape,
        fc.integer({ min: 1, max: 4 }),
        (token, inner, outer, every) => {
          const once = Array.from(token, (character, index) =>
            index % every === 0 ? inner[1](character) : character,
          );
          const text = perCharacter((character) =>
            /[%\\&=]/.test(character) ? outer[1](character) : character,
          )(once.join(''));
          const scrubbed = scrubber(token)(`(${text})`);
          expect(scrubbed).toMatch(/^\(.*\[redacted\].*\)$/s);
          expect(leaksOf(token, scrubbed, ...inner)).toEqual([]);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('JSON', () => {
  const anyJson = fc.jsonValue({ maxDepth: 3 });

  it('stays JSON, whatever is in it and around the token', () => {
    fc.assert(
      fc.property(
        anyToken,
        anyEncoding,
        surroundings,
        surroundings,
        anyJson,
        (token, [name, encode], before, after, other) => {
          const secret = before + encode(token) + after;
          const line = JSON.stringify({
            other,
            value: secret,
            list: [secret, { [secret]: other }],
            text: JSON.stringify({ secret }),
          });
          const scrubbed = scrubber(token)(line);
          const parsed = JSON.parse(scrubbed) as object;
          expect(Object.keys(parsed)).toHaveLength(4);
          const { text } = parsed as { text: string };
          if (text !== '[redacted]') expect(Object.keys(JSON.parse(text) as object)).toHaveLength(1);
          expect(leaksOf(token, scrubbed, name, encode)).toEqual([]);
          expect(leaksOf(token, JSON.stringify(parsed), name, encode)).toEqual([]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('is clean in a string when it is clean by itself', () => {
    const stretch = fc.tuple(fc.nat(40), fc.integer({ min: 5, max: 20 }));
    fc.assert(
      fc.property(
        anyToken,
        stretch,
        anyEncoding,
        surroundings,
        fc.nat(2),
        (token, [start, length], [, encode], around, depth) => {
          let json = JSON.stringify({ value: around + encode(token.slice(start, start + length)) + around });
          for (let layer = 0; layer < depth; layer += 1) json = JSON.stringify({ json });
          const scrub = scrubber(token);
          fc.pre(scrub(json) === json);
          const inside = JSON.stringify(json);
          expect(scrub(inside)).toBe(inside);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each<readonly [string, unknown, unknown]>([
    ['a string', { a: `x ${TOKEN} y`, b: 1 }, { a: 'x [redacted] y', b: 1 }],
    ['a key', { [TOKEN]: 1 }, { '[redacted]': 1 }],
    ['two values', [TOKEN.slice(0, 25), { a: TOKEN.slice(25) }], ['[redacted]', { a: '[redacted]' }]],
    [
      'values apart',
      [`- ${TOKEN.slice(0, 6)}`, [[`${TOKEN.slice(6)} -`]]],
      ['- [redacted]', [['[redacted] -']]],
    ],
    ['characters', Array.from(TOKEN), Array.from(TOKEN, () => '[redacted]')],
    ['numbers', [1.5, ...Buffer.from(TOKEN), true], [1.5, ...Array.from(TOKEN, () => '[redacted]'), true]],
    ['after a backslash', { a: `\\${TOKEN}` }, { a: '\\[redacted]' }],
    ['after an escape', { a: `\u0001${TOKEN}\u0002` }, { a: '\u0001[redacted]\u0002' }],
    ['after quotes', { a: `"${TOKEN}"` }, { a: '"[redacted]"' }],
    [
      'JSON in JSON',
      { a: JSON.stringify({ b: TOKEN, c: ['"', 1] }) },
      { a: '{"b":"[redacted]","c":["\\"",1]}' },
    ],
    [
      'values apart in JSON in JSON',
      { a: JSON.stringify({ b: [`- ${TOKEN.slice(0, 9)}`, [[TOKEN.slice(9)]], 'é\n"'] }), d: 1 },
      { a: '{"b":["- [redacted]",[["[redacted]"]],"é\\n\\""]}', d: 1 },
    ],
    [
      'values apart, three layers deep',
      { a: JSON.stringify({ b: JSON.stringify(['\\', TOKEN.slice(0, 20), TOKEN.slice(20), '"']) }) },
      { a: JSON.stringify({ b: JSON.stringify(['\\', '[redacted]', '[redacted]', '"']) }) },
    ],
    [
      'numbers in JSON in JSON',
      { a: JSON.stringify([1.5, ...Buffer.from(TOKEN), true], undefined, 1) },
      { a: JSON.stringify([1.5, ...Array.from(TOKEN, () => '[redacted]'), true], undefined, 1) },
    ],
    ['the whole line', TOKEN, '[redacted]'],
  ])('keeps what is around %s', (_, value, expected) => {
    const scrub = scrubber(TOKEN);
    expect(JSON.parse(scrub(JSON.stringify(value)))).toEqual(expected);
  });

  it('does not cut an escape in two', () => {
    // The letters of the escape are those the token begins with: both readings hold most of the token.
    const token = 'u0041BcDeFgHiJkLmNoPqRsTuVwXyZ';
    const scrubbed = scrubber(token)(`{"a":"x\\${token} y"}`);
    expect(JSON.parse(scrubbed)).toEqual({ a: 'x[redacted] y' });
    expect(JSON.parse(scrubber(`${token}u00`)(`{"a":"x ${token}\\u0000 y"}`))).toEqual({
      a: 'x [redacted] y',
    });
  });
});

describe('clean text', () => {
  const scrub = scrubber(TOKEN);

  it.each([
    '',
    '023e105f4ecef8ad9ca31a8372d0c353',
    'cfut_',
    'the token cfut_… was refused',
    '[redacted]',
    '{"a":"[redacted]"}',
    'v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC7',
    `${TOKEN.slice(0, WINDOW - 1)} and ${TOKEN.slice(20, 20 + WINDOW - 1)}`,
    '100% = a&b; \\u \\x &#; %zz =\r\n',
  ])('is left alone: %s', (text) => {
    expect(scrub(text)).toBe(text);
  });

  it('is left alone, whatever it is', () => {
    const hex = fc.string({
      unit: fc.constantFrom(...Array.from('0123456789abcdef')),
      minLength: 32,
      maxLength: 32,
    });
    const clean = fc.oneof(
      hex,
      fc.uuid(),
      fc.lorem(),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.base64String(),
      fc.json(),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.array(hex).map((ids) => JSON.stringify(ids.map((id) => ({ id, ttl: 1, proxied: false })))),
      fc
        .array(anyEncoding)
        .chain((some) =>
          fc.lorem({ maxCount: 3 }).map((text) => some.reduce((sum, [, encode]) => encode(sum), text)),
        ),
    );
    fc.assert(
      fc.property(anyToken, clean, (token, text) => {
        expect(scrubber(token)(text)).toBe(text);
      }),
      { numRuns: 600 },
    );
  });

  it('is all there is without a secret', () => {
    expect(createScrubber([])(TOKEN)).toBe(TOKEN);
    expect(scrubber('')(TOKEN)).toBe(TOKEN);
  });
});

describe('secrets of other forms', () => {
  it('finds each of several', () => {
    const other = 'Zq7-mK2xV9_pL4tR8wB3nY6dF1sH5gJ0cA';
    expect(scrubber(TOKEN, other)(`${other}, ${TOKEN}`)).toBe('[redacted], [redacted]');
  });

  it.each([
    ['mostly punctuation', '$-!_.-+*(){}|^~[]<>"%;?/', 'a $-!_.-+*(){}|^~[]<>"%;?/ b'],
    ['punctuation, in JSON', 'q"\\!$-._~+*(){}|^[]<>;?/', JSON.stringify('a q"\\!$-._~+*(){}|^[]<>;?/ b')],
    ['short', 'hunter2!', 'a HUNTER2! b'],
    ['escapes by chance', 'a%41b\\u0041c&#65;d=41e\\nfghij', 'x a%41b\\u0041c&#65;d=41e\\nfghij y'],
  ])('finds what is %s', (_, secret, text) => {
    const scrubbed = scrubber(secret)(text);
    expect(scrubbed).toContain('[redacted]');
    for (const part of [secret, JSON.stringify(secret).slice(1, -1)]) expect(scrubbed).not.toContain(part);
  });

  it('finds one of a few characters in a text that holds nothing else', () => {
    const short = fc
      .string({
        unit: fc.integer({ min: 0x21, max: 0x7e }).map((unit) => String.fromCharCode(unit)),
        maxLength: 12,
      })
      .filter((secret) => secret.length > 0 && !'[redacted]'.includes(secret.toLowerCase()));
    fc.assert(
      fc.property(short, (secret) => {
        expect(scrubber(secret)(secret)).not.toContain(secret);
      }),
      { numRuns: 500 },
    );
  });

  it('gives all of a line up rather than leave a part or run forever', () => {
    const scrub = scrubber('[redacted]');
    expect(scrub('a [redacted] b')).toBe('[redacted]');
    expect(scrub('{"a":"[redacted]"}')).toBe('"[redacted]"');
  });
});
