import type { SeedSettings } from './model.ts';

/**
 * What somebody changed over the years, by the name of the zone. The shop has things that an audit finds: TLS 1.0,
 * plain HTTP that is not redirected, no HSTS.
 */
export const demoSettings: Readonly<Record<string, SeedSettings>> = {
  'mapleandpine.com': { ssl: 'full', browser_cache_ttl: 86_400, polish: 'lossless', webp: 'on' },
  'mapleandpine.net': { ssl: 'flexible', always_use_https: 'on' },
  'northfork-labs.dev': {
    ssl: 'strict',
    always_use_https: 'on',
    min_tls_version: '1.2',
    early_hints: 'on',
    rocket_loader: 'off',
    security_header: {
      strict_transport_security: {
        enabled: true,
        max_age: 15_552_000,
        include_subdomains: true,
        preload: false,
        nosniff: true,
      },
    },
  },
};
