/** The value of a record with `content`: checked and normalised. */

import { type AddressType, canonicalAddress, isReachable } from './addresses.ts';
import { characterStrings, txtContent } from './character-strings.ts';
import type { ContentType, Members } from './model.ts';
import { hostName, isWithin } from './names.ts';
import { addressInvalid, cnameToItself, contentInvalid, fieldRequired, priorityInvalid } from './refusals.ts';

export interface ContentValue {
  readonly content: string;
  readonly priority?: number;
}

/**
 * Reads `content` (and, for MX, `priority`) of a body.
 *
 * @param owner the complete name of the record.
 * @throws {ApiFailure} 400 with the code of the type: 9005, 9006, 9007, 9008, 9009, 9039.
 */
export function contentValue(
  type: ContentType,
  body: Members,
  owner: string,
  zoneName: string,
): ContentValue {
  const raw = body['content'];
  if (typeof raw !== 'string' || raw.trim() === '') throw fieldRequired('content');
  switch (type) {
    case 'A':
    case 'AAAA':
      return { content: address(type, raw.trim()) };
    case 'CNAME':
      return { content: alias(raw.trim(), owner, zoneName) };
    case 'MX':
      return { content: mailExchange(raw.trim(), zoneName), priority: priorityOf(body) };
    case 'NS':
    case 'PTR':
      return { content: host(type, raw.trim(), zoneName) };
    case 'OPENPGPKEY':
      return { content: publicKey(raw) };
    case 'TXT':
      return { content: text(raw) };
    default:
      return type;
  }
}

/** CNAME targets that their owners can only verify unproxied, as far as public issues show them. */
const VERIFICATION_TARGETS = ['dkim.amazonses.com', 'acm-validations.aws'];

/**
 * Whether Cloudflare would proxy a record with this value.
 *
 * @param isPrivateRouted whether private network routing reaches addresses that the Internet does not.
 */
export function isProxiableTarget(
  type: AddressType | 'CNAME',
  content: string,
  isPrivateRouted: boolean,
): boolean {
  if (type === 'CNAME') return !VERIFICATION_TARGETS.some((target) => isWithin(content, target));
  return isPrivateRouted || isReachable(type, content);
}

function address(type: AddressType, raw: string): string {
  const canonical = canonicalAddress(type, raw);
  if (canonical === undefined) throw addressInvalid(type);
  return canonical;
}

function alias(raw: string, owner: string, zoneName: string): string {
  const target = host('CNAME', raw, zoneName);
  if (target === owner) throw cnameToItself();
  return target;
}

/** A single dot says that the name takes no mail (RFC 7505). */
function mailExchange(raw: string, zoneName: string): string {
  return raw === '.' ? raw : host('MX', raw, zoneName);
}

function host(type: ContentType, raw: string, zoneName: string): string {
  const name = hostName(raw, zoneName);
  if (name === undefined) throw contentInvalid(type);
  return name;
}

function priorityOf(body: Members): number {
  const priority = body['priority'];
  if (priority === undefined || priority === null) throw fieldRequired('priority');
  if (typeof priority !== 'number' || !Number.isInteger(priority) || priority < 0 || priority > 65_535) {
    throw priorityInvalid();
  }
  return priority;
}

function publicKey(raw: string): string {
  const compact = raw.replaceAll(/\s+/g, '');
  if (!/^(?:[a-z0-9+/]{4})*(?:[a-z0-9+/]{2}==|[a-z0-9+/]{3}=)?$/i.test(compact)) {
    throw contentInvalid('OPENPGPKEY');
  }
  return compact;
}

/** A text of no octets is refused (dnscontrol's audit of its Cloudflare provider: `TxtIsEmpty`, 2022-06-18). */
function text(raw: string): string {
  const content = txtContent(raw);
  const isEmpty = characterStrings(raw)?.every((string) => string.length === 0) ?? false;
  if (content === undefined || isEmpty) throw contentInvalid('TXT');
  return content;
}
