import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { characterStrings } from './character-strings.ts';
import { demoRecords } from './demo-records.ts';
import type { DnsRecord, SeedRecord } from './model.ts';
import { type Fixture, failureOf, fixture } from './test/fixture.ts';

/** Name, type and content of what an import adds; every line is a record of the file. */
function imported(file: string, fields?: Readonly<Record<string, string>>): readonly (readonly unknown[])[] {
  const zone = fixture();
  zone.importFile(file, { proxied: 'false', ...fields });
  return zone.list('order=name').map(({ name, ttl, type, content }) => [name, ttl, type, content]);
}

describe('import', () => {
  it.each<[string, string, readonly (readonly unknown[])[]]>([
    ['absolute names', 'www.example.com. 300 IN A 192.0.2.1', [['www.example.com', 300, 'A', '192.0.2.1']]],
    ['relative names', 'www 300 IN CNAME web', [['www.example.com', 300, 'CNAME', 'web.example.com']]],
    ['class before TTL', 'www IN 300 A 192.0.2.1', [['www.example.com', 300, 'A', '192.0.2.1']]],
    ['neither class nor TTL', 'www A 192.0.2.1', [['www.example.com', 1, 'A', '192.0.2.1']]],
    ['lower case', 'www in a 192.0.2.1', [['www.example.com', 1, 'A', '192.0.2.1']]],
    ['the apex', '@ MX 10 mail', [['example.com', 1, 'MX', 'mail.example.com']]],
    [
      'the owner before',
      'www 60 A 192.0.2.1\n    90 AAAA 2001:db8::1\n',
      [
        ['www.example.com', 60, 'A', '192.0.2.1'],
        ['www.example.com', 90, 'AAAA', '2001:db8::1'],
      ],
    ],
    ['$TTL', '$TTL 1h30m\nwww A 192.0.2.1', [['www.example.com', 5400, 'A', '192.0.2.1']]],
    [
      '$ORIGIN, relative and absolute',
      '$ORIGIN eu\na A 192.0.2.1\n$ORIGIN us.example.com.\nb A 192.0.2.2\nc CNAME b',
      [
        ['a.eu.example.com', 1, 'A', '192.0.2.1'],
        ['b.us.example.com', 1, 'A', '192.0.2.2'],
        ['c.us.example.com', 1, 'CNAME', 'b.us.example.com'],
      ],
    ],
    [
      'parentheses and comments',
      'dkim TXT ( "v=DKIM1; " ; first\n  "p=abc" ) ; ignored here\n; a line\n',
      [['dkim.example.com', 1, 'TXT', '"v=DKIM1; " "p=abc"']],
    ],
    ['quotes that hold ; ( and )', 'x TXT "a;(b)" c', [['x.example.com', 1, 'TXT', '"a;(b)" "c"']]],
    ['escapes in TXT', 'x TXT "say \\"hi\\" \\009"', [['x.example.com', 1, 'TXT', '"say \\"hi\\" \\009"']]],
    [
      'line ends of Windows',
      'a A 192.0.2.1\r\nb A 192.0.2.2\r\n',
      [
        ['a.example.com', 1, 'A', '192.0.2.1'],
        ['b.example.com', 1, 'A', '192.0.2.2'],
      ],
    ],
    [
      'SRV',
      '_sip._tcp 60 SRV 10 20 5060 sip',
      [['_sip._tcp.example.com', 60, 'SRV', '20 5060 sip.example.com']],
    ],
    ['the root as a target', '@ MX 0 .', [['example.com', 1, 'MX', '.']]],
    ['CAA', '@ CAA 0 issue "ca.example"', [['example.com', 1, 'CAA', '0 issue "ca.example"']]],
    [
      'hexadecimal in pieces',
      `x TLSA 3 1 1 ( ${'ab'.repeat(16)}\n ${'cd'.repeat(16)} )`,
      [['x.example.com', 1, 'TLSA', `3 1 1 ${'ab'.repeat(16)}${'cd'.repeat(16)}`]],
    ],
    [
      'HTTPS parameters',
      'x HTTPS 1 . alpn="h2,h3" port=8443',
      [['x.example.com', 1, 'HTTPS', '1 . alpn="h2,h3" port=8443']],
    ],
    [
      'LOC in its short form',
      'x LOC 42 21 54 N 71 06 18 W -24m',
      [['x.example.com', 1, 'LOC', '42 21 54.000 N 71 6 18.000 W -24.00 1.00 10000.00 10.00']],
    ],
    ['URI', 'x URI 10 1 "ftp://a.example/"', [['x.example.com', 1, 'URI', '1 "ftp://a.example/"']]],
  ])('reads %s', (_, file, records) => {
    expect(imported(file)).toEqual(records);
  });

  it.each<[string, string, RegExp]>([
    ['$INCLUDE', 'a A 192.0.2.1\n$INCLUDE other.zone', /line 2: \$INCLUDE directive not allowed/],
    ['$GENERATE', '$GENERATE 1-2 a$ A 192.0.2.$', /line 1/],
    ['a name elsewhere', 'www.example.org. A 192.0.2.1', /line 1: www\.example\.org is not in the zone/],
    ['an unknown type', '\nwww DNAME a.', /line 2: bad DNAME/],
    ['a missing type', 'www 300', /line 1/],
    ['another class', 'www CH TXT x', /line 1: class CH/],
    ['missing data', 'www SRV 1 2 3', /line 1: bad SRV/],
    ['too much data', 'www A 192.0.2.1 192.0.2.2', /line 1: bad A/],
    ['an open quote', 'www TXT "abc\n', /line 1: missing closing quote/],
    ['an open parenthesis', 'a A 192.0.2.1\nwww TXT ( "abc"\n', /line 2: missing closing parenthesis/],
    ['a lone parenthesis', 'www TXT abc )', /line 1: unexpected closing parenthesis/],
    ['a bad TTL', 'www 5x A 192.0.2.1', /line 1: bad TTL/],
    ['an invalid address', 'www A 192.0.2.256', /valid IPv4/],
    ['a CNAME beside an address', 'www A 192.0.2.1\nwww CNAME a', /already exists/],
  ])('refuses %s and adds nothing', (_, file, message) => {
    const zone = fixture();
    const failure = failureOf(() => zone.importFile(file));
    expect(failure.status).toBe(400);
    expect(failure.message).toMatch(message);
    expect(failureOf(() => zone.importFile(`first A 192.0.2.9\n${file}`)).status).toBe(400);
    expect(zone.list()).toEqual([]);
  });

  it('keeps SOA and apex NS to the zone, and does not repeat what is there', () => {
    const zone = fixture();
    zone.create({ type: 'A', name: 'old', content: '192.0.2.1', comment: 'kept' });
    const file = [
      '@ SOA ns. root. ( 1 2 3 4 5 )',
      '@ NS ns1.other.example.',
      'sub NS ns1.other.example.',
      'old 300 A 192.0.2.1',
      'new A 192.0.2.2',
    ];
    expect(zone.importFile(file.join('\n'))).toEqual({ recs_added: 2, total_records_parsed: 5 });
    expect(zone.list('name=old.example.com')).toMatchObject([{ ttl: 1, comment: 'kept' }]);
    expect(zone.list('type=NS')).toMatchObject([{ name: 'sub.example.com' }]);
  });

  it('proxies what it can unless told otherwise, by the form or by a tag', () => {
    const file =
      'a A 192.0.2.1\nb A 192.0.2.2 ; cf_tags=cf-proxied:false\nc TXT x\nd A 192.0.2.4 ; cf_tags=cf-proxied:true';
    const proxied = (fields?: Readonly<Record<string, string>>): readonly boolean[] => {
      const zone = fixture();
      zone.importFile(file, fields);
      return zone.list('order=name').map((record) => record.proxied);
    };
    expect(proxied()).toEqual([true, false, false, true]);
    expect(proxied({ proxied: 'true' })).toEqual([true, false, false, true]);
    expect(proxied({ proxied: 'false' })).toEqual([false, false, false, true]);
  });

  it('takes comments and tags', () => {
    const zone = fixture();
    zone.importFile('a A 192.0.2.1 ; the web cf_tags=team:web,"no\nb TXT "x ; y" ; cf_tags=team:dns');
    expect(zone.list('order=name')).toMatchObject([
      { comment: 'the web cf_tags=team:web,"no', tags: [] },
      { comment: null, tags: ['team:dns'] },
    ]);
  });

  it('refuses a file above 256 KiB, a form without file, and a body that is no form', () => {
    expect(failureOf(() => fixture().importFile(`;${'x'.repeat(262_144)}`)).message).toMatch(/size limit/);
    expect(failureOf(() => fixture().importFile('', { proxied: 'maybe' })).codes).toEqual([9207]);
    expect(failureOf(() => fixture().call('POST', '/import', { file: 'x' })).codes).toEqual([9207]);
  });

  it('takes a form whose lines end with a line feed alone, as cloudflare-go sends it', () => {
    const zone = fixture();
    const lines = [
      '--x',
      'Content-Disposition: form-data; name="file"; filename="bind.txt"',
      '',
      'a A 192.0.2.1',
    ];
    const body = Buffer.from(`${lines.join('\n')}\nb A 192.0.2.2\n--x--`);
    zone.send('POST', '/import', { headers: { 'content-type': 'multipart/form-data; boundary=x' }, body });
    expect(zone.list('order=name').map(({ name }) => name)).toEqual(['a.example.com', 'b.example.com']);
  });

  it('ends on any text, with an answer or a refusal', () => {
    const pieces = fc.constantFrom(
      'a',
      ' ',
      '\n',
      '"',
      '(',
      ')',
      ';',
      '\\',
      '$TTL',
      '300',
      'IN',
      'A',
      'TXT',
      '192.0.2.1',
      '@',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' }))), (parts) => {
        const zone = fixture();
        try {
          zone.importFile(parts.join(''));
        } catch (error) {
          expect(error).toHaveProperty('status', 400);
        }
      }),
    );
  });
});

