import { isJsonObject, type JsonObject } from '@crunchtools/mcp-core';
import { given, type Issue, type Issues, refuse, refuseUnprintable, show } from '../../problem.ts';
import { unreachable } from './address.ts';
import type { RecordInput, RecordType, ZonePlan } from './types.ts';

/** Seconds. Cloudflare, "Time to Live (TTL)": 60 to one day, from 30 on Enterprise zones; 1 means automatic. */
const automaticTtl = 1;
const longestTtl = 86_400;

export function isProxiable(type: string): boolean {
  return type === 'A' || type === 'AAAA' || type === 'CNAME';
}

/**
 * The TTL in seconds. A proxied record has the automatic one, so another is refused and not changed in silence:
 * who asks for 300 should learn that it will not be 300. Where the plan is not known, the minimum is 60.
 */
export function checkTtl(input: RecordInput, plan: ZonePlan | undefined): number | Issue {
  const ttl: unknown = given(input.ttl) ?? automaticTtl;
  const reason = refuseTtl(ttl, plan) ?? (input.proxied === true ? refuseTtlOfProxied(ttl) : undefined);
  return typeof ttl === 'number' && reason === undefined ? ttl : refuse(reason ?? '');
}

function refuseTtl(ttl: unknown, plan: ZonePlan | undefined): string | undefined {
  if (typeof ttl !== 'number' || !Number.isInteger(ttl)) {
    return `${show(ttl)} is not a whole number of seconds: use 60-86400, or 1 for automatic`;
  }
  const shortest = plan === 'enterprise' ? 30 : 60;
  const exception = plan === 'enterprise' ? '' : ' (30 only on Enterprise zones)';
  if (ttl === automaticTtl) return undefined;
  if (ttl < shortest)
    return `${ttl} is below the minimum of ${shortest} seconds${exception}; 1 means automatic`;
  return ttl > longestTtl
    ? `${ttl} is above the maximum of ${longestTtl} seconds, which is one day`
    : undefined;
}

function refuseTtlOfProxied(ttl: unknown): string | undefined {
  if (ttl === automaticTtl) return undefined;
  return `${show(ttl)} has no effect on a proxied record, whose TTL is always automatic: leave ttl out, or set proxied to false`;
}

/** Notes what forbids proxying: the type, or an address Cloudflare cannot reach from the public Internet. */
export function checkProxied(
  type: RecordType,
  input: RecordInput,
  content: string | undefined,
  report: Issues,
): void {
  const proxied: unknown = given(input.proxied);
  const isRouted = checkPrivateRouting(type, input, report);
  if (proxied !== undefined && typeof proxied !== 'boolean')
    report.note('proxied', `${show(proxied)} is not true or false`);
  if (proxied !== true) return;
  if (!isProxiable(type))
    report.note(
      'proxied',
      `${type} records cannot be proxied, only A, AAAA and CNAME: leave it out or set it to false`,
    );
  else if (type !== 'CNAME' && content !== undefined)
    report.note('proxied', refuseUnreachable(content, isRouted));
}

function refuseUnreachable(address: string, isRouted: boolean): string | undefined {
  const found = unreachable(address);
  if (found === undefined || (found.routable && isRouted)) return undefined;
  const advice = found.routable ? ', or private_routing to true if a tunnel leads there (Enterprise)' : '';
  return `${address} is ${found.reason}, so Cloudflare's proxy cannot reach it: use a public address, or set proxied to false${advice}`;
}

function checkPrivateRouting(type: RecordType, input: RecordInput, report: Issues): boolean {
  const routing: unknown = given(input.private_routing);
  if (routing === undefined || routing === false) return false;
  const reason =
    typeof routing !== 'boolean'
      ? `${show(routing)} is not true or false`
      : type !== 'A' && type !== 'AAAA'
        ? `does not belong to ${type} records, only to A and AAAA`
        : input.proxied === true
          ? undefined
          : 'needs proxied to be true';
  report.note('private_routing', reason);
  return reason === undefined;
}

