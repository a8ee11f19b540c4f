import { describe, expect, it } from 'vitest';
import { problemsOf, untyped } from '../../../test/support/records.ts';
import type { Problem } from '../../problem.ts';
import { checkRecord } from './record.ts';
import type { RecordInput, RecordZone } from './types.ts';

const zone: RecordZone = { name: 'example.com', plan: 'pro' };
const hex = (octets: number): string => 'ab'.repeat(octets);
const mailbox = hex(28);
const key = Buffer.alloc(64, 7).toString('base64');

function refusalsOf(input: Partial<RecordInput>): readonly Problem[] {
  return problemsOf(() => checkRecord({ type: 'A', name: 'www', ...input }, zone));
}

type Expected = Readonly<Record<string, unknown>>;

describe('valid records', () => {
  const cases: readonly (readonly [input: Partial<RecordInput>, expected: Expected])[] = [
    [{ type: 'A', content: '192.0.2.1' }, { content: '192.0.2.1' }],
    [{ type: 'AAAA', content: '2001:DB8:0:0:0:0:0:1' }, { content: '2001:db8::1' }],
    [{ type: 'AAAA', content: 'fe80::0:0:1' }, { content: 'fe80::1' }],
    [{ type: 'CNAME', content: 'Target.Example.ORG.' }, { content: 'target.example.org' }],
    [{ type: 'CNAME', content: '@' }, { content: 'example.com' }],
    [{ type: 'CNAME', content: '_x.acm-validations.aws' }, { content: '_x.acm-validations.aws' }],
    [{ type: 'CNAME', content: 'foo-.tumblr.com' }, { content: 'foo-.tumblr.com' }],
    [
      { type: 'MX', content: 'mail.example.com', priority: 10 },
      { content: 'mail.example.com', priority: 10 },
    ],
    [
      { type: 'MX', content: '10 mail.example.com.' },
      { content: 'mail.example.com', priority: 10 },
    ],
    [
      { type: 'MX', content: '.', priority: 0 },
      { content: '.', priority: 0 },
    ],
    [{ type: 'NS', content: 'ns1.example.net' }, { content: 'ns1.example.net' }],
    [{ type: 'PTR', content: 'host.example.com' }, { content: 'host.example.com' }],
    [{ type: 'TXT', content: 'hello world' }, { content: '"hello world"' }],
    [{ type: 'OPENPGPKEY', name: `${mailbox}._openpgpkey`, content: 'mQEN BFI=' }, { content: 'mQENBFI=' }],
    [
      { type: 'CAA', content: '0 issue "letsencrypt.org"' },
      { data: { flags: 0, tag: 'issue', value: 'letsencrypt.org' } },
    ],
    // RFC 8659 sections 4.1 and 4.2.
    [
      { type: 'CAA', content: '0 ISSUE "ca.example"' },
      { data: { flags: 0, tag: 'issue', value: 'ca.example' } },
    ],
    [{ type: 'CAA', content: '0 issue ""' }, { data: { flags: 0, tag: 'issue', value: ';' } }],
    [
      { type: 'CAA', data: { flags: 0, tag: 'issuewild', value: '' } },
      { data: { flags: 0, tag: 'issuewild', value: ';' } },
    ],
    [
      // RFC 7671 section 5.2: several ports share a set.
      { type: 'TLSA', name: 'tlsa201._dane', content: `3 1 1 ${hex(32)}` },
      { data: { usage: 3, selector: 1, matching_type: 1, certificate: hex(32) } },
    ],
    [{ type: 'CAA', content: '128 issue ";"' }, { data: { flags: 128, tag: 'issue', value: ';' } }],
    [
      { type: 'CAA', data: { flags: 0, tag: 'issue', value: 'ca.example.net; account=230123; policy=ev' } },
      { data: { flags: 0, tag: 'issue', value: 'ca.example.net; account=230123; policy=ev' } },
    ],
    [
      { type: 'CAA', data: { flags: 0, tag: 'iodef', value: 'mailto:security@example.com' } },
      { data: { flags: 0, tag: 'iodef', value: 'mailto:security@example.com' } },
    ],
    [
      { type: 'CERT', content: 'PKIX 0 RSASHA256 AQ ID' },
      { data: { type: 1, key_tag: 0, algorithm: 8, certificate: 'AQID' } },
    ],
    [
      { type: 'DNSKEY', content: `257 3 ECDSAP256SHA256 ${key}` },
      { data: { flags: 257, protocol: 3, algorithm: 13, public_key: key } },
    ],
    [
      { type: 'DS', content: `2371 13 2 ${hex(16).toUpperCase()} ${hex(16)}` },
      { data: { key_tag: 2371, algorithm: 13, digest_type: 2, digest: hex(32) } },
    ],
    [
      { type: 'HTTPS', content: '1 . alpn="h3,h2"' },
      { data: { priority: 1, target: '.', value: 'alpn="h3,h2"' } },
    ],
    [
      { type: 'HTTPS', content: '0 pool.example.net.' },
      { data: { priority: 0, target: 'pool.example.net', value: '' } },
    ],
    [
      {
        type: 'SVCB',
        data: { target: 'dns.example.net', value: 'alpn=dot port=0853 ipv6hint=2001:DB8::0' },
        priority: 1,
      },
      {
        data: {
          priority: 1,
          target: 'dns.example.net',
          value: 'alpn="dot" port="853" ipv6hint="2001:db8::"',
        },
      },
    ],
    [
      { type: 'LOC', content: '51 30 12.748 N 0 7 39.611 W 10m' },
      {
        data: {
          lat_degrees: 51,
          lat_minutes: 30,
          lat_seconds: 12.748,
          lat_direction: 'N',
          long_degrees: 0,
          long_minutes: 7,
          long_seconds: 39.611,
          long_direction: 'W',
          altitude: 10,
          size: 1,
          precision_horz: 10000,
          precision_vert: 10,
        },
      },
    ],
    [
      { type: 'NAPTR', content: String.raw`100 10 "u" "E2U+sip" "!^.*$!sip:\\1@example.com!i" .` },
      {
        data: {
          order: 100,
          preference: 10,
          flags: 'u',
          service: 'E2U+sip',
          regex: String.raw`!^.*$!sip:\1@example.com!i`,
          replacement: '.',
        },
      },
    ],
    [
      { type: 'SMIMEA', name: `${mailbox}._smimecert`, content: '3 0 0 ABCD' },
      { data: { usage: 3, selector: 0, matching_type: 0, certificate: 'abcd' } },
    ],
    [
      { type: 'SRV', name: '_sip._tcp', content: '10 5 5060 sip.example.com' },
      { data: { priority: 10, weight: 5, port: 5060, target: 'sip.example.com' } },
    ],
    [
      { type: 'SRV', name: '_sip._tcp', content: '5\t5060\tsip.example.com', priority: 10 },
      { data: { priority: 10, weight: 5, port: 5060, target: 'sip.example.com' } },
    ],
    [
      { type: 'SRV', name: '_sip._tcp', data: { priority: 0, weight: 0, port: 0, target: '.' } },
      { data: { priority: 0, weight: 0, port: 0, target: '.' } },
    ],
    [{ type: 'SSHFP', content: `4 2 ${hex(32)}` }, { data: { algorithm: 4, type: 2, fingerprint: hex(32) } }],
    [
      { type: 'TLSA', name: '_443._tcp.www', content: `3 1 1 ${hex(32)}` },
      { data: { usage: 3, selector: 1, matching_type: 1, certificate: hex(32) } },
    ],
    [
      { type: 'URI', content: '10 1 "https://example.com/a"' },
      { priority: 10, data: { weight: 1, target: 'https://example.com/a' } },
    ],
    [
      { type: 'URI', data: { weight: 1, target: 'ftp://example.com/' }, priority: 0 },
      { priority: 0, data: { weight: 1, target: 'ftp://example.com/' } },
    ],
  ];

  it.each(cases)('%j', (input, expected) => {
    const body = checkRecord({ type: 'A', name: 'www', ...input }, zone);
    expect(body).toStrictEqual({
      type: input.type,
      name: `${input.name ?? 'www'}.example.com`,
      ttl: 1,
      ...expected,
    });
    expect(checkRecord(body, zone)).toStrictEqual(body);
  });

  it('keeps what a user set beside the value', () => {
    const body = checkRecord(
      {
        type: 'A',
        name: '@',
        content: '192.0.2.1',
        proxied: true,
        comment: 'Büro, ☎ 2',
        tags: ['owner:dns-team'],
        settings: { ipv4_only: true },
      },
      zone,
    );
    expect(body).toStrictEqual({
      type: 'A',
      name: 'example.com',
      content: '192.0.2.1',
      ttl: 1,
      proxied: true,
      comment: 'Büro, ☎ 2',
      tags: ['owner:dns-team'],
      settings: { ipv4_only: true },
    });
  });

  it('leaves proxied: false out of a type that cannot be proxied', () => {
    expect(checkRecord({ type: 'TXT', name: 'a', content: 'x', proxied: false }, zone)).not.toHaveProperty(
      'proxied',
    );
  });
});

