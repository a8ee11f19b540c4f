import { isJsonObject, type JsonObject, type JsonValue } from '@crunchtools/mcp-core';
import { Issue, oneOf, refuse } from '../../problem.ts';
import type { ZonePlan } from '../dns/types.ts';

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

/**
 * The setting `security_header` as one line, in the words of RFC 6797 section 6.1, with `nosniff` for
 * `X-Content-Type-Options`: `max-age=31536000; includeSubDomains; preload`, or `off`.
 */
export interface SecurityHeader {
  /** Seconds; 0 when the header is not sent. */
  readonly maxAge: number;
  readonly includeSubDomains: boolean;
  readonly preload: boolean;
  readonly nosniff: boolean;
}

/** The form of such a line. */
export const headerLine = /^(?:off|max-age=\d{1,10})(?:; (?:includeSubDomains|preload|nosniff)){0,3}$/u;

const flags = ['includeSubDomains', 'preload', 'nosniff'] as const;

/** hstspreload.org, "Submission requirements": a year. */
const leastPreload = 31_536_000;

export function readHeaderLine(line: string): SecurityHeader | Issue {
  const [first = '', ...rest] = line.split(';').map((part) => part.trim().toLowerCase());
  const age = /^max-age=(\d{1,9})$/u.exec(first)?.[1];
  if (age === undefined && first !== 'off') return malformed();
  if (rest.some((part) => !flags.some((flag) => flag.toLowerCase() === part))) return malformed();
  const has = (flag: (typeof flags)[number]): boolean => rest.includes(flag.toLowerCase());
  const header = {
    maxAge: Number(age ?? 0),
    includeSubDomains: has('includeSubDomains'),
    preload: has('preload'),
    nosniff: has('nosniff'),
  };
  if (header.preload && (header.maxAge < leastPreload || !header.includeSubDomains)) {
    return refuse(`preload needs max-age=${leastPreload} or more, and includeSubDomains`);
  }
  return header;
}

function headerLineOf({ maxAge, ...header }: SecurityHeader): string {
  return [maxAge > 0 ? `max-age=${maxAge}` : 'off', ...flags.filter((flag) => header[flag])].join('; ');
}

/** As the API has it. */
function headerFromApi(value: JsonValue | undefined): SecurityHeader | undefined {
  const header = isJsonObject(value) ? (value['strict_transport_security'] ?? {}) : undefined;
  if (!isJsonObject(header)) return undefined;
  const { enabled, max_age: maxAge } = header;
  const isOn = enabled === true && typeof maxAge === 'number';
  return {
    maxAge: isOn ? maxAge : 0,
    includeSubDomains: isOn && header['include_subdomains'] === true,
    preload: isOn && header['preload'] === true,
    nosniff: header['nosniff'] === true,
  };
}

function headerForApi({ maxAge, includeSubDomains, preload, nosniff }: SecurityHeader): JsonObject {
  return {
    strict_transport_security: {
      enabled: maxAge > 0,
      max_age: maxAge,
      include_subdomains: includeSubDomains,
      preload,
      nosniff,
    },
  };
}

function malformed(): Issue {
  return refuse(
    'must be off, or max-age=SECONDS with any of includeSubDomains, preload and nosniff, separated by semicolons',
  );
}

/** A value as plans and answers show it; two are the same setting when they are equal. */
export type SettingValue = string | number;

/** The wished value in its one form, or why it is none. The plan of the zone may be unknown. */
export function readValue(
  id: SettingId,
  given: string | number,
  plan: ZonePlan | undefined,
): SettingValue | Issue {
  const kind = settingKind(id);
  if (kind.kind === 'header') return readHeader(given);
  if (kind.kind === 'seconds') {
    const seconds = typeof given === 'string' && /^\d{1,9}$/u.test(given) ? Number(given) : given;
    return typeof seconds === 'number' && kind.accepts(seconds) ? seconds : refuse(`must be ${kind.said}`);
  }
  // TLS versions look like numbers, and arrive as such: 1.2, and 1 for 1.0.
  const word = typeof given === 'number' ? given.toFixed(1) : given.toLowerCase();
  if (!kind.words.includes(word)) return refuse(`must be ${oneOf(kind.words)}`);
  return refuseOnPlan(id, word, plan) ?? word;
}

/** The value as the API takes it. */
export function valueForApi(id: SettingId, value: SettingValue): JsonValue {
  if (settingKind(id).kind !== 'header') return value;
  const header = readHeaderLine(String(value));
  return header instanceof Issue ? value : headerForApi(header);
}

/** The value in the form of plans, or `undefined` when the API answers something that it does not document. */
export function valueFromApi(id: SettingId, value: JsonValue | undefined): SettingValue | undefined {
  if (settingKind(id).kind === 'header') {
    const header = headerFromApi(value);
    return header === undefined ? undefined : headerLineOf(header);
  }
  // TLS 1.3 with 0-RTT is `zrt` there; 0-RTT is a setting of its own here.
  if (id === 'tls_1_3' && value === 'zrt') return 'on';
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

function readHeader(given: string | number): SettingValue | Issue {
  const header = readHeaderLine(String(given));
  return header instanceof Issue ? header : headerLineOf(header);
}

/** developers.cloudflare.com/waf/tools/security-level. */
function refuseOnPlan(id: SettingId, word: string, plan: ZonePlan | undefined): Issue | undefined {
  const isForEnterprise = id === 'security_level' && word === 'off';
  if (!isForEnterprise || plan === undefined || plan === 'enterprise') return undefined;
  return refuse('off is for Enterprise zones; essentially_off is the least on other plans');
}

/** What to know before a setting takes a value, by its id and value; the facts are from Cloudflare's pages of each. */
const advice: Partial<Readonly<Record<SettingId, Readonly<Record<string, string>>>>> = {
  ssl: {
    strict:
      'The origin needs a certificate that is valid for its name and trusted by Cloudflare (an Origin CA certificate will do); without it visitors get error 526.',
    full: 'The origin has to answer HTTPS on port 443, with any certificate; otherwise visitors get error 521 or 525.',
    flexible:
      'An origin that redirects HTTP to HTTPS loops with flexible. full or strict is the better choice wherever the origin can do HTTPS.',
  },
  min_tls_version: {
    '1.2': 'Clients that know only TLS 1.0 or 1.1 cannot connect any more.',
    '1.3': 'Clients without TLS 1.3 cannot connect any more; 1.2 is the usual choice.',
  },
  security_level: {
    under_attack:
      'Every visitor sees a challenge page first, and programs that use an API cannot pass it. Set it back after the attack.',
  },
  hotlink_protection: {
    on: 'Images no longer show where other sites embed them, such as feed readers and previews of links.',
  },
  tls_client_auth: {
    on: 'It protects only an origin that refuses requests without the certificate of Cloudflare: set that up too.',
  },
  development_mode: {
    on: 'It ends by itself after three hours. Copies in the cache stay: purge_cache removes them.',
  },
  browser_cache_ttl: {
    '0': 'Browsers keep files as long as the headers of the origin say.',
  },
  rocket_loader: { on: 'It changes the order in which scripts run: look at the pages afterwards.' },
  websockets: { off: 'Connections over WebSocket fail from now on.' },
  ipv6: { off: 'Visitors with IPv6 only cannot reach the site any more.' },
};

/** Sentences for the reader of a plan; most values need none. */
export function warningsFor(id: SettingId, value: SettingValue): readonly string[] {
  const said = advice[id]?.[String(value)];
  return said === undefined ? [] : [said];
}
