import { InputError } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { untyped } from '../../../test/support/records.ts';
import { checkRecord, mergeRecord } from './record.ts';
import type { RecordInput, RecordZone } from './types.ts';

const zone: RecordZone = { name: 'example.com', plan: 'enterprise' };
const a: RecordInput = {
  type: 'A',
  name: 'www.example.com',
  content: '192.0.2.1',
  ttl: 300,
  proxied: false,
  comment: 'c',
  tags: ['a:b'],
};
const srv: RecordInput = {
  type: 'SRV',
  name: '_sip._tcp.example.com',
  content: '5 5060 sip.example.com',
  data: { priority: 10, weight: 5, port: 5060, target: 'sip.example.com' },
  priority: 10,
  ttl: 1,
  proxied: false,
};
const uri: RecordInput = {
  type: 'URI',
  name: 'u.example.com',
  content: '1 "https://a.example"',
  data: { weight: 1, target: 'https://a.example' },
  priority: 10,
  ttl: 1,
};
const mx: RecordInput = {
  type: 'MX',
  name: 'example.com',
  content: 'mail.example.com',
  priority: 10,
  ttl: 1,
};
const caa: RecordInput = {
  type: 'CAA',
  name: 'example.com',
  content: '0 issue "a.example"',
  data: { flags: 0, tag: 'issue', value: 'a.example' },
  ttl: 1,
};

describe('mergeRecord', () => {
  it.each<readonly [name: string, current: RecordInput, change: Partial<RecordInput>, expected: object]>([
    ['nothing', a, {}, { content: '192.0.2.1', ttl: 300, comment: 'c', tags: ['a:b'] }],
    ['absent and null members', a, { ttl: undefined, comment: untyped(null) }, { ttl: 300, comment: 'c' }],
    ['a new address', a, { content: '192.0.2.2' }, { content: '192.0.2.2', ttl: 300 }],
    ['an emptied comment', a, { comment: '', tags: [] }, { comment: '', tags: [] }],
    ['proxying', a, { proxied: true }, { proxied: true, ttl: 1 }],
    ['proxying with a ttl of its own', { ...a, ttl: 1 }, { proxied: true, ttl: 1 }, { ttl: 1 }],
    [
      'one field of the data',
      srv,
      { data: { port: 5061 } },
      { data: { priority: 10, weight: 5, port: 5061, target: 'sip.example.com' } },
    ],
    [
      'the priority beside the data',
      srv,
      { priority: 20 },
      { data: { priority: 20, weight: 5, port: 5060, target: 'sip.example.com' } },
    ],
    [
      'the priority in the data',
      srv,
      { data: { priority: 30 } },
      { data: { priority: 30, weight: 5, port: 5060, target: 'sip.example.com' } },
    ],
    [
      'all of the data by content',
      srv,
      { content: '1 2 3 b.example.com' },
      { data: { priority: 1, weight: 2, port: 3, target: 'b.example.com' } },
    ],
    [
      'content without the priority',
      srv,
      { content: '2 3 b.example.com' },
      { data: { priority: 10, weight: 2, port: 3, target: 'b.example.com' } },
    ],
    [
      'the priority of a URI',
      uri,
      { priority: 20 },
      { priority: 20, data: { weight: 1, target: 'https://a.example' } },
    ],
    [
      'the weight of a URI',
      uri,
      { data: { weight: 7 } },
      { priority: 10, data: { weight: 7, target: 'https://a.example' } },
    ],
    [
      'the content of a URI',
      uri,
      { content: '3 4 "https://b.example"' },
      { priority: 3, data: { weight: 4, target: 'https://b.example' } },
    ],
    ['the host of an MX', mx, { content: 'mx2.example.com' }, { content: 'mx2.example.com', priority: 10 }],
    [
      'host and priority of an MX in one',
      mx,
      { content: '20 mx2.example.com' },
      { content: 'mx2.example.com', priority: 20 },
    ],
    [
      'a stray priority Cloudflare returned',
      { ...caa, priority: 0 },
      { ttl: 60 },
      { data: caa.data, ttl: 60 },
    ],
    [
      'a type with a new value',
      a,
      { type: 'CNAME', content: 'b.example.net' },
      { type: 'CNAME', content: 'b.example.net', ttl: 300 },
    ],
    [
      'a type that cannot be proxied',
      { ...a, proxied: true, ttl: 1 },
      { type: 'TXT', content: 'x' },
      { type: 'TXT', content: '"x"', ttl: 1 },
    ],
    ['a type, and the priority goes', mx, { type: 'TXT', content: 'x' }, { type: 'TXT', content: '"x"' }],
    [
      'no longer proxied: what only proxied records have goes',
      {
        ...a,
        ttl: 1,
        proxied: true,
        content: '10.0.0.1',
        private_routing: true,
        settings: { ipv4_only: true },
      },
      { proxied: false },
      { proxied: false, settings: {} },
    ],
    [
      'proxied: the flattening of the unproxied goes',
      {
        type: 'CNAME',
        name: 'c.example.com',
        content: 'b.example.net',
        ttl: 60,
        settings: { flatten_cname: true },
      },
      { proxied: true },
      { proxied: true, ttl: 1, settings: {} },
    ],
    [
      'one setting',
      { ...a, ttl: 1, proxied: true, settings: { ipv6_only: false } },
      { settings: { ipv4_only: true } },
      { settings: { ipv6_only: false, ipv4_only: true } },
    ],
  ])('changes %s', (_name, current, change, expected) => {
    expect(checkRecord(mergeRecord(current, change), zone)).toMatchObject(expected);
  });

  it('drops private_routing with the proxy', () => {
    const merged = mergeRecord({ ...a, ttl: 1, proxied: true, private_routing: true }, { proxied: false });
    expect(checkRecord(merged, zone)).not.toHaveProperty('private_routing');
  });

  it.each<readonly [current: RecordInput, change: Partial<RecordInput>, fragment: string]>([
    [a, { type: 'CNAME' }, 'content: is required when the type changes from A to CNAME'],
    [a, { type: 'SRV' }, 'data: is required when the type changes from A to SRV'],
    [{ ...a, ttl: 1, proxied: true }, { ttl: 300 }, 'ttl: 300 has no effect on a proxied record'],
    [a, { proxied: true, ttl: 300 }, 'ttl: 300 has no effect'],
    [srv, { priority: 20, data: { priority: 30 } }, 'priority: 20 differs from the 30 in data'],
    [caa, { priority: 1 }, 'priority: does not belong to CAA records'],
    [a, { data: { x: 1 } }, 'data: does not belong to A records'],
    [srv, { content: '1 2 3 b.example.com', data: { port: 1 } }, 'give one of them'],
    [mx, { type: 'A', content: '192.0.2.1', priority: 1 }, 'priority: does not belong to A records'],
  ])('%# refuses', (current, change, fragment) => {
    const attempt = (): unknown => checkRecord(mergeRecord(current, change), zone);
    expect(attempt).toThrow(InputError);
    expect(attempt).toThrow(fragment);
  });

  it('leaves its arguments alone', () => {
    const before = structuredClone(srv);
    mergeRecord(srv, { priority: 1, data: { port: 1 } });
    expect(srv).toStrictEqual(before);
  });
});