describe('refused values', () => {
  const cases: readonly (readonly [input: Partial<RecordInput>, field: string, fragment: string])[] = [
    [
      { content: '10.0.0.256' },
      'content',
      '"10.0.0.256" is not an IPv4 address: the fourth number is above 255',
    ],
    [{ content: '010.0.0.1' }, 'content', 'the first number has a leading zero: write "10.0.0.1"'],
    [{ content: '10.0.1' }, 'content', 'it has 3 numbers instead of four'],
    [{ content: '10.0.0.1/24' }, 'content', 'write "10.0.0.1"'],
    [{ content: '10.0.0.1:80' }, 'content', 'cannot hold a port: write "10.0.0.1"'],
    [{ content: ' 10.0.0.1' }, 'content', 'spaces around it: write "10.0.0.1"'],
    [{ content: '192.0.2.1\n' }, 'content', 'U+000A'],
    [{ content: '2001:db8::1' }, 'content', 'belongs in an AAAA record'],
    [{ content: 'host.example.com' }, 'content', 'belongs in a CNAME record'],
    [{ content: 'https://192.0.2.1/' }, 'content', 'write "192.0.2.1"'],
    [{ content: '' }, 'content', 'is required: an IPv4 address'],
    [{ content: untyped(7) }, 'content', '7 is not a string'],
    [{ content: '192.0.2.1', data: { address: '192.0.2.1' } }, 'data', 'does not belong to A records'],
    [{ content: '192.0.2.1', priority: 5 }, 'priority', 'does not belong to A records'],
    // What dnscontrol's audit of its Cloudflare provider says of the API.
    [{ type: 'TXT', content: '""' }, 'content', 'has no text, and Cloudflare takes none without'],
    [{ type: 'TXT', content: '"" ""' }, 'content', 'has no text, and Cloudflare takes none without'],
    [{ type: 'AAAA', content: '192.0.2.1' }, 'content', 'belongs in an A record'],
    [{ type: 'AAAA', content: '[::1]:80' }, 'content', 'write "::1"'],
    [{ type: 'AAAA', content: 'fe80::1%eth0' }, 'content', 'write "fe80::1"'],
    [{ type: 'AAAA', content: '2001:db8::/32' }, 'content', 'it is a range: write "2001:db8::"'],
    [{ type: 'AAAA', content: '1::2::3' }, 'content', 'more than once'],
    [{ type: 'AAAA', content: '1:2:3:4:5:6:7:8::' }, 'content', '8 groups beside "::"'],
    [{ type: 'AAAA', content: '1:2:3' }, 'content', 'it has 3 groups instead of 8'],
    [{ type: 'AAAA', content: '12345::' }, 'content', '"12345" is not a group'],
    [{ type: 'AAAA', content: '::ffff:1.2.3.256' }, 'content', 'the fourth number is above 255'],
    [{ type: 'AAAA', content: '1.2.3.4::' }, 'content', 'must stand at its end'],
    [{ type: 'CNAME', content: '192.0.2.1' }, 'content', 'use an A record'],
    [{ type: 'CNAME', content: '2001:db8::1' }, 'content', 'use an AAAA record'],
    [{ type: 'CNAME', content: 'https://shop.example.net/path' }, 'content', 'write "shop.example.net"'],
    [{ type: 'CNAME', content: 'shop.example.net:8080' }, 'content', 'write "shop.example.net"'],
    [{ type: 'CNAME', content: 'www.example.com' }, 'content', "the record's own name"],
    [{ type: 'CNAME', content: 'shop' }, 'content', 'write "shop.example.com"'],
    [{ type: 'CNAME', content: 'a..b' }, 'content', 'empty label'],
    [{ type: 'CNAME', content: '.' }, 'content', 'has no meaning for this type'],
    [{ type: 'MX', content: 'mail.example.com' }, 'priority', 'is required'],
    [{ type: 'MX', content: '10 mail.example.com', priority: 20 }, 'priority', '20 differs from the 10'],
    [{ type: 'MX', content: 'mail.example.com', priority: 65_536 }, 'priority', 'above the maximum of 65535'],
    [{ type: 'MX', content: '192.0.2.1', priority: 1 }, 'content', 'create an A or AAAA record'],
    [
      { type: 'MX', content: '-mail.example.com', priority: 1 },
      'content',
      'begins and ends with a letter or digit',
    ],
    [{ type: 'NS', content: '192.0.2.1' }, 'content', 'is an IP address'],
    [{ type: 'OPENPGPKEY', name: 'hugh', content: 'AQID' }, 'name', 'not the name of a mailbox'],
    [
      { type: 'OPENPGPKEY', name: `${mailbox}._openpgpkey`, content: '-----BEGIN PGP' },
      'content',
      'PEM armour',
    ],
    [{ type: 'OPENPGPKEY', name: `${mailbox}._openpgpkey`, content: 'AQI' }, 'content', 'no multiple of 4'],
    [
      { type: 'CAA', content: '1 issue "letsencrypt.org"' },
      'content',
      'flags: 1 is not in use: use 0 (not critical), 128 (critical)',
    ],
    [{ type: 'CAA', content: '0 isue "letsencrypt.org"' }, 'content', 'tag: "isue" is not a property'],
    [{ type: 'CAA', data: { flags: 0, tag: 'iodef', value: '' } }, 'data.value', 'is not a URL'],
    [
      { type: 'CAA', data: { flags: 0, tag: 'issue', value: 'letsencrypt' } },
      'data.value',
      '"letsencrypt.org"',
    ],
    [
      { type: 'CAA', data: { flags: 0, tag: 'issue', value: '"ca.example"' } },
      'data.value',
      'quotes of its own',
    ],
    [
      { type: 'CAA', data: { flags: 0, tag: 'issue', value: 'https://ca.example/' } },
      'data.value',
      '"ca.example"',
    ],
    [
      { type: 'CAA', data: { flags: 0, tag: 'issue', value: 'ca.example; account' } },
      'data.value',
      'name=value',
    ],
    [
      { type: 'CAA', data: { flags: 0, tag: 'iodef', value: 'a@example.com' } },
      'data.value',
      '"mailto:a@example.com"',
    ],
    [{ type: 'CAA', data: { flags: 0, tag: 'issue' } }, 'data.value', 'is required'],
    [
      { type: 'CAA', data: { flags: '0', tag: 'issue', value: 'a.example' } },
      'data.flags',
      'write 0 without quotes',
    ],
    [
      { type: 'CAA', data: { flags: 0, flag: 0, tag: 'issue', value: 'a.example' } },
      'data.flag',
      'they have flags, tag, value',
    ],
    [{ type: 'CAA', content: '0 issue' }, 'content', 'it takes 3: flags, tag, value'],
    [{ type: 'CAA', content: '0 issue "a', data: {} }, 'data', 'give one of them'],
    [{ type: 'CAA', content: '0 issue "a' }, 'content', 'never closed'],
    [{ type: 'CAA' }, 'data', 'an object with flags, tag, value'],
    [{ type: 'DNSKEY', content: '257 2 13 AQID' }, 'content', 'protocol: 2 is not in use: use 3'],
    [{ type: 'DNSKEY', content: '257 3 13 AQID' }, 'content', 'has 3 octets; a key of algorithm 13 has 64'],
    [
      { type: 'DS', content: `1 13 2 ${hex(20)}` },
      'content',
      'has 40 hexadecimal digits; a digest of this type has 64',
    ],
    [{ type: 'DS', name: '@', content: `1 13 2 ${hex(32)}` }, 'name', 'give them to the registrar'],
    [{ type: 'DS', content: `1 99 2 ${hex(32)}` }, 'content', 'algorithm: 99 is not in use'],
    [{ type: 'SSHFP', content: `4 2 ${hex(20)}` }, 'content', 'a digest of this type has 64'],
    [
      { type: 'SSHFP', data: { algorithm: 4, type: 1, fingerprint: 'ab:cd' } },
      'data.fingerprint',
      'write "abcd"',
    ],
    [
      { type: 'SSHFP', data: { algorithm: 4, type: 1, fingerprint: 'abc' } },
      'data.fingerprint',
      'the count is even',
    ],
    [
      { type: 'TLSA', name: '443._tcp.www', content: `3 1 1 ${hex(32)}` },
      'name',
      'begins with _port._protocol',
    ],
    [
      { type: 'TLSA', name: '_70000._tcp', content: `3 1 1 ${hex(32)}` },
      'name',
      'begins with _port._protocol',
    ],
    [
      { type: 'TLSA', name: '_25._tcp', content: `3 1 2 ${hex(32)}` },
      'content',
      'has 64 hexadecimal digits; a digest of this type has 128',
    ],
    [{ type: 'SMIMEA', name: 'www', content: '3 1 0 abcd' }, 'name', '._smimecert'],
    [{ type: 'SRV', name: 'sip', content: '10 5 5060 sip.example.com' }, 'name', '"_sip._tcp.sip"'],
    [
      { type: 'SRV', name: '_sip._tcp', content: '10 5 99999 sip.example.com' },
      'content',
      'port: 99999 is above the maximum of 65535',
    ],
    [
      {
        type: 'SRV',
        name: '_sip._tcp',
        data: { service: '_sip', priority: 1, weight: 1, port: 1, target: 'a.example' },
      },
      'data.service',
      "part of the record's name",
    ],
    [
      {
        type: 'SRV',
        name: '_sip._tcp',
        data: { priority: 1, weight: 1, port: 1, target: 'a.example' },
        priority: 2,
      },
      'priority',
      '2 differs from the 1 in data',
    ],
    [{ type: 'URI', data: { weight: 1, target: 'https://a.example' } }, 'priority', 'is required'],
    [
      { type: 'URI', content: '1 1 "www.example.com"' },
      'content',
      'write its scheme too, such as "https://www.example.com"',
    ],
    [{ type: 'NAPTR', content: '1 1 "u" "E2U+sip" "" .' }, 'content', 'regex: is empty'],
    [{ type: 'NAPTR', content: '1 1 "u" "E2U+sip" "!a!b!" c.example' }, 'content', 'one excludes the other'],
    [{ type: 'NAPTR', content: '1 1 "u" "E2U+sip" "!a!b" .' }, 'content', 'three times'],
    [
      { type: 'NAPTR', content: '1 1 "u-" "E2U+sip" "!a!b!" .' },
      'content',
      'flags: "u-" has other characters',
    ],
    [{ type: 'NAPTR', content: '1 1 "u" "E2U+sip" "1a1b1" .' }, 'content', 'cannot be a delimiter'],
    [{ type: 'NAPTR', content: '1 1 "u" "" "" c.example' }, 'content', 'flag "u"'],
    [{ type: 'LOC', content: '91 N 0 E 0m' }, 'content', 'lat_degrees: 91 is above the maximum of 90'],
    [{ type: 'LOC', content: '90 1 N 0 E 0m' }, 'content', 'minutes and seconds must be 0'],
    [{ type: 'LOC', content: '1 0 59.9996 N 0 E 0m' }, 'content', 'above the maximum of 59.999'],
    [{ type: 'LOC', content: '51.5 N 0 E' }, 'content', 'is not a location'],
    [{ type: 'LOC', content: '1 N 1 E -100001m' }, 'content', 'below the minimum of -100000'],
    [{ type: 'CERT', content: '0 0 0 AQID' }, 'content', 'type: 0 is below the minimum of 1'],
    [
      { type: 'HTTPS', content: '0 pool.example.net alpn=h2' },
      'content',
      'value: must be empty while priority is 0',
    ],
    [{ type: 'HTTPS', content: '0 www.example.com' }, 'content', 'never resolves'],
    [{ type: 'HTTPS', content: '1' }, 'content', 'takes a priority, a target and parameters'],
    [{ type: 'HTTPS', content: '1 . apln="h2"' }, 'content', 'apln: is not a key'],
  ];

  it.each(cases)('%j', (input, field, fragment) => {
    const problems = refusalsOf(input);
    expect(problems).toStrictEqual([{ field, problem: expect.stringContaining(fragment) }]);
  });
});

