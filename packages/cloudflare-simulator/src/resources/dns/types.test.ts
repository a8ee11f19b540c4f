import { describe, expect, it } from 'vitest';
import { failureOf, fixture } from './test/fixture.ts';

const HASH = 'ab'.repeat(32);

describe('accepted values, by type', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['A', { content: '192.0.2.7' }, { content: '192.0.2.7', proxiable: true }],
    ['A private, unproxied', { type: 'A', content: '10.0.0.1' }, { content: '10.0.0.1', proxiable: false }],
    ['AAAA', { content: 'FE80::0:0:1' }, { content: 'fe80::1' }],
    ['AAAA', { content: '2001:db8:0:0:1:0:0:1' }, { content: '2001:db8::1:0:0:1' }],
    [
      'CNAME',
      { content: 'Target.Example.ORG.' },
      { content: 'target.example.org', settings: { flatten_cname: false } },
    ],
    ['CNAME', { content: '_token.bücher.example' }, { content: '_token.xn--bcher-kva.example' }],
    ['CNAME', { content: '@' }, { content: 'example.com' }],
    ['MX', { content: 'mx.example.net', priority: 0 }, { content: 'mx.example.net', priority: 0 }],
    ['MX', { content: '.', priority: 0 }, { content: '.' }],
    ['NS', { content: 'ns1.example.net.' }, { content: 'ns1.example.net', proxiable: false }],
    ['OPENPGPKEY', { content: 'mQINBF  bCF5 kBEAC8aaaa' }, { content: 'mQINBFbCF5kBEAC8aaaa' }],
    ['PTR', { content: 'host.example.net' }, { content: 'host.example.net' }],
    ['TXT', { content: 'v=spf1 -all' }, { content: 'v=spf1 -all' }],
    ['TXT', { content: '"one" "two"' }, { content: '"one" "two"' }],
    ['TXT', { content: `"${'x'.repeat(300)}"` }, { content: `"${'x'.repeat(255)}" "${'x'.repeat(45)}"` }],
    ['TXT', { content: 'x'.repeat(300) }, { content: 'x'.repeat(300) }],
    [
      'CAA',
      { data: { flags: 0, tag: 'issue', value: 'ca.example; policy="ev"' } },
      {
        content: '0 issue "ca.example; policy=\\"ev\\""',
        data: { flags: 0, tag: 'issue', value: 'ca.example; policy="ev"' },
      },
    ],
    ['CERT', { data: { type: 1, key_tag: 2, algorithm: 8, certificate: 'TUlJ' } }, { content: '1 2 8 TUlJ' }],
    [
      'DNSKEY',
      { data: { flags: 257, protocol: 3, algorithm: 13, public_key: 'mdss wUyr 3DPW' } },
      { content: '257 3 13 mdsswUyr3DPW' },
    ],
    [
      'DS',
      { data: { key_tag: 60485, algorithm: 13, digest_type: 2, digest: HASH } },
      { content: `60485 13 2 ${HASH}` },
    ],
    ['HTTPS', { data: { priority: 1, target: '.', value: 'alpn="h3,h2"' } }, { content: '1 . alpn="h3,h2"' }],
    ['HTTPS', { data: { priority: 0, target: 'cdn.example.net' } }, { content: '0 cdn.example.net' }],
    [
      'LOC',
      {
        data: {
          lat_degrees: 37,
          lat_minutes: 46,
          lat_seconds: 46,
          lat_direction: 'N',
          long_degrees: 122,
          long_minutes: 23,
          long_seconds: 35.5,
          long_direction: 'W',
          altitude: -12.25,
          size: 100,
        },
      },
      { content: '37 46 46.000 N 122 23 35.500 W -12.25 100.00 0.00 0.00' },
    ],
    [
      'NAPTR',
      {
        data: {
          order: 1,
          preference: 2,
          flags: 'U',
          service: 'E2U+sip',
          regex: '!^.*$!sip:a@b!',
          replacement: '.',
        },
      },
      { content: '1 2 "U" "E2U+sip" "!^.*$!sip:a@b!" .' },
    ],
    [
      'SMIMEA',
      { data: { usage: 3, selector: 0, matching_type: 0, certificate: 'AB cd' } },
      { content: '3 0 0 ABcd' },
    ],
    [
      'SRV',
      { data: { priority: 10, weight: 5, port: 5223, target: 'server.example.com' } },
      {
        content: '5 5223 server.example.com',
        priority: 10,
        data: { priority: 10, weight: 5, port: 5223, target: 'server.example.com' },
      },
    ],
    [
      'SRV with its former data',
      {
        type: 'SRV',
        data: { service: '_x', proto: '_tcp', name: 'y', priority: 0, weight: 0, port: 0, target: '.' },
      },
      { content: '0 0 .', data: { priority: 0, weight: 0, port: 0, target: '.' } },
    ],
    ['SSHFP', { data: { algorithm: 4, type: 2, fingerprint: HASH } }, { content: `4 2 ${HASH}` }],
    [
      'SVCB',
      { data: { priority: 1, target: 'a.example', value: 'port=853' } },
      { content: '1 a.example port=853' },
    ],
    [
      'TLSA',
      { data: { usage: 3, selector: 1, matching_type: 1, certificate: HASH } },
      { content: `3 1 1 ${HASH}` },
    ],
    [
      'URI',
      { priority: 10, data: { weight: 1, target: 'https://example.org/a b' } },
      {
        content: '1 "https://example.org/a b"',
        priority: 10,
        data: { weight: 1, target: 'https://example.org/a b' },
      },
    ],
  ])('%s %o', (label, body, expected) => {
    const type = label.split(' ')[0];
    const record = fixture().create({ type, name: 'probe', ...body });
    expect(record).toMatchObject({ type, name: 'probe.example.com', ...expected });
    if (expected['data']) expect(record.data).toEqual(expected['data']);
  });
});

