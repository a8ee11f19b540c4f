/** Rules of every day: one path, one bot, one header more, and what makes things stricter. */

import { baseRules } from '../base-zone.ts';
import { addRule, configRule, editRule, rateLimit, redirectTo, setRules, undo, waf } from '../calls.ts';
import { type Case, harmless } from '../case.ts';

const moved: readonly (readonly [from: string, to: string])[] = [
  ['/about-us', '/about'],
  ['/team.html', '/about/team'],
  ['/products/oak-table-2019', '/products/oak-table'],
  ['/sale-summer', '/sale'],
  ['/blog/2019/05/hello', '/blog/hello'],
  ['/privacy.php', '/privacy'],
  ['/imprint.html', '/imprint'],
  ['/download/manual-v1.pdf', '/download/manual-v2.pdf'],
  ['/jobs/old-offer', '/jobs'],
  ['/press/2018', '/press'],
  ['/feed.xml', '/rss'],
  ['/kontakt', '/contact'],
];

export const redirects: readonly Case[] = harmless('redirect', [
  ...moved.map(
    ([from, to]) =>
      [`page${from}`, redirectTo(`http.request.uri.path eq "${from}"`, `https://example.com${to}`)] as const,
  ),
  [
    'host-and-page',
    redirectTo('http.host eq "example.com" and http.request.uri.path eq "/old"', 'https://example.com/new', {
      status_code: 302,
    }),
  ],
  [
    'three-pages',
    redirectTo('http.request.uri.path in {"/a.html" "/b.html" "/c.html"}', 'https://example.com/archive'),
  ],
  [
    'section',
    addRule('redirect', {
      expression: 'starts_with(http.request.uri.path, "/catalogue-2019/")',
      redirect: {
        target_url_expression: 'concat("https://example.com/archive", http.request.uri.path)',
        status_code: 301,
      },
    }),
  ],
  [
    'old-host',
    addRule('redirect', {
      expression: 'http.host eq "old-campaign.example.com"',
      redirect: { target_url: 'https://example.com/campaign', status_code: 301 },
    }),
  ],
  [
    'www-to-apex',
    addRule('redirect', {
      expression: 'http.host eq "www.example.com"',
      redirect: {
        target_url_expression: 'concat("https://example.com", http.request.uri.path)',
        status_code: 301,
        preserve_query_string: true,
      },
    }),
    { without: ['wwwToApex'] },
  ],
  [
    'to-https',
    addRule('redirect', {
      expression: 'not ssl',
      redirect: {
        target_url_expression: 'concat("https://", http.host, http.request.uri.path)',
        status_code: 301,
        preserve_query_string: true,
      },
    }),
  ],
  [
    'to-https-of-host',
    addRule('redirect', {
      expression: 'not ssl and http.host eq "shop.example.com"',
      redirect: {
        target_url_expression: 'concat("https://shop.example.com", http.request.uri.path)',
        preserve_query_string: true,
      },
    }),
  ],
  [
    'disabled-everything',
    addRule('redirect', {
      expression: 'true',
      enabled: false,
      redirect: { target_url: 'https://status.example.com/' },
    }),
  ],
  [
    'target-of-page',
    editRule('oldBlog', { redirect: { target_url: 'https://blog.example.com/welcome', status_code: 302 } }),
  ],
  [
    'status-of-page',
    editRule('oldBlog', { redirect: { target_url: 'https://blog.example.com/', status_code: 302 } }),
  ],
  [
    'one-more-page',
    editRule('oldBlog', { expression: 'http.request.uri.path in {"/old-blog" "/older-blog"}' }),
  ],
  [
    'described-and-kept',
    setRules('redirect', [{ id: '$wwwToApex', description: 'One name' }, { id: '$oldBlog' }]),
  ],
  [
    'one-more-by-list',
    setRules('redirect', [
      { id: '$wwwToApex' },
      { id: '$oldBlog' },
      {
        expression: 'http.request.uri.path eq "/spring"',
        redirect: { target_url: 'https://example.com/sale' },
      },
    ]),
  ],
  [
    'query-kept',
    editRule('oldBlog', {
      redirect: { target_url: 'https://blog.example.com/', preserve_query_string: true },
    }),
  ],
]);

