/** What the documentation says about each phase: who may write, which actions there are, how many rules fit. */

import type { Permission, PlanName } from '../../contract.ts';
import { REDIRECT_RULES } from '../lists/limits.ts';
import type { OwnerKind, OwnKind, RulesetPhase } from './model.ts';

/** The permissions of a token, as the dashboard names them, without `Read` or `Write`. */
type Family =
  | 'Transform Rules'
  | 'Single Redirect'
  | 'Cache Rules'
  | 'Config Rules'
  | 'Origin Rules'
  | 'Response Compression'
  | 'Custom Error Rules'
  | 'Logs'
  | 'Account Rulesets'
  | 'Zone WAF';

type Quota = Readonly<Record<PlanName, number>>;

interface PhaseFacts {
  readonly family: Family;
  readonly actions: readonly string[];
  readonly quota: Quota;
}

/** Rules on Free, Pro, Business and Enterprise: "Availability" on the page of each product. */
const RULES: Quota = { free: 10, pro: 25, business: 50, enterprise: 300 };
const CUSTOM_RULES: Quota = { free: 5, pro: 20, business: 100, enterprise: 1000 };
/** Enterprise contracts with application security have 100. */
const RATE_LIMITING_RULES: Quota = { free: 1, pro: 2, business: 5, enterprise: 5 };

/** rules/custom-errors, "Availability": "all paid plans"; how many is assumed to be as for other rules. */
const ERROR_RULES: Quota = { ...RULES, free: 0 };

/** logs/reference/custom-fields: all fields are in one rule. */
const ONE_RULE: Quota = { free: 1, pro: 1, business: 1, enterprise: 1 };

/** waf/custom-rules, "Number of custom rulesets (zone)". */
export const CUSTOM_RULESETS: Quota = { free: 1, pro: 2, business: 5, enterprise: 10 };

const CHALLENGES = ['managed_challenge', 'js_challenge', 'challenge'] as const;

const FACTS: Readonly<Record<RulesetPhase, PhaseFacts>> = {
  http_request_dynamic_redirect: { family: 'Single Redirect', actions: ['redirect'], quota: RULES },
  http_request_transform: { family: 'Transform Rules', actions: ['rewrite'], quota: RULES },
  http_config_settings: { family: 'Config Rules', actions: ['set_config'], quota: RULES },
  http_request_origin: { family: 'Origin Rules', actions: ['route'], quota: RULES },
  http_request_firewall_custom: {
    family: 'Zone WAF',
    actions: ['block', ...CHALLENGES, 'log', 'skip', 'execute'],
    quota: CUSTOM_RULES,
  },
  http_ratelimit: {
    family: 'Zone WAF',
    actions: ['block', ...CHALLENGES, 'log'],
    quota: RATE_LIMITING_RULES,
  },
  http_request_late_transform: { family: 'Transform Rules', actions: ['rewrite'], quota: RULES },
  http_request_cache_settings: { family: 'Cache Rules', actions: ['set_cache_settings'], quota: RULES },
  http_response_headers_transform: { family: 'Transform Rules', actions: ['rewrite'], quota: RULES },
  http_response_compression: {
    family: 'Response Compression',
    actions: ['compress_response'],
    quota: RULES,
  },
  http_custom_errors: { family: 'Custom Error Rules', actions: ['serve_error'], quota: ERROR_RULES },
  http_log_custom_fields: { family: 'Logs', actions: ['log_custom_field'], quota: ONE_RULE },
  http_request_redirect: { family: 'Account Rulesets', actions: ['redirect'], quota: REDIRECT_RULES },
  http_request_firewall_managed: { family: 'Zone WAF', actions: ['execute', 'skip'], quota: RULES },
  http_response_cache_settings: {
    family: 'Cache Rules',
    actions: ['set_cache_control', 'set_cache_settings', 'set_cache_tags'],
    quota: RULES,
  },
};

/** waf/account: an account has them in these phases, of those that the simulator serves. */
export const accountPhases = [
  'http_request_firewall_custom',
  'http_ratelimit',
  'http_request_firewall_managed',
  'http_request_redirect',
] as const satisfies readonly RulesetPhase[];

/** waf/account/custom-rulesets/create-api, "Quota limits". Nothing is said of rate limiting, for which the same is assumed. */
export const ACCOUNT_QUOTAS = { customRulesets: 10, rulesInOne: 100, rules: 1000 } as const;

/** At the account level, rate limiting rules are in rulesets that the entry point executes (waf/account/rate-limiting-rulesets). */
export function actionsIn(phase: RulesetPhase, kind: OwnKind): readonly string[] {
  if (phase === 'http_ratelimit' && kind === 'root') return ['execute'];
  return FACTS[phase].actions;
}

/** How many rules all rulesets of a zone may hold together in this phase. */
export function ruleQuota(phase: RulesetPhase, plan: PlanName): number {
  return FACTS[phase].quota[plan];
}

/** Any one of these lets a token read the rulesets of this phase. */
export function readers(phase: RulesetPhase, owner: OwnerKind): readonly Permission[] {
  if (owner === 'account') {
    return ['Account WAF Read', 'Account Rulesets Read', ...writers(phase, owner)];
  }
  const { family } = FACTS[phase];
  return [`${family} Read`, `${family} Write`];
}

/** Of an account: "Required API token permissions" of waf/account/custom-rulesets/create-api. */
export function writers(phase: RulesetPhase, owner: OwnerKind): readonly Permission[] {
  if (owner === 'account') return ['Account WAF Write', 'Account Rulesets Write'];
  return [`${FACTS[phase].family} Write`];
}

/** Phases of Cloudflare that the simulator does not serve: their rulesets can be asked for, and are never there. */
export const otherPhases: readonly string[] = [
  'ddos_l4',
  'ddos_l7',
  'http_request_sanitize',
  'http_request_sbfm',
  'http_response_firewall_managed',
  'magic_transit',
  'magic_transit_ids_managed',
  'magic_transit_managed',
  'magic_transit_ratelimit',
];
