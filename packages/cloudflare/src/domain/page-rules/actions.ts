import { isJsonObject, type JsonValue, nearest } from '@crunchtools/mcp-core';
import type { Plan } from '../dns/index.ts';
import { type Refusal, type Report, refuse, show } from '../problem.ts';
import { cacheKeyFields } from './cache-key.ts';
import { refuseCookieExpression } from './cookie.ts';
import { forwardingUrl } from './forwarding-url.ts';
import { refuseHostName } from './host-name.ts';
import { cacheTtlByStatus } from './status-ttl.ts';
import type { PageRuleActions, PageRuleZone } from './types.ts';
import { choice, flag, isAtLeast, seconds, text, toggle, type ValueType } from './value.ts';

interface Action {
  readonly value: ValueType;
  /** The smallest plan that has it. */
  readonly plan: Plan;
}

const aYear = 31_536_000;

/** "Respect existing headers" is 0, and needs Enterprise (the Settings page of Page Rules). */
const browserTtl = seconds({ maximum: aYear, minimum: { free: 1, pro: 1, business: 1, enterprise: 0 } });

/** developers.cloudflare.com/cache/how-to/edge-browser-cache-ttl. It gives no maximum, so a year has to do. */
const edgeTtl = seconds({ maximum: aYear, minimum: { free: 7_200, pro: 3_600, business: 1, enterprise: 1 } });

const cookies = text('cookie expression', refuseCookieExpression);
const hostName = text('host', refuseHostName);

/**
 * Every action that can be set, with its value and the plan it needs: API reference, Create a Page Rule, and
 * developers.cloudflare.com/rules/page-rules/reference/settings. Retired ones (`minify`, `disable_railgun`,
 * `server_side_exclude`) still stand in old rules; they are kept there and not taken in new ones.
 */
const known: Readonly<Record<string, Action>> = {
  always_use_https: { value: flag, plan: 'free' },
  automatic_https_rewrites: { value: toggle, plan: 'free' },
  browser_cache_ttl: { value: browserTtl, plan: 'free' },
  browser_check: { value: toggle, plan: 'free' },
  bypass_cache_on_cookie: { value: cookies, plan: 'business' },
  cache_by_device_type: { value: toggle, plan: 'enterprise' },
  cache_deception_armor: { value: toggle, plan: 'free' },
  cache_key_fields: { value: cacheKeyFields, plan: 'enterprise' },
  cache_level: {
    value: choice(['bypass', 'basic', 'simplified', 'aggressive', 'cache_everything']),
    plan: 'free',
  },
  cache_on_cookie: { value: cookies, plan: 'business' },
  cache_ttl_by_status: { value: cacheTtlByStatus, plan: 'enterprise' },
  disable_apps: { value: flag, plan: 'free' },
  disable_performance: { value: flag, plan: 'free' },
  disable_security: { value: flag, plan: 'free' },
  disable_zaraz: { value: flag, plan: 'free' },
  edge_cache_ttl: { value: edgeTtl, plan: 'free' },
  email_obfuscation: { value: toggle, plan: 'free' },
  explicit_cache_control: { value: toggle, plan: 'free' },
  forwarding_url: { value: forwardingUrl, plan: 'free' },
  host_header_override: { value: hostName, plan: 'enterprise' },
  ip_geolocation: { value: toggle, plan: 'free' },
  mirage: { value: toggle, plan: 'pro' },
  opportunistic_encryption: { value: toggle, plan: 'free' },
  origin_error_page_pass_thru: { value: toggle, plan: 'enterprise' },
  polish: { value: choice(['off', 'lossless', 'lossy']), plan: 'pro' },
  resolve_override: { value: hostName, plan: 'enterprise' },
  respect_strong_etag: { value: toggle, plan: 'enterprise' },
  response_buffering: { value: toggle, plan: 'enterprise' },
  rocket_loader: { value: toggle, plan: 'free' },
  security_level: {
    value: choice(['off', 'essentially_off', 'low', 'medium', 'high', 'under_attack']),
    plan: 'free',
  },
  sort_query_string_for_cache: { value: toggle, plan: 'enterprise' },
  ssl: { value: choice(['off', 'flexible', 'full', 'strict', 'origin_pull']), plan: 'free' },
  true_client_ip_header: { value: toggle, plan: 'enterprise' },
  waf: { value: toggle, plan: 'pro' },
};

/** The ids of all actions. */
export const actionIds: readonly string[] = Object.keys(known);

/** Every action with the notation of its value, for whoever has to write one: `waf, mirage: on|off; …`. */
export function actionNotation(): string {
  const byNotation = new Map<string, string[]>();
  for (const [id, { value }] of Object.entries(known)) {
    byNotation.set(value.notation, [...(byNotation.get(value.notation) ?? []), id]);
  }
  return [...byNotation].map(([notation, ids]) => `${ids.join(', ')}: ${notation}`).join('; ');
}

/** Checks each action by itself, and notes what is wrong with it as `actions.<id>`. */
export function checkActions(
  actions: unknown,
  zone: PageRuleZone,
  report: Report,
): PageRuleActions | undefined {
  if (!isJsonObject(actions)) {
    report.note('actions', `${show(actions)} is not an object such as {"always_use_https": true}`);
    return undefined;
  }
  const checked: Record<string, JsonValue> = {};
  for (const [id, value] of Object.entries(actions)) {
    const outcome = report.take(`actions.${id}`, checkAction(id, value, zone.plan));
    if (outcome !== undefined) checked[id] = outcome;
  }
  return checked;
}

function checkAction(id: string, value: unknown, plan: Plan | undefined): JsonValue | Refusal {
  const action = Object.hasOwn(known, id) ? known[id] : undefined;
  if (action === undefined) return refuseUnknownAction(id);
  if (!isAtLeast(plan, action.plan)) return refusePlan(action.plan, plan);
  return action.value.check(value, { plan });
}

function refuseUnknownAction(id: string): Refusal {
  const near = nearest(id, actionIds);
  const hint = near === undefined ? '' : `did you mean ${near}? `;
  return refuse(`is no action of Page Rules; ${hint}there are ${actionNotation()}`);
}

function refusePlan(needed: Plan, plan: Plan | undefined): Refusal {
  return refuse(
    `needs the ${needed} plan${needed === 'enterprise' ? '' : ' or a larger one'}; this zone is on ${plan}`,
  );
}