export const descriptions: readonly Case[] = harmless('description', [
  ...Object.keys(baseRules).map(
    (key) => [key, editRule(key, { description: `Reviewed in 2026 (${key})` })] as const,
  ),
  ['undone', undo, { before: editRule('wafAdmin', { description: 'Admin area' }) }],
  ['not-moved', editRule('wafAdmin', { description: 'Admin area' }, { index: 2 })],
  ['not-moved-at-all', editRule('wafAdmin', {}, { index: 2 })],
  [
    'same-expression',
    editRule('wafFiles', {
      expression: 'http.request.uri.path contains "/.env" or http.request.uri.path contains "/.git"',
    }),
  ],
  ['same-headers-list', setRules('response_headers', [{ id: '$securityHeaders' }, { id: '$stripVersion' }])],
  [
    'same-firewall-list',
    setRules(
      'waf_custom',
      ['$skipMonitor', '$wafAdmin', '$wafFiles', '$wafLogin', '$wafXmlrpc'].map((id) => ({ id })),
    ),
  ],
  ['same-limits-list', setRules('rate_limit', [{ id: '$limitLogin' }, { id: '$limitApi' }])],
  ['same-cache-list', setRules('cache', [{ id: '$cacheBypass' }, { id: '$cacheStatic' }])],
  ['same-config-list', setRules('config', [{ id: '$configLogin' }, { id: '$configDocs' }])],
  [
    'described-by-list',
    setRules('cache', [
      { id: '$cacheBypass', description: 'Personal pages' },
      { id: '$cacheStatic', description: 'Files' },
    ]),
  ],
]);

const paths = [
  '/phpmyadmin',
  '/cgi-bin/',
  '/vendor/phpunit',
  '/actuator',
  '/.svn',
  '/.aws',
  '/wp-content/uploads/shell.php',
  '/solr/admin',
  '/HNAP1',
  '/boaform',
];
const bots = [
  'sqlmap',
  'nikto',
  'masscan',
  'zgrab',
  'python-requests/2.6',
  'EvilScraper',
  'AhrefsBot',
  'Bytespider',
];

export const firewall: readonly Case[] = harmless('firewall', [
  ...paths.map(
    (path) =>
      [
        `path${path}`,
        addRule('waf_custom', {
          expression: `starts_with(http.request.uri.path, "${path}")`,
          action: 'block',
        }),
      ] as const,
  ),
  ...bots.map(
    (bot) =>
      [
        `bot-${bot}`,
        addRule('waf_custom', { expression: `http.user_agent contains "${bot}"`, action: 'block' }),
      ] as const,
  ),
  [
    'address',
    addRule('waf_custom', { expression: 'ip.src eq 192.0.2.44', action: 'block', description: 'Scraper' }),
  ],
  [
    'addresses',
    addRule('waf_custom', {
      expression: 'ip.src in {192.0.2.44 192.0.2.45 2001:db8:66::/48}',
      action: 'block',
    }),
  ],
  ['network', addRule('waf_custom', { expression: 'ip.src in {192.0.2.0/24}', action: 'managed_challenge' })],
  ['trace', addRule('waf_custom', { expression: 'http.request.method eq "TRACE"', action: 'block' })],
  [
    'sign-up',
    addRule('waf_custom', {
      expression: 'http.request.uri.path eq "/register" and http.request.method eq "POST"',
      action: 'managed_challenge',
    }),
  ],
  [
    'backups',
    addRule('waf_custom', {
      expression: 'http.request.uri.path.extension in {"sql" "bak" "old"}',
      action: 'block',
    }),
  ],
  [
    'with-response',
    addRule('waf_custom', {
      expression: 'http.request.uri.path eq "/old-api"',
      action: 'block',
      response: { status_code: 410, content_type: 'text/plain', content: 'Use /v2.' },
    }),
  ],
  ['log', addRule('waf_custom', { expression: 'http.request.uri.path contains "/debug"', action: 'log' })],
  ['log-everything', addRule('waf_custom', { expression: 'true', action: 'log' })],
  ['disabled', addRule('waf_custom', { expression: 'true', action: 'block', enabled: false })],
  [
    'disabled-edited',
    editRule('wafXmlrpc', { expression: 'http.request.uri.path in {"/xmlrpc.php" "/xmlrpc2.php"}' }),
  ],
  ['disabled-weakened', editRule('wafXmlrpc', { action: 'log' })],
  ['disabled-described', editRule('wafXmlrpc', { description: 'Off since the plug-in is gone' })],
  ['disabled-enabled', editRule('wafXmlrpc', { enabled: true })],
  [
    'one-more-file',
    editRule('wafFiles', {
      expression:
        'http.request.uri.path contains "/.env" or http.request.uri.path contains "/.git" or http.request.uri.path contains "/.svn"',
    }),
  ],
  [
    'one-more-path',
    editRule('wafLogin', { expression: 'http.request.uri.path in {"/wp-login.php" "/wp-signup.php"}' }),
  ],
  ['challenge-to-block', editRule('wafLogin', { action: 'block' })],
  ['skip-less', editRule('skipMonitor', { skip: { phases: ['http_ratelimit'] } })],
  [
    'skip-fewer',
    editRule('skipMonitor', {
      expression: 'ip.src in {198.51.100.16/30} and http.host eq "api.example.com"',
    }),
  ],
  [
    'skip-one-path',
    editRule('skipMonitor', {
      expression:
        'ip.src in {198.51.100.16/28} and http.host eq "api.example.com" and http.request.uri.path eq "/health"',
    }),
  ],
  [
    'other-words',
    editRule('wafFiles', {
      expression: 'http.request.uri.path contains "/.git" or http.request.uri.path contains "/.env"',
    }),
  ],
  [
    'one-more-by-list',
    setRules('waf_custom', [
      ...['$skipMonitor', '$wafAdmin', '$wafFiles', '$wafLogin', '$wafXmlrpc'].map((id) => ({ id })),
      { expression: 'http.request.uri.path eq "/.DS_Store"', action: 'block' },
    ]),
  ],
]);

