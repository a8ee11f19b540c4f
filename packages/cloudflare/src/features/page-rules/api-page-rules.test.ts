import type { PageRuleCreateParams, PageRule as WireRule } from 'cloudflare/resources/page-rules/page-rules';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { actionIds, type statuses } from './actions.ts';
import type { PageRule, PageRuleBody } from './api.ts';

type WireAction = NonNullable<PageRuleCreateParams['actions'][number]['id']>;

// Compile-time checks against the types that Cloudflare generates from its own OpenAPI description. They fail in
// `npm run types`, not at run time; the run-time test below keeps the table of actions honest.
describe('the binding of Page Rules agrees with the types of the npm package cloudflare', () => {
  it('on what a rule has, but for its one target', () => {
    expectTypeOf<Exclude<keyof PageRule, 'url'>>().toExtend<keyof WireRule>();
    expectTypeOf<Exclude<keyof PageRuleBody, 'url'>>().toExtend<keyof PageRuleCreateParams>();
    expectTypeOf<(typeof statuses)[number]>().toEqualTypeOf<WireRule['status']>();
  });

  it('on the actions there are', () => {
    const wire: Record<WireAction, true> = {
      always_use_https: true,
      automatic_https_rewrites: true,
      browser_cache_ttl: true,
      browser_check: true,
      bypass_cache_on_cookie: true,
      cache_by_device_type: true,
      cache_deception_armor: true,
      cache_key_fields: true,
      cache_level: true,
      cache_on_cookie: true,
      cache_ttl_by_status: true,
      disable_apps: true,
      disable_performance: true,
      disable_security: true,
      disable_zaraz: true,
      edge_cache_ttl: true,
      email_obfuscation: true,
      explicit_cache_control: true,
      forwarding_url: true,
      host_header_override: true,
      ip_geolocation: true,
      mirage: true,
      opportunistic_encryption: true,
      origin_error_page_pass_thru: true,
      polish: true,
      resolve_override: true,
      respect_strong_etag: true,
      response_buffering: true,
      rocket_loader: true,
      security_level: true,
      sort_query_string_for_cache: true,
      ssl: true,
      true_client_ip_header: true,
      waf: true,
    };
    expect([...actionIds].sort()).toEqual(Object.keys(wire).sort());
  });
});
