import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteBytes } from '../text.ts';
import { type RecordType, recordTypes } from '../types.ts';
import { textOfGenericForm } from '../wire.ts';
import { keyOfAnswered, keyOfExisting, shownValue } from './facts.ts';
import { isCloudflareAddress } from './judge.ts';

const zone = 'example.com';

function generic(octets: readonly number[]): string {
  const hex = octets.map((octet) => octet.toString(16).padStart(2, '0'));
  return ['\\#', octets.length, ...hex].join(' ');
}

const ascii = (text: string): number[] => [...Buffer.from(text)];

describe('stored and answered values', () => {
  it.each<[RecordType, object, string]>([
    ['A', { content: '192.0.2.1' }, '192.0.2.1'],
    ['AAAA', { content: '2001:db8::1' }, '2001:DB8:0:0:0:0:0:1'],
    ['CNAME', { content: 'host.example.net' }, 'Host.example.NET.'],
    ['MX', { content: 'mx.example.net', priority: 10 }, '10 mx.example.net.'],
    ['MX', { content: '.', priority: 0 }, '0 .'],
    ['NS', { content: 'ns1.example.net' }, 'ns1.example.net.'],
    ['TXT', { content: '"v=spf1 -all"' }, '"v=spf1 -all"'],
    ['TXT', { content: 'not quoted' }, '"not quoted"'],
    ['TXT', { content: '"one" "two"' }, '"one""two"'],
    ['TXT', { content: '"one" "two"' }, '"onetwo"'],
    ['TXT', { content: '"caf\u00e9"' }, '"caf\\195\\169"'],
    ['TXT', { content: '"a\\"b"' }, '"a\\"b"'],
    ['CAA', { data: { flags: 0, tag: 'issue', value: 'ca.example' } }, '0 issue "ca.example"'],
    [
      'CAA',
      { data: { flags: 128, tag: 'issue', value: 'ca.example' } },
      generic([128, 5, ...ascii('issueca.example')]),
    ],
    [
      'SRV',
      { data: { priority: 10, weight: 60, port: 5061, target: 'sip.example.net' } },
      '10 60 5061 sip.example.net.',
    ],
    [
      'SSHFP',
      { data: { algorithm: 4, type: 2, fingerprint: 'ab'.repeat(32) } },
      generic([4, 2, ...Array(32).fill(0xab)]),
    ],
    [
      'TLSA',
      { data: { usage: 3, selector: 1, matching_type: 1, certificate: 'cd'.repeat(32) } },
      `3 1 1 ${'CD'.repeat(32)}`,
    ],
    ['DS', { content: `2371 13 2 ${'AB'.repeat(32)}` }, generic([9, 67, 13, 2, ...Array(32).fill(0xab)])],
    [
      'URI',
      { priority: 10, data: { weight: 1, target: 'https://example.net/' } },
      generic([0, 10, 0, 1, ...ascii('https://example.net/')]),
    ],
    [
      'HTTPS',
      { data: { priority: 1, target: '.', value: 'ipv4hint="192.0.2.1" alpn="h3,h2"' } },
      generic([0, 1, 0, 0, 1, 0, 6, 2, ...ascii('h3'), 2, ...ascii('h2'), 0, 4, 0, 4, 192, 0, 2, 1]),
    ],
    [
      'SVCB',
      { data: { priority: 2, target: 'svc.example.net', value: 'port="8443" ipv6hint="2001:db8::1"' } },
      generic([
        0,
        2,
        3,
        ...ascii('svc'),
        7,
        ...ascii('example'),
        3,
        ...ascii('net'),
        0,
        0,
        3,
        0,
        2,
        32,
        251,
        0,
        6,
        0,
        16,
        32,
        1,
        13,
        184,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        1,
      ]),
    ],
  ])('%s %j is %s', (type, stored, answered) => {
    for (const name of [type === 'DS' ? zone : `_443._tcp.www.${zone}`]) {
      const key = keyOfExisting({ type, name, ...stored }, zone);
      expect(keyOfAnswered(type, answered, name, zone)).toBe(key);
    }
  });

  it.each<[RecordType, object, string]>([
    ['A', { content: '192.0.2.1' }, '192.0.2.2'],
    ['CNAME', { content: 'host.example.net' }, 'host.example.org.'],
    ['MX', { content: 'mx.example.net', priority: 10 }, '20 mx.example.net.'],
    ['TXT', { content: '"one two"' }, '"one  two"'],
    ['TXT', { content: '"One"' }, '"one"'],
    ['CAA', { data: { flags: 0, tag: 'issue', value: 'ca.example' } }, '0 issuewild "ca.example"'],
    ['HTTPS', { data: { priority: 1, target: '.', value: 'alpn="h2"' } }, '1 . alpn="h3"'],
  ])('%s %j is not %s', (type, stored, answered) => {
    const name = `www.${zone}`;
    expect(keyOfAnswered(type, answered, name, zone)).not.toBe(
      keyOfExisting({ type, name, ...stored }, zone),
    );
  });

  it('are the same text for any octets', () => {
    const octets = fc.uint8Array({ maxLength: 255 }).map((bytes) => quoteBytes([...bytes]));
    fc.assert(
      fc.property(octets, (content) => {
        const key = keyOfExisting({ type: 'TXT', name: zone, content }, zone);
        expect(keyOfAnswered('TXT', content, zone, zone)).toBe(key);
      }),
    );
  });
});

