/**
 * The zone settings that are offered: those that people change. Values are those of the API reference ("Edit Zone
 * Setting"); which plan may edit one, the API says itself (`editable`).
 */

type Numbers = { readonly accepts: (value: number) => boolean; readonly said: string };

/** What a setting takes: one of these words, seconds, or a header. */
export type SettingKind =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | ({ readonly kind: 'seconds' } & Numbers)
  | { readonly kind: 'header' };

const onOff: SettingKind = { kind: 'words', words: ['on', 'off'] };

const challengeTtls: readonly number[] = [
  300, 900, 1800, 2700, 3600, 7200, 10_800, 14_400, 28_800, 57_600, 86_400, 604_800, 2_592_000, 31_536_000,
];

const kinds = {
  ssl: words('off', 'flexible', 'full', 'strict'),
  always_use_https: onOff,
  min_tls_version: words('1.0', '1.1', '1.2', '1.3'),
  tls_1_3: onOff,
  '0rtt': onOff,
  security_header: { kind: 'header' },
  automatic_https_rewrites: onOff,
  opportunistic_encryption: onOff,
  tls_client_auth: onOff,
  security_level: words('off', 'essentially_off', 'low', 'medium', 'high', 'under_attack'),
  browser_check: onOff,
  challenge_ttl: {
    kind: 'seconds',
    accepts: (value: number) => challengeTtls.includes(value),
    said: `seconds, one of ${challengeTtls.join(', ')}`,
  },
  email_obfuscation: onOff,
  hotlink_protection: onOff,
  development_mode: onOff,
  cache_level: words('basic', 'simplified', 'aggressive'),
  browser_cache_ttl: {
    kind: 'seconds',
    accepts: (value: number) => value === 0 || (value >= 30 && value <= 31_536_000),
    said: 'seconds, from 30 to 31536000, or 0 to respect the headers of the origin',
  },
  always_online: onOff,
  brotli: onOff,
  early_hints: onOff,
  http2: onOff,
  http3: onOff,
  ipv6: onOff,
  ip_geolocation: onOff,
  polish: words('off', 'lossless', 'lossy'),
  rocket_loader: onOff,
  webp: onOff,
  websockets: onOff,
} as const satisfies Readonly<Record<string, SettingKind>>;

export type SettingId = keyof typeof kinds;

export function isSettingId(id: string): id is SettingId {
  return Object.hasOwn(kinds, id);
}

/** In the order in which answers show them: encryption, protection, cache, speed. */
export const settingIds: readonly [SettingId, ...SettingId[]] = [
  'ssl',
  'always_use_https',
  'min_tls_version',
  'tls_1_3',
  '0rtt',
  'security_header',
  'automatic_https_rewrites',
  'opportunistic_encryption',
  'tls_client_auth',
  'security_level',
  'browser_check',
  'challenge_ttl',
  'email_obfuscation',
  'hotlink_protection',
  'development_mode',
  'cache_level',
  'browser_cache_ttl',
  'always_online',
  'brotli',
  'early_hints',
  'http2',
  'http3',
  'ipv6',
  'ip_geolocation',
  'polish',
  'rocket_loader',
  'webp',
  'websockets',
];

export function settingKind(id: SettingId): SettingKind {
  return kinds[id];
}

function words(...all: readonly string[]): SettingKind {
  return { kind: 'words', words: all };
}
