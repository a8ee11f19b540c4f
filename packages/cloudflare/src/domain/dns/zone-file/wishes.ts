import { unreachable } from '../address.ts';
import { isProxiable } from '../attributes.ts';
import type { PlacedProblem, Wish } from '../sync/index.ts';
import type { Plan, RecordInput } from '../types.ts';
import { readZoneFile } from './reader.ts';
import type { FileRecord } from './record-line.ts';

export interface FileWishes {
  readonly wishes: readonly Wish[];
  readonly problems: readonly PlacedProblem[];
  /** What was read otherwise than it is written. */
  readonly warnings: readonly string[];
}

export interface FileOptions {
  readonly zoneName: string;
  readonly plan: Plan | undefined;
  /** For addresses and CNAME records of which the file does not say it; absent: they stay as they are. */
  readonly proxied?: boolean | undefined;
}

/** Seconds (Cloudflare, "Time to Live (TTL)"); 1 means automatic. */
const automaticTtl = 1;
const longestTtl = 86_400;

/**
 * What a zone file wishes of a zone. Zone files come from other services, so a TTL out of Cloudflare's range becomes
 * the nearest one in it, and the TTL of a proxied record does not count. Both are told in `warnings`.
 */
export function wishesOfFile(text: string, options: FileOptions): FileWishes {
  const { zoneName, plan, proxied } = options;
  const { records: all, mistakes, leftOut } = readZoneFile(text, zoneName);
  const isNameServerOfZone = ({ record: { type, name } }: FileRecord): boolean =>
    type === 'NS' && name.toLowerCase() === `${zoneName}.`;
  const records = all.filter((found) => !isNameServerOfZone(found));
  const nameServers = all.length - records.length;
  const shortest = plan === 'enterprise' ? 30 : 60;
  const wishes = records.map((found) => wishOf(found, withinRange(found.record.ttl, shortest), proxied));
  const moved = records.filter(({ record: { ttl } }) => ttl !== withinRange(ttl, shortest)).length;
  const unreached = records.filter(
    ({ record }) => proxied === true && record.proxied === undefined && cannotBeReached(record),
  ).length;
  return {
    wishes,
    problems: mistakes.map(({ problem, ...at }) => ({ origin: { at }, problem })),
    warnings: [
      ...when(
        nameServers > 0,
        `${nameServers} NS records of ${zoneName} itself are left out: the name servers of Cloudflare answer for it.`,
      ),
      ...when(leftOut.size > 0, `Left out, because Cloudflare makes them itself: ${countsOf(leftOut)}.`),
      ...when(
        moved > 0,
        `${moved} TTLs were outside of ${shortest} to ${longestTtl} seconds, which Cloudflare takes, and became the nearest of these.`,
      ),
      ...when(
        unreached > 0,
        `${unreached} addresses are not on the public Internet, so they are not proxied.`,
      ),
    ],
  };
}

function wishOf(
  { record, at, parts }: FileRecord,
  ttl: number | undefined,
  usual: boolean | undefined,
): Wish {
  const proxied = proxiedOf(record, usual);
  return {
    record: { ...record, ttl: proxied === true ? undefined : ttl, proxied },
    origin: { at: { line: at.line, column: at.column }, parts },
    ttlYields: true,
  };
}

function withinRange(ttl: number | undefined, shortest: number): number | undefined {
  if (ttl === undefined || ttl === automaticTtl) return ttl;
  return Math.min(longestTtl, Math.max(shortest, ttl));
}

function proxiedOf(record: RecordInput, usual: boolean | undefined): boolean | undefined {
  if (record.proxied !== undefined || !isProxiable(record.type)) return record.proxied;
  // A record can be flattened or proxied; an address must be reachable to be proxied.
  const canBe = record.settings?.['flatten_cname'] !== true && !cannotBeReached(record);
  return usual === true && !canBe ? undefined : usual;
}

function cannotBeReached({ type, content = '' }: RecordInput): boolean {
  return (type === 'A' || type === 'AAAA') && unreachable(content) !== undefined;
}

function countsOf(leftOut: ReadonlyMap<string, number>): string {
  return [...leftOut].map(([type, count]) => `${count} ${type}`).join(', ');
}

function when(holds: boolean, text: string): readonly string[] {
  return holds ? [text] : [];
}
