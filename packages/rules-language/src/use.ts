/** Cloudflare's names of the phases whose rules are written in this language here. */
export const phases = [
  'http_request_dynamic_redirect',
  'http_request_transform',
  'http_config_settings',
  'http_request_origin',
  'http_request_firewall_custom',
  'http_ratelimit',
  'http_request_firewall_managed',
  'http_request_late_transform',
  'http_request_cache_settings',
  'http_custom_errors',
  'http_response_headers_transform',
  'http_response_compression',
] as const;

export type Phase = (typeof phases)[number];

export type Plan = 'free' | 'pro' | 'business' | 'enterprise';

/**
 * What an expression is for. `filter` decides whether a rule applies and is boolean; the others make a value:
 * a path, a query string, a header's value, or where a redirect goes.
 */
export type Use = 'filter' | 'rewrite_path' | 'rewrite_query' | 'header_value' | 'redirect_target';

/** Where an expression stands. What is left out is not checked. */
export interface Setting {
  readonly use: Use;
  readonly phase?: Phase;
  readonly plan?: Plan;
}