describe('refused values, by type', () => {
  it.each<[string, Record<string, unknown>, readonly number[]]>([
    ['A', { content: '1.1' }, [9005]],
    ['A', { content: '::1' }, [9005]],
    ['A', { content: '192.0.2.256' }, [9005]],
    ['AAAA', { content: '192.0.2.1' }, [9006]],
    ['AAAA', { content: 'fe80::1%eth0' }, [9006]],
    ['CNAME', { content: '192.0.2.1' }, [9007]],
    ['CNAME', { content: 'https://example.org/' }, [9007]],
    ['CNAME', { content: 'a..b' }, [9007]],
    ['CNAME', { content: '*.example.org' }, [9007]],
    ['CNAME', { content: 'probe.example.com.' }, [9039]],
    ['MX', { content: 'mx.example.net' }, [1004]],
    ['MX', { content: 'mx.example.net', priority: 65_536 }, [9008]],
    ['MX', { content: 'mx.example.net', priority: '10' }, [9008]],
    ['MX', { content: '10 mx.example.net', priority: 10 }, [9009]],
    ['NS', { content: '192.0.2.53' }, [1004]],
    ['OPENPGPKEY', { content: 'not base64!' }, [1004]],
    ['TXT', { content: '""' }, [1004]],
    ['TXT', { content: '"" ""' }, [1004]],
    ['TXT', { content: '"this' }, [1004]],
    ['TXT', { content: '"these" ones"' }, [1004]],
    ['TXT', { content: 'say "hi"' }, [1004]],
    ['TXT', { content: '   ' }, [1004]],
    ['TXT', { content: 'x'.repeat(4081) }, [9015]],
    ['CAA', { content: '0 issue "ca.example"' }, [9101, 9101, 9101]],
    ['CAA', { data: { flags: 256, tag: 'issue', value: 'x' } }, [1004]],
    ['CAA', { data: { flags: 0, tag: 'is sue', value: 'x' } }, [1004]],
    ['CERT', { data: { type: 1, key_tag: 2, algorithm: 8, certificate: '' } }, [1004]],
    ['DNSKEY', { data: { flags: 257, protocol: 3, algorithm: 13, public_key: 'abc' } }, [1004]],
    ['DS', { data: { key_tag: 1, algorithm: 13, digest_type: 2, digest: 'ab'.repeat(20) } }, [1004]],
    ['HTTPS', { data: { target: '.', value: 'alpn=h2' } }, [9101]],
    ['HTTPS', { data: { priority: 1, target: '.', value: 'alpn="h2' } }, [1004]],
    ['LOC', { data: { lat_degrees: 91, lat_direction: 'N', long_degrees: 0, long_direction: 'E' } }, [1004]],
    ['LOC', { data: { lat_degrees: 1, lat_direction: 'E', long_degrees: 0, long_direction: 'E' } }, [1004]],
    ['LOC', { data: { lat_degrees: 1, long_degrees: 0, long_direction: 'E' } }, [9101]],
    ['NAPTR', { data: { order: 1, preference: 2, flags: 'U', service: '', regex: '' } }, [9101]],
    ['SRV', { data: { priority: 1, port: 1, target: 'a.example' } }, [9101]],
    ['SRV', { data: { priority: 1, weight: '1x', port: 1, target: 'a.example' } }, [1004]],
    ['SRV', { data: { priority: 1, weight: '', port: 1, target: 'a.example' } }, [1004]],
    ['SRV', { data: { priority: 1, weight: 1.5, port: 1, target: 'a.example' } }, [1004]],
    ['SSHFP', { data: { algorithm: 4, type: 1, fingerprint: HASH } }, [1004]],
    ['TLSA', {}, [9101, 9101, 9101, 9101]],
    ['TLSA', { data: { usage: 3, selector: 1, matching_type: 2, certificate: HASH } }, [1004]],
    ['TLSA', { data: { usage: 3, selector: 1, matching_type: 1, certificate: 'xyz' } }, [1004]],
    ['URI', { data: { weight: 1, target: 'https://example.org' } }, [9101]],
    ['SPF', { content: 'v=spf1' }, [9002]],
    ['SOA', { content: 'x' }, [9002]],
  ])('%s %o', (type, body, codes) => {
    const zone = fixture();
    expect(failureOf(() => zone.create({ type, name: 'probe', ...body }))).toMatchObject({
      status: 400,
      codes,
    });
    expect(zone.resource.count(zone.zone.id)).toBe(0);
  });

  it('names every missing component', () => {
    expect(failureOf(() => fixture().create({ type: 'SRV', name: 'x', data: { priority: 0 } })).message).toBe(
      'weight is a required data field.',
    );
  });

  it('takes a TXT record of exactly 4,096 octets on the wire', () => {
    // Sixteen strings of 255 octets, each with its length octet, are 4,096.
    expect(fixture().create({ type: 'TXT', name: 'x', content: 'x'.repeat(4080) }).content).toHaveLength(
      4080,
    );
  });
});
