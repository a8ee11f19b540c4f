/** Rules between records of one name. */

import { characterStrings } from './character-strings.ts';
import { COMBINED_CONTENT_LIMIT } from './limits.ts';
import type { RecordFields } from './model.ts';
import {
  addressOrCnameExists,
  cnameExists,
  combinedContentTooLong,
  delegationExists,
  identicalExists,
} from './refusals.ts';

/**
 * Refuses a record that cannot stand beside the others of its name.
 *
 * CNAME excludes A, AAAA and CNAME, and below the apex NS excludes A, AAAA and CNAME, as Cloudflare's
 * troubleshooting pages say. Other types are allowed beside CNAME and NS: the page on shadowed records says
 * that no error is returned for them, against the API reference, which has NS exclude every type.
 *
 * @param others the other records of that name, without the one that is replaced.
 * @throws {ApiFailure} 400: 81053, 81054, 81056, 81058 or 83011.
 */
export function refuseConflict(
  candidate: RecordFields,
  others: Iterable<RecordFields>,
  zoneName: string,
): void {
  let combined = candidate.content.length;
  for (const other of others) {
    refuseNameConflict(candidate, other, zoneName);
    if (other.type !== candidate.type) continue;
    if (isIdentical(candidate, other)) throw identicalExists();
    combined += other.content.length;
  }
  if (combined > COMBINED_CONTENT_LIMIT) throw combinedContentTooLong(COMBINED_CONTENT_LIMIT);
}

function refuseNameConflict(candidate: RecordFields, other: RecordFields, zoneName: string): void {
  if (candidate.type === 'CNAME' && resolvesAddress(other)) throw addressOrCnameExists();
  if (resolvesAddress(candidate) && other.type === 'CNAME') throw cnameExists();
  if (candidate.name === zoneName) return;
  if (resolvesAddress(candidate) && other.type === 'NS') throw delegationExists();
  if (candidate.type === 'NS' && resolvesAddress(other)) throw addressOrCnameExists();
}

function resolvesAddress({ type }: RecordFields): boolean {
  return type === 'A' || type === 'AAAA' || type === 'CNAME';
}

/** Same answer in the DNS: TTL, proxy status and attributes make no difference. */
function isIdentical(left: RecordFields, right: RecordFields): boolean {
  return left.priority === right.priority && answer(left) === answer(right);
}

function answer({ type, content }: RecordFields): string {
  if (type !== 'TXT') return content;
  return (characterStrings(content) ?? []).map((string) => string.toString('hex')).join(' ');
}
