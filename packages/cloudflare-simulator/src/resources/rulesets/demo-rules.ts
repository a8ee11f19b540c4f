/**
 * Rules of the invented company of the demo records. Some of them deserve a second look: a redirect whose host was
 * given up, a rule that nobody has enabled again, and a description that a stranger could have written.
 */

import { hostileText } from '../dns/demo-hostile-text.ts';
import type { SeedRules } from './model.ts';

const ONE_HOUR = 3600;
const ONE_DAY = 24 * ONE_HOUR;
const ONE_YEAR = 365 * ONE_DAY;

const SHOP: SeedRules = {
  http_request_dynamic_redirect: [
    {
      ref: 'www_to_apex',
      description: 'One name for the shop',
      expression: 'http.host eq "www.mapleandpine.com"',
      action: 'redirect',
      action_parameters: {
        from_value: {
          target_url: { expression: 'concat("https://mapleandpine.com", http.request.uri.path)' },
          status_code: 301,
          preserve_query_string: true,
        },
      },
    },
    {
      ref: 'summer_sale',
      description: 'Campaign 2023. Who owns this?',
      expression: 'http.host eq "mapleandpine.com" and http.request.uri.path eq "/sale"',
      action: 'redirect',
      action_parameters: {
        from_value: {
          target_url: { value: 'https://summer-sale.mapleandpine.com/' },
          status_code: 302,
        },
      },
      enabled: false,
    },
  ],
  http_request_transform: [
    {
      ref: 'old_catalogue',
      description: 'The catalogue moved below /shop',
      expression: 'starts_with(http.request.uri.path, "/catalogue/")',
      action: 'rewrite',
      action_parameters: {
        uri: { path: { expression: 'concat("/shop", http.request.uri.path)' } },
      },
    },
  ],
  http_response_headers_transform: [
    {
      ref: 'security_headers',
      description: 'Security headers',
      expression: 'true',
      action: 'rewrite',
      action_parameters: {
        headers: {
          'X-Content-Type-Options': { operation: 'set', value: 'nosniff' },
          'Referrer-Policy': { operation: 'set', value: 'strict-origin-when-cross-origin' },
          'X-Powered-By': { operation: 'remove' },
        },
      },
    },
  ],
  http_request_cache_settings: [
    {
      ref: 'no_cache_for_accounts',
      description: 'Baskets and accounts are personal',
      expression:
        'http.request.uri.path in {"/basket" "/checkout"} or starts_with(http.request.uri.path, "/account")',
      action: 'set_cache_settings',
      action_parameters: { cache: false },
    },
    {
      ref: 'product_images',
      description: 'Product images change their names when they change',
      expression:
        'starts_with(http.request.uri.path, "/images/") and http.request.uri.path.extension in {"jpg" "webp"}',
      action: 'set_cache_settings',
      action_parameters: {
        cache: true,
        edge_ttl: { mode: 'override_origin', default: 30 * ONE_DAY },
        browser_ttl: { mode: 'override_origin', default: ONE_YEAR },
      },
    },
  ],
  http_request_firewall_custom: [
    {
      ref: 'office_skips_challenges',
      description: 'Ticket 4711, pasted from the form',
      expression: 'ip.src in {198.51.100.0/28} and http.host eq "api.mapleandpine.com"',
      action: 'skip',
      action_parameters: { phases: ['http_ratelimit'], products: ['bic'] },
      logging: { enabled: true },
    },
    {
      ref: 'admin_only_from_vpn',
      description: 'The admin area is for the VPN',
      expression: 'starts_with(http.request.uri.path, "/admin") and not ip.src in {198.51.100.7}',
      action: 'block',
    },
    {
      ref: 'reported_by_form',
      description: hostileText,
      expression: 'http.request.uri.path contains "/wp-login.php"',
      action: 'managed_challenge',
    },
  ],
  http_ratelimit: [
    {
      ref: 'login_attempts',
      description: 'Five logins in a minute are enough',
      expression: 'http.request.uri.path eq "/login"',
      action: 'block',
      ratelimit: {
        characteristics: ['cf.colo.id', 'ip.src'],
        period: 60,
        requests_per_period: 5,
        mitigation_timeout: 600,
      },
    },
  ],
};

const SHORT_LINKS: SeedRules = {
  http_request_dynamic_redirect: [
    {
      ref: 'everything_to_the_shop',
      description: 'Short links live in the shop',
      expression: 'true',
      action: 'redirect',
      action_parameters: {
        from_value: {
          target_url: { expression: 'concat("https://mapleandpine.com/s", http.request.uri.path)' },
          status_code: 302,
        },
      },
    },
  ],
};

const LABORATORY: SeedRules = {
  http_request_origin: [
    {
      ref: 'grafana_port',
      description: 'Grafana listens on 3000',
      expression: 'http.host eq "metrics.northfork-labs.dev"',
      action: 'route',
      action_parameters: { origin: { port: 3000 } },
    },
  ],
  http_config_settings: [
    {
      ref: 'no_obfuscation_in_docs',
      description: 'Addresses in the documentation are examples',
      expression: 'http.host eq "docs.northfork-labs.dev"',
      action: 'set_config',
      action_parameters: { email_obfuscation: false, rocket_loader: false },
    },
  ],
  http_request_late_transform: [
    {
      ref: 'visitor_country',
      description: 'The dashboard shows where a request came from',
      expression: 'http.request.uri.path matches "^/v[0-9]+/"',
      action: 'rewrite',
      action_parameters: {
        headers: {
          'X-Visitor-Country': { operation: 'set', expression: 'ip.src.country' },
          Cookie: { operation: 'remove' },
        },
      },
    },
  ],
  http_response_compression: [
    {
      ref: 'zstandard',
      description: 'Measurements compress well',
      expression: 'http.response.content_type.media_type eq "application/json"',
      action: 'compress_response',
      action_parameters: { algorithms: [{ name: 'zstd' }, { name: 'brotli' }, { name: 'auto' }] },
    },
  ],
};

/** By zone name. */
export const demoRules: Readonly<Record<string, SeedRules>> = {
  'mapleandpine.com': SHOP,
  'mapleandpine.net': SHORT_LINKS,
  'northfork-labs.dev': LABORATORY,
};
