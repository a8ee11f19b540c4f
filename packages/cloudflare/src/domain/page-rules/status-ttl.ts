import { isJsonObject, type JsonValue } from '@crunchtools/mcp-core';
import { refuse, show } from '../problem.ts';
import type { ValueType } from './value.ts';

/**
 * Seconds by status code or range of them: `{"200": 60, "400-499": "no-cache"}`. `no-cache` is the same as 0,
 * `no-store` as -1 (API reference, Page Rules, `cache_ttl_by_status`; codes are 100 to 999).
 */
export const cacheTtlByStatus: ValueType = {
  notation: '{"200-299":seconds|no-cache|no-store}',
  check(value) {
    if (!isJsonObject(value) || Object.keys(value).length === 0)
      return refuse(`${show(value)} is not an object such as {"200-299": 86400, "404": "no-store"}`);
    const problems = Object.entries(value).flatMap(([codes, ttl]) => refuseEntry(codes, ttl) ?? []);
    return problems.length === 0 ? value : refuse(problems.join(', and '));
  },
};

function refuseEntry(codes: string, ttl: JsonValue | undefined): string | undefined {
  const [, from, to = from] = /^([1-9]\d\d)(?:-([1-9]\d\d))?$/u.exec(codes) ?? [];
  if (from === undefined || Number(to) < Number(from))
    return `${show(codes)} is not a status code from 100 to 999, or a range of them such as "200-299"`;
  if (ttl === 'no-cache' || ttl === 'no-store') return undefined;
  return typeof ttl === 'number' && Number.isInteger(ttl) && ttl >= -1
    ? undefined
    : `${show(codes)} has ${show(ttl)}, which is not a number of seconds, "no-cache" or "no-store"`;
}