/** Characters: Cloudflare, "Record attributes". As many as on paid zones where the plan is not known. */
export function commentLimit(plan: ZonePlan | undefined): number {
  return plan === 'free' ? 100 : 500;
}

export function checkComment(input: RecordInput, plan: ZonePlan | undefined): string | undefined | Issue {
  const comment: unknown = given(input.comment);
  if (comment === undefined) return undefined;
  if (typeof comment !== 'string') return refuse(`${show(comment)} is not a string`);
  const limit = commentLimit(plan);
  const length = Array.from(comment).length;
  const tooLong = `is ${length} characters long; ${plan === 'free' ? 'on Free zones ' : ''}a comment has at most ${limit}`;
  const reason = refuseUnprintable(comment) ?? (length > limit ? tooLong : undefined);
  return reason === undefined ? comment : refuse(reason);
}

const mostTags = 20;

/** Cloudflare, "Record attributes": `name:value`, at most 20, not on Free zones. */
export function checkTags(
  input: RecordInput,
  plan: ZonePlan | undefined,
  report: Issues,
): readonly string[] | undefined {
  const tags: unknown = given(input.tags);
  if (tags === undefined) return undefined;
  if (!Array.isArray(tags)) {
    report.note('tags', `${show(tags)} is not a list of strings`);
    return undefined;
  }
  if (plan === 'free' && tags.length > 0)
    report.note('tags', 'are not available on Free zones: leave them out, or use comment');
  if (tags.length > mostTags) report.note('tags', `are ${tags.length}; a record has at most ${mostTags}`);
  const checked: string[] = [];
  for (const [index, tag] of tags.entries()) {
    const outcome = report.take(`tags[${index}]`, checkTag(tag));
    if (outcome !== undefined && checked.includes(outcome))
      report.note(`tags[${index}]`, `${show(outcome)} is there twice`);
    if (outcome !== undefined) checked.push(outcome);
  }
  return checked;
}

function checkTag(tag: unknown): string | Issue {
  if (typeof tag !== 'string') return refuse(`${show(tag)} is not a string`);
  const colon = tag.indexOf(':');
  if (colon < 0) return refuse(`${show(tag)} has no value: write ${show(`${tag}:value`)}`);
  if (!/^[A-Za-z0-9_-]+$/.test(tag.slice(0, colon))) {
    return refuse(`${show(tag)} has a name with other characters than letters, digits, "-" and "_"`);
  }
  const unprintable = refuseUnprintable(tag);
  return unprintable === undefined ? tag : refuse(unprintable);
}

const knownSettings = ['ipv4_only', 'ipv6_only', 'flatten_cname'];

/** The options of one record, all booleans. Does not cover what the plan includes. */
export function checkSettings(type: RecordType, input: RecordInput, report: Issues): JsonObject | undefined {
  const settings: unknown = given(input.settings);
  if (settings === undefined) return undefined;
  if (!isJsonObject(settings)) {
    report.note('settings', `${show(settings)} is not an object`);
    return undefined;
  }
  for (const [name, value] of Object.entries(settings)) {
    report.note(
      `settings.${show(name).slice(1, -1)}`,
      refuseSetting(name, value, type, input.proxied === true),
    );
  }
  if (settings['ipv4_only'] === true && settings['ipv6_only'] === true) {
    report.note('settings.ipv6_only', 'excludes ipv4_only: no address would be left');
  }
  return settings;
}

function refuseSetting(
  name: string,
  value: unknown,
  type: RecordType,
  isProxied: boolean,
): string | undefined {
  if (!knownSettings.includes(name)) return `is not a setting: there are ${knownSettings.join(', ')}`;
  if (given(value) !== undefined && typeof value !== 'boolean') return `${show(value)} is not true or false`;
  if (value !== true) return undefined;
  if (name !== 'flatten_cname') return isProxied ? undefined : 'applies to proxied records only';
  if (type !== 'CNAME') return 'applies to CNAME records only';
  return isProxied ? 'is for records that are not proxied: a proxied CNAME is always flattened' : undefined;
}