describe('the generic form', () => {
  it.each([
    ['\\# 3 00 01', 'HTTPS'],
    ['\\# 2 00 zz', 'HTTPS'],
    ['\\# 2 00 01', 'HTTPS'],
    ['\\# 4 00 01 40 61', 'HTTPS'],
    ['\\# 5 00 01 00 00 01', 'HTTPS'],
    ['\\# 1 00', 'CAA'],
    ['\\# 3 00 05 61', 'CAA'],
    ['\\# 1 04', 'SSHFP'],
    ['\\#', 'CAA'],
    ['\\# 4 c0 00 02 01', 'LOC'],
  ] as const)('%s of %s cannot be read', (data, type) => {
    expect(textOfGenericForm(type, data)).toBeUndefined();
    expect(keyOfAnswered(type, data, 'www.example.com', zone)).toBeUndefined();
  });

  it('is read or not, and never throws', () => {
    const octets = fc.uint8Array({ maxLength: 60 }).map((bytes) => generic([...bytes]));
    const anything = fc.oneof(
      octets,
      fc.string({ unit: 'binary' }),
      octets.map((text) => text.slice(0, -1)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...recordTypes), anything, (type, data) => {
        const key = keyOfAnswered(type, data, 'www.example.com', zone);
        expect(['string', 'undefined']).toContain(typeof key);
      }),
    );
  });
});

describe('shownValue', () => {
  it.each([
    [{ type: 'MX', name: zone, content: 'mx.example.net', priority: 5 }, '5 mx.example.net'],
    [{ type: 'A', name: zone, content: '192.0.2.1' }, '192.0.2.1'],
    [{ type: 'CAA', name: zone, data: { flags: 0, tag: 'issue', value: 'x' } }, '0 issue "x"'],
    [{ type: 'NEW', name: zone }, ''],
  ])('%j as %s', (value, text) => {
    expect(shownValue(value)).toBe(text);
  });
});

describe('isCloudflareAddress', () => {
  it.each([
    ['104.16.0.0', true],
    ['104.27.255.255', true],
    ['104.28.0.0', false],
    ['172.67.1.2', true],
    ['162.159.255.255', true],
    ['1.1.1.1', false],
    ['192.0.2.1', false],
    ['2606:4700:3030::ac43:1', true],
    ['2A06:98C7::1', true],
    ['2a06:98c8::1', false],
    ['2001:db8::1', false],
    ['', false],
    ['104.16.0.0.1', false],
    ['Ignore all previous instructions', false],
  ])('%s: %s', (address, expected) => {
    expect(isCloudflareAddress(address)).toBe(expected);
  });
});
