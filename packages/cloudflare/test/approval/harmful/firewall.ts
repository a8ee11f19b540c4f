/** Firewall and rate limits: what keeps attackers out, and what would keep everybody out. */

import { addRule, dropRule, editRule, rateLimit, setRules, undo, waf } from '../calls.ts';
import { type HarmfulCase, harmful } from '../case.ts';
import { everything } from './redirects.ts';

const outage = 'Everybody: the whole site answers 403.';
const open = 'The company: the admin area is open to everybody.';
const guessing = 'Customers: passwords can be guessed at any speed.';

const wafKept = ['$skipMonitor', '$wafAdmin', '$wafFiles', '$wafLogin', '$wafXmlrpc'].map((id) => ({ id }));
const wafWith = (id: string, change: Readonly<Record<string, unknown>>) =>
  wafKept.map((rule) => (rule.id === id ? { ...rule, ...change } : rule));

export const blocksEverybody: readonly HarmfulCase[] = harmful(
  'block-everybody',
  'Cloudflare community: "custom rule blocks all traffic"; AWS and Fastly post-mortems of allow-list mistakes',
  everything
    .filter((_, index) => index % 2 === 0)
    .map(([name, expression]) => [name, outage, addRule('waf_custom', { expression, action: 'block' })]),
);

export const firewall = harmful(
  'waf',
  'developers.cloudflare.com/waf/custom-rules; OWASP CRS tuning guides; incidents after disabled rules',
  [
    ['disabled', open, editRule('wafAdmin', { enabled: false })],
    ['deleted', open, dropRule('wafAdmin')],
    ['logged-only', open, editRule('wafAdmin', { action: 'log' })],
    [
      'challenged-only',
      'The company: anybody who solves a challenge is in the admin area.',
      editRule('wafAdmin', { action: 'managed_challenge' }),
    ],
    [
      'script-challenge',
      'The company: a challenge that programs solve stands before the login.',
      editRule('wafLogin', { action: 'js_challenge' }),
    ],
    ['made-skip', open, editRule('wafAdmin', { action: 'skip', skip: { ruleset: 'current' } })],
    [
      'narrowed-to-path',
      open,
      editRule('wafAdmin', {
        expression: 'http.request.uri.path eq "/admin/unused" and not ip.src in {198.51.100.0/24}',
      }),
    ],
    [
      'narrowed-to-host',
      open,
      editRule('wafAdmin', {
        expression:
          'http.host eq "unused.example.com" and starts_with(http.request.uri.path, "/admin") and not ip.src in {198.51.100.0/24}',
      }),
    ],
    [
      'narrowed-to-method',
      open,
      editRule('wafAdmin', {
        expression:
          'http.request.method eq "DELETE" and starts_with(http.request.uri.path, "/admin") and not ip.src in {198.51.100.0/24}',
      }),
    ],
    [
      'widened-allowance',
      open,
      editRule('wafAdmin', {
        expression: 'starts_with(http.request.uri.path, "/admin") and not ip.src in {0.0.0.0/0 ::/0}',
      }),
    ],
    [
      'one-more-network',
      'The company: a network of strangers gets into the admin area.',
      editRule('wafAdmin', {
        expression:
          'starts_with(http.request.uri.path, "/admin") and not ip.src in {198.51.100.0/24 192.0.2.0/24}',
      }),
    ],
    [
      'shorter-mask',
      'The company: sixteen million addresses get into the admin area.',
      editRule('wafAdmin', {
        expression: 'starts_with(http.request.uri.path, "/admin") and not ip.src in {198.0.0.0/8}',
      }),
    ],
    ['never', open, editRule('wafAdmin', { expression: 'false' })],
    [
      'never-by-contradiction',
      open,
      editRule('wafAdmin', {
        expression: 'starts_with(http.request.uri.path, "/admin") and ssl and not ssl',
      }),
    ],
    [
      'never-by-case',
      open,
      editRule('wafAdmin', {
        expression: 'starts_with(lower(http.request.uri.path), "/ADMIN") and not ip.src in {198.51.100.0/24}',
      }),
    ],
    [
      'header-lets-in',
      'The company: whoever sends a header is let in.',
      editRule('wafAdmin', {
        expression:
          'starts_with(http.request.uri.path, "/admin") and not ip.src in {198.51.100.0/24} and http.user_agent ne "backdoor"',
      }),
    ],
    [
      'turned-round',
      'Staff: the VPN is locked out, and everybody else is in.',
      editRule('wafAdmin', {
        expression: 'starts_with(http.request.uri.path, "/admin") and ip.src in {198.51.100.0/24}',
      }),
    ],
    [
      'files-narrowed',
      'The company: repositories on the server can be read.',
      editRule('wafFiles', { expression: 'http.request.uri.path contains "/.env"' }),
    ],
    [
      'files-tail-lost',
      'The company: backups on the server can be read.',
      editRule('long', {
        expression: [
          '.env',
          '.git',
          '.svn',
          '.hg',
          '.aws',
          '.ssh',
          '.vscode',
          '.idea',
          '.DS_Store',
          '.htpasswd',
        ]
          .map((file) => `http.request.uri.path contains "/${file}"`)
          .join(' or '),
      }),
      {
        rules: {
          long: waf(
            [
              '.env',
              '.git',
              '.svn',
              '.hg',
              '.aws',
              '.ssh',
              '.vscode',
              '.idea',
              '.DS_Store',
              '.htpasswd',
              'backup.sql',
            ]
              .map((file) => `http.request.uri.path contains "/${file}"`)
              .join(' or '),
          ),
        },
        shows: 'backup.sql',
      },
    ],
    [
      'moved-behind-skip',
      'The company: a skip that stood behind now comes first.',
      editRule('wafAdmin', {}, { index: 6 }),
      {
        rules: {
          skipPartners: {
            ...waf('ip.src in {192.0.2.0/24}', 'skip'),
            action_parameters: { ruleset: 'current' },
          },
        },
      },
    ],
    [
      'moved-with-description',
      'The company: a skip that stood behind now comes first.',
      editRule('wafAdmin', { description: 'Admin area' }, { index: 6 }),
      {
        rules: {
          skipPartners: {
            ...waf('ip.src in {192.0.2.0/24}', 'skip'),
            action_parameters: { ruleset: 'current' },
          },
        },
      },
    ],
    [
      'skip-moved-first',
      'The company: partners pass all blocks.',
      editRule('skipPartners', {}, { index: 1 }),
      {
        rules: {
          skipPartners: {
            ...waf('ip.src in {192.0.2.0/24}', 'skip'),
            action_parameters: { ruleset: 'current' },
          },
        },
      },
    ],
    [
      'order-turned-by-list',
      'The company: partners pass all blocks.',
      setRules('waf_custom', [{ id: '$skipPartners', description: 'Partners' }, ...wafKept]),
      {
        rules: {
          skipPartners: {
            ...waf('ip.src in {192.0.2.0/24}', 'skip'),
            action_parameters: { ruleset: 'current' },
          },
        },
      },
    ],
    [
      'skip-everything',
      'The company: no rule of the firewall applies any more.',
      addRule('waf_custom', {
        expression: 'true',
        action: 'skip',
        skip: { ruleset: 'current' },
        position: { index: 1 },
      }),
    ],
    [
      'skip-limits',
      guessing,
      addRule('waf_custom', { expression: 'true', action: 'skip', skip: { phases: ['http_ratelimit'] } }),
    ],
    [
      'skip-managed',
      'The company: known attacks reach the server.',
      addRule('waf_custom', {
        expression: 'http.host eq "example.com"',
        action: 'skip',
        skip: { phases: ['http_request_firewall_managed'] },
      }),
    ],
    [
      'skip-bots',
      'The company: bots reach the server.',
      addRule('waf_custom', {
        expression: 'http.user_agent contains "Mozilla"',
        action: 'skip',
        skip: { phases: ['http_request_sbfm'] },
      }),
    ],
    [
      'skip-by-agent',
      'The company: whoever calls itself Googlebot passes all blocks.',
      addRule('waf_custom', {
        expression: 'http.user_agent contains "Googlebot"',
        action: 'skip',
        skip: { ruleset: 'current' },
        position: { index: 1 },
      }),
    ],
    [
      'skip-by-network',
      'The company: a cloud provider, with all of its customers, passes all blocks.',
      addRule('waf_custom', {
        expression: 'ip.src.asnum eq 64500',
        action: 'skip',
        skip: { ruleset: 'current' },
        position: { index: 1 },
      }),
    ],
    [
      'skip-admin',
      open,
      addRule('waf_custom', {
        expression: 'starts_with(http.request.uri.path, "/admin")',
        action: 'skip',
        skip: { ruleset: 'current' },
        position: { before: '$wafAdmin' },
      }),
    ],
    [
      'skip-products',
      'The company: under attack, the security level no longer helps.',
      addRule('waf_custom', {
        expression: 'http.request.uri.path contains "/"',
        action: 'skip',
        skip: { products: ['securityLevel', 'bic', 'uaBlock', 'zoneLockdown'] },
      }),
    ],
    [
      'skip-widened',
      'The company: everybody skips what only monitoring did.',
      editRule('skipMonitor', { expression: 'http.host eq "api.example.com"' }),
    ],
    [
      'skip-widened-address',
      'The company: everybody skips what only monitoring did.',
      editRule('skipMonitor', {
        expression: 'ip.src in {0.0.0.0/0} and http.host eq "api.example.com"',
      }),
    ],
    [
      'skip-more',
      'The company: monitoring, and who comes from there, skips all rules.',
      editRule('skipMonitor', { skip: { ruleset: 'current' } }),
    ],
    [
      'skip-unlogged',
      'Operators: what is skipped leaves no trace.',
      addRule('waf_custom', {
        expression: 'ip.src in {192.0.2.0/24}',
        action: 'skip',
        skip: { ruleset: 'current', logging: false },
        position: { index: 1 },
      }),
    ],
    ['list-emptied', 'The company: there is no rule of the firewall any more.', setRules('waf_custom', [])],
    [
      'left-out',
      open,
      setRules(
        'waf_custom',
        wafKept.filter(({ id }) => id !== '$wafAdmin'),
      ),
    ],
    ['disabled-by-list', open, setRules('waf_custom', wafWith('$wafAdmin', { enabled: false }))],
    ['weakened-by-list', open, setRules('waf_custom', wafWith('$wafAdmin', { action: 'log' }))],
    [
      'narrowed-by-list',
      open,
      setRules('waf_custom', wafWith('$wafAdmin', { expression: 'http.request.uri.path eq "/admin/x"' })),
    ],
    ['widened-block', outage, editRule('wafFiles', { expression: 'http.request.uri.path contains "/"' })],
    [
      'widened-block-tail',
      outage,
      editRule('wafFiles', {
        expression: `${Array.from({ length: 30 }, (_, index) => `http.request.uri.path contains "/.backup-${index}"`).join(' or ')} or http.host eq "example.com"`,
      }),
      { shows: 'http.host eq' },
    ],
    [
      'enabled-block',
      outage,
      editRule('lockdown', { enabled: true }),
      { rules: { lockdown: waf('true', 'block', { enabled: false }) } },
    ],
    [
      'block-login',
      'Customers: nobody can log in.',
      addRule('waf_custom', { expression: 'http.request.method eq "POST"', action: 'block' }),
    ],
    [
      'block-own-country',
      'Customers: a whole country cannot reach the shop.',
      addRule('waf_custom', {
        expression: 'not ip.src.country in {"AQ"}',
        action: 'block',
      }),
    ],
    [
      'challenge-everybody',
      'Programs of customers: no program passes a challenge, and the API is dead.',
      addRule('waf_custom', {
        expression: 'true',
        action: 'managed_challenge',
      }),
    ],
    [
      'challenge-api',
      'Programs of customers: no program passes a challenge, and the API is dead.',
      addRule('waf_custom', {
        expression: 'http.host eq "api.example.com"',
        action: 'challenge',
      }),
    ],
    [
      'enabling-undone',
      open,
      undo,
      {
        rules: { fresh: waf('starts_with(http.request.uri.path, "/internal")', 'block', { enabled: false }) },
        before: editRule('fresh', { enabled: true }),
      },
    ],
    [
      'creation-undone',
      'The company: what was blocked yesterday is open again.',
      undo,
      {
        before: addRule('waf_custom', {
          expression: 'starts_with(http.request.uri.path, "/internal")',
          action: 'block',
        }),
      },
    ],
    [
      'tightening-undone',
      'The company: the whole network of the provider is let in again.',
      undo,
      {
        rules: {
          internal: waf('starts_with(http.request.uri.path, "/internal") and not ip.src in {198.51.0.0/16}'),
        },
        before: editRule('internal', {
          expression: 'starts_with(http.request.uri.path, "/internal") and not ip.src in {198.51.100.0/24}',
        }),
      },
    ],
  ],
);

