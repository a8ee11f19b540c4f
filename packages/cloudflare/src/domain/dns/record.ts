import { given, type Refusal, Report, recordError, refuse, show } from '../problem.ts';
import { checkComment, checkProxied, checkSettings, checkTags, checkTtl, isProxiable } from './attributes.ts';
import { contentRules } from './content.ts';
import type { Place } from './data-rules.ts';
import { refuseHostLabels, toAsciiName } from './labels.ts';
import { ownerName } from './name.ts';
import { dataRules } from './presentation.ts';
import {
  isContentType,
  isRecordType,
  type RecordBody,
  type RecordInput,
  type RecordType,
  type RecordZone,
  recordTypes,
} from './types.ts';
import { checkValue } from './value.ts';

/**
 * A record as Cloudflare should get it: full name, canonical values, only the members that belong to its type.
 * Everything that can be known without asking Cloudflare is checked, and checking a body again returns it.
 *
 * Throws one `InputError` that names every problem, in words and as `details.problems: [{field, problem}]`.
 * Does not cover what depends on other records (a CNAME beside others, duplicates, quotas, the 8,192 characters
 * of all TXT records of a name), nor options the account has not bought.
 */
export function checkRecord(input: RecordInput, zone: RecordZone): RecordBody {
  const report = new Report();
  const type = report.take('type', checkType(input.type));
  const zoneName = report.take('zone', checkZoneName(zone.name));
  const name = zoneName === undefined ? undefined : report.take('name', checkName(input.name, zoneName));
  const place = { name: name ?? '', zoneName: zoneName ?? '' };
  if (type !== undefined && name !== undefined) report.note('name', refuseNameOfType(type, place));
  const value = type === undefined ? undefined : checkValue(type, input, place, report);
  const ttl = report.take('ttl', checkTtl(input, zone.plan));
  if (type !== undefined) checkProxied(type, input, value?.content, report);
  const comment = report.take('comment', checkComment(input, zone.plan));
  const tags = checkTags(input, zone.plan, report);
  const settings = type === undefined ? undefined : checkSettings(type, input, report);
  if (report.problems.length > 0 || type === undefined || name === undefined || ttl === undefined) {
    throw recordError(subjectOf(type), report.problems);
  }
  return {
    type,
    name,
    ...value,
    ttl,
    ...(isProxiable(type) && typeof input.proxied === 'boolean' ? { proxied: input.proxied } : {}),
    ...(input.private_routing === true ? { private_routing: true } : {}),
    ...(comment === undefined ? {} : { comment }),
    ...(tags === undefined ? {} : { tags }),
    ...(settings === undefined ? {} : { settings }),
  };
}

function subjectOf(type: RecordType | undefined): string {
  return type === undefined ? 'The record' : `The ${type} record`;
}

function checkType(type: unknown): RecordType | Refusal {
  if (typeof type === 'string' && isRecordType(type)) return type;
  const upper = typeof type === 'string' ? type.toUpperCase() : '';
  if (isRecordType(upper)) return refuse(`${show(type)} must be in upper case: write ${show(upper)}`);
  if (upper === 'SPF')
    return refuse('"SPF" records are obsolete (RFC 7208 section 3.1): write the same text in a TXT record');
  if (upper === 'SOA') return refuse('"SOA" records are made by Cloudflare and cannot be written');
  if (upper === 'ALIAS' || upper === 'ANAME')
    return refuse(
      `${show(type)} is not a type here: use CNAME, which Cloudflare flattens at the zone itself`,
    );
  return refuse(`${show(type)} is not a record type: use ${recordTypes.join(', ')}`);
}

function checkZoneName(name: unknown): string | Refusal {
  return typeof name === 'string' ? toAsciiName(name) : refuse(`${show(name)} is not the name of a zone`);
}

function checkName(name: unknown, zoneName: string): string | Refusal {
  if (given(name) === undefined)
    return refuse('is required: "@" for the zone itself, a name within it such as "www", or a full name');
  return typeof name === 'string' ? ownerName(name, zoneName) : refuse(`${show(name)} is not a string`);
}

function refuseNameOfType(type: RecordType, place: Place): string | undefined {
  const rules = isContentType(type) ? contentRules[type] : dataRules[type];
  const hostReason = type === 'A' || type === 'AAAA' ? refuseHostLabels(place.name) : undefined;
  if (hostReason !== undefined) return `${show(place.name)} ${hostReason}`;
  return rules.refuseName?.(place);
}
