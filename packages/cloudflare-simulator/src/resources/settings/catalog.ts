/**
 * The zone settings that are simulated: a part of those of the API reference ("Get Zone Setting", "Edit Zone Setting"),
 * with their values and defaults. Which plan may edit which is from the pages of the features; where the reference
 * names only a default, that is the value of a new zone here.
 */

import type { PlanName } from '../../contract.ts';
import { isRecord, isStringArray } from '../../json.ts';
import { headerRule } from './header.ts';
import type { SettingRule, SettingValue } from './model.ts';

const PLANS: readonly PlanName[] = ['free', 'pro', 'business', 'enterprise'];

/** Seconds (API reference, challenge_ttl). */
const CHALLENGE_TTLS: ReadonlySet<number> = new Set([
  300, 900, 1800, 2700, 3600, 7200, 10_800, 14_400, 28_800, 57_600, 86_400, 604_800, 2_592_000, 31_536_000,
]);

/** Seconds; 0 stands for "respect existing headers". The bounds are those of the Page Rule of this name. */
const BROWSER_TTL = { min: 30, max: 31_536_000 } as const;

/** Seconds, as text in both directions (API reference, proxy_read_timeout). */
const secondsAsText: SettingRule = {
  initial: '100',
  editableFrom: 'enterprise',
  accepts: (value): value is number | string => {
    const seconds = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value;
    return typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 1 && seconds <= 6000;
  },
};

const rules: Readonly<Record<string, SettingRule>> = {
  '0rtt': onOff('off'),
  advanced_ddos: onOff('on', 'nobody'),
  // speed/optimization/content/automatic-platform-optimization.
  automatic_platform_optimization: objects({
    enabled: false,
    cf: false,
    wordpress: false,
    wp_plugin: false,
    hostnames: [],
    cache_by_device_type: false,
  }),
  always_online: onOff('off'),
  always_use_https: onOff('off'),
  automatic_https_rewrites: onOff('on'),
  brotli: onOff('on'),
  browser_cache_ttl: numbers(14_400, isBrowserTtl),
  browser_check: onOff('on'),
  cache_level: choice('aggressive', ['basic', 'simplified', 'aggressive']),
  challenge_ttl: numbers(1800, (value) => CHALLENGE_TTLS.has(value)),
  ciphers: lists('pro'),
  cname_flattening: choice('flatten_at_root', ['flatten_at_root', 'flatten_all', 'flatten_none'], 'pro'),
  development_mode: onOff('off'),
  early_hints: onOff('off'),
  email_obfuscation: onOff('on'),
  filter_logs_to_cloudflare: onOff('off', 'enterprise'),
  fonts: onOff('off'),
  h2_prioritization: choice('off', ['on', 'off', 'custom'], 'pro'),
  hotlink_protection: onOff('off'),
  http2: onOff('on', 'pro'),
  http3: onOff('on'),
  image_resizing: choice('off', ['on', 'off', 'open'], 'business'),
  ip_geolocation: onOff('on'),
  ipv6: onOff('on'),
  log_to_cloudflare: onOff('on', 'enterprise'),
  long_lived_grpc: onOff('off', 'nobody'),
  // Megabytes (API reference, max_upload).
  max_upload: numbers(100, (value) => value >= 100 && value <= 500 && value % 25 === 0),
  min_tls_version: choice('1.0', ['1.0', '1.1', '1.2', '1.3']),
  mirage: onOff('off', 'pro'),
  nel: objects({ enabled: false }),
  opportunistic_encryption: onOff('on'),
  opportunistic_onion: onOff('on'),
  orange_to_orange: onOff('off', 'enterprise'),
  origin_error_page_pass_thru: onOff('off', 'enterprise'),
  origin_max_http_version: choice('2', ['1', '2']),
  polish: choice('off', ['off', 'lossless', 'lossy'], 'pro'),
  prefetch_preload: onOff('off', 'enterprise'),
  privacy_pass: onOff('on'),
  proxy_read_timeout: secondsAsText,
  pseudo_ipv4: choice('off', ['off', 'add_header', 'overwrite_header']),
  replace_insecure_js: onOff('off'),
  response_buffering: onOff('off', 'enterprise'),
  rocket_loader: onOff('off'),
  security_header: headerRule,
  // waf/tools/security-level: turning it off takes Enterprise.
  security_level: {
    ...choice('medium', []),
    accepts: (value, plan): value is string => isSecurityLevel(value, plan),
  },
  server_side_exclude: onOff('on'),
  sort_query_string_for_cache: onOff('off', 'enterprise'),
  speed_brain: onOff('off'),
  ssl: choice('full', ['off', 'flexible', 'full', 'strict']),
  tls_1_3: choice('on', ['on', 'off', 'zrt']),
  tls_client_auth: onOff('off'),
  transformations: choice('off', ['on', 'off', 'open']),
  true_client_ip_header: onOff('off', 'enterprise'),
  visitor_ip: onOff('on'),
  waf: onOff('off', 'pro'),
  webp: onOff('off', 'pro'),
  websockets: onOff('on'),
};

export function settingRule(id: string): SettingRule | undefined {
  return Object.hasOwn(rules, id) ? rules[id] : undefined;
}

export function isEditable({ editableFrom }: SettingRule, plan: PlanName): boolean {
  return editableFrom !== 'nobody' && PLANS.indexOf(plan) >= PLANS.indexOf(editableFrom);
}

export function sameValue(one: SettingValue, other: SettingValue): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function onOff(initial: 'on' | 'off', editableFrom: SettingRule['editableFrom'] = 'free'): SettingRule {
  return choice(initial, ['on', 'off'], editableFrom);
}

function choice(
  initial: string,
  choices: readonly string[],
  editableFrom: SettingRule['editableFrom'] = 'free',
): SettingRule {
  return {
    initial,
    editableFrom,
    accepts: (value): value is string => typeof value === 'string' && choices.includes(value),
  };
}

function numbers(initial: number, takes: (value: number) => boolean): SettingRule {
  return {
    initial,
    editableFrom: 'free',
    accepts: (value): value is number => typeof value === 'number' && Number.isInteger(value) && takes(value),
  };
}

/** Members of other types than these are refused; which there are beside them is not checked. */
function objects(initial: Readonly<Record<string, unknown>>): SettingRule {
  return {
    initial,
    editableFrom: 'free',
    accepts: (value): value is SettingValue =>
      isRecord(value) &&
      Object.entries(initial).every(
        ([name, usual]) => value[name] === undefined || typeof value[name] === typeof usual,
      ),
  };
}

function lists(editableFrom: SettingRule['editableFrom']): SettingRule {
  return { initial: [], editableFrom, accepts: isStringArray };
}

function isBrowserTtl(seconds: number): boolean {
  return seconds === 0 || (seconds >= BROWSER_TTL.min && seconds <= BROWSER_TTL.max);
}

function isSecurityLevel(value: unknown, plan: PlanName): boolean {
  const levels = ['essentially_off', 'low', 'medium', 'high', 'under_attack'];
  const all = plan === 'enterprise' ? ['off', ...levels] : levels;
  return typeof value === 'string' && all.includes(value);
}
