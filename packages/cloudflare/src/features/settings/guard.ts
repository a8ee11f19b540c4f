import type { Guard, GuardReason } from '@crunchtools/mcp-core';
import { Issue } from '../../problem.ts';
import { readHeaderLine, type SecurityHeader, type SettingId, type SettingValue } from './settings.ts';

/** What is asked about in settings. */
const table = {
  'settings.weaker': {
    asked:
      'A setting that protects less than before: encryption, checks of visitors, HSTS and its like. Not one that protects more.',
    why: 'Visitors, or the origin, lose a protection without seeing it.',
    example: 'update_zone_setting ssl flexible',
  },
  'settings.hsts': {
    asked: 'HSTS that begins, lasts longer, or covers more or fewer names.',
    why: 'Browsers remember it and cannot be told otherwise: whoever saw it no longer reaches what lacks valid HTTPS.',
    example: 'update_zone_setting security_header max-age=31536000; includeSubDomains',
  },
  'settings.excluded': {
    asked:
      'Values with which some visitors or programs are no longer served: ipv6 or websockets off, TLS 1.3 only, a challenge for everybody.',
    why: 'Those visitors and programs fail, and the owner does not see it.',
    example: 'update_zone_setting websockets off',
  },
  'settings.content': {
    asked:
      'Values with which visitors may get the wrong copy: a cache that ignores query strings, and browsers that keep files for more than 30 days.',
    why: 'A visitor gets the page of another query, or an old file that no purge reaches.',
    example: 'update_zone_setting cache_level simplified',
  },
  'settings.origin': {
    asked:
      'Values that change what the origin gets: development mode, and requests without the country of the visitor.',
    why: 'It has to answer every request, or decides without what it relies on.',
    example: 'update_zone_setting development_mode on',
  },
} as const satisfies Readonly<Record<string, Omit<Guard, 'id'>>>;

type SettingGuard = keyof typeof table;

export const settingGuards: readonly Guard[] = Object.entries(table).map(([id, row]) => ({ id, ...row }));

type Words = Partial<Readonly<Record<SettingId, readonly [weakestFirst: readonly string[], text: string]>>>;

/** Settings whose values protect more or less: from the weakest on, and why a step down deserves a question. */
const protection: Words = {
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
  opportunistic_encryption: [
    ['off', 'on'],
    'Requests for plain HTTP are no longer encrypted where browsers could.',
  ],
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
};

/** Values that somebody is hurt by, whatever was there before. */
const hurting: Partial<
  Readonly<Record<SettingId, Readonly<Record<string, readonly [guard: SettingGuard, text: string]>>>>
> = {
  ipv6: { off: ['settings.excluded', 'Visitors with IPv6 only cannot reach the site any more.'] },
  websockets: { off: ['settings.excluded', 'Connections over WebSocket, such as chats, fail.'] },
  min_tls_version: {
    '1.3': [
      'settings.excluded',
      'Visitors whose browsers and programs do not know TLS 1.3 cannot connect any more.',
    ],
  },
  security_level: {
    under_attack: [
      'settings.excluded',
      'Every visitor sees a challenge first, and programs that use an API cannot pass it.',
    ],
  },
  cache_level: {
    simplified: [
      'settings.content',
      'Visitors get the same copy whatever the query string says, also where the page depends on it.',
    ],
  },
  ip_geolocation: {
    off: ['settings.origin', 'The origin no longer learns the country of a visitor, which it may decide by.'],
  },
  development_mode: {
    on: [
      'settings.origin',
      'It passes the cache by for three hours, so the origin has to answer every request; it ends by itself.',
    ],
  },
};

/** Seconds from which on more is asked about. */
const longest: Partial<
  Readonly<Record<SettingId, readonly [from: number, guard: SettingGuard, text: string]>>
> = {
  // The choices of Cloudflare up to here are less than a day (developers.cloudflare.com/waf/tools/challenge-passage).
  challenge_ttl: [
    86_400,
    'settings.weaker',
    'Who passed a challenge once is let through for a day or longer.',
  ],
  browser_cache_ttl: [
    2_592_001,
    'settings.content',
    'Browsers keep files for more than 30 days, and no purge reaches them.',
  ],
};

/** Why a change of a setting needs a person's approval. Unknown values count as the strongest before and the weakest after. */
export function settingReasons(
  id: SettingId,
  before: SettingValue | undefined,
  after: SettingValue | undefined,
): readonly GuardReason[] {
  if (before === after) return [];
  if (id === 'security_header') return headerReasons(headerOf(before), headerOf(after));
  return [
    ...weakerReasons(id, before, after),
    ...hurtingReasons(id, after),
    ...longReasons(id, before, after),
  ];
}

function weakerReasons(
  id: SettingId,
  before: SettingValue | undefined,
  after: SettingValue | undefined,
): readonly GuardReason[] {
  const known = protection[id];
  if (known === undefined) return [];
  const [order, text] = known;
  const from = order.indexOf(String(before));
  const to = order.indexOf(String(after));
  return to < (from === -1 ? order.length : from) ? [reason('settings.weaker', text)] : [];
}

function hurtingReasons(id: SettingId, after: SettingValue | undefined): readonly GuardReason[] {
  const found = hurting[id]?.[String(after)];
  return found === undefined ? [] : [reason(...found)];
}

function longReasons(
  id: SettingId,
  before: SettingValue | undefined,
  after: SettingValue | undefined,
): readonly GuardReason[] {
  const known = longest[id];
  if (known === undefined) return [];
  const [from, guard, text] = known;
  const isLonger = Number(after) >= from && !(Number(before) >= Number(after));
  return isLonger ? [reason(guard, text)] : [];
}

function headerReasons(before: SecurityHeader, after: SecurityHeader): readonly GuardReason[] {
  const isWeaker =
    after.maxAge < before.maxAge ||
    (before.includeSubDomains && !after.includeSubDomains) ||
    (before.preload && !after.preload) ||
    (before.nosniff && !after.nosniff);
  if (isWeaker) {
    const text = 'It protects visitors less from being moved to plain HTTP or from misread files.';
    return [reason('settings.weaker', text)];
  }
  const isBinding =
    after.maxAge > before.maxAge ||
    after.includeSubDomains !== before.includeSubDomains ||
    after.preload !== before.preload;
  if (!isBinding) return [];
  const text =
    'Browsers remember HSTS for max-age and cannot be told otherwise: until then nobody who saw it reaches the site, or with includeSubDomains any of its hosts, without valid HTTPS.';
  return [reason('settings.hsts', text)];
}

function headerOf(value: SettingValue | undefined): SecurityHeader {
  const header = readHeaderLine(String(value ?? 'off'));
  return header instanceof Issue
    ? { maxAge: 0, includeSubDomains: false, preload: false, nosniff: false }
    : header;
}

function reason(guard: SettingGuard, text: string): GuardReason {
  return { guard, text, kind: 'value' };
}
