import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readZoneFile } from './reader.ts';

const zoneName = 'example.com';

/** `name ttl type content` of every record, and `line:column problem` of every mistake. */
function read(text: string): { readonly records: readonly string[]; readonly mistakes: readonly string[] } {
  const { records, mistakes } = readZoneFile(text, zoneName);
  return {
    records: records.map(
      ({ record: { name, ttl, type, content } }) => `${name} ${ttl ?? '-'} ${type} ${content}`,
    ),
    mistakes: mistakes.map(({ line, column, problem }) => `${line}:${column} ${problem}`),
  };
}

/** A modifier of `$GENERATE`, which reads like a placeholder of a template. */
function braced(modifier: string): string {
  return `$\{${modifier}}`;
}

function comments(text: string): readonly unknown[] {
  return readZoneFile(text, zoneName).records.map(({ record }) => record.comment);
}

describe('readZoneFile', () => {
  const table: readonly [string, string, readonly string[]][] = [
    ['nothing', '', []],
    ['comments and blank lines', '; a\n\n  ; b\n\t\n', []],
    ['a full name', 'www.example.com. 300 IN A 192.0.2.1', ['www.example.com. 300 A 192.0.2.1']],
    ['a relative name', 'www 300 IN A 192.0.2.1', ['www.example.com. 300 A 192.0.2.1']],
    ['the origin', '@ 300 IN A 192.0.2.1', ['example.com. 300 A 192.0.2.1']],
    ['a wildcard', '*.w A 192.0.2.1', ['*.w.example.com. - A 192.0.2.1']],
    ['the class before the TTL', 'www IN 300 A 192.0.2.1', ['www.example.com. 300 A 192.0.2.1']],
    ['neither class nor TTL', 'www A 192.0.2.1', ['www.example.com. - A 192.0.2.1']],
    ['lower case', 'www 1h in a 192.0.2.1', ['www.example.com. 3600 A 192.0.2.1']],
    [
      'an owner that looks like a class, a type or a TTL',
      'in A 192.0.2.1\na A 192.0.2.1\n10 A 192.0.2.1',
      ['in.example.com. - A 192.0.2.1', 'a.example.com. - A 192.0.2.1', '10.example.com. - A 192.0.2.1'],
    ],
    [
      'the owner before',
      'www 60 A 192.0.2.1\n\t90 AAAA ::1',
      ['www.example.com. 60 A 192.0.2.1', 'www.example.com. 90 AAAA ::1'],
    ],
    [
      'line ends of Windows, and a byte order mark',
      '\u{feff}a A 192.0.2.1\r\nb A 192.0.2.2\r\n',
      ['a.example.com. - A 192.0.2.1', 'b.example.com. - A 192.0.2.2'],
    ],
    [
      '$TTL, until the next',
      '$TTL 1h30m\na A 192.0.2.1\n$ttl 2d\nb A 192.0.2.1\nc 5 A 192.0.2.1\nd A 192.0.2.1',
      [
        'a.example.com. 5400 A 192.0.2.1',
        'b.example.com. 172800 A 192.0.2.1',
        'c.example.com. 5 A 192.0.2.1',
        'd.example.com. 172800 A 192.0.2.1',
      ],
    ],
    [
      'the TTL of the record before',
      'a 70 A 192.0.2.1\nb A 192.0.2.1',
      ['a.example.com. 70 A 192.0.2.1', 'b.example.com. 70 A 192.0.2.1'],
    ],
    [
      'the minimum of the SOA record',
      '@ SOA ns. mail. (1 2 3 4 900 )\nb A 192.0.2.1',
      ['b.example.com. 900 A 192.0.2.1'],
    ],
    [
      '$ORIGIN, relative, full and the root',
      '$ORIGIN eu\na A 192.0.2.1\n$ORIGIN us.example.com.\nb CNAME c\n$ORIGIN .\nx.example.com A 192.0.2.1',
      [
        'a.eu.example.com. - A 192.0.2.1',
        'b.us.example.com. - CNAME c.us.example.com.',
        'x.example.com. - A 192.0.2.1',
      ],
    ],
    [
      'an owner that stays across $ORIGIN',
      'a A 192.0.2.1\n$ORIGIN eu\n  A 192.0.2.2',
      ['a.example.com. - A 192.0.2.1', 'a.example.com. - A 192.0.2.2'],
    ],
    [
      'parentheses over lines',
      'k TXT ( "a" ; first\n  "b" ) ; last\nl MX (\n10\nm )',
      ['k.example.com. - TXT "a" "b"', 'l.example.com. - MX 10 m.example.com.'],
    ],
    ['parentheses in parentheses', 'k TXT ( ( a ) b )', ['k.example.com. - TXT "a" "b"']],
    ['quotes that hold what would end a word', 'x TXT "a;(b) c" d', ['x.example.com. - TXT "a;(b) c" "d"']],
    ['strings without a space between', 'x TXT "a""b"', ['x.example.com. - TXT "a" "b"']],
    [
      'escapes in strings',
      String.raw`x TXT "say \"hi\" \009" a\;b\ c`,
      [String.raw`x.example.com. - TXT "say \"hi\" \009" "a;b c"`],
    ],
    [
      'a value in quotes within a word',
      'x HTTPS 1 . alpn="h2,h3" port=1',
      ['x.example.com. - HTTPS 1 . alpn="h2,h3" port=1'],
    ],
    ['escapes in names', String.raw`\119w\w A 192.0.2.1`, ['www.example.com. - A 192.0.2.1']],
    ['escaped letters beyond ASCII', String.raw`b\ücher A 192.0.2.1`, ['bücher.example.com. - A 192.0.2.1']],
    ['an escaped dollar sign at the start', String.raw`\$x A 192.0.2.1`, ['$x.example.com. - A 192.0.2.1']],
    [
      'relative targets',
      '_s._tcp SRV 1 2 3 h\nn NAPTR 1 1 "s" "" "" t\nh HTTPS 0 t\nd NS ns\np PTR @',
      [
        '_s._tcp.example.com. - SRV 1 2 3 h.example.com.',
        'n.example.com. - NAPTR 1 1 "s" "" "" t.example.com.',
        'h.example.com. - HTTPS 0 t.example.com.',
        'd.example.com. - NS ns.example.com.',
        'p.example.com. - PTR example.com.',
      ],
    ],
    [
      'the root as a target',
      '@ MX 0 .\n_s._tcp SRV 0 0 0 .',
      ['example.com. - MX 0 .', '_s._tcp.example.com. - SRV 0 0 0 .'],
    ],
    [
      'base64 and hexadecimal in pieces',
      'k OPENPGPKEY AA== (\n BB==)\nd DS 1 8 2 AB CD',
      ['k.example.com. - OPENPGPKEY AA==BB==', 'd.example.com. - DS 1 8 2 AB CD'],
    ],
    [
      'a location',
      'l LOC 51 30 12.748 N 0 7 39.611 W 0m',
      ['l.example.com. - LOC 51 30 12.748 N 0 7 39.611 W 0m'],
    ],
    [
      '$GENERATE',
      '$GENERATE 1-5/2 h$ 60 A 192.0.2.$',
      ['h1.example.com. 60 A 192.0.2.1', 'h3.example.com. 60 A 192.0.2.3', 'h5.example.com. 60 A 192.0.2.5'],
    ],
    [
      '$GENERATE with modifiers',
      `$GENERATE 9-10 h${braced('1,3,d')} CNAME x-${braced('0,2,x')}.${braced('-9')}`,
      ['h010.example.com. - CNAME x-09.0.example.com.', 'h011.example.com. - CNAME x-0a.1.example.com.'],
    ],
    [
      '$GENERATE with a dollar sign',
      String.raw`$GENERATE 1-1 h TXT "\$$ $$"`,
      [String.raw`h.example.com. - TXT "\$1 \$"`],
    ],
    [
      'octets of UTF-8 in names, as named and dig print them',
      String.raw`b\195\188ro CNAME caf\195\169`,
      ['büro.example.com. - CNAME café.example.com.'],
    ],
    [
      'types and classes by their numbers',
      'w CLASS1 TYPE1 192.0.2.1\nw 60 CLASS1 TYPE257 0 issue "ca.example"',
      ['w.example.com. - A 192.0.2.1', 'w.example.com. 60 CAA 0 issue "ca.example"'],
    ],
    [
      'an age, as Windows exports it',
      'pc [AGE:3614000] 1200 A 10.0.0.1',
      ['pc.example.com. 1200 A 10.0.0.1'],
    ],
    [
      'only what Cloudflare does not make itself',
      '@ SOA a. b. 1 2 3 4 5\n@ RRSIG whatever\n@ NSEC3PARAM 1 0 0 -',
      [],
    ],
  ];
  it.each(table)('reads %s', (_, text, records) => {
    expect(read(text)).toEqual({ records, mistakes: [] });
  });

  it('counts what it leaves out', () => {
    const { leftOut } = readZoneFile('@ SOA a. b. 1 2 3 4 5\na RRSIG x\nb RRSIG y', zoneName);
    expect([...leftOut]).toEqual([
      [
        'made',
        new Map([
          ['SOA', 1],
          ['RRSIG', 2],
        ]),
      ],
    ]);
  });

  const mistakes: readonly [string, string, readonly RegExp[]][] = [
    ['$INCLUDE', '$INCLUDE other.zone', [/^1:1 \$INCLUDE is refused/]],
    ['an unknown directive', '\n$INCLUDES x', [/^2:1 there is no directive \$INCLUDES/]],
    ['another class', 'w CH A 192.0.2.1', [/^1:3 the class CH/]],
    ['a type without a name', String.raw`w TYPE99999 \# 0`, [/^1:3 TYPE99999 is not the number of a type/]],
    ['a value that is cut', String.raw`w A \# 4 C00002`, [/^1:5 .*RFC 3597/]],
    ['a value that is too long', String.raw`w A \# 5 C000020100`, [/^1:5 .*RFC 3597/]],
    ['a name that is cut', String.raw`w NS \# 3 036e73`, [/^1:6 .*RFC 3597/]],
    ['octets that are no UTF-8', String.raw`b\252ro A 192.0.2.1`, [/^1:1 .*not UTF-8/]],
    ['an octet above 255 in a name', String.raw`b\256 A 192.0.2.1`, [/^1:1 holds \\256/]],
    ['a record without type', 'w 300 IN', [/^1:1 the type and the value/]],
    ['a record without value', 'w 300 IN A', [/^1:10 the value of the A record is missing/]],
    ['two values', 'w A 192.0.2.1 192.0.2.2', [/^1:15 the A record has 2 values; it takes 1/]],
    ['a mail host without priority', 'w MX m', [/^1:6 the MX record has 1 values; it takes 2/]],
    ['an owner before there is one', '  A 192.0.2.1', [/^1:3 there is no record before/]],
    ['a quote that stays open, and goes on', 'a TXT "x\nb A 192.0.2.1', [/^1:7 .*double quote/]],
    ['a parenthesis that stays open', 'a TXT ( x\nb A 192.0.2.1', [/^1:7 this "\(" is never closed/]],
    [
      'a parenthesis that closes nothing',
      'a TXT x )\nb A 192.0.2.1 )',
      [/^1:9 this "\)"/, /^2:15 this "\)"/],
    ],
    ['a backslash at the end', 'a TXT x\\\nb A 192.0.2.1', [/^1:7 ends in a backslash/]],
    [
      'a TTL that is none',
      '$TTL 1h30\na 5x A 192.0.2.1\nb 1h3 A 192.0.2.1\nc 99999999999 A 192.0.2.1',
      [
        /^1:6 "1h30" is not a TTL/,
        /^2:3 "5x" is not a record type/,
        /^3:3 "1h3" is not a TTL/,
        /^4:3 .*longer/,
      ],
    ],
    [
      'a forgotten final dot',
      'www.example.com A 192.0.2.1\n@ MX 10 mail.other.net\nw CNAME mail.example.com',
      [
        /^1:1 .*means "www.example.com.example.com.": write "www.example.com."/,
        /^2:9 .*"mail.other.net" has no final dot/,
        /^3:9 .*"mail.example.com"/,
      ],
    ],
    ['an address as a target', 'w CNAME 192.0.2.1', [/^1:9 "192.0.2.1" is an address/]],
    ['a dot within a label', String.raw`a\.b A 192.0.2.1`, [/^1:1 .*dot within a label/]],
    ['an octet above 255', String.raw`w TXT a\256`, [/^1:7 holds \\256/]],
    ['a range that is none', '$GENERATE 5-1 a A 192.0.2.1', [/^1:11 "5-1" is not a range/]],
    ['a modifier that is none', `$GENERATE 1-9 a${braced('x')} A 192.0.2.1`, [/^1:15 .*is not of the form/]],
    [
      'a number that becomes negative, once',
      `$GENERATE 1-9 a${braced('-5')} A 192.0.2.1`,
      [/^1:15 .*negative/],
    ],
    ['a directive without an argument', '$ORIGIN\n$TTL\n$GENERATE', [/^1:1 /, /^2:1 /, /^3:1 /]],
  ];
  it.each(mistakes)('names %s with line and column', (_, text, expected) => {
    expect(read(text).mistakes).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  });

  it('goes on after a mistake', () => {
    const { records } = read('a TXT "x\nb A 192.0.2.1\n$INCLUDE x\nc A 192.0.2.2');
    expect(records).toEqual(['b.example.com. - A 192.0.2.1', 'c.example.com. - A 192.0.2.2']);
  });

  it('gives no record the owner of a line that could not be read', () => {
    expect(read('a A 192.0.2.1\nb "x\n  A 192.0.2.2').records).toEqual(['a.example.com. - A 192.0.2.1']);
  });

  it('knows where the parts of a record stand', () => {
    const [record] = readZoneFile('w (\n 60 A\n  192.0.2.1 ) ; note', zoneName).records;
    expect(record?.at).toMatchObject({ line: 1, column: 1 });
    expect(record?.parts).toMatchObject({
      ttl: { line: 2, column: 2 },
      type: { line: 2, column: 5 },
      content: { line: 3, column: 3 },
      comment: { line: 3, column: 15 },
    });
  });

  it('takes the comment behind a record, and not those within parentheses', () => {
    expect(comments('a A 192.0.2.1 ; note\nb TXT ( x ; in\n ) ; out\nc TXT ( x ; in\n )')).toEqual([
      'note',
      'out',
      undefined,
    ]);
  });
});

