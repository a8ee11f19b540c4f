/** From the body of a request to the fields of a record, by every rule that needs no other record. */

import type { Zone } from '../../contract.ts';
import { commentOf, settingsOf, tagsOf } from './attributes.ts';
import { characterStrings, wireLength } from './character-strings.ts';
import { contentValue, isProxiableTarget } from './content-value.ts';
import { dataValue } from './data-value.ts';
import { AUTOMATIC_TTL, MAXIMUM_TTL, minimumTtl, WIRE_LIMIT } from './limits.ts';
import { isContentType, isRecordType, type Members, type RecordFields, type RecordType } from './model.ts';
import { ownerName } from './names.ts';
import {
  contentTooLong,
  fieldInvalid,
  nameInvalid,
  targetNotProxiable,
  ttlInvalid,
  typeInvalid,
  typeNotProxiable,
} from './refusals.ts';

type ZoneRules = Pick<Zone, 'name' | 'plan'>;

/**
 * The fields of a complete record: those in `body`, and the defaults for the others. Unknown members are
 * ignored.
 *
 * @throws {ApiFailure} 400 with the first rule that the body breaks.
 */
export function recordFields(body: Members, zone: ZoneRules): RecordFields {
  const type = typeOf(body);
  const name = nameOf(body, zone);
  const value = isContentType(type)
    ? contentValue(type, body, name, zone.name)
    : dataValue(type, body, zone.name);
  refuseLongContent(type, value.content);
  const isPrivateRouted = flag(body, 'private_routing');
  const proxy = proxyOf(type, value.content, flag(body, 'proxied'), isPrivateRouted);
  const ttl = ttlOf(body, zone);
  return {
    name,
    type,
    ...value,
    ...proxy,
    ttl: proxy.proxied ? AUTOMATIC_TTL : ttl,
    settings: settingsOf(body['settings'], { type, proxied: proxy.proxied, plan: zone.plan }),
    ...(isPrivateRouted ? { private_routing: true } : {}),
    comment: commentOf(body['comment'], zone.plan),
    tags: tagsOf(body['tags'], zone.plan),
  };
}

function typeOf(body: Members): RecordType {
  const type = body['type'];
  if (!isRecordType(type)) throw typeInvalid();
  return type;
}

function nameOf(body: Members, zone: ZoneRules): string {
  const raw = body['name'];
  const name = typeof raw === 'string' ? ownerName(raw.trim(), zone.name) : undefined;
  if (name === undefined) throw nameInvalid();
  return name;
}

function flag(body: Members, name: string): boolean {
  const value = body[name] ?? false;
  if (typeof value !== 'boolean') throw fieldInvalid(name, 'must be a boolean');
  return value;
}

function proxyOf(
  type: RecordType,
  content: string,
  proxied: boolean,
  isPrivateRouted: boolean,
): Pick<RecordFields, 'proxiable' | 'proxied'> {
  if (type !== 'A' && type !== 'AAAA' && type !== 'CNAME') {
    if (proxied) throw typeNotProxiable();
    return { proxiable: false, proxied };
  }
  const proxiable = isProxiableTarget(type, content, isPrivateRouted);
  if (proxied && !proxiable) throw targetNotProxiable(content);
  return { proxiable, proxied };
}

function ttlOf(body: Members, zone: ZoneRules): number {
  const ttl = body['ttl'] ?? AUTOMATIC_TTL;
  const minimum = minimumTtl(zone.plan);
  if (ttl === AUTOMATIC_TTL) return AUTOMATIC_TTL;
  if (typeof ttl !== 'number' || !Number.isInteger(ttl) || ttl < minimum || ttl > MAXIMUM_TTL) {
    throw ttlInvalid(minimum, MAXIMUM_TTL);
  }
  return ttl;
}

/** Exact for TXT and for Base64; other contents stand for themselves, though their wire form is shorter. */
function refuseLongContent(type: RecordType, content: string): void {
  if (wireOctets(type, content) > WIRE_LIMIT) throw contentTooLong(WIRE_LIMIT);
}

function wireOctets(type: RecordType, content: string): number {
  if (type === 'TXT') return wireLength(characterStrings(content) ?? []);
  if (type === 'OPENPGPKEY') return Buffer.byteLength(content, 'base64');
  return Buffer.byteLength(content);
}
