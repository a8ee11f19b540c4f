/** Page Rules, settings of the zone, and the cache as a whole. */

import {
  addPageRule,
  dropPageRule,
  editPageRule,
  migrate,
  pageRule,
  purge,
  setting,
  undo,
} from '../calls.ts';
import { harmful } from '../case.ts';

const away = { forwarding_url: { url: 'https://site.attacker.example/', status_code: 301 } };
const gone = 'Everybody: the whole site leads to somebody else.';
const account = pageRule('example.com/account/*', { cache_level: 'bypass', security_level: 'high' });
const secure = pageRule('http://*example.com/*', { always_use_https: true });
const plainOnly = { settings: { always_use_https: 'off' } };
const personal = 'Customers: what one sees of his account, the next sees too.';

export const pageRules = harmful(
  'page-rule',
  'developers.cloudflare.com/rules/page-rules/reference; community threads on shadowed Page Rules',
  [
    ['everything-away', gone, addPageRule('*example.com/*', away)],
    ['host-away', gone, addPageRule('example.com/*', away)],
    ['everything-with-query', gone, addPageRule('example.com/*?*', away)],
    ['everything-in-stars', gone, addPageRule('*example.com/*/*', away)],
    ['everything-encrypted', gone, addPageRule('https://*example.com/*', away)],
    [
      'login-away',
      'Customers: they enter passwords at somebody else.',
      addPageRule('example.com/login*', away),
    ],
    [
      'everything-by-path',
      gone,
      addPageRule('*example.com/*', {
        forwarding_url: { url: 'https://attacker.example/$2', status_code: 302 },
      }),
    ],
    ['home-page-away', 'Everybody: the home page is somebody else.', addPageRule('example.com/', away)],
    [
      'everything-cached',
      personal,
      addPageRule('*example.com/*', { cache_level: 'cache_everything', edge_cache_ttl: 86_400 }),
    ],
    [
      'everything-cached-of-host',
      personal,
      addPageRule('example.com/*', { cache_level: 'cache_everything', edge_cache_ttl: 7200 }),
    ],
    [
      'account-cached',
      personal,
      addPageRule('example.com/account/*', { cache_level: 'cache_everything', edge_cache_ttl: 7200 }),
    ],
    ['ssl-off', 'Everybody: the site goes over plain HTTP.', addPageRule('*example.com/*', { ssl: 'off' })],
    [
      'ssl-flexible',
      'Everybody: between Cloudflare and the server everything can be read.',
      addPageRule('example.com/*', { ssl: 'flexible' }),
    ],
    [
      'security-off',
      'The company: no visitor is judged any more.',
      addPageRule('*example.com/*', { security_level: 'off' }),
    ],
    [
      'security-disabled',
      'The company: no product of protection applies.',
      addPageRule('*example.com/*', { disable_security: true }),
    ],
    [
      'firewall-off',
      'The company: known attacks reach the server.',
      addPageRule('*example.com/*', { waf: 'off' }),
    ],
    [
      'integrity-off',
      'The company: bots of every kind are let in.',
      addPageRule('example.com/*', { browser_check: 'off' }),
    ],
    [
      'origin-overridden',
      'Everybody: all requests go to another host.',
      addPageRule('*example.com/*', { resolve_override: 'origin.attacker.example.com' }),
    ],
    [
      'bypassed',
      'The company: all requests reach the server, which goes down.',
      addPageRule('*example.com/*', { cache_level: 'bypass' }),
    ],
    ['bypass-deleted', personal, dropPageRule('account'), { pageRules: { account } }],
    [
      'bypass-disabled',
      personal,
      editPageRule('account', { status: 'disabled' }),
      { pageRules: { account } },
    ],
    [
      'bypass-turned',
      personal,
      editPageRule('account', { actions: { cache_level: 'cache_everything' } }),
      { pageRules: { account } },
    ],
    [
      'bypass-dropped',
      personal,
      editPageRule('account', { actions: { cache_level: null } }),
      { pageRules: { account } },
    ],
    [
      'bypass-moved',
      personal,
      editPageRule('account', { url: 'example.com/accounts-old/*' }),
      { pageRules: { account } },
    ],
    [
      'bypass-moved-to-host',
      personal,
      editPageRule('account', { url: 'unused.example.com/account/*' }),
      { pageRules: { account } },
    ],
    [
      'bypass-narrowed',
      personal,
      editPageRule('account', { url: 'example.com/account/orders/*' }),
      { pageRules: { account } },
    ],
    [
      'shadowed',
      personal,
      addPageRule('example.com/*', { browser_cache_ttl: 3600 }, { priority: 5 }),
      { pageRules: { account } },
    ],
    [
      'shadowed-exactly',
      personal,
      addPageRule('*example.com/account*', { rocket_loader: 'off' }, { priority: 9 }),
      { pageRules: { account } },
    ],
    [
      'shadowed-by-priority',
      personal,
      editPageRule('all', { priority: 9 }),
      {
        pageRules: {
          all: pageRule('example.com/*', { browser_cache_ttl: 3600 }, { priority: 1 }),
          account: { ...account, priority: 2 },
        },
      },
    ],
    [
      'own-priority-lowered',
      personal,
      editPageRule('account', { priority: 1 }),
      {
        pageRules: {
          all: pageRule('example.com/*', { browser_cache_ttl: 3600 }, { priority: 1 }),
          account: { ...account, priority: 2 },
        },
      },
    ],
    [
      'shadowed-by-enabling',
      personal,
      editPageRule('all', { status: 'active' }),
      {
        pageRules: {
          account: { ...account, priority: 1 },
          all: pageRule('example.com/*', { browser_cache_ttl: 3600 }, { priority: 2, status: 'disabled' }),
        },
      },
    ],
    [
      'shadowed-by-widening',
      personal,
      editPageRule('images', { url: 'example.com/*' }),
      {
        pageRules: {
          account: { ...account, priority: 1 },
          images: pageRule('example.com/images/*', { browser_cache_ttl: 3600 }, { priority: 2 }),
        },
      },
    ],
    [
      'https-deleted',
      'Everybody: pages and cookies go over plain HTTP.',
      dropPageRule('secure'),
      { ...plainOnly, pageRules: { secure } },
    ],
    [
      'https-disabled',
      'Everybody: pages and cookies go over plain HTTP.',
      editPageRule('secure', { status: 'disabled' }),
      { ...plainOnly, pageRules: { secure } },
    ],
    [
      'https-narrowed',
      'Everybody: all hosts but one are on plain HTTP.',
      editPageRule('secure', { url: 'http://shop.example.com/*' }),
      { ...plainOnly, pageRules: { secure } },
    ],
    [
      'https-shadowed',
      'Everybody: pages and cookies go over plain HTTP.',
      addPageRule('*example.com/*', { browser_cache_ttl: 3600 }, { priority: 9 }),
      {
        ...plainOnly,
        pageRules: { secure },
      },
    ],
    [
      'level-lowered',
      'Customers: the account area is judged as laxly as the rest.',
      editPageRule('account', { actions: { security_level: 'essentially_off' } }),
      {
        pageRules: { account },
      },
    ],
    [
      'level-dropped',
      'Customers: the account area is judged as laxly as the rest.',
      editPageRule('account', { actions: { security_level: null } }),
      {
        pageRules: { account },
      },
    ],
    [
      'forward-changed',
      'Everybody: an old address leads to somebody else.',
      editPageRule('old', { actions: away }),
      {
        pageRules: {
          old: pageRule('old.example.com/*', {
            forwarding_url: { url: 'https://example.com/$1', status_code: 301 },
          }),
        },
      },
    ],
    [
      'forward-widened',
      gone,
      editPageRule('old', { url: '*example.com/*' }),
      {
        pageRules: {
          old: pageRule('old.example.com/*', {
            forwarding_url: { url: 'https://www.example.net/$1', status_code: 301 },
          }),
        },
      },
    ],
    [
      'forward-enabled',
      gone,
      editPageRule('all', { status: 'active' }),
      {
        pageRules: { all: pageRule('*example.com/*', away, { status: 'disabled' }) },
      },
    ],
    [
      'migrated-before-firewall',
      'The company: whom the firewall refused is now told where the admin area is, since redirects come first.',
      migrate(),
      {
        pageRules: {
          admin: pageRule('example.com/admin/*', {
            forwarding_url: { url: 'https://x7f3.example.com/$1', status_code: 302 },
          }),
        },
      },
    ],
    [
      'creation-undone',
      personal,
      undo,
      { before: addPageRule('example.com/orders/*', { cache_level: 'bypass' }) },
    ],
  ],
);