describe('export', () => {
  it('writes a zone file as Cloudflare does', () => {
    const zone = fixture();
    zone.create({
      type: 'A',
      name: '@',
      content: '192.0.2.1',
      proxied: true,
      comment: 'web',
      tags: ['team:web'],
    });
    zone.create({ type: 'CNAME', name: 'www', content: 'example.com', settings: { flatten_cname: true } });
    zone.create({ type: 'MX', name: '@', content: 'mail.example.net', priority: 10, ttl: 3600 });
    zone.create({ type: 'SRV', name: '_s._tcp', data: { priority: 1, weight: 2, port: 3, target: '.' } });
    zone.create({ type: 'TXT', name: 'x', content: 'a "\u001b'.replaceAll('"', '') });
    expect(zone.exportFile().split('\n')).toEqual([
      ';;',
      ';; Domain:     example.com.',
      ';; Exported:   2026-11-20 12:00:00',
      ';;',
      '',
      ';; SOA Record',
      'example.com\t3600\tIN\tSOA\tada.ns.cloudflare.com. dns.cloudflare.com. 1795176000 10000 2400 604800 1800',
      '',
      ';; NS Records',
      'example.com.\t86400\tIN\tNS\tada.ns.cloudflare.com.',
      'example.com.\t86400\tIN\tNS\tbob.ns.cloudflare.com.',
      '',
      ';; A Records',
      'example.com.\t1\tIN\tA\t192.0.2.1 ; web cf_tags=team:web,cf-proxied:true',
      '',
      ';; CNAME Records',
      'www.example.com.\t1\tIN\tCNAME\texample.com. ; cf_tags=cf-flatten-cname',
      '',
      ';; MX Records',
      'example.com.\t3600\tIN\tMX\t10 mail.example.net.',
      '',
      ';; SRV Records',
      '_s._tcp.example.com.\t1\tIN\tSRV\t1 2 3 .',
      '',
      ';; TXT Records',
      'x.example.com.\t1\tIN\tTXT\t"a \\027"',
      '',
    ]);
  });

  it('is read back by import: every demo record', () => {
    for (const [name, records] of Object.entries(demoRecords)) {
      const plan = name === 'mapleandpine.net' ? 'free' : 'pro';
      expectRoundTrip(seededWith(fixture(plan, name), records), fixture(plan, name));
    }
  });

  it('is read back by import: any records', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyRecord, { selector: ({ name }) => name, maxLength: 12 }), (records) => {
        expectRoundTrip(seededWith(fixture('enterprise'), records), fixture('enterprise'));
      }),
    );
  });
});

