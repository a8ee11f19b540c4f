/** Page Rules, settings and purges of every day. */

import { addPageRule, editPageRule, migrate, pageRule, purge, setting, undo } from '../calls.ts';
import { type Case, harmless } from '../case.ts';

const images = pageRule('example.com/images/*', { browser_cache_ttl: 3600 });

export const pageRules: readonly Case[] = harmless('page-rule', [
  ['images', addPageRule('example.com/images/*', { cache_level: 'cache_everything', edge_cache_ttl: 7200 })],
  ['fonts', addPageRule('static.example.com/fonts/*', { browser_cache_ttl: 31_536_000 })],
  ['downloads', addPageRule('example.com/downloads/*', { cache_level: 'cache_everything' })],
  ['loader', addPageRule('example.com/configurator*', { rocket_loader: 'off' })],
  ['admin-high', addPageRule('example.com/admin/*', { security_level: 'high' })],
  ['admin-bypass', addPageRule('example.com/admin/*', { cache_level: 'bypass' })],
  ['strict', addPageRule('shop.example.com/*', { ssl: 'strict' })],
  [
    'one-page',
    addPageRule('example.com/old-page', {
      forwarding_url: { url: 'https://example.com/new-page', status_code: 301 },
    }),
  ],
  [
    'one-section',
    addPageRule('example.com/catalogue-2019/*', {
      forwarding_url: { url: 'https://example.com/archive/$1', status_code: 301 },
    }),
  ],
  ['to-https', addPageRule('http://*example.com/*', { always_use_https: true })],
  [
    'to-apex',
    addPageRule('www.example.com/*', { forwarding_url: { url: 'https://example.com/$1', status_code: 301 } }),
  ],
  ['armour', addPageRule('example.com/media/*', { cache_deception_armor: 'on' })],
  ['disabled', addPageRule('*example.com/*', { cache_level: 'cache_everything' }, { status: 'disabled' })],
  [
    'disabled-away',
    addPageRule(
      '*example.com/*',
      { forwarding_url: { url: 'https://www.example.net/', status_code: 302 } },
      { status: 'disabled' },
    ),
  ],
  ['longer', editPageRule('images', { actions: { browser_cache_ttl: 86_400 } }), { pageRules: { images } }],
  ['one-more-action', editPageRule('images', { actions: { polish: 'lossless' } }), { pageRules: { images } }],
  ['widened-a-little', editPageRule('images', { url: 'example.com/image*' }), { pageRules: { images } }],
  ['off', editPageRule('images', { status: 'disabled' }), { pageRules: { images } }],
  ['same', editPageRule('images', { status: 'active' }), { pageRules: { images } }],
  [
    'stricter',
    editPageRule('shop', { actions: { ssl: 'strict' } }),
    { pageRules: { shop: pageRule('shop.example.com/*', { ssl: 'full' }) } },
  ],
  [
    'higher',
    editPageRule('shop', { actions: { security_level: 'high' } }),
    { pageRules: { shop: pageRule('shop.example.com/*', { security_level: 'low' }) } },
  ],
  [
    'disabled-edited',
    editPageRule('old', { url: 'example.com/older/*' }),
    {
      pageRules: { old: pageRule('example.com/old/*', { cache_level: 'bypass' }, { status: 'disabled' }) },
    },
  ],
  [
    'disabled-turned',
    editPageRule('old', { actions: { cache_level: 'cache_everything' } }),
    {
      pageRules: { old: pageRule('example.com/old/*', { cache_level: 'bypass' }, { status: 'disabled' }) },
    },
  ],
  [
    'undo-longer',
    undo,
    { pageRules: { images }, before: editPageRule('images', { actions: { browser_cache_ttl: 86_400 } }) },
  ],
  ['nothing-to-migrate', migrate()],
  ['migrate-pictures', migrate(), { pageRules: { images } }],
  ['migrate-disabled', migrate({ enable_rules: false }), { pageRules: { images } }],
]);

