import { isJsonObject, type JsonObject } from '@crunchtools/mcp-core';
import { isProxiable } from '../attributes.ts';
import type { RecordChange } from '../types.ts';
import type { StoredRecord } from './stored.ts';
import type { CheckedWish } from './wish.ts';

/**
 * The attributes that a wish names and that are not as it wishes them. What it does not name stays as it is. An
 * empty comment or list of tags is the same as none, and so is a setting that is off; tags have no order.
 */
export function attributesToChange(
  { record: wished, ttlYields }: CheckedWish,
  stored: StoredRecord,
): RecordChange {
  const { comment, tags, private_routing: routing } = wished;
  const proxied = isProxiable(stored.type) ? wished.proxied : undefined;
  const isProxied = stored.proxied ?? false;
  const ttl = ttlYields === true && (proxied ?? isProxied) ? undefined : wished.ttl;
  const settings = settingsToChange(wished.settings, stored.settings);
  return {
    ...(ttl === undefined || ttl === stored.ttl ? {} : { ttl }),
    ...(proxied === undefined || proxied === isProxied ? {} : { proxied }),
    ...(routing === undefined || routing === (stored.private_routing ?? false)
      ? {}
      : { private_routing: routing }),
    ...(comment === undefined || comment.trim() === (stored.comment ?? '').trim() ? {} : { comment }),
    ...(tags === undefined || sameTags(tags, stored.tags ?? []) ? {} : { tags }),
    ...(settings === undefined ? {} : { settings }),
  };
}

/** `name` and `name:` are the same tag: Cloudflare's zone files write a tag without a value either way. */
function sameTags(wished: readonly string[], stored: readonly string[]): boolean {
  const [some, others] = [normalTags(wished), normalTags(stored)];
  return some.length === others.length && some.every((tag, index) => tag === others[index]);
}

function normalTags(tags: readonly string[]): readonly string[] {
  return tags.map((tag) => tag.replace(/:$/, '')).sort();
}

function settingsToChange(wished: unknown, stored: JsonObject = {}): JsonObject | undefined {
  if (!isJsonObject(wished)) return undefined;
  const changed = Object.entries(wished).filter(
    ([name, value]) => (value ?? false) !== (stored[name] ?? false),
  );
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}
