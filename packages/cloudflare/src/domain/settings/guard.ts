import type { Guard, GuardReason } from '@crunchtools/mcp-core';
import { Refusal } from '../problem.ts';
import type { SettingId } from './catalog.ts';
import { readHeaderLine, type SecurityHeader } from './header.ts';
import type { SettingValue } from './value.ts';

/** Settings whose values protect more or less: from the weakest on, and why a step down deserves a question. */
const protection: Partial<
  Readonly<Record<SettingId, readonly [weakestFirst: readonly string[], reason: string]>>
> = {
  ssl: [
    ['off', 'flexible', 'full', 'strict', 'origin_pull'],
    'It protects the way between visitors, Cloudflare and the origin less: with off nothing is encrypted, with flexible not the way to the origin, with full the origin may be an impostor.',
  ],
  always_use_https: [['off', 'on'], 'Visitors can use the site over plain HTTP again.'],
  min_tls_version: [
    ['1.0', '1.1', '1.2', '1.3'],
    'It accepts older TLS versions, whose encryption can be broken.',
  ],
  tls_1_3: [['off', 'on'], 'It takes the safest TLS version away.'],
  '0rtt': [['on', 'off'], 'With 0-RTT an attacker can send requests of visitors a second time.'],
  automatic_https_rewrites: [['off', 'on'], 'Pages may load parts over plain HTTP.'],
  tls_client_auth: [
    ['off', 'on'],
    'Cloudflare no longer proves itself to the origin: an origin that asks for it refuses every request, one that does not can be reached by anybody.',
  ],
  security_level: [
    ['off', 'essentially_off', 'low', 'medium', 'high', 'under_attack'],
    'It challenges fewer of the visitors that attacked other sites.',
  ],
  browser_check: [['off', 'on'], 'It lets requests through whose headers are those of known abuse.'],
  email_obfuscation: [['off', 'on'], 'Mail addresses in pages become readable for harvesters.'],
  hotlink_protection: [['off', 'on'], 'Other sites can show the images of this one at its expense.'],
  development_mode: [
    ['on', 'off'],
    'It passes the cache by for three hours, so the origin has to answer every request; it ends by itself.',
  ],
};

/**
 * Why a change of a setting needs a person's approval, as one sentence; `undefined` for those that take no protection
 * away. Unknown values count as the strongest before and the weakest after.
 */
export function guardReason(
  id: SettingId,
  before: SettingValue | undefined,
  after: SettingValue | undefined,
): string | undefined {
  if (before === after) return undefined;
  if (id === 'security_header') return headerReason(headerOf(before), headerOf(after));
  const [order, reason] = protection[id] ?? [];
  if (order === undefined) return undefined;
  const from = order.indexOf(String(before));
  const to = order.indexOf(String(after));
  return to < (from === -1 ? order.length : from) ? reason : undefined;
}

function headerReason(before: SecurityHeader, after: SecurityHeader): string | undefined {
  const weaker =
    after.maxAge < before.maxAge ||
    (before.includeSubDomains && !after.includeSubDomains) ||
    (before.preload && !after.preload) ||
    (before.nosniff && !after.nosniff);
  if (weaker) return 'It protects visitors less from being moved to plain HTTP or from misread files.';
  const binding =
    after.maxAge > before.maxAge || after.includeSubDomains !== before.includeSubDomains || after.preload;
  return binding
    ? 'Browsers remember HSTS for max-age and cannot be told otherwise: until then nobody who saw it reaches the site, or with includeSubDomains any of its hosts, without valid HTTPS.'
    : undefined;
}

function headerOf(value: SettingValue | undefined): SecurityHeader {
  const header = readHeaderLine(String(value ?? 'off'));
  return header instanceof Refusal
    ? { maxAge: 0, includeSubDomains: false, preload: false, nosniff: false }
    : header;
}

export const guards: readonly Guard[] = [
  {
    id: 'settings.weaker',
    asked: 'A setting that protects less than before.',
    why: 'Visitors lose a protection.',
    example: 'update_zone_setting ssl flexible',
  },
];

export function guardReasons(...change: Parameters<typeof guardReason>): readonly GuardReason[] {
  const text = guardReason(...change);
  return text === undefined ? [] : [{ guard: 'settings.weaker', text, kind: 'value' }];
}