const limit = (requests: number, also: Readonly<Record<string, unknown>> = {}) => ({
  rate_limit: {
    characteristics: ['cf.colo.id', 'ip.src'],
    period: 60,
    requests_per_period: requests,
    mitigation_timeout: 600,
    ...also,
  },
});

export const limits: readonly Case[] = harmless('limit', [
  ['fewer', editRule('limitLogin', limit(3))],
  ['longer', editRule('limitLogin', limit(5, { mitigation_timeout: 3600 }))],
  ['both', editRule('limitLogin', limit(4, { mitigation_timeout: 1800 }))],
  [
    'reset',
    addRule('rate_limit', {
      expression: 'http.request.uri.path eq "/reset-password"',
      action: 'block',
      ...limit(5),
    }),
  ],
  [
    'search',
    addRule('rate_limit', {
      expression: 'http.request.uri.path eq "/search"',
      action: 'managed_challenge',
      ...limit(60, { mitigation_timeout: 0 }),
    }),
  ],
  [
    'comments',
    addRule('rate_limit', {
      expression: 'http.request.uri.path eq "/comment" and http.request.method eq "POST"',
      action: 'block',
      ...limit(10),
    }),
  ],
  [
    'log',
    addRule('rate_limit', { expression: 'http.host eq "shop.example.com"', action: 'log', ...limit(1000) }),
  ],
  [
    'log-to-block',
    editRule('watch', { action: 'block' }),
    {
      rules: {
        watch: rateLimit(
          'http.request.uri.path eq "/reset"',
          { period: 60, requests_per_period: 20, mitigation_timeout: 600 },
          'log',
        ),
      },
    },
  ],
  [
    'disabled',
    addRule('rate_limit', {
      expression: 'http.host eq "shop.example.com"',
      action: 'block',
      enabled: false,
      ...limit(100),
    }),
  ],
]);

const header = (name: string, value: string) => ({ name, operation: 'set', value });
const kept = [
  header('Strict-Transport-Security', 'max-age=31536000; includeSubDomains'),
  header(
    'Content-Security-Policy',
    "default-src 'self'; script-src 'self' https://static.example.com; frame-ancestors 'none'",
  ),
  header('X-Frame-Options', 'DENY'),
  header('X-Content-Type-Options', 'nosniff'),
  header('Referrer-Policy', 'strict-origin-when-cross-origin'),
];
const changed = (name: string, value: string) =>
  editRule('securityHeaders', {
    headers: kept.map((one) => (one.name === name ? header(name, value) : one)),
  });

