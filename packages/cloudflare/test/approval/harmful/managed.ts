/** Managed rulesets that no longer protect, and error pages that take over. */

import { addRule, dropRule, editRule, errorRule, runManaged, setRules } from '../calls.ts';
import { type HarmfulCase, harmful } from '../case.ts';

const id = 'efb7b8c949ac4650a09736fc376e9aee';
const october = 'd9e350f1b72d4730899c8a420e48a85d';
const score = '6179ae15870a4bb7b2d480d4843b323c';
const owasp = '4814384a9e5d4991b9815dcfc25d2f1f';
const open = 'The company: known attacks reach the server.';

const seed = { rules: { run: runManaged({ id, version: 'latest' }) } };
const scored = { rules: { run: runManaged({ id: owasp, version: 'latest' }) } };
const strict = {
  rules: {
    run: runManaged({
      id,
      version: 'latest',
      overrides: { action: 'block', categories: [{ category: 'wordpress', enabled: true }] },
    }),
  },
};
const overridden = (overrides: object, ruleset = id) =>
  editRule('run', { managed: { id: ruleset, overrides: { ...overrides } } });
const skip = (expression: string, what: object) =>
  addRule('waf_managed', { expression, action: 'skip', skip: { ...what } });

export const managedRulesets: readonly HarmfulCase[] = harmful(
  'managed',
  'developers.cloudflare.com/waf/managed-rules/troubleshooting and waf-exceptions; OWASP CRS tuning guides',
  [
    ['deleted', open, dropRule('run'), seed],
    ['disabled', open, editRule('run', { enabled: false }), seed],
    ['dropped-by-list', open, setRules('waf_managed', []), seed],
    ['all-off', open, overridden({ enabled: false }), seed],
    ['all-logged', open, overridden({ action: 'log' }), seed],
    ['all-challenged', open, overridden({ action: 'js_challenge' }), seed],
    ['category-off', open, overridden({ categories: [{ category: 'sqli', enabled: false }] }), seed],
    ['category-logged', open, overridden({ categories: [{ category: 'rce', action: 'log' }] }), seed],
    ['rule-off', open, overridden({ rules: [{ id: october, enabled: false }] }), seed],
    ['rule-logged', open, overridden({ rules: [{ id: october, action: 'log' }] }), seed],
    ['score-raised', open, overridden({ rules: [{ id: score, score_threshold: 100_000 }] }, owasp), scored],
    [
      'no-longer-strict',
      open,
      overridden({ categories: [{ category: 'wordpress', enabled: true }] }),
      strict,
    ],
    ['category-no-longer-on', open, overridden({ action: 'block' }), strict],
    ['narrowed', open, editRule('run', { expression: 'http.host eq "unused.example.com"' }), seed],
    ['another-instead', open, editRule('run', { managed: { id: owasp } }), seed],
    [
      'made-with-all-off',
      open,
      addRule('waf_managed', {
        expression: 'true',
        action: 'execute',
        managed: { id, overrides: { enabled: false } },
      }),
    ],
    ['skipped-for-all', open, skip('true', { ruleset: 'current' }), seed],
    ['skipped-by-id', open, skip('http.user_agent contains "Mozilla"', { rulesets: [id] }), seed],
    ['skipped-in-part', open, skip('http.host eq "example.com"', { rules: { [id]: [october] } }), seed],
    [
      'everything-on',
      'Customers: rules that stop ordinary visitors stop them.',
      overridden({ enabled: true, action: 'block' }),
      seed,
    ],
  ],
);

const gone = 'Customers: whatever goes wrong, and every page that does not exist, says the same.';
const fooled = 'Customers: a page of the site asks them for passwords or leads them away.';
const serve = (expression: string, content: string) =>
  addRule('custom_errors', { expression, error: { content, content_type: 'text/html' } });
const page = {
  rules: { page: errorRule('http.response.code eq 500', { content: 'Sorry', content_type: 'text/plain' }) },
};

export const errorPages: readonly HarmfulCase[] = harmful(
  'error-page',
  'developers.cloudflare.com/rules/custom-errors; phishing on taken-over 404 pages',
  [
    ['every-error', gone, serve('true', 'Sorry')],
    ['every-status', gone, serve('http.response.code ge 400', 'Sorry')],
    ['of-a-host', gone, serve('http.host eq "shop.example.com"', 'Sorry')],
    ['widened', gone, editRule('page', { expression: 'true' }), page],
    ['form', fooled, serve('http.response.code eq 404', '<form action="/x"><input name="password"></form>')],
    ['script', fooled, serve('http.response.code eq 404', '<script src="/x.js"></script>')],
    ['link', fooled, serve('http.response.code eq 404', '<a href="https://attacker.example/">Sign in</a>')],
    [
      'edited-to-refresh',
      fooled,
      editRule('page', {
        error: {
          content: '<meta http-equiv="refresh" content="0;url=//attacker.example/">',
          content_type: 'text/html',
        },
      }),
      page,
    ],
  ],
);
