import type { JsonObject } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { effectOf, foldName, guardedRecord, joinedText, textIn } from './record.ts';

describe('a name', () => {
  it.each([
    ['example.com', 'example.com', 'example.com'],
    ['@', 'Example.COM.', 'example.com'],
    ['', 'example.com', 'example.com'],
    ['WWW.Example.com.', 'example.com', 'www.example.com'],
    ['bücher.example', 'x', 'xn--bcher-kva.example'],
    ['*.BÜCHER.example', 'x', '*.xn--bcher-kva.example'],
    ['@', 'bücher.example', 'xn--bcher-kva.example'],
    ['ü ü', 'x', 'ü ü'],
  ])('%j in %j is %j', (name, zoneName, expected) => {
    expect(foldName(name, zoneName)).toBe(expected);
  });
});

describe('values', () => {
  it.each([
    ['plain', 'plain'],
    ['"a" "b"', 'ab'],
    ['"a\\"b" "\\099"', 'a"bc'],
    ['"a', '"a'],
    ['say "hi"', 'say "hi"'],
    ['"a\\255" "b"', '"a\\255"b'],
  ])('the strings of %j are %j', (content, expected) => {
    expect(joinedText(content)).toBe(expected);
  });

  it.each<[string, JsonObject, JsonObject]>([
    [
      'data in presentation format',
      { type: 'CAA', name: 'x', content: '0 issue "a.example"' },
      {
        type: 'caa',
        name: 'X.',
        data: { flags: 0, tag: 'issue', value: 'a.example' },
        content: '0 issue a.example',
      },
    ],
    [
      'the letters of an address',
      { type: 'AAAA', name: 'x', content: '2001:DB8::1' },
      { type: 'AAAA', name: 'x', content: '2001:db8::1' },
    ],
    [
      'the letters of a target',
      { type: 'SRV', name: 'x', data: { target: 'A.' } },
      { type: 'SRV', name: 'x', data: { target: 'a' } },
    ],
    [
      'the letters of a digest',
      { type: 'DS', name: 'x', data: { digest: 'AB' } },
      { type: 'DS', name: 'x', data: { digest: 'ab' } },
    ],
    [
      'the letters of a fingerprint',
      { type: 'SSHFP', name: 'x', data: { fingerprint: 'AB' } },
      { type: 'SSHFP', name: 'x', data: { fingerprint: 'ab' } },
    ],
    [
      'the letters of a certificate',
      { type: 'TLSA', name: 'x', data: { certificate: 'AB' } },
      { type: 'TLSA', name: 'x', data: { certificate: 'ab' } },
    ],
    [
      'proxied that is not said',
      { type: 'A', name: 'x', content: '1' },
      { type: 'A', name: 'x', content: '1', proxied: false, private_routing: false },
    ],
    [
      'the letters of a name server',
      { type: 'NS', name: 'x', content: 'NS1.Example.' },
      { type: 'NS', name: 'x', content: 'ns1.example' },
    ],
    [
      'a pointer',
      { type: 'PTR', name: 'x', content: 'A.example.' },
      { type: 'PTR', name: 'x', content: 'a.example' },
    ],
  ])('%s make no difference', (_what, one, other) => {
    expect(effectOf(guardedRecord(one, 'example.com'))).toBe(effectOf(guardedRecord(other, 'example.com')));
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['no host', { type: 'MX', name: 'x', content: '.' }, { type: 'MX', name: 'x', content: '' }],
    [
      'no target',
      { type: 'SRV', name: 'x', data: { target: '.' } },
      { type: 'SRV', name: 'x', data: { target: '' } },
    ],
    [
      'a key in base64',
      { type: 'DNSKEY', name: 'x', data: { public_key: 'A' } },
      { type: 'DNSKEY', name: 'x', data: { public_key: 'a' } },
    ],
    ['letters of a text', { type: 'TXT', name: 'x', content: 'A' }, { type: 'TXT', name: 'x', content: 'a' }],
    [
      'a priority',
      { type: 'MX', name: 'x', content: 'a', priority: 1 },
      { type: 'MX', name: 'x', content: 'a', priority: 2 },
    ],
    [
      'proxied',
      { type: 'A', name: 'x', content: '1', proxied: true },
      { type: 'A', name: 'x', content: '1' },
    ],
    [
      'a tunnel',
      { type: 'A', name: 'x', content: '1', private_routing: true },
      { type: 'A', name: 'x', content: '1' },
    ],
    [
      'what cannot be read',
      { type: 'CAA', name: 'x', content: '?' },
      { type: 'CAA', name: 'x', content: '??' },
    ],
  ])('%s make one', (_what, one, other) => {
    expect(effectOf(guardedRecord(one, 'example.com'))).not.toBe(
      effectOf(guardedRecord(other, 'example.com')),
    );
  });
});

describe('what is no such value', () => {
  it('is none', () => {
    expect(
      guardedRecord({ type: 'MX', name: 'x', content: 'a', priority: '10' }, 'example.com').priority,
    ).toBe(undefined);
    expect(guardedRecord({ type: 'A', name: 'x', content: '?' }, 'example.com').data).toEqual({});
    expect([textIn({}, 'a'), textIn({ a: 1 }, 'a'), textIn({ a: 'b' }, 'a')]).toEqual(['', '', 'b']);
  });
});
