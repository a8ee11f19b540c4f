/** More of every day, in less usual spellings and places. */

import {
  addRule,
  create,
  editRule,
  importFile,
  purge,
  redirectTo,
  setting,
  sync,
  undo,
  update,
} from '../calls.ts';
import { type Case, harmless } from '../case.ts';

const game = {
  records: {
    game: {
      type: 'SRV',
      name: '_game._udp',
      data: { priority: 0, weight: 5, port: 25565, target: 'play.example.com' },
    },
  },
};

export const records: readonly Case[] = harmless('field-dns', [
  ['upper-case', create('A', 'DOCS.Example.COM', '203.0.113.61', { proxied: true })],
  ['trailing-dot', create('CNAME', 'docs.example.com.', 'Pages.Hosting.example.')],
  ['umlaut', create('CNAME', 'bücher', 'pages.hosting.example')],
  ['underscore', create('TXT', '_github-challenge-example-org', '"3f1c0a9e7d"')],
  ['underscore-alias', create('CNAME', '_vercel-check', 'cname.hosting.example')],
  ['two-strings', create('TXT', 'note', '"first part " "second part"')],
  ['long-text', create('TXT', 'notice', `"${'a'.repeat(250)}" "${'b'.repeat(100)}"`)],
  ['quotes', create('TXT', 'notice', String.raw`"say \"hello\""`)],
  ['like-spf', create('TXT', 'notice', '"spf is explained on our site"')],
  ['like-dmarc', create('TXT', 'notice', '"v=notDMARC; p=none"')],
  ['another-game', create('SRV', '_minecraft._tcp.play', '0 5 25565 play.hosting.example')],
  [
    'game-weight',
    update('game', { data: { priority: 0, weight: 50, port: 25565, target: 'play.example.com' } }),
    game,
  ],
  ['game-ttl', update('game', { ttl: 600 }), game],
  ['sip-comment', update('sip', { comment: 'Contract 4711' })],
  [
    'sip-same',
    update('sip', { data: { priority: 10, weight: 60, port: 5061, target: 'SIP.telephony.example.' } }),
  ],
  ['link', create('URI', '_docs._tcp', '1 "https://docs.example.com/"', { priority: 10 })],
  ['place', create('LOC', 'plant', '48 8 0.000 N 11 34 0.000 E 500m 10m 100m 10m')],
  ['first-handle', create('TXT', '_atproto.team', '"did=did:plc:abcdefghijklmnop"')],
  ['first-files', create('TXT', '_dnslink.paper', '"dnslink=/ipfs/bafybeia"')],
  ['first-key', create('SSHFP', 'runner', `1 2 ${'ab'.repeat(32)}`)],
  ['reverse', create('PTR', '10.host', 'host.example.com')],
  [
    'development',
    update('dev', { content: '203.0.113.99' }),
    { records: { dev: { type: 'A', name: 'dev', content: '203.0.113.98' } } },
  ],
  [
    'staging-alias',
    update('staging', { content: 'v2.hosting.example' }),
    { records: { staging: { type: 'CNAME', name: 'staging', content: 'v1.hosting.example' } } },
  ],
  ['same-in-other-letters', update('blog', { content: 'SITES.Blog-Platform.example.' })],
  ['same-six', sync([{ type: 'AAAA', name: 'mail', content: '2001:0db8:0010:0::25', ttl: 3600 }])],
  ['proxied-on', update('status', { proxied: true, ttl: 1 })],
  ['open-alias-inside', create('CNAME', 'go', 'www.example.com')],
  ['open-alias-of-open', create('CNAME', 'weblog', 'sites.blog-platform.example')],
  ['proxied-with-known-address', create('A', 'careers', '203.0.113.10', { proxied: true })],
  ['proxied-alias-twice', create('CNAME', 'boutique', 'shops.storefront.example', { proxied: true })],
  ['private', create('A', 'nas', '192.168.1.10')],
  [
    'reports-own-domain',
    update('dmarc', {
      content:
        '"v=DMARC1; p=reject; sp=reject; pct=100; rua=mailto:dmarc@example.com; ruf=mailto:forensics@example.com; adkim=s; aspf=s"',
    }),
  ],
  [
    'dmarc-order',
    update('dmarc', {
      content: '"v=DMARC1; p=reject; aspf=s; adkim=s; rua=mailto:dmarc@example.com; sp=reject"',
    }),
  ],
  [
    'dmarc-interval',
    update('dmarc', {
      content:
        '"v=DMARC1; p=reject; sp=reject; pct=100; ri=86400; rua=mailto:dmarc@example.com; adkim=s; aspf=s"',
    }),
  ],
  [
    'spf-explained',
    update('spf', {
      content: '"v=spf1 mx include:_spf.mailhost.example ip4:203.0.113.25 exp=why.example.com -all"',
    }),
  ],
  [
    'spf-split',
    update('spf', { content: '"v=spf1 mx include:_spf.mail" "host.example ip4:203.0.113.25 -all"' }),
  ],
  [
    'spf-order',
    update('spf', { content: '"v=spf1 ip4:203.0.113.25 mx include:_spf.mailhost.example -all"' }),
  ],
  ['dkim-note', update('dkim', { comment: 'Rotated in 2026' })],
  ['sts-again', update('mtaSts', { content: '"v=STSv1; id=20260601T000000"' })],
  [
    'caa-own-reports',
    update('caaReport', { data: { flags: 0, tag: 'iodef', value: 'mailto:pki@example.com' } }),
  ],
  ['import-comments', importFile(['; a note', 'docs 300 IN CNAME pages.hosting.example.'])],
  [
    'import-origin',
    importFile(['$ORIGIN example.com.', '$TTL 300', 'docs IN A 203.0.113.61', 'docs IN TXT "ours"']),
  ],
  ['sync-upper-case', sync([{ type: 'A', name: 'VPN', content: '198.51.100.7', ttl: 300 }])],
  ['undo-proxy', undo, { before: update('status', { comment: 'x', tags: ['a:b'] }) }],
]);