describe('limits', () => {
  it('stops at the number of records, however they are made', () => {
    const limits = { records: 10, mistakes: 5 };
    for (const text of [
      '$GENERATE 1-11 a$ A 192.0.2.1',
      '$GENERATE 0-2147483647 a$ A 192.0.2.1',
      'a A 192.0.2.1\n'.repeat(100),
    ]) {
      const { records, mistakes } = readZoneFile(text, zoneName, limits);
      expect(records.length).toBeLessThanOrEqual(10);
      expect(mistakes.map(({ problem }) => problem)).toEqual([
        expect.stringMatching(/^the file has more than 10 records/u),
      ]);
    }
  });

  it('stops at the number of mistakes', () => {
    expect(
      readZoneFile('a BAD\n'.repeat(1_000), zoneName, { records: 10, mistakes: 5 }).mistakes,
    ).toHaveLength(5);
  });

  // An algorithm that is quadratic in any of these would run into the limit of the suite.
  it.each([
    ['backslashes', `a TXT ${'\\\\'.repeat(1_000_000)}x`],
    ['quotes', `a TXT ${'""'.repeat(1_000_000)}`],
    ['one quoted string', `a TXT "${'x'.repeat(2_000_000)}"`],
    ['words', `a TXT ${'x '.repeat(1_000_000)}`],
    ['parentheses', 'a TXT '.padEnd(1_000_000, '(')],
    ['closed parentheses', 'a TXT '.padEnd(1_000_000, ')')],
    ['marks of tags', `a A 192.0.2.1 ;${' cf_tags=a:"'.repeat(200_000)}`],
    ['lines', '\n'.repeat(2_000_000)],
    ['names', 'a.'.repeat(1_000_000)],
    ['digits', `a ${'1h'.repeat(500_000)} A 192.0.2.1`],
    ['dollar signs', `$GENERATE 1-50000 ${'$'.repeat(60_000)} A 192.0.2.1`],
  ])('reads a million %s in time', (_, text) => {
    expect(readZoneFile(text, zoneName).records.length).toBeLessThanOrEqual(50_000);
  });

  it('never throws, and never makes a record of a line with a mistake', () => {
    const pieces = fc.constantFrom(
      '"',
      '\\',
      '(',
      ')',
      ';',
      '\n',
      ' ',
      '\t',
      '@',
      '.',
      '$',
      '$ORIGIN ',
      '$GENERATE 1-3 ',
      'IN ',
      'A ',
      'TXT ',
      'SRV ',
      '1h',
      '{',
      '\\#',
      '\u{202e}',
      '\u0000',
      '192.0.2.1',
      'w ',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 40 }),
        (parts) => {
          const { records, mistakes } = readZoneFile(parts.join(''), zoneName);
          const lines = new Set(mistakes.map(({ line }) => line));
          for (const { at, record } of records) {
            expect(record.name.endsWith('.')).toBe(true);
            if (!parts.join('').includes('$GENERATE')) expect(lines.has(at.line)).toBe(false);
          }
        },
      ),
    );
  });
});
