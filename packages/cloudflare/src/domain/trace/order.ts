import type { RulePhase } from '../rules/phases.ts';

/**
 * The order in which Cloudflare runs what is traced here
 * (developers.cloudflare.com/ruleset-engine/reference/phases-list, request phases and then response phases).
 *
 * Page Rules are no phase. They stand behind the firewall here because Bulk Redirects run behind it
 * (developers.cloudflare.com/rules/url-forwarding/bulk-redirects) and win over redirects of Page Rules (its FAQ).
 * Where their settings meet those of a phase, the phase wins, before or behind.
 */
export const executionOrder = [
  'redirect',
  'url_rewrite',
  'config',
  'origin',
  'waf_custom',
  'rate_limit',
  'page_rules',
  'request_headers',
  'cache',
  'response_headers',
  'compression',
] as const satisfies readonly (RulePhase | 'page_rules')[];

export type Stage = (typeof executionOrder)[number];

/** What else happens to requests at Cloudflare. Each may change what a trace says. */
export const notTraced = [
  'whether the host is proxied',
  'rules of the account',
  'Bulk Redirects',
  'WAF Managed Rules and custom rulesets',
  'IP Access Rules and Zone Lockdown',
  'bots and DDoS protection',
  'Access',
  'Waiting Room',
  'API Shield',
  'Managed Transforms',
  'Snippets',
  'Workers',
  'Cloud Connector',
  'Custom Errors',
  'settings of the zone',
  'what is in the cache',
  'response rules on answers that Cloudflare makes itself',
] as const;
