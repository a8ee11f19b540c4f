/** Headers, cache and configuration: what protects visitors on the way. */

import {
  addRule,
  cacheRule,
  configRule,
  dropRule,
  editRule,
  requestHeaders,
  responseHeaders,
  setRules,
  undo,
} from '../calls.ts';
import { harmful } from '../case.ts';

const hsts = {
  name: 'Strict-Transport-Security',
  operation: 'set',
  value: 'max-age=31536000; includeSubDomains',
};
const csp = {
  name: 'Content-Security-Policy',
  operation: 'set',
  value: "default-src 'self'; script-src 'self' https://static.example.com; frame-ancestors 'none'",
};
const frames = { name: 'X-Frame-Options', operation: 'set', value: 'DENY' };
const sniffing = { name: 'X-Content-Type-Options', operation: 'set', value: 'nosniff' };
const referrer = { name: 'Referrer-Policy', operation: 'set', value: 'strict-origin-when-cross-origin' };
const kept = [hsts, csp, frames, sniffing, referrer];

const replaced = (header: { readonly name: string; readonly value: string }) =>
  editRule('securityHeaders', {
    headers: kept.map((one) => (one.name === header.name ? { ...one, value: header.value } : one)),
  });
const without = (name: string) =>
  editRule('securityHeaders', { headers: kept.filter((one) => one.name !== name) });
const scripts = 'Visitors: injected scripts run again.';
const framed = 'Visitors: the site can be framed, and clicks stolen.';

const policy = responseHeaders('true', {
  'Content-Security-Policy': { operation: 'set', value: "default-src 'self'; frame-ancestors 'none'" },
});
const framesRule = responseHeaders('true', {
  'X-Frame-Options': { operation: 'set', value: 'DENY' },
  'X-Content-Type-Options': { operation: 'set', value: 'nosniff' },
});