export const headers: readonly Case[] = harmless('header', [
  ...[
    ['Permissions-Policy', 'camera=(), microphone=(), geolocation=()'],
    ['Cross-Origin-Opener-Policy', 'same-origin'],
    ['Cross-Origin-Resource-Policy', 'same-site'],
    ['X-Permitted-Cross-Domain-Policies', 'none'],
  ].map(
    ([name = '', value = '']) =>
      [
        `new-${name}`,
        addRule('response_headers', { expression: 'true', headers: [header(name, value)] }),
      ] as const,
  ),
  ...['Server-Timing', 'X-AspNet-Version', 'X-Generator', 'X-Runtime', 'X-Drupal-Cache', 'Via'].map(
    (name) =>
      [
        `without-${name}`,
        addRule('response_headers', { expression: 'true', headers: [{ name, operation: 'remove' }] }),
      ] as const,
  ),
  [
    'robots',
    addRule('response_headers', {
      expression: 'http.host eq "staging.example.com"',
      headers: [header('X-Robots-Tag', 'noindex')],
    }),
  ],
  [
    'static-cache',
    addRule('response_headers', {
      expression: 'starts_with(http.request.uri.path, "/static/")',
      headers: [header('Cache-Control', 'public, max-age=86400')],
    }),
  ],
  [
    'fonts-shared',
    addRule('response_headers', {
      expression: 'http.request.uri.path.extension eq "woff2"',
      headers: [header('Access-Control-Allow-Origin', 'https://example.com')],
    }),
  ],
  [
    'one-more',
    editRule('securityHeaders', { headers: [...kept, header('Permissions-Policy', 'camera=()')] }),
  ],
  ['hsts-longer', changed('Strict-Transport-Security', 'max-age=63072000; includeSubDomains')],
  [
    'csp-none',
    changed(
      'Content-Security-Policy',
      "default-src 'self'; script-src 'self' https://static.example.com; frame-ancestors 'none'; object-src 'none'",
    ),
  ],
  ['referrer-tighter', changed('Referrer-Policy', 'no-referrer')],
  ['other-order', editRule('securityHeaders', { headers: [...kept].toReversed() })],
  [
    'disabled',
    addRule('response_headers', {
      expression: 'true',
      enabled: false,
      headers: [{ name: 'Content-Security-Policy', operation: 'remove' }],
    }),
  ],
  [
    'country',
    addRule('request_headers', {
      expression: 'true',
      headers: [{ name: 'X-Visitor-Country', operation: 'set', expression: 'ip.src.country' }],
    }),
  ],
  [
    'request-id',
    addRule('request_headers', {
      expression: 'true',
      headers: [{ name: 'X-Ray', operation: 'set', expression: 'cf.ray_id' }],
    }),
  ],
  [
    'spoofable',
    addRule('request_headers', {
      expression: 'true',
      headers: [{ name: 'X-Original-URL', operation: 'remove' }],
    }),
  ],
  [
    'one-more-spoofable',
    editRule('requestUser', {
      headers: [
        { name: 'X-Internal-User', operation: 'remove' },
        { name: 'X-Internal-Role', operation: 'remove' },
      ],
    }),
  ],
]);

const days = (count: number) => ({
  cache: true,
  edge_ttl: { mode: 'override_origin', default: count * 86_400 },
});

export const cache: readonly Case[] = harmless('cache', [
  ...['/images/', '/fonts/', '/assets/', '/css/', '/downloads/'].map(
    (path) =>
      [
        `files${path}`,
        addRule('cache', { expression: `starts_with(http.request.uri.path, "${path}")`, cache: days(7) }),
      ] as const,
  ),
  ...['/checkout', '/api/', '/admin', '/wp-admin', '/login'].map(
    (path) =>
      [
        `bypass${path}`,
        addRule('cache', {
          expression: `starts_with(http.request.uri.path, "${path}")`,
          cache: { cache: false },
        }),
      ] as const,
  ),
  [
    'pictures',
    addRule('cache', {
      expression:
        'http.request.uri.path.extension in {"jpg" "webp" "avif"} and starts_with(http.request.uri.path, "/media/")',
      cache: days(30),
    }),
  ],
  ['longer', editRule('cacheStatic', { cache: days(30) })],
  [
    'shorter',
    editRule('cacheStatic', { cache: { cache: true, edge_ttl: { mode: 'override_origin', default: 3600 } } }),
  ],
  [
    'bypass-widened',
    editRule('cacheBypass', {
      expression:
        'starts_with(http.request.uri.path, "/account") or starts_with(http.request.uri.path, "/cart") or starts_with(http.request.uri.path, "/orders")',
    }),
  ],
  ['armour', editRule('cacheStatic', { cache: { ...days(1), cache_key: { cache_deception_armor: true } } })],
  ['etags', editRule('cacheStatic', { cache: { ...days(1), respect_strong_etags: true } })],
  ['disabled', addRule('cache', { expression: 'true', enabled: false, cache: days(1) })],
]);

