import { type Change, canonicalJson, type JsonObject } from '@crunchtools/mcp-core';
import { type KnownRecords, makeJudge } from '../../src/features/dns/guard/judge.ts';

/** `[type, label, content, more]`: a record of example.com; `@` is the zone itself. */
export type Row = readonly [type: string, label: string, content: string | JsonObject, more?: JsonObject];

export function record([type, label, value, more = {}]: Row): JsonObject {
  const name = label === '@' ? 'example.com' : `${label}.example.com`;
  return {
    type,
    name,
    ...(typeof value === 'string' ? { content: value } : { data: value }),
    ttl: 1,
    ...more,
  };
}

const place = { resource: 'dns_record', scope: { id: 'z', name: 'example.com' }, summary: '' };

export function create(row: Row): Change {
  return { ...place, action: 'create', after: record(row) };
}

export function remove(row: Row): Change {
  return { ...place, action: 'delete', id: canonicalJson(record(row)), before: record(row) };
}

export function update(from: Row, to: Row): Change {
  return { ...place, action: 'update', id: 'id', before: record(from), after: record(to) };
}

/** The guards that ask about a plan, each once, in order. */
export function asked(changes: readonly Change[], beside?: KnownRecords): readonly string[] {
  const judge = makeJudge(changes, beside);
  return [...new Set(changes.flatMap((change) => judge(change).map(({ guard }) => guard)))].toSorted();
}

/** All that is said about a plan. */
export function said(changes: readonly Change[], beside?: KnownRecords): string {
  const judge = makeJudge(changes, beside);
  return [...new Set(changes.flatMap((change) => judge(change).map(({ text }) => text)))].join(' ');
}

/** That these records are there beside the plan, and no others at the names of the tests. */
export function known(...rows: readonly Row[]): KnownRecords {
  const records = rows.map((row, index) => ({ id: `known-${index}`, state: record(row) }));
  const labels = [
    'shop',
    'direct',
    'post',
    'host',
    '_dmarc',
    '_dmarc.news',
    '_smtp._tls',
    '_sip._tcp',
    'unused',
  ];
  return { records, names: ['example.com', ...labels.map((label) => `${label}.example.com`)] };
}