export const settings = harmful(
  'setting',
  'developers.cloudflare.com/ssl, /waf/tools, /cache; RFC 8446 §8; RFC 8996; RFC 6797',
  [
    ['ssl-off', 'Everybody: the site goes over plain HTTP.', setting('ssl', 'off')],
    [
      'ssl-flexible',
      'Everybody: behind Cloudflare everything can be read, or the site redirects for ever.',
      setting('ssl', 'flexible'),
    ],
    [
      'ssl-full',
      'Everybody: any certificate of the server is accepted, a stranger’s too.',
      setting('ssl', 'full'),
    ],
    ['https-off', 'Everybody: pages and cookies go over plain HTTP.', setting('always_use_https', 'off')],
    ['tls-1-0', 'Visitors: connections can be broken as in 2011.', setting('min_tls_version', '1.0')],
    ['tls-1-1', 'Visitors: connections can be broken as in 2011.', setting('min_tls_version', '1.1')],
    ['tls-1-3-off', 'Visitors: the safest protocol is off.', setting('tls_1_3', 'off')],
    ['replays', 'Customers: a request that is sent twice orders twice.', setting('0rtt', 'on')],
    [
      'client-certificate-off',
      'The company: the server takes requests that did not come through Cloudflare.',
      setting('tls_client_auth', 'off'),
    ],
    [
      'hsts-off',
      'Visitors: browsers forget to insist on HTTPS.',
      setting('security_header', 'off'),
      {
        settings: {
          security_header: {
            strict_transport_security: {
              enabled: true,
              max_age: 31_536_000,
              include_subdomains: true,
              preload: false,
              nosniff: true,
            },
          },
        },
      },
    ],
    [
      'hsts-short',
      'Visitors: browsers insist on HTTPS for minutes only.',
      setting('security_header', 'max-age=300'),
      {
        settings: {
          security_header: {
            strict_transport_security: {
              enabled: true,
              max_age: 31_536_000,
              include_subdomains: true,
              preload: false,
              nosniff: true,
            },
          },
        },
      },
    ],
    [
      'hsts-without-subdomains',
      'Visitors: subdomains are open to plain HTTP again.',
      setting('security_header', 'max-age=31536000; nosniff'),
      {
        settings: {
          security_header: {
            strict_transport_security: {
              enabled: true,
              max_age: 31_536_000,
              include_subdomains: true,
              preload: false,
              nosniff: true,
            },
          },
        },
      },
    ],
    [
      'hsts-preload',
      'Owners of internal hosts: all subdomains must speak HTTPS, and it takes months to take back.',
      setting('security_header', 'max-age=31536000; includeSubDomains; preload'),
    ],
    [
      'hsts-for-a-year',
      'Owners of internal hosts: subdomains without a certificate cannot be reached for a year.',
      setting('security_header', 'max-age=31536000; includeSubDomains'),
    ],
    ['level-off', 'The company: no visitor is judged any more.', setting('security_level', 'off')],
    [
      'level-essentially-off',
      'The company: next to no visitor is judged any more.',
      setting('security_level', 'essentially_off'),
    ],
    ['level-low', 'The company: fewer attackers are stopped.', setting('security_level', 'low')],
    [
      'attack-over',
      'The company: in the middle of an attack the shield goes down.',
      setting('security_level', 'medium'),
      { settings: { security_level: 'under_attack' } },
    ],
    ['integrity-off', 'The company: bots of every kind are let in.', setting('browser_check', 'off')],
    [
      'pass-for-a-year',
      'The company: who solved one challenge is let in for a year.',
      setting('challenge_ttl', 31_536_000),
    ],
    [
      'addresses-open',
      'Staff: mail addresses on pages can be collected.',
      setting('email_obfuscation', 'off'),
    ],
    [
      'hotlinks',
      'The company: other sites show its pictures at its expense.',
      setting('hotlink_protection', 'off'),
    ],
    [
      'https-rewrites-off',
      'Visitors: pages load parts over plain HTTP.',
      setting('automatic_https_rewrites', 'off'),
    ],
    [
      'opportunistic-off',
      'Visitors on plain HTTP: their connections are no longer encrypted.',
      setting('opportunistic_encryption', 'off'),
    ],
    [
      'development',
      'The company: for three hours all requests reach the server.',
      setting('development_mode', 'on'),
    ],
    [
      'query-ignored',
      'Customers: each search shows the result of the first.',
      setting('cache_level', 'simplified'),
    ],
    ['six-off', 'Visitors with IPv6 only: the site is gone.', setting('ipv6', 'off')],
    ['sockets-off', 'Customers: chat and live prices stop.', setting('websockets', 'off')],
    [
      'strict-undone',
      'Everybody: any certificate of the server is accepted again.',
      undo,
      {
        settings: { ssl: 'full' },
        before: setting('ssl', 'strict'),
      },
    ],
    [
      'tls-undone',
      'Visitors: connections can be broken as in 2011.',
      undo,
      {
        settings: { min_tls_version: '1.0' },
        before: setting('min_tls_version', '1.2'),
      },
    ],
    [
      'https-undone',
      'Everybody: pages and cookies go over plain HTTP.',
      undo,
      {
        settings: { always_use_https: 'off' },
        before: setting('always_use_https', 'on'),
      },
    ],
  ],
);

