/** What a record carries beside its value: comment, tags and settings. */

import type { PlanName } from '../../contract.ts';
import { isRecord } from '../../json.ts';
import { commentLimit, TAG_NAME_LIMIT, TAG_VALUE_LIMIT, tagQuota } from './limits.ts';
import type { RecordSettings, RecordType } from './model.ts';
import { commentTooLong, fieldInvalid, tagsOverQuota } from './refusals.ts';

/**
 * A comment, or null for none. White space around it is dropped, since a zone file cannot carry it.
 *
 * @throws {ApiFailure} 400 for a line break, or for more characters than the plan allows.
 */
export function commentOf(value: unknown, plan: PlanName): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw fieldInvalid('comment', 'must be a string');
  const comment = value.trim();
  if (/[\r\n]/.test(comment)) throw fieldInvalid('comment', 'must not contain line breaks');
  const length = Array.from(comment).length;
  if (length > commentLimit(plan)) throw commentTooLong(length, commentLimit(plan));
  return comment === '' ? null : comment;
}

/** A tag as `name:value`; the value may be empty, and then the colon may be left out. */
export function splitTag(tag: string): readonly [name: string, value: string] {
  const colon = tag.indexOf(':');
  return colon === -1 ? [tag, ''] : [tag.slice(0, colon), tag.slice(colon + 1)];
}

/**
 * The tags of a record, as they were sent. Names that begin with `cf-` belong to zone files.
 *
 * @throws {ApiFailure} 400: 9300 for more tags than the plan allows, else for a malformed tag.
 */
export function tagsOf(value: unknown, plan: PlanName): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw fieldInvalid('tags', 'must be an array');
  if (value.length > tagQuota(plan)) throw tagsOverQuota(value.length, tagQuota(plan));
  return value.map(tagOf);
}

function tagOf(value: unknown): string {
  if (typeof value !== 'string') throw fieldInvalid('tags', 'must be an array of strings');
  const [name, text] = splitTag(value);
  if (!/^[\w-]+$/.test(name) || name.length > TAG_NAME_LIMIT) {
    throw fieldInvalid('tags', `a name must have 1 to ${TAG_NAME_LIMIT} letters, digits, - or _`);
  }
  if (name.toLowerCase().startsWith('cf-')) throw fieldInvalid('tags', 'names with cf- are reserved');
  if (/[\r\n]/.test(text) || Array.from(text).length > TAG_VALUE_LIMIT) {
    throw fieldInvalid('tags', `a value must have at most ${TAG_VALUE_LIMIT} characters and no line breaks`);
  }
  return value;
}

const SETTINGS = ['ipv4_only', 'ipv6_only', 'flatten_cname'] as const;

/**
 * The settings of a record. Every CNAME answers with `flatten_cname`, other types only with what was set.
 *
 * @throws {ApiFailure} 400 for a value that is no boolean, for both address families at once, and for
 * flattening where it cannot be: on other types, on proxied records and on the Free plan.
 */
export function settingsOf(
  value: unknown,
  record: { readonly type: RecordType; readonly proxied: boolean; readonly plan: PlanName },
): RecordSettings {
  const given = value ?? {};
  if (!isRecord(given)) throw fieldInvalid('settings', 'must be an object');
  const settings: Record<string, boolean> = record.type === 'CNAME' ? { flatten_cname: false } : {};
  for (const name of SETTINGS) {
    const setting = given[name];
    if (setting === undefined || setting === null) continue;
    if (typeof setting !== 'boolean') throw fieldInvalid(`settings.${name}`, 'must be a boolean');
    settings[name] = setting;
  }
  if (settings['ipv4_only'] && settings['ipv6_only']) {
    throw fieldInvalid('settings', 'ipv4_only and ipv6_only exclude each other');
  }
  if (settings['flatten_cname'] && (record.type !== 'CNAME' || record.proxied || record.plan === 'free')) {
    throw fieldInvalid('settings.flatten_cname', 'needs an unproxied CNAME record on a paid plan');
  }
  return settings;
}