describe('types', () => {
  it.each([
    ['a', 'write "A"'],
    ['SPF', 'TXT record'],
    ['SOA', 'made by Cloudflare'],
    ['ALIAS', 'use CNAME'],
    ['constructor', 'is not a record type'],
    [untyped(undefined), 'is not a record type'],
  ])('refuses %j', (type, fragment) => {
    expect(refusalsOf({ type, content: 'x' })).toContainEqual({
      field: 'type',
      problem: expect.stringContaining(fragment),
    });
  });
});

describe('all problems at once', () => {
  it('names every field, in the message and in the details', () => {
    const input = {
      type: 'A',
      name: 'a b',
      content: '1.2.3',
      ttl: 30,
      priority: 1,
      comment: 'x\ny',
      tags: ['t'],
    };
    expect(refusalsOf(input).map(({ field }) => field)).toStrictEqual([
      'name',
      'priority',
      'content',
      'ttl',
      'comment',
      'tags[0]',
    ]);
    expect(() => checkRecord(input, zone)).toThrow(
      /^The A record cannot be sent, for 6 reasons: \(1\) name: /,
    );
  });

  it('says a single problem in one sentence', () => {
    expect(() => checkRecord({ type: 'A', name: '@', content: '10.0.0.256' }, zone)).toThrow(
      'The A record cannot be sent: content: "10.0.0.256" is not an IPv4 address: the fourth number is above 255.',
    );
  });

  it('does not let a value end the line or hide', () => {
    const [problem] = refusalsOf({ content: 'a\u202eb\u0000' });
    expect(problem?.problem).toMatch(/^[\x20-\x7e]+$/);
  });
});
