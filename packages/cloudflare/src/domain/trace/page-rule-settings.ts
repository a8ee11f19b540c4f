import type { JsonValue } from '@crunchtools/mcp-core';
import type { SettingArea } from './flow.ts';

type Meaning = readonly [area: SettingArea, name: string, value: JsonValue];

/**
 * What an action of a Page Rule is called where rules of the phases can override it
 * (developers.cloudflare.com/rules/reference/page-rules-migration). Actions without such a counterpart keep their
 * names, in an area of their own.
 */
export function meaningOf(action: string, value: JsonValue): Meaning {
  if (action === 'cache_level' && value === 'cache_everything') return ['cache', 'cache', true];
  if (action === 'cache_level' && value === 'bypass') return ['cache', 'cache', false];
  if (action === 'edge_cache_ttl' || action === 'browser_cache_ttl') return ttl(action, value);
  const [area, name] = names[action] ?? ['page_rule', action];
  return [area, name, switches.has(action) ? value === 'on' : value];
}

/** A Page Rule that respects the origin's headers says 0. */
function ttl(action: string, seconds: JsonValue): Meaning {
  const name = action === 'edge_cache_ttl' ? 'edge_ttl' : 'browser_ttl';
  return seconds === 0
    ? ['cache', name, { mode: 'respect_origin' }]
    : ['cache', name, { mode: 'override_origin', default: seconds }];
}

/** On or off in a Page Rule, true or false elsewhere. */
const switches: ReadonlySet<string> = new Set([
  'explicit_cache_control',
  'origin_error_page_pass_thru',
  'respect_strong_etag',
  'browser_check',
  'email_obfuscation',
  'opportunistic_encryption',
  'automatic_https_rewrites',
  'rocket_loader',
]);

const names: Readonly<Record<string, readonly [SettingArea, string]>> = {
  explicit_cache_control: ['cache', 'origin_cache_control'],
  origin_error_page_pass_thru: ['cache', 'origin_error_page_passthru'],
  respect_strong_etag: ['cache', 'respect_strong_etags'],
  browser_check: ['config', 'bic'],
  email_obfuscation: ['config', 'email_obfuscation'],
  opportunistic_encryption: ['config', 'opportunistic_encryption'],
  automatic_https_rewrites: ['config', 'automatic_https_rewrites'],
  rocket_loader: ['config', 'rocket_loader'],
  polish: ['config', 'polish'],
  security_level: ['config', 'security_level'],
  ssl: ['config', 'ssl'],
  disable_apps: ['config', 'disable_apps'],
  disable_zaraz: ['config', 'disable_zaraz'],
  host_header_override: ['origin', 'host_header'],
  resolve_override: ['origin', 'host'],
};