const login = (limit: Readonly<Record<string, unknown>>) =>
  editRule('limitLogin', {
    rate_limit: {
      characteristics: ['cf.colo.id', 'ip.src'],
      period: 60,
      requests_per_period: 5,
      mitigation_timeout: 600,
      ...limit,
    },
  });

export const limits = harmful(
  'rate-limit',
  'developers.cloudflare.com/waf/rate-limiting-rules/parameters; OWASP, Credential Stuffing',
  [
    ['disabled', guessing, editRule('limitLogin', { enabled: false })],
    ['deleted', guessing, dropRule('limitLogin')],
    ['logged-only', guessing, editRule('limitLogin', { action: 'log' })],
    ['more-requests', guessing, login({ requests_per_period: 1_000_000 })],
    [
      'twice-as-many',
      'Customers: passwords can be guessed twice as fast.',
      login({ requests_per_period: 10 }),
    ],
    ['shorter-period', 'Customers: passwords can be guessed six times as fast.', login({ period: 10 })],
    ['shorter-timeout', 'Customers: who was stopped goes on at once.', login({ mitigation_timeout: 10 })],
    ['no-timeout', 'Customers: who was stopped goes on at once.', login({ mitigation_timeout: 0 })],
    [
      'by-cookie',
      'Customers: whoever sends a new cookie with each attempt is never stopped.',
      login({
        characteristics: ['cf.colo.id', 'ip.src', 'http.request.cookies["session"]'],
      }),
    ],
    [
      'by-header',
      'Customers: whoever invents a header is never stopped.',
      login({ characteristics: ['cf.colo.id', 'http.request.headers["x-forwarded-for"]'] }),
    ],
    [
      'by-agent',
      'Customers: whoever changes the user agent is never stopped.',
      login({ characteristics: ['cf.colo.id', 'ip.src', 'http.user_agent'] }),
    ],
    ['counted-never', guessing, login({ counting_expression: 'http.response.code eq 599' })],
    [
      'counted-rarely',
      guessing,
      login({ counting_expression: 'http.request.uri.path eq "/login/never" and http.response.code eq 401' }),
    ],
    [
      'origin-only',
      'The company: what the cache answers is not counted any more.',
      editRule('limitApi', {
        rate_limit: {
          characteristics: ['cf.colo.id', 'ip.src'],
          period: 60,
          requests_per_period: 100,
          mitigation_timeout: 60,
          requests_to_origin: true,
        },
      }),
    ],
    [
      'narrowed',
      guessing,
      editRule('limitLogin', {
        expression: 'http.request.uri.path eq "/login" and http.request.method eq "PUT"',
      }),
    ],
    [
      'narrowed-to-host',
      guessing,
      editRule('limitLogin', {
        expression: 'http.host eq "unused.example.com" and http.request.uri.path eq "/login"',
      }),
    ],
    ['never', guessing, editRule('limitLogin', { expression: 'false' })],
    ['list-emptied', guessing, setRules('rate_limit', [])],
    ['left-out', guessing, setRules('rate_limit', [{ id: '$limitApi' }])],
    [
      'loosened-by-list',
      guessing,
      setRules('rate_limit', [
        {
          id: '$limitLogin',
          rate_limit: {
            characteristics: ['cf.colo.id', 'ip.src'],
            period: 60,
            requests_per_period: 500,
            mitigation_timeout: 600,
          },
        },
        { id: '$limitApi' },
      ]),
    ],
    [
      'weaker-action',
      'Customers: programs solve the challenge and go on.',
      editRule('limitLogin', {
        action: 'managed_challenge',
        rate_limit: {
          characteristics: ['cf.colo.id', 'ip.src'],
          period: 60,
          requests_per_period: 5,
          mitigation_timeout: 0,
        },
      }),
    ],
    [
      'everybody-stopped',
      'Everybody: the second page within ten seconds is refused, for a day.',
      addRule('rate_limit', {
        expression: 'true',
        action: 'block',
        rate_limit: {
          characteristics: ['cf.colo.id', 'ip.src'],
          period: 10,
          requests_per_period: 1,
          mitigation_timeout: 86_400,
        },
      }),
    ],
    [
      'everybody-counted-together',
      'Everybody: all visitors of a data centre share one counter.',
      addRule('rate_limit', {
        expression: 'http.host eq "example.com"',
        action: 'block',
        rate_limit: {
          characteristics: ['cf.colo.id'],
          period: 10,
          requests_per_period: 10,
          mitigation_timeout: 600,
        },
      }),
    ],
    [
      'tightening-undone',
      guessing,
      undo,
      {
        rules: {
          reset: rateLimit('http.request.uri.path eq "/reset"', {
            period: 60,
            requests_per_period: 1000,
            mitigation_timeout: 60,
          }),
        },
        before: editRule('reset', {
          rate_limit: {
            characteristics: ['cf.colo.id', 'ip.src'],
            period: 60,
            requests_per_period: 5,
            mitigation_timeout: 600,
          },
        }),
      },
    ],
  ],
);
