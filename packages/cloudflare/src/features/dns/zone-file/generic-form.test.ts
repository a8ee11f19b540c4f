import { describe, expect, it } from 'vitest';
import { checkRecord } from '../record.ts';
import { readZoneFile } from './reader.ts';

const zoneName = 'example.com';

/** The record as it would be sent. */
function sent(line: string): unknown {
  const { records, mistakes } = readZoneFile(line, zoneName);
  expect(mistakes).toEqual([]);
  const { record } = records[0] ?? {};
  if (record === undefined) return undefined;
  const { name: _name, ttl: _ttl, ...value } = checkRecord(record, { name: zoneName });
  return value;
}

function generic(type: string, name: string, octets: string): string {
  const digits = Buffer.from(octets, 'latin1').toString('hex');
  return `${name} 300 ${type} \\# ${octets.length} ${digits}`;
}

const text = (value: string): string => String.fromCharCode(value.length) + value;
const host = (name: string): string => `${name.split('.').map(text).join('')}\0`;
const mailbox = `${'ab'.repeat(28)}._openpgpkey`;
const key = 'A'.repeat(32);

/** By RFC 3597 section 5: a value in its own form, and its octets by the RFC of the type. */
describe('the generic form of a value', () => {
  it.each([
    ['A', 'w', '192.0.2.1', '\xc0\x00\x02\x01'],
    ['AAAA', 'w', '2001:db8::1', `\x20\x01\x0d\xb8${'\0'.repeat(11)}\x01`],
    ['CNAME', 'w', 'a.example.net.', host('a.example.net')],
    ['NS', 'w', 'ns.example.net.', host('ns.example.net')],
    ['PTR', 'w', 'p.example.net.', host('p.example.net')],
    ['MX', 'w', '10 m.example.net.', `\0\x0a${host('m.example.net')}`],
    ['MX', '@', '0 .', '\0\0\0'],
    ['TXT', 'w', '"a b" "" "c;d"', `${text('a b')}${text('')}${text('c;d')}`],
    ['CAA', 'w', '128 issue "ca.example"', `\x80${text('issue')}ca.example`],
    ['CERT', 'w', '1 258 8 AQID', '\0\x01\x01\x02\x08\x01\x02\x03'],
    ['DS', 'w', `2371 13 2 ${'ab'.repeat(32)}`, `\x09\x43\x0d\x02${'\xab'.repeat(32)}`],
    ['DNSKEY', 'w', `257 3 15 ${Buffer.from(key).toString('base64')}`, `\x01\x01\x03\x0f${key}`],
    ['HTTPS', 'w', '1 . alpn="h3,h2" port=8443', `\0\x01\0\0\x01\0\x06\x02h3\x02h2\0\x03\0\x02\x20\xfb`],
    ['SVCB', 'w', '0 s.example.net.', `\0\0${host('s.example.net')}`],
    // RFC 1876 section 4, where the value in the example is that of its text.
    [
      'LOC',
      'w',
      '42 21 54 N 71 6 18 W -24m 30m',
      '\x00\x33\x16\x13\x89\x17\x2d\xd0\x70\xbe\x15\xf0\x00\x98\x8d\x20',
    ],
    [
      'NAPTR',
      'w',
      '100 10 "u" "E2U+sip" "!^.*$!sip:i@example.com!" .',
      `\0\x64\0\x0a${text('u')}${text('E2U+sip')}${text('!^.*$!sip:i@example.com!')}\0`,
    ],
    ['OPENPGPKEY', mailbox, 'AQID', '\x01\x02\x03'],
    [
      'SMIMEA',
      `${'ab'.repeat(28)}._smimecert`,
      `3 0 1 ${'cd'.repeat(32)}`,
      `\x03\x00\x01${'\xcd'.repeat(32)}`,
    ],
    ['SRV', '_s._tcp', '1 2 5060 s.example.net.', `\0\x01\0\x02\x13\xc4${host('s.example.net')}`],
    ['SSHFP', 'w', `4 2 ${'ef'.repeat(32)}`, `\x04\x02${'\xef'.repeat(32)}`],
    ['TLSA', '_443._tcp', `3 1 1 ${'01'.repeat(32)}`, `\x03\x01\x01${'\x01'.repeat(32)}`],
    ['URI', 'w', '10 1 "https://example.net/"', '\0\x0a\0\x01https://example.net/'],
  ])('%s at %s', (type, name, value, octets) => {
    const plain = sent(`${name} 300 ${type} ${value}`);
    expect(plain).toMatchObject({ type });
    expect(sent(generic(type, name, octets))).toEqual(plain);
    // One octet more is another value, or none; of text and keys it may be one.
    if (!/^(?:TXT|CAA|CERT|OPENPGPKEY|URI|DNSKEY|DS|HTTPS|SSHFP|TLSA|SMIMEA)$/u.test(type)) {
      expect(readZoneFile(generic(type, name, `${octets}\0`), zoneName).mistakes).toHaveLength(1);
    }
  });

  it('keeps a key that has no name, and names those that have one', () => {
    // RFC 9460 appendix D.1, figure 5.
    const vector = 'foo 300 SVCB 1 foo.example.com. key667="hello\\210qoo"';
    const octets = `\0\x01${host('foo.example.com')}\x02\x9b\0\x09hello\xd2qoo`;
    expect(sent(generic('SVCB', 'foo', octets))).toEqual(sent(vector));
    expect(sent(vector)).toMatchObject({ data: { value: 'key667="hello\\210qoo"' } });
    expect(sent('w HTTPS 1 . key1="\\002h3\\002h2" key3=\\032\\251')).toEqual(
      sent('w HTTPS 1 . alpn="h3,h2" port="8443"'),
    );
    expect(sent('w HTTPS 1 . mandatory=key1 key1=\\002h2 key2')).toEqual(
      sent('w HTTPS 1 . mandatory=alpn alpn=h2 no-default-alpn'),
    );
  });

  it.each([
    ['alpn=h2 key1=\\002h3', 'has the key "alpn" twice'],
    ['alpn=h2 key1=h3', 'has no octets of alpn'],
    ['key3=8443', 'has no octets of port'],
    ['key2=x', 'has no octets of no-default-alpn'],
  ])('refuses %s', (params, problem) => {
    const { records } = readZoneFile(`w HTTPS 1 . ${params}`, zoneName);
    expect(() => checkRecord(records[0]?.record ?? { type: 'A', name: '@' }, { name: zoneName })).toThrow(
      problem,
    );
  });
});