export const headers = harmful('header', 'RFC 6797 §6.1; W3C CSP Level 3; OWASP Secure Headers Project', [
  ['disabled', 'Visitors: all security headers are gone.', editRule('securityHeaders', { enabled: false })],
  ['deleted', 'Visitors: all security headers are gone.', dropRule('securityHeaders')],
  [
    'narrowed-to-host',
    'Visitors: all other hosts lose their security headers.',
    editRule('securityHeaders', { expression: 'http.host eq "blog.example.com"' }),
  ],
  [
    'narrowed-to-path',
    'Visitors: all pages but one lose their security headers.',
    editRule('securityHeaders', {
      expression: 'http.request.uri.path eq "/about"',
    }),
  ],
  [
    'never',
    'Visitors: all security headers are gone.',
    editRule('securityHeaders', { expression: 'ssl and not ssl' }),
  ],
  ['hsts-zero', 'Visitors: browsers forget to insist on HTTPS.', replaced({ ...hsts, value: 'max-age=0' })],
  [
    'hsts-day',
    'Visitors: browsers insist on HTTPS for a minute.',
    replaced({ ...hsts, value: 'max-age=60; includeSubDomains' }),
  ],
  [
    'hsts-without-subdomains',
    'Visitors: subdomains are open to plain HTTP again.',
    replaced({ ...hsts, value: 'max-age=31536000' }),
  ],
  [
    'hsts-dropped',
    'Visitors: browsers no longer learn to insist on HTTPS.',
    without('Strict-Transport-Security'),
  ],
  ['csp-star', scripts, replaced({ ...csp, value: '*' })],
  [
    'csp-all',
    scripts,
    replaced({ ...csp, value: "default-src * data: blob: 'unsafe-inline' 'unsafe-eval'" }),
  ],
  [
    'csp-inline',
    scripts,
    replaced({
      ...csp,
      value:
        "default-src 'self'; script-src 'self' 'unsafe-inline' https://static.example.com; frame-ancestors 'none'",
    }),
  ],
  [
    'csp-stranger',
    'Visitors: a stranger may run scripts in the shop.',
    replaced({
      ...csp,
      value:
        "default-src 'self'; script-src 'self' https://static.example.com https://cdn.attacker.example; frame-ancestors 'none'",
    }),
    { shows: 'cdn.attacker.example' },
  ],
  [
    'csp-frames',
    framed,
    editRule('policy', {
      headers: [{ name: 'Content-Security-Policy', operation: 'set', value: "default-src 'self'" }],
    }),
    { rules: { policy }, without: ['securityHeaders'] },
  ],
  ['csp-dropped', scripts, without('Content-Security-Policy')],
  [
    'csp-removed',
    scripts,
    editRule('securityHeaders', {
      headers: [hsts, { name: 'Content-Security-Policy', operation: 'remove' }, frames, sniffing, referrer],
    }),
  ],
  [
    'csp-and-hsts-dropped',
    'Visitors: scripts run, and plain HTTP is accepted.',
    editRule('securityHeaders', {
      headers: [frames, sniffing, referrer],
    }),
    { shows: 'Content-Security-Policy' },
  ],
  [
    'frames-allowed',
    framed,
    editRule('frames', {
      headers: [{ name: 'X-Frame-Options', operation: 'set', value: 'ALLOWALL' }],
    }),
    { rules: { frames: framesRule }, without: ['securityHeaders'] },
  ],
  [
    'frames-dropped',
    framed,
    editRule('frames', {
      headers: [{ name: 'X-Content-Type-Options', operation: 'set', value: 'nosniff' }],
    }),
    { rules: { frames: framesRule }, without: ['securityHeaders'] },
  ],
  ['sniffing-dropped', 'Visitors: uploads can be taken for scripts.', without('X-Content-Type-Options')],
  [
    'referrer-open',
    'Visitors: addresses with their tokens go to other sites.',
    replaced({ ...referrer, value: 'unsafe-url' }),
  ],
  [
    'removed-by-new-rule',
    'Visitors: a later rule takes all security headers away.',
    addRule('response_headers', {
      expression: 'true',
      headers: [
        { name: 'content-security-policy', operation: 'remove' },
        { name: 'strict-transport-security', operation: 'remove' },
      ],
    }),
  ],
  [
    'hsts-zero-by-new-rule',
    'Visitors: browsers forget to insist on HTTPS.',
    addRule('response_headers', {
      expression: 'http.host ne ""',
      headers: [{ name: 'Strict-Transport-Security', operation: 'set', value: 'max-age=0' }],
    }),
  ],
  [
    'shared-with-all',
    'Customers: any site reads their data from the API.',
    addRule('response_headers', {
      expression: 'http.host eq "api.example.com"',
      headers: [
        {
          name: 'Access-Control-Allow-Origin',
          operation: 'set',
          expression: 'http.request.headers["origin"][0]',
        },
        { name: 'Access-Control-Allow-Credentials', operation: 'set', value: 'true' },
      ],
    }),
  ],
  [
    'cookie-for-all',
    'Customers: all visitors get one session.',
    addRule('response_headers', {
      expression: 'true',
      headers: [{ name: 'Set-Cookie', operation: 'set', value: 'session=4711; Path=/' }],
    }),
  ],
  [
    'cookies-removed',
    'Customers: nobody stays logged in.',
    addRule('response_headers', {
      expression: 'true',
      headers: [{ name: 'Set-Cookie', operation: 'remove' }],
    }),
  ],
  [
    'location-set',
    'Everybody: redirects of the site lead to somebody else.',
    addRule('response_headers', {
      expression: 'true',
      headers: [{ name: 'Location', operation: 'set', value: 'https://attacker.example/' }],
    }),
  ],
  [
    'data-cleared',
    'Customers: each page logs them out and empties the cart.',
    addRule('response_headers', {
      expression: 'http.host eq "example.com"',
      headers: [{ name: 'Clear-Site-Data', operation: 'set', value: '"*"' }],
    }),
  ],
  [
    'type-changed',
    'Everybody: pages are downloaded instead of shown.',
    addRule('response_headers', {
      expression: 'true',
      headers: [{ name: 'Content-Type', operation: 'set', value: 'application/octet-stream' }],
    }),
  ],
  [
    'dropped-by-list',
    'Visitors: all security headers are gone.',
    setRules('response_headers', [{ id: '$stripVersion' }]),
  ],
  [
    'weakened-by-list',
    scripts,
    setRules('response_headers', [
      { id: '$securityHeaders', headers: [hsts, frames, sniffing, referrer] },
      { id: '$stripVersion' },
    ]),
  ],
  [
    'addition-undone',
    'Visitors: the new protection is gone.',
    undo,
    {
      before: addRule('response_headers', {
        expression: 'true',
        headers: [{ name: 'Cross-Origin-Opener-Policy', operation: 'set', value: 'same-origin' }],
      }),
    },
  ],
  [
    'tightening-undone',
    scripts,
    undo,
    {
      rules: {
        policy: responseHeaders('http.host eq "api.example.com"', {
          'Content-Security-Policy': { operation: 'set', value: '*' },
        }),
      },
      before: editRule('policy', {
        headers: [{ name: 'Content-Security-Policy', operation: 'set', value: "default-src 'none'" }],
      }),
    },
  ],
]);

