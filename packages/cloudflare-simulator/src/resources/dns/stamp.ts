import type { Determinism } from '../../contract.ts';
import type { DnsRecord, RecordFields } from './model.ts';

/** A record with its id and its times. @param current before a change. */
export function stamped(
  determinism: Determinism,
  fields: RecordFields,
  current: DnsRecord | undefined,
): DnsRecord {
  const now = timestamp(determinism.now());
  const commentChange = fields.comment === current?.comment ? current.comment_modified_on : now;
  const tagsChange = isSame(fields.tags, current?.tags) ? current?.tags_modified_on : now;
  const { comment, tags, ...value } = fields;
  return {
    id: current?.id ?? determinism.id(),
    ...value,
    meta: current?.meta ?? {},
    comment,
    tags,
    created_on: current?.created_on ?? now,
    modified_on: now,
    ...(fields.comment !== null && commentChange ? { comment_modified_on: commentChange } : {}),
    ...(fields.tags.length > 0 && tagsChange ? { tags_modified_on: tagsChange } : {}),
  };
}

function isSame(left: readonly string[], right: readonly string[] | undefined): boolean {
  return left.length === right?.length && left.every((tag, index) => tag === right[index]);
}

/** Cloudflare gives microseconds. */
function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000Z');
}
