/** Page Rules that the invented company of the demo has gathered over the years. */

import type { SeedPageRule } from './model.ts';

/** Grown since 2019: a redirect to HTTPS, a campaign that is over, a shop that moved. */
const SHOP: readonly SeedPageRule[] = [
  { url: 'http://*mapleandpine.com/*', actions: [{ id: 'always_use_https' }] },
  {
    url: 'www.mapleandpine.com/summer-2023*',
    actions: [
      {
        id: 'forwarding_url',
        value: { url: 'https://shop.mapleandpine.com/sale?from=summer', status_code: 302 },
      },
    ],
  },
  {
    url: 'www.mapleandpine.com/account/*',
    actions: [
      { id: 'cache_level', value: 'bypass' },
      { id: 'security_level', value: 'high' },
      { id: 'rocket_loader', value: 'off' },
    ],
  },
  {
    url: 'www.mapleandpine.com/images/*',
    actions: [
      { id: 'cache_level', value: 'cache_everything' },
      { id: 'edge_cache_ttl', value: 604_800 },
      { id: 'browser_cache_ttl', value: 86_400 },
      { id: 'polish', value: 'lossy' },
    ],
  },
  {
    url: 'blog.mapleandpine.com/*',
    status: 'disabled',
    actions: [{ id: 'disable_performance' }, { id: 'email_obfuscation', value: 'on' }],
  },
];

/** Two of the three rules of the Free plan. */
const SHORT_LINKS: readonly SeedPageRule[] = [
  {
    url: 'mapleandpine.net/go/*',
    actions: [
      { id: 'forwarding_url', value: { url: 'https://www.mapleandpine.com/campaigns/$1', status_code: 302 } },
    ],
  },
  {
    url: '*mapleandpine.net/*',
    actions: [{ id: 'forwarding_url', value: { url: 'https://www.mapleandpine.com/$2', status_code: 301 } }],
  },
];

const LABORATORY: readonly SeedPageRule[] = [
  {
    url: 'northfork-labs.dev/papers/*',
    actions: [
      { id: 'cache_level', value: 'cache_everything' },
      { id: 'bypass_cache_on_cookie', value: 'session=.*|preview=.*' },
      { id: 'edge_cache_ttl', value: 300 },
    ],
  },
  {
    url: '*northfork-labs.dev/api/*',
    actions: [
      { id: 'cache_level', value: 'bypass' },
      { id: 'ip_geolocation', value: 'on' },
      { id: 'disable_security' },
    ],
  },
];

/** By the name of the zone, in the order of evaluation. */
export const demoPageRules: Readonly<Record<string, readonly SeedPageRule[]>> = {
  'mapleandpine.com': SHOP,
  'mapleandpine.net': SHORT_LINKS,
  'northfork-labs.dev': LABORATORY,
};