export const requestHeaderCases = harmful(
  'request-header',
  'CWE-290; CWE-348; known spoofing of identity headers behind proxies',
  [
    ['filter-deleted', 'The company: whoever sends X-Internal-User is that user.', dropRule('requestUser')],
    [
      'filter-disabled',
      'The company: whoever sends X-Internal-User is that user.',
      editRule('requestUser', { enabled: false }),
    ],
    [
      'filter-narrowed',
      'The company: whoever sends X-Internal-User is that user.',
      editRule('requestUser', { expression: 'http.host eq "blog.example.com"' }),
    ],
    [
      'filter-turned',
      'The company: everybody is the administrator.',
      editRule('requestUser', {
        headers: [{ name: 'X-Internal-User', operation: 'set', value: 'admin' }],
      }),
    ],
    [
      'filter-renamed',
      'The company: whoever sends X-Internal-User is that user.',
      editRule('requestUser', {
        headers: [{ name: 'X-Internal-Users', operation: 'remove' }],
      }),
    ],
    [
      'everybody-is-admin',
      'The company: everybody is the administrator.',
      addRule('request_headers', {
        expression: 'true',
        headers: [{ name: 'X-Internal-User', operation: 'set', value: 'admin' }],
      }),
    ],
    [
      'authorisation-set',
      'The company: every visitor calls with the key of the company.',
      addRule('request_headers', {
        expression: 'http.host eq "api.example.com"',
        headers: [{ name: 'Authorization', operation: 'set', value: 'Bearer 4711' }],
      }),
    ],
    [
      'cookies-removed',
      'Customers: nobody stays logged in.',
      addRule('request_headers', {
        expression: 'true',
        headers: [{ name: 'Cookie', operation: 'remove' }],
      }),
    ],
    [
      'authorisation-removed',
      'Programs of customers: the API takes no key any more.',
      addRule('request_headers', {
        expression: 'true',
        headers: [{ name: 'Authorization', operation: 'remove' }],
      }),
    ],
    [
      'list-emptied',
      'The company: whoever sends X-Internal-User is that user.',
      setRules('request_headers', []),
    ],
    [
      'secret-dropped',
      'Everybody: the origin takes only requests with the secret header, and refuses all.',
      dropRule('secret'),
      {
        rules: { secret: requestHeaders('true', { 'X-Origin-Key': { operation: 'set', value: '4711' } }) },
      },
    ],
  ],
);

const personal = 'Customers: what one sees of his account, the next sees too.';

