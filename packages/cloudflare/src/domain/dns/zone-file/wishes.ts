import { atOnce } from '@crunchtools/mcp-core';
import { unprintable } from '../../problem.ts';
import { unreachable } from '../address.ts';
import { commentLimit, isProxiable } from '../attributes.ts';
import type { PlacedProblem, Wish } from '../sync/index.ts';
import type { Plan, RecordInput } from '../types.ts';
import type { Notes } from './notes.ts';
import { readZoneFileInSteps, type ZoneFile } from './reader.ts';
import type { FileRecord } from './record-line.ts';
import { leftOutWarnings, noteWarnings } from './warnings.ts';

export interface FileWishes {
  readonly wishes: readonly Wish[];
  readonly problems: readonly PlacedProblem[];
  /** Whether records stay, listed or not, because the file says something of them that is left out. */
  readonly spares: ZoneFile['spares'];
  /** Gets what the wishes turn out to be, such as repetitions; told by `warnings`. */
  readonly notes: Notes;
  /** What was read otherwise than it is written. */
  readonly warnings: () => readonly string[];
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
  return atOnce(wishesOfFileInSteps(text, options));
}

export function* wishesOfFileInSteps(text: string, options: FileOptions): Generator<void, FileWishes, void> {
  const { zoneName, plan, proxied } = options;
  const { records, mistakes, leftOut, unserved, spares, notes } = yield* readZoneFileInSteps(text, zoneName);
  const shortest = plan === 'enterprise' ? 30 : 60;
  const counts = { moved: 0, commented: 0, untagged: 0, unreached: 0 };
  const ifRepeated = ({ origin }: Wish): void => {
    if ('at' in origin) notes.add('repeated', origin.at.line);
  };
  const wishes: Wish[] = [];
  for (const found of records) {
    const plain = plainOf(found, plan);
    const { record } = plain;
    const ttl = withinRange(record.ttl, shortest);
    if (record.ttl !== ttl) counts.moved += 1;
    if (record.comment !== found.record.comment) counts.commented += 1;
    if (record.tags !== found.record.tags) counts.untagged += 1;
    if (proxied === true && record.proxied === undefined && cannotBeReached(record)) counts.unreached += 1;
    wishes.push({ ...wishOf(plain, ttl, proxied), ifRepeated });
    yield;
  }
  const { moved, commented, untagged, unreached } = counts;
  return {
    wishes,
    problems: mistakes.map(({ problem, ...at }) => ({ origin: { at }, problem })),
    spares,
    notes,
    warnings: () => [
      ...leftOutWarnings(leftOut, zoneName),
      ...unserved.warnings(),
      ...when(
        moved > 0,
        `${moved} TTLs were outside of ${shortest} to ${longestTtl} seconds, which Cloudflare takes, and became the nearest of these.`,
      ),
      ...when(
        unreached > 0,
        `${unreached} addresses are not on the public Internet, so they are not proxied.`,
      ),
      ...when(
        commented > 0,
        `${commented} comments were cut to ${commentLimit(plan)} characters or had characters that cannot be printed, such as tabs.`,
      ),
      ...when(untagged > 0, `The tags of ${untagged} records are left out: Free zones have none.`),
      ...noteWarnings(notes),
    ],
  };
}

/** A record with the comment and the tags that the plan allows: they are no reason to refuse a file. */
function plainOf(found: FileRecord, plan: Plan | undefined): FileRecord {
  const { comment, tags, ...record } = found.record;
  const keepsTags = tags !== undefined && plan !== 'free';
  return {
    ...found,
    record: {
      ...record,
      ...(comment === undefined ? {} : { comment: plainComment(comment, commentLimit(plan)) }),
      ...(keepsTags ? { tags } : {}),
    },
  };
}

function plainComment(comment: string, limit: number): string {
  const printable = comment.replaceAll(unprintables, ' ').trim();
  const characters = Array.from(printable);
  return characters.length <= limit
    ? printable
    : `${characters
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}

const unprintables = new RegExp(unprintable, 'gu');

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

function when(holds: boolean, text: string): readonly string[] {
  return holds ? [text] : [];
}
