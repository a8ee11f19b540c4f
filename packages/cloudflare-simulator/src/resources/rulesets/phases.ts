/** What the documentation says about each phase: who may write, which actions there are, how many rules fit. */

import type { Phase } from '@crunchtools/rules-language';
import type { Permission, PlanName } from '../../contract.ts';

/** The permissions of a token, as the dashboard names them, without `Read` or `Write`. */
type Family =
  | 'Transform Rules'
  | 'Single Redirect'
  | 'Cache Rules'
  | 'Config Rules'
  | 'Origin Rules'
  | 'Response Compression'
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

/** waf/custom-rules, "Number of custom rulesets (zone)". */
export const CUSTOM_RULESETS: Quota = { free: 1, pro: 2, business: 5, enterprise: 10 };

const CHALLENGES = ['managed_challenge', 'js_challenge', 'challenge'] as const;

const FACTS: Readonly<Record<Phase, PhaseFacts>> = {
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
};

export function actionsIn(phase: Phase): readonly string[] {
  return FACTS[phase].actions;
}

/** How many rules all rulesets of a zone may hold together in this phase. */
export function ruleQuota(phase: Phase, plan: PlanName): number {
  return FACTS[phase].quota[plan];
}

/** Any one of these lets a token read the rulesets of this phase. */
export function readers(phase: Phase): readonly Permission[] {
  const { family } = FACTS[phase];
  return [`${family} Read`, `${family} Write`];
}

export function writers(phase: Phase): readonly Permission[] {
  return [`${FACTS[phase].family} Write`];
}

/** Phases of Cloudflare that the simulator does not serve: their rulesets can be asked for, and are never there. */
export const otherPhases: readonly string[] = [
  'ddos_l4',
  'ddos_l7',
  'http_custom_errors',
  'http_log_custom_fields',
  'http_request_firewall_managed',
  'http_request_redirect',
  'http_request_sanitize',
  'http_request_sbfm',
  'http_response_cache_settings',
  'http_response_firewall_managed',
  'magic_transit',
  'magic_transit_ids_managed',
  'magic_transit_managed',
  'magic_transit_ratelimit',
];