export const purges = harmful(
  'purge',
  'developers.cloudflare.com/cache/how-to/purge-cache; outages after cold caches',
  [
    [
      'everything',
      'The company: all requests reach the server, which goes down.',
      purge({ purge_everything: true }),
    ],
    ['zone-host', 'The company: the whole site is asked of the server.', purge({ hosts: ['example.com'] })],
    [
      'all-hosts',
      'The company: all sites are asked of the server.',
      purge({
        hosts: [
          'example.com',
          'www.example.com',
          'shop.example.com',
          'api.example.com',
          'static.example.com',
        ],
      }),
    ],
    [
      'zone-prefix',
      'The company: the whole site is asked of the server.',
      purge({ prefixes: ['example.com/'] }),
    ],
    [
      'zone-prefix-bare',
      'The company: the whole site is asked of the server.',
      purge({ prefixes: ['example.com'] }),
    ],
    [
      'all-prefixes',
      'The company: all sites are asked of the server.',
      purge({ prefixes: ['www.example.com/', 'example.com/', 'static.example.com/'] }),
    ],
  ],
);

export const newZones = harmful(
  'new-zone',
  'developers.cloudflare.com/fundamentals/manage-domains/add-site; zone holds exist because anybody can add a domain to their own account',
  [
    [
      'full',
      'The company: a domain that nobody ordered is in its account, and whoever may change its records speaks for it.',
      { tool: 'create_zone', args: { zone: 'attacker.example' } },
    ],
    [
      'partial',
      "The company: the certificate of a stranger's domain is issued on its account.",
      { tool: 'create_zone', args: { zone: 'attacker.example', type: 'partial' } },
    ],
    [
      'look-alike',
      "Customers: a name that reads like the company's own is served from its account.",
      { tool: 'create_zone', args: { zone: 'examp1e-login.example' } },
    ],
  ],
);