export const config: readonly Case[] = harmless('config', [
  [
    'loader',
    addRule('config', {
      expression: 'http.request.uri.path eq "/configurator"',
      config: { rocket_loader: false },
    }),
  ],
  [
    'pictures',
    addRule('config', {
      expression: 'starts_with(http.request.uri.path, "/gallery/")',
      config: { polish: 'lossless' },
    }),
  ],
  ['fonts', addRule('config', { expression: 'http.host eq "example.com"', config: { fonts: true } })],
  [
    'admin-high',
    addRule('config', {
      expression: 'starts_with(http.request.uri.path, "/admin")',
      config: { security_level: 'high' },
    }),
  ],
  [
    'integrity-on',
    addRule('config', { expression: 'http.host eq "shop.example.com"', config: { bic: true } }),
  ],
  ['strict', addRule('config', { expression: 'http.host eq "api.example.com"', config: { ssl: 'strict' } })],
  [
    'https-rewrites',
    addRule('config', {
      expression: 'http.host eq "example.com"',
      config: { automatic_https_rewrites: true },
    }),
  ],
  [
    'addresses-hidden',
    addRule('config', {
      expression: 'http.request.uri.path eq "/contact"',
      config: { email_obfuscation: true },
    }),
  ],
  [
    'hotlinks',
    addRule('config', {
      expression: 'starts_with(http.request.uri.path, "/media/")',
      config: { hotlink_protection: true },
    }),
  ],
  [
    'scripts',
    addRule('config', { expression: 'http.request.uri.path eq "/embed"', config: { disable_zaraz: true } }),
  ],
  [
    'stricter',
    editRule('laxer', { config: { ssl: 'strict' } }),
    { rules: { laxer: configRule('http.host eq "api.example.com"', { ssl: 'full' }) } },
  ],
  [
    'higher',
    editRule('laxer', { config: { security_level: 'high' } }),
    { rules: { laxer: configRule('http.host eq "shop.example.com"', { security_level: 'low' }) } },
  ],
  [
    'one-more',
    editRule('configLogin', {
      config: {
        security_level: 'under_attack',
        ssl: 'strict',
        bic: true,
        automatic_https_rewrites: true,
        email_obfuscation: true,
        rocket_loader: false,
      },
    }),
  ],
  ['speed-only', editRule('configDocs', { config: { rocket_loader: false, fonts: true } })],
  ['speed-off', editRule('configDocs', { enabled: false })],
  ['disabled', addRule('config', { expression: 'true', enabled: false, config: { ssl: 'off' } })],
]);

export const others: readonly Case[] = harmless('other-rule', [
  [
    'rewrite-page',
    addRule('url_rewrite', {
      expression: 'http.request.uri.path eq "/favicon.ico"',
      rewrite: { path: '/static/favicon.ico' },
    }),
  ],
  [
    'rewrite-section',
    addRule('url_rewrite', {
      expression: 'starts_with(http.request.uri.path, "/guides/")',
      rewrite: { path_expression: 'concat("/docs", http.request.uri.path)' },
    }),
  ],
  [
    'rewrite-query',
    addRule('url_rewrite', {
      expression: 'http.request.uri.path eq "/print"',
      rewrite: { query: 'layout=print' },
    }),
  ],
  [
    'rewrite-new-place',
    editRule('rewriteDocs', { rewrite: { path_expression: 'concat("/documents", http.request.uri.path)' } }),
  ],
  [
    'compress',
    addRule('compression', {
      expression: 'http.response.content_type.media_type eq "application/json"',
      compression: ['zstd', 'brotli', 'auto'],
    }),
  ],
  ['compress-all', addRule('compression', { expression: 'true', compression: ['zstd', 'brotli', 'gzip'] })],
  [
    'compress-list',
    setRules('compression', [{ expression: 'http.host eq "example.com"', compression: ['brotli', 'auto'] }]),
  ],
  [
    'port-of-new-host',
    addRule('origin', { expression: 'http.host eq "metrics.example.com"', origin: { port: 3000 } }),
  ],
  [
    'host-header-of-new-host',
    addRule('origin', {
      expression: 'http.host eq "files.example.com"',
      origin: { host_header: 'bucket.storage.example' },
    }),
  ],
  [
    'block-described',
    editRule('old', { description: 'Old' }),
    { rules: { old: waf('true', 'block', { enabled: false }) } },
  ],
]);