function seededWith(zone: Fixture, records: readonly SeedRecord[]): Fixture {
  zone.resource.seed(zone.zone, records);
  return zone;
}

function expectRoundTrip(from: Fixture, to: Fixture): void {
  // Of the opposite proxy status by default, so that only the tags can tell.
  to.importFile(from.exportFile(), { proxied: 'true' });
  expect(to.list('order=name').map(comparable).toSorted()).toEqual(
    from.list('order=name').map(comparable).toSorted(),
  );
}

/** What a zone file can carry: not identifiers and times, nor how TXT content was quoted. */
function comparable({
  name,
  type,
  content,
  priority,
  data,
  ttl,
  proxied,
  settings,
  comment,
  tags,
}: DnsRecord): string {
  const value = type === 'TXT' ? characterStrings(content)?.map(String) : content;
  return JSON.stringify([name, type, value, priority, data, ttl, proxied, settings, comment, tags]);
}

const port = fc.nat(65_535);
const octet = fc.nat(255);
const printable = fc.string({ unit: 'binary', maxLength: 40 }).map((text) => Buffer.from(text).toString());
const target = fc.oneof(fc.constant('.'), fc.constantFrom('a.example.net', '_x.example.com', 'example.com'));
const bytes = fc
  .uint8Array({ minLength: 3, maxLength: 30 })
  .map((value) => Buffer.from(value.slice(0, value.length - (value.length % 3))));