export const pages: readonly Case[] = harmless('field-rule', [
  ['page', redirectTo('http.request.uri.path eq "/faq.html"', 'https://example.com/help')],
  ['page-in-other-case', redirectTo('lower(http.request.uri.path) eq "/faq"', 'https://example.com/help')],
  [
    'full-uri',
    redirectTo('http.request.full_uri eq "https://example.com/news-2019"', 'https://example.com/news'),
  ],
  ['pages-in-list', redirectTo('http.request.uri.path in {"/x1" "/x2"}', 'https://www.example.com/x')],
  [
    'pages-by-regex',
    redirectTo('http.request.uri.path matches "^/archive/20(1[0-5])/"', 'https://example.com/archive'),
  ],
  [
    'bad-bot',
    addRule('waf_custom', { expression: 'lower(http.user_agent) contains "badbot"', action: 'block' }),
  ],
  [
    'one-address',
    addRule('waf_custom', { expression: 'ip.src in {192.0.2.13 192.0.2.14}', action: 'block' }),
  ],
  [
    'probe',
    addRule('waf_custom', {
      expression: 'http.request.uri.path matches "(?i)\\\\.(bak|sql|old)$"',
      action: 'block',
    }),
  ],
  [
    'traversal',
    addRule('waf_custom', {
      expression: 'url_decode(http.request.uri.path) contains "../"',
      action: 'block',
    }),
  ],
  [
    'strange-methods',
    addRule('waf_custom', { expression: 'http.request.method in {"TRACE" "CONNECT"}', action: 'block' }),
  ],
  [
    'challenge-search',
    addRule('waf_custom', {
      expression: 'http.request.uri.path eq "/search" and ip.src.country eq "AQ"',
      action: 'managed_challenge',
    }),
  ],
  ['log-everything', addRule('waf_custom', { expression: 'true', action: 'log' })],
  [
    'more-files',
    editRule('wafFiles', {
      expression:
        'http.request.uri.path contains "/.env" or http.request.uri.path contains "/.git" or http.request.uri.path contains "/.svn"',
    }),
  ],
  [
    'stricter-limit',
    editRule('limitLogin', {
      rate_limit: {
        characteristics: ['cf.colo.id', 'ip.src'],
        period: 60,
        requests_per_period: 4,
        mitigation_timeout: 600,
      },
    }),
  ],
  [
    'limit-search',
    addRule('rate_limit', {
      expression: 'http.request.uri.path eq "/search"',
      action: 'block',
      rate_limit: {
        characteristics: ['cf.colo.id', 'ip.src'],
        period: 60,
        requests_per_period: 60,
        mitigation_timeout: 60,
      },
    }),
  ],
  [
    'cache-pictures',
    addRule('cache', {
      expression: 'http.request.uri.path.extension in {"jpg" "png" "webp"}',
      cache: { cache: true, edge_ttl: { mode: 'override_origin', default: 604_800 } },
    }),
  ],
  [
    'cache-fonts',
    addRule('cache', {
      expression: 'ends_with(http.request.uri.path, ".woff2")',
      cache: { cache: true, browser_ttl: { mode: 'override_origin', default: 86_400 } },
    }),
  ],
  [
    'bypass-preview',
    addRule('cache', { expression: 'http.cookie contains "preview="', cache: { cache: false } }),
  ],
  [
    'header',
    addRule('response_headers', {
      expression: 'true',
      headers: [{ name: 'X-Robots-Tag', operation: 'set', value: 'noarchive' }],
    }),
  ],
  [
    'coop',
    addRule('response_headers', {
      expression: 'true',
      headers: [{ name: 'Cross-Origin-Opener-Policy', operation: 'set', value: 'same-origin' }],
    }),
  ],
  [
    'strip',
    addRule('response_headers', { expression: 'true', headers: [{ name: 'Server', operation: 'remove' }] }),
  ],
  [
    'request-note',
    addRule('request_headers', {
      expression: 'true',
      headers: [{ name: 'X-Request-Source', operation: 'set', value: 'edge' }],
    }),
  ],
  [
    'no-loader',
    addRule('config', {
      expression: 'http.request.uri.path eq "/checkout"',
      config: { rocket_loader: false },
    }),
  ],
  [
    'docs-rewrite',
    addRule('url_rewrite', {
      expression: 'http.request.uri.path eq "/manual"',
      rewrite: { path: '/docs/manual.html' },
    }),
  ],
  ['description', editRule('wafAdmin', { description: 'Only from the office' })],
  ['undo-description', undo, { before: editRule('wafAdmin', { description: 'Only from the office' }) }],
]);

export const others: readonly Case[] = harmless('field-zone', [
  ['purge-folder', purge({ prefixes: ['WWW.example.com/assets/v2'] })],
  ['purge-umlaut', purge({ files: ['https://bücher.example.com/a.css'] })],
  ['purge-tags', purge({ tags: ['release-2026-11', 'css'] })],
  ['challenge-hour', setting('challenge_ttl', 3600), { settings: { challenge_ttl: 7200 } }],
  ['cache-day', setting('browser_cache_ttl', 86_400)],
  ['level-up', setting('security_level', 'high'), { settings: { security_level: 'low' } }],
]);