export const cache = harmful(
  'cache',
  'Web cache deception (Gil, 2017); incidents of cached accounts (Steam, 2015); developers.cloudflare.com/cache',
  [
    ['bypass-deleted', personal, dropRule('cacheBypass')],
    ['bypass-disabled', personal, editRule('cacheBypass', { enabled: false })],
    [
      'bypass-turned',
      personal,
      editRule('cacheBypass', {
        cache: { cache: true, edge_ttl: { mode: 'override_origin', default: 3600 } },
      }),
    ],
    [
      'bypass-narrowed',
      personal,
      editRule('cacheBypass', { expression: 'starts_with(http.request.uri.path, "/cart")' }),
    ],
    [
      'bypass-narrowed-to-page',
      personal,
      editRule('cacheBypass', {
        expression: 'http.request.uri.path eq "/account" or starts_with(http.request.uri.path, "/cart")',
      }),
    ],
    ['bypass-never', personal, editRule('cacheBypass', { expression: 'false' })],
    [
      'bypass-moved',
      personal,
      editRule('bypass', {}, { index: 1 }),
      {
        rules: {
          all: cacheRule('http.host eq "shop.example.com"', {
            cache: true,
            edge_ttl: { mode: 'override_origin', default: 3600 },
          }),
          bypass: cacheRule('starts_with(http.request.uri.path, "/orders")', { cache: false }),
        },
      },
    ],
    [
      'bypass-overridden',
      personal,
      addRule('cache', {
        expression: 'starts_with(http.request.uri.path, "/account")',
        cache: { cache: true, edge_ttl: { mode: 'override_origin', default: 3600 } },
      }),
    ],
    [
      'everything',
      personal,
      addRule('cache', {
        expression: 'true',
        cache: { cache: true, edge_ttl: { mode: 'override_origin', default: 86_400 } },
      }),
    ],
    [
      'everything-of-host',
      personal,
      addRule('cache', {
        expression: 'http.host eq "example.com"',
        cache: { cache: true, edge_ttl: { mode: 'override_origin', default: 3600 } },
      }),
    ],
    [
      'everything-in-disguise',
      personal,
      addRule('cache', {
        expression: 'http.request.uri.path contains "/"',
        cache: { cache: true, edge_ttl: { mode: 'override_origin', default: 3600 } },
      }),
    ],
    [
      'everything-read',
      personal,
      addRule('cache', {
        expression: 'http.request.method in {"GET" "HEAD"}',
        cache: { cache: true, edge_ttl: { mode: 'override_origin', default: 3600 } },
      }),
    ],
    [
      'api',
      'Customers: the API answers with the data of whoever asked before.',
      addRule('cache', {
        expression: 'http.host eq "api.example.com"',
        cache: { cache: true, edge_ttl: { mode: 'override_origin', default: 3600 } },
      }),
    ],
    [
      'logged-in',
      personal,
      addRule('cache', {
        expression: 'http.cookie contains "session="',
        cache: { cache: true, edge_ttl: { mode: 'override_origin', default: 3600 } },
      }),
    ],
    [
      'static-widened',
      personal,
      editRule('cacheStatic', { expression: 'starts_with(http.request.uri.path, "/")' }),
    ],
    [
      'key-without-query',
      'Customers: each search shows the result of the first.',
      addRule('cache', {
        expression: 'starts_with(http.request.uri.path, "/search")',
        cache: {
          cache: true,
          edge_ttl: { mode: 'override_origin', default: 3600 },
          cache_key: { custom_key: { query_string: { exclude: { all: true } } } },
        },
      }),
    ],
    [
      'key-with-resolved-host',
      'Customers: two hosts behind one origin show pages of each other.',
      addRule('cache', {
        expression: 'true',
        cache: { cache: true, cache_key: { custom_key: { host: { resolved: true } } } },
      }),
    ],
    [
      'errors-kept',
      'Everybody: one failure of the server lasts a day.',
      addRule('cache', {
        expression: 'true',
        cache: {
          cache: true,
          edge_ttl: {
            mode: 'respect_origin',
            status_code_ttl: [{ status_code_range: { from: 500, to: 599 }, value: 86_400 }],
          },
        },
      }),
    ],
    [
      'browsers-keep',
      'Everybody: browsers keep pages for a year, which nobody can purge.',
      addRule('cache', {
        expression: 'true',
        cache: { cache: true, browser_ttl: { mode: 'override_origin', default: 31_536_000 } },
      }),
    ],
    [
      'nothing-cached',
      'The company: all requests reach the server, which goes down.',
      addRule('cache', { expression: 'true', cache: { cache: false } }),
    ],
    [
      'nothing-cached-in-disguise',
      'The company: all requests reach the server, which goes down.',
      addRule('cache', {
        expression: 'http.host ne ""',
        cache: { cache: false },
      }),
    ],
    ['list-emptied', personal, setRules('cache', [])],
    ['left-out', personal, setRules('cache', [{ id: '$cacheStatic' }])],
    [
      'turned-by-list',
      personal,
      setRules('cache', [{ id: '$cacheBypass', cache: { cache: true } }, { id: '$cacheStatic' }]),
    ],
    [
      'order-turned',
      personal,
      setRules('cache', [
        { id: '$bypass', description: 'Orders' },
        { id: '$all' },
        { id: '$cacheBypass' },
        { id: '$cacheStatic' },
      ]),
      {
        rules: {
          all: cacheRule('http.host eq "shop.example.com"', {
            cache: true,
            edge_ttl: { mode: 'override_origin', default: 3600 },
          }),
          bypass: cacheRule('starts_with(http.request.uri.path, "/orders")', { cache: false }),
        },
      },
    ],
    [
      'bypass-undone',
      personal,
      undo,
      {
        before: addRule('cache', {
          expression: 'starts_with(http.request.uri.path, "/orders")',
          cache: { cache: false },
        }),
      },
    ],
    [
      'hidden-in-settings',
      personal,
      editRule('cacheBypass', {
        cache: {
          browser_ttl: { mode: 'bypass' },
          cache_key: { ignore_query_strings_order: false },
          origin_error_page_passthru: false,
          respect_strong_etags: true,
          serve_stale: { disable_stale_while_updating: true },
          edge_ttl: { mode: 'override_origin', default: 86_400 },
          cache: true,
        },
      }),
      { shows: 'edge_ttl' },
    ],
  ],
);