const value = fc.oneof(
  fc.record({ type: fc.constant('A' as const), content: fc.ipV4(), proxied: fc.constant(false) }),
  fc.record({ type: fc.constant('AAAA' as const), content: fc.ipV6(), proxied: fc.constant(false) }),
  fc.record({
    type: fc.constant('CNAME' as const),
    content: fc.constantFrom('t.example.net'),
    proxied: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('TXT' as const),
    content: printable.filter((text) => text.trim() !== '' && !text.includes('"')),
  }),
  fc.record({ type: fc.constant('MX' as const), content: target, priority: port }),
  fc.record({
    type: fc.constant('CAA' as const),
    data: fc.record({ flags: octet, tag: fc.constantFrom('issue', 'iodef'), value: printable }),
  }),
  fc.record({
    type: fc.constant('NAPTR' as const),
    data: fc.record({
      order: port,
      preference: port,
      flags: printable,
      service: printable,
      regex: printable,
      replacement: target,
    }),
  }),
  fc.record({
    type: fc.constant('SRV' as const),
    data: fc.record({ priority: port, weight: port, port, target }),
  }),
  fc.record({
    type: fc.constantFrom('HTTPS' as const, 'SVCB' as const),
    data: fc.record({
      priority: port,
      target,
      value: fc.constantFrom('', 'alpn="h2,h3"', 'port=1 no-default-alpn'),
    }),
  }),
  fc.record({
    type: fc.constant('DNSKEY' as const),
    data: fc.record({
      flags: port,
      protocol: octet,
      algorithm: octet,
      public_key: bytes.map((octets) => octets.toString('base64')),
    }),
  }),
  fc.record({
    type: fc.constant('SMIMEA' as const),
    data: fc.record({
      usage: octet,
      selector: octet,
      matching_type: fc.constant(0),
      certificate: bytes.map((octets) => octets.toString('hex')),
    }),
  }),
  fc.record({
    type: fc.constant('URI' as const),
    priority: port,
    data: fc.record({ weight: port, target: printable }),
  }),
);

const attributes = fc.record({
  name: fc.stringMatching(/^[a-z0-9]{1,8}$/),
  ttl: fc.oneof(fc.constant(1), fc.integer({ min: 30, max: 86_400 })),
  comment: printable.filter((text) => !/[\r\n]/.test(text)),
  tags: fc.array(fc.stringMatching(/^t[\w-]{0,5}:[ -~]{0,9}$/), { maxLength: 3 }),
});

const anyRecord: fc.Arbitrary<SeedRecord> = fc
  .tuple(attributes, value)
  .map(([common, fields]) => Object.assign({}, common, fields));
