import { describe, expect, it } from 'vitest';
import { recordsOfFile } from './desired.ts';

type Plan = NonNullable<Parameters<typeof recordsOfFile>[1]['plan']>;

function read(text: string, plan: Plan = 'pro') {
  const { wishes, problems, warnings } = recordsOfFile(text, { zoneName: 'example.com', plan });
  return { records: wishes.map(({ record }) => record), problems, told: warnings() };
}

const single = 'A target of one label is relative to the origin: line 1.';
const octal = 'An escape is a letter or digit by RFC 1035';
const joined = 'A text without quotes is several strings';
const cut = 'A text without quotes ends at its semicolon';
const noTtl = 'A record has no TTL, and no $TTL stands before it';

describe('a line that reads otherwise than its writer may have meant', () => {
  it.each<[string, readonly string[]]>([
    ['s 300 SVCB 1 dns port=853', [single]],
    ['s 300 HTTPS 0 web', [single]],
    ['s 300 NAPTR 10 100 "s" "SIP+D2U" "" sip', [single]],
    ['s 300 SVCB 1 dns.example.net. port=853', []],
    ['s 300 HTTPS 1 .', []],
    ['s 300 NAPTR 10 100 "u" "E2U+sip" "!a!sip:b!" .', []],
    // Only these types are listed with full names that have no final dot.
    ['s 300 CNAME web', []],
    ['\\052 300 A 192.0.2.1', [octal]],
    ['s 300 CNAME \\052.example.net.', [octal]],
    ['s 300 TXT "\\065"', [octal]],
    ['s 300 TXT "\\034 \\009 \\\\ \\;"', []],
    ['s 300 TXT v=spf1 include:x.example ~all', [joined]],
    ['s 300 TXT "v=spf1 include:x.example" " ~all"', []],
    ['s 300 TXT v=DMARC1; p=reject', [cut]],
    ['s 300 TXT "v=DMARC1; p=reject" ; a note', []],
    // The generic form of RFC 3597 is neither strings nor a name, whatever its digits look like.
    ['s 300 CLASS1 TYPE16 \\# 3 026162', []],
    ['s 300 TXT \\# 3 02 61 62;note=1', []],
    ['s 300 TYPE65 \\# 3 000100', []],
    ['s 300 TYPE64 \\# 3 0001 00', []],
    ['s TXT "x"', [noTtl]],
    ['$TTL 300\ns TXT "x"', []],
  ])('%j: %j', (text, expected) => {
    const { records, problems, told } = read(text);
    expect(problems).toEqual([]);
    expect(records).toHaveLength(1);
    expect(told).toEqual(expected.map((warning) => expect.stringContaining(warning)));
  });
});

it.each(['s 300 TXT ""', 's 300 TXT "" ""', 's 300 TYPE16 \\# 1 00', 's 300 TXT (\n"" )'])(
  '%j has no text, is left out, and told',
  (text) => {
    const { records, problems, told } = read(text);
    expect({ records, problems }).toEqual({ records: [], problems: [] });
    expect(told).toEqual([expect.stringContaining('A TXT record without text is left out')]);
  },
);

const cutTo = (limit: number): string => `1 comments were cut to ${limit} characters or had characters`;

describe('the comment of a line', () => {
  // dns/manage-dns-records/reference/record-attributes: 100 characters on Free, 500 on the others.
  it.each<[string, Plan, string, string | undefined]>([
    ['a\tb', 'free', 'a b', cutTo(100)],
    ['a\tb', 'pro', 'a b', cutTo(500)],
    ['x'.repeat(100), 'free', 'x'.repeat(100), undefined],
    ['x'.repeat(101), 'free', `${'x'.repeat(99)}…`, cutTo(100)],
    ['x'.repeat(101), 'pro', 'x'.repeat(101), undefined],
    ['x'.repeat(501), 'enterprise', `${'x'.repeat(499)}…`, cutTo(500)],
    ['😀'.repeat(101), 'free', `${'😀'.repeat(99)}…`, cutTo(100)],
  ])('%j on %s', (comment, plan, kept, warning) => {
    const { records, problems, told } = read(`s 300 A 192.0.2.1 ; ${comment}`, plan);
    expect(problems).toEqual([]);
    expect(records).toMatchObject([{ comment: kept }]);
    expect(told).toEqual(warning === undefined ? [] : [expect.stringContaining(warning)]);
  });
});