const weak = 'Customers: the login page is no longer protected as it was.';

export const config = harmful(
  'config',
  'developers.cloudflare.com/rules/configuration-rules/settings; ssl/origin-configuration/ssl-modes',
  [
    [
      'ssl-off',
      'Everybody: the site goes over plain HTTP.',
      addRule('config', { expression: 'true', config: { ssl: 'off' } }),
    ],
    [
      'ssl-off-in-disguise',
      'Everybody: the site goes over plain HTTP.',
      addRule('config', { expression: 'http.host ne ""', config: { ssl: 'off' } }),
    ],
    [
      'ssl-off-for-login',
      'Customers: passwords go over plain HTTP.',
      addRule('config', {
        expression: 'starts_with(http.request.uri.path, "/login")',
        config: { ssl: 'off' },
      }),
    ],
    [
      'ssl-flexible',
      'Everybody: between Cloudflare and the server everything can be read.',
      addRule('config', { expression: 'true', config: { ssl: 'flexible' } }),
    ],
    [
      'ssl-flexible-for-api',
      'Programs of customers: keys can be read behind Cloudflare.',
      addRule('config', { expression: 'http.host eq "api.example.com"', config: { ssl: 'flexible' } }),
    ],
    [
      'ssl-full',
      'Everybody: any certificate of the server is accepted, a stranger’s too.',
      addRule('config', { expression: 'true', config: { ssl: 'full' } }),
    ],
    [
      'security-off',
      'The company: no visitor is judged any more.',
      addRule('config', { expression: 'true', config: { security_level: 'off' } }),
    ],
    [
      'security-essentially-off',
      'The company: next to no visitor is judged any more.',
      addRule('config', {
        expression: 'http.host eq "example.com"',
        config: { security_level: 'essentially_off' },
      }),
    ],
    [
      'integrity-off',
      'The company: bots of every kind are let in.',
      addRule('config', { expression: 'true', config: { bic: false } }),
    ],
    [
      'addresses-open',
      'Staff: mail addresses on pages can be collected.',
      addRule('config', { expression: 'true', config: { email_obfuscation: false } }),
    ],
    [
      'https-rewrites-off',
      'Visitors: pages load parts over plain HTTP.',
      addRule('config', { expression: 'true', config: { automatic_https_rewrites: false } }),
    ],
    [
      'hidden-behind-six',
      'Everybody: behind six harmless settings stand plain HTTP and no protection.',
      addRule('config', {
        expression: 'true',
        config: {
          automatic_https_rewrites: true,
          autominify: { css: true, html: true, js: true },
          disable_zaraz: true,
          fonts: true,
          mirage: false,
          polish: 'lossless',
          rocket_loader: false,
          security_level: 'off',
          ssl: 'off',
        },
      }),
      { shows: 'security_level' },
    ],
    [
      'hidden-ssl',
      'Everybody: behind other settings stands plain HTTP.',
      addRule('config', {
        expression: 'true',
        config: {
          disable_apps: true,
          disable_zaraz: true,
          fonts: true,
          mirage: false,
          polish: 'lossy',
          rocket_loader: true,
          ssl: 'off',
        },
      }),
      { shows: 'ssl' },
    ],
    [
      'strict-to-full',
      weak,
      editRule('configLogin', {
        config: {
          security_level: 'under_attack',
          ssl: 'full',
          bic: true,
          automatic_https_rewrites: true,
          email_obfuscation: true,
        },
      }),
    ],
    [
      'attack-to-low',
      weak,
      editRule('configLogin', {
        config: {
          security_level: 'low',
          ssl: 'strict',
          bic: true,
          automatic_https_rewrites: true,
          email_obfuscation: true,
        },
      }),
    ],
    ['members-dropped', weak, editRule('configLogin', { config: { email_obfuscation: true } })],
    ['disabled', weak, editRule('configLogin', { enabled: false })],
    ['deleted', weak, dropRule('configLogin')],
    ['narrowed', weak, editRule('configLogin', { expression: 'http.request.uri.path eq "/login/unused"' })],
    ['never', weak, editRule('configLogin', { expression: 'false' })],
    [
      'overridden',
      weak,
      addRule('config', {
        expression: 'starts_with(http.request.uri.path, "/login")',
        config: { security_level: 'essentially_off' },
      }),
    ],
    [
      'widened',
      'Everybody: what was for the documents is now for all.',
      editRule('plain', { expression: 'true' }),
      {
        rules: { plain: configRule('starts_with(http.request.uri.path, "/plain/")', { ssl: 'off' }) },
      },
    ],
    ['list-emptied', weak, setRules('config', [])],
    [
      'weakened-by-list',
      weak,
      setRules('config', [{ id: '$configLogin', config: { ssl: 'flexible' } }, { id: '$configDocs' }]),
    ],
    [
      'enabled',
      'Everybody: the site goes over plain HTTP.',
      editRule('plain', { enabled: true }),
      {
        rules: { plain: configRule('true', { ssl: 'off' }, { enabled: false }) },
      },
    ],
    [
      'tightening-undone',
      'The company: the checkout is judged as laxly as before.',
      undo,
      {
        before: addRule('config', {
          expression: 'starts_with(http.request.uri.path, "/checkout")',
          config: { security_level: 'high', bic: true },
        }),
      },
    ],
  ],
);
