/**
 * The actions there are (API reference, Create a Page Rule), the plan each needs (rules/page-rules/reference/settings)
 * and the values it takes.
 */

import type { PlanName } from '../../contract.ts';
import { isRecord } from '../../json.ts';
import { BROWSER_TTL, EDGE_TTL } from './limits.ts';
import type { Action } from './model.ts';
import type { Violation } from './refusals.ts';
import {
  cacheKey,
  cookieExpression,
  forwarding,
  hostname,
  noValue,
  range,
  select,
  toggle,
  ttlByStatus,
  type ValueRule,
} from './values.ts';

type Setting = readonly [plan: PlanName, value: ValueRule];

const SETTINGS: Readonly<Record<string, Setting>> = {
  always_use_https: ['free', noValue],
  automatic_https_rewrites: ['free', toggle],
  browser_cache_ttl: ['free', range(BROWSER_TTL)],
  browser_check: ['free', toggle],
  bypass_cache_on_cookie: ['business', cookieExpression],
  cache_by_device_type: ['enterprise', toggle],
  cache_deception_armor: ['free', toggle],
  cache_key_fields: ['enterprise', cacheKey],
  cache_level: ['free', select(['bypass', 'basic', 'simplified', 'aggressive', 'cache_everything'])],
  cache_on_cookie: ['business', cookieExpression],
  cache_ttl_by_status: ['enterprise', ttlByStatus],
  disable_apps: ['free', noValue],
  disable_performance: ['free', noValue],
  disable_security: ['free', noValue],
  disable_zaraz: ['free', noValue],
  edge_cache_ttl: ['free', range(EDGE_TTL)],
  email_obfuscation: ['free', toggle],
  explicit_cache_control: ['free', toggle],
  forwarding_url: ['free', forwarding],
  host_header_override: ['enterprise', hostname],
  ip_geolocation: ['free', toggle],
  mirage: ['pro', toggle],
  opportunistic_encryption: ['free', toggle],
  origin_error_page_pass_thru: ['enterprise', toggle],
  polish: ['pro', select(['off', 'lossless', 'lossy'])],
  resolve_override: ['enterprise', hostname],
  respect_strong_etag: ['enterprise', toggle],
  response_buffering: ['enterprise', toggle],
  rocket_loader: ['free', toggle],
  security_level: ['free', select(['essentially_off', 'low', 'medium', 'high', 'under_attack'], ['off'])],
  sort_query_string_for_cache: ['enterprise', toggle],
  ssl: ['free', select(['off', 'flexible', 'full', 'strict'], ['origin_pull'])],
  true_client_ip_header: ['enterprise', toggle],
  waf: ['pro', toggle],
};

const PLANS: readonly PlanName[] = ['free', 'pro', 'business', 'enterprise'];

/** "Redirect to another URL or override settings, but not both"; the second redirects too. */
const EXCLUSIVE: ReadonlySet<string> = new Set(['forwarding_url', 'always_use_https']);

/** What "List available Page Rules settings" answers for a plan. */
export function availableSettings(plan: PlanName): readonly unknown[] {
  return Object.entries(SETTINGS)
    .filter(([, [needed]]) => isIncluded(plan, needed))
    .map(([id, [, value]]) => ({ id, properties: value.properties(plan) }));
}

/**
 * The actions of a body, with every rule that they break added to `violations`.
 * @param least how many there must be: an update to none is taken (recordings/page-rules.json).
 */
export function readActions(
  actions: unknown,
  plan: PlanName,
  violations: Violation[],
  least: 0 | 1,
): readonly Action[] {
  if (!Array.isArray(actions) || actions.length < least) {
    violations.push({ rule: 'actions', message: 'At least one action is required' });
    return [];
  }
  const read = actions.map((action: unknown) => readAction(action, plan, violations));
  const ids = read.map(({ id }) => id);
  if (new Set(ids).size < ids.length) {
    violations.push({ rule: 'distinctActions', message: 'An action can be used only once' });
  }
  const alone = ids.find((id) => EXCLUSIVE.has(id));
  if (alone !== undefined && ids.length > 1) {
    violations.push({ rule: 'settings', message: `"${alone}" may not be used with "any setting"` });
  }
  return read;
}

function readAction(action: unknown, plan: PlanName, violations: Violation[]): Action {
  const id = isRecord(action) && typeof action['id'] === 'string' ? action['id'] : '';
  const value = isRecord(action) ? action['value'] : undefined;
  const [needed, rule] = (Object.hasOwn(SETTINGS, id) ? SETTINGS[id] : undefined) ?? [];
  if (needed === undefined || rule === undefined) {
    violations.push({ rule: 'actions', message: `Unknown action '${id}'` });
  } else if (!isIncluded(plan, needed)) {
    violations.push({ rule: 'actions', message: `'${id}' is not available on the plan of this zone` });
  } else if (!rule.accepts(value, plan)) {
    violations.push({ rule: 'actions', message: `Invalid value for '${id}'` });
  }
  return rule === noValue || value === undefined ? { id } : { id, value };
}

function isIncluded(plan: PlanName, needed: PlanName): boolean {
  return PLANS.indexOf(plan) >= PLANS.indexOf(needed);
}