const hardened: readonly (readonly [name: string, before: string | number, after: string | number])[] = [
  ['ssl', 'full', 'strict'],
  ['ssl', 'flexible', 'full'],
  ['always_use_https', 'off', 'on'],
  ['min_tls_version', '1.0', '1.2'],
  ['min_tls_version', '1.1', '1.2'],
  ['tls_1_3', 'off', 'on'],
  ['0rtt', 'on', 'off'],
  ['browser_check', 'off', 'on'],
  ['email_obfuscation', 'off', 'on'],
  ['hotlink_protection', 'off', 'on'],
  ['security_level', 'low', 'medium'],
  ['security_level', 'essentially_off', 'medium'],
  ['security_level', 'medium', 'high'],
  ['automatic_https_rewrites', 'off', 'on'],
  ['opportunistic_encryption', 'off', 'on'],
  ['development_mode', 'on', 'off'],
  ['cache_level', 'simplified', 'aggressive'],
  ['challenge_ttl', 31_536_000, 1800],
  ['challenge_ttl', 1800, 900],
];

const faster: readonly (readonly [name: string, before: string | number, after: string | number])[] = [
  ['brotli', 'off', 'on'],
  ['brotli', 'on', 'off'],
  ['early_hints', 'off', 'on'],
  ['early_hints', 'on', 'off'],
  ['http2', 'off', 'on'],
  ['http3', 'off', 'on'],
  ['http3', 'on', 'off'],
  ['ipv6', 'off', 'on'],
  ['websockets', 'off', 'on'],
  ['ip_geolocation', 'off', 'on'],
  ['polish', 'off', 'lossless'],
  ['polish', 'lossless', 'lossy'],
  ['polish', 'lossy', 'off'],
  ['webp', 'off', 'on'],
  ['webp', 'on', 'off'],
  ['rocket_loader', 'on', 'off'],
  ['always_online', 'off', 'on'],
  ['browser_cache_ttl', 14_400, 7200],
  ['browser_cache_ttl', 14_400, 28_800],
  ['browser_cache_ttl', 14_400, 0],
];

export const settings: readonly Case[] = harmless('setting', [
  ...[...hardened, ...faster].map(
    ([name, before, after]) =>
      [`${name}-${before}-${after}`, setting(name, after), { settings: { [name]: before } }] as const,
  ),
  ['same-value', setting('ssl', 'strict')],
  ['undo-speed', undo, { before: setting('early_hints', 'on') }],
]);

export const purges: readonly Case[] = harmless('purge', [
  ['style', purge({ files: ['https://example.com/style.css'] })],
  ['script', purge({ files: ['https://example.com/static/app.js'] })],
  ['home-page', purge({ files: ['https://example.com/'] })],
  ['page-and-feed', purge({ files: ['https://example.com/blog/post', 'https://example.com/feed.xml'] })],
  ['with-query', purge({ files: ['https://example.com/search?q=oak'] })],
  [
    'five-files',
    purge({ files: [1, 2, 3, 4, 5].map((number) => `https://static.example.com/images/${number}.webp`) }),
  ],
  [
    'thirty-files',
    purge({
      files: Array.from({ length: 30 }, (_, index) => `https://static.example.com/images/${index}.webp`),
    }),
  ],
  ['tag', purge({ tags: ['product-4711'] })],
  ['two-tags', purge({ tags: ['product-4711', 'category-tables'] })],
  ['styles', purge({ prefixes: ['example.com/css'] })],
  ['release', purge({ prefixes: ['static.example.com/releases/2026-11'] })],
  ['two-folders', purge({ prefixes: ['example.com/images/spring', 'example.com/images/summer'] })],
]);

const added = { before: { tool: 'create_zone', args: { zone: 'launch.example' } } } as const;

export const zones: readonly Case[] = harmless('zone', [
  ['look-again', { tool: 'activate_zone', args: { zone: 'launch.example' } }, added],
  ['look-at-an-active-one', { tool: 'activate_zone', args: { zone: 'example.com' } }],
]);
