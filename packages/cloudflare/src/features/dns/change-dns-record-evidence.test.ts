import type { Change, JsonObject } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import type { DnsRecord } from './api.ts';
import { EvidenceInRecords } from './change.ts';

const scope = { id: 'z', name: 'example.com' };
const since = Date.parse('2026-11-20T10:00:00Z');
const value = { type: 'A', name: 'www.example.com', content: '192.0.2.1', ttl: 300, proxied: false };

function record(fields: Partial<DnsRecord> = {}): DnsRecord {
  const absent = { data: undefined, priority: undefined, private_routing: undefined };
  const rest = {
    comment: undefined,
    tags: undefined,
    settings: undefined,
    meta: undefined,
  };
  return { id: 'r', ...value, ...absent, ...rest, created_on: '2026-11-20T10:00:01Z', ...fields };
}

function kindOf(change: Partial<Change>, records: readonly DnsRecord[]): string {
  const whole: Change = { action: 'create', resource: 'dns_record', scope, summary: '', ...change };
  return new EvidenceInRecords(records, [whole], { zoneName: scope.name, since }).of(whole).kind;
}

function update(before: JsonObject, after: JsonObject): Partial<Change> {
  return { action: 'update', id: 'r', before: { ...value, ...before }, after: { ...value, ...after } };
}

const creation: Partial<Change> = { after: value };
const deletion: Partial<Change> = { action: 'delete', id: 'r', before: value };

describe('what the records there are say about a change without an answer', () => {
  it.each([
    ['a creation whose record is there', creation, [record()], 'applied'],
    ['a creation whose record is not there', creation, [], 'not_applied'],
    ['a creation of a value that is there otherwise', creation, [record({ ttl: 60 })], 'not_applied'],
    [
      'a creation of a record that was there before',
      creation,
      [record({ created_on: '2026-11-20T09:00:00Z' })],
      'unclear',
    ],
    [
      'a creation by a machine whose clock is ahead',
      creation,
      [record({ created_on: '2026-11-20T09:59:45Z' })],
      'applied',
    ],
    ['a deletion whose record is gone', deletion, [], 'applied'],
    ['a deletion whose record is there', deletion, [record()], 'not_applied'],
    ['an edit that is there', update({}, { ttl: 60 }), [record({ ttl: 60 })], 'applied'],
    ['an edit of which nothing is there', update({}, { ttl: 60 }), [record()], 'not_applied'],
    ['an edit beside one of somebody else', update({}, { ttl: 60 }), [record({ comment: 'x' })], 'unclear'],
    ['an edit of a record that is gone', update({}, { ttl: 60 }), [], 'unclear'],
    [
      'a comment that was to go and is there',
      update({ comment: 'x' }, {}),
      [record({ comment: 'x' })],
      'not_applied',
    ],
    [
      'a comment that was to go and is another',
      update({ comment: 'x' }, {}),
      [record({ comment: 'y' })],
      'unclear',
    ],
    ['a comment that was to go and is gone', update({ comment: 'x' }, {}), [record()], 'applied'],
    ['tags that were to go and are empty', update({ tags: ['a:b'] }, {}), [record({ tags: [] })], 'applied'],
  ] as const)('%s', (_case, change, records, kind) => {
    expect(kindOf(change, records)).toBe(kind);
  });
});
