import type { JsonObject } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { RuleJudge } from './judge.ts';

const managed = 'efb7b8c949ac4650a09736fc376e9aee';
const owasp = '4814384a9e5d4991b9815dcfc25d2f1f';
const one = 'd9e350f1b72d4730899c8a420e48a85d';

function said(before: JsonObject | undefined, after: JsonObject | undefined): readonly string[] {
  return new RuleJudge('example.com').reasons(before, after).map(({ text }) => text);
}

function rule(action: string, parameters: JsonObject, expression = 'true'): JsonObject {
  return { phase: 'waf_managed', action, expression, action_parameters: parameters };
}

const run = (overrides: JsonObject = {}, expression = 'true', id = managed): JsonObject =>
  rule('execute', { id, version: 'latest', overrides }, expression);
const skip = (parameters: JsonObject, expression = 'http.host eq "dev.example.com"'): JsonObject =>
  rule('skip', parameters, expression);
const category = (name: string, set: JsonObject): JsonObject => ({
  categories: [{ category: name, ...set }],
});
const single = (set: JsonObject): JsonObject => ({ rules: [{ id: one, ...set }] });

describe('a managed ruleset', () => {
  it.each<[string, JsonObject | undefined, JsonObject | undefined, string]>([
    ['is deleted', run(), undefined, 'It turns a managed ruleset off.'],
    ['is disabled', run(), { ...run(), enabled: false }, 'It turns a managed ruleset off.'],
    ['makes room for another', run(), run({}, 'true', owasp), 'It turns a managed ruleset off.'],
    ['is turned into a skip', run(), skip({ ruleset: 'current' }, 'true'), 'It turns a managed ruleset off.'],
    ['has all rules off', run(), run({ enabled: false }), 'It turns off all rules of a managed ruleset.'],
    ['is made with all rules off', undefined, run({ enabled: false }), 'It turns off all rules'],
    ['has a category off', run(), run(category('sqli', { enabled: false })), 'It turns off rules of'],
    ['has one rule off', run(), run(single({ enabled: false })), 'It turns off a rule of'],
    ['only logs', run(), run({ action: 'log' }), 'It weakens all rules of a managed ruleset.'],
    ['logs one rule', run(), run(single({ action: 'log' })), 'It weakens a rule of a managed ruleset.'],
    ['challenges', run(), run({ action: 'managed_challenge' }), 'It weakens all rules'],
    [
      'goes on from a challenge to a log',
      run({ action: 'managed_challenge' }),
      run({ action: 'log' }),
      'It weakens all rules',
    ],
    ['no longer blocks', run({ action: 'block' }), run(), 'It no longer makes all rules'],
    [
      'loses rules that are off otherwise',
      run(category('wordpress', { enabled: true })),
      run(),
      'It no longer turns on rules',
    ],
    ['takes a higher score', run(), run(single({ score_threshold: 60 })), 'It weakens a rule'],
    ['gives a low score up', run(single({ score_threshold: 25 })), run(), 'It weakens a rule'],
    ['is less sensitive', run(), run({ sensitivity_level: 'eoff' }), 'It weakens all rules'],
    ['stops ordinary visitors', run(), run({ enabled: true }), 'It turns on all rules of a managed ruleset'],
    [
      'goes by another category',
      run({
        categories: [
          { category: 'a', enabled: true },
          { category: 'b', enabled: false },
        ],
      }),
      run({
        categories: [
          { category: 'b', enabled: false },
          { category: 'a', enabled: true },
        ],
      }),
      'It changes which override of a category decides.',
    ],
    [
      'runs for one host only',
      run(),
      run({}, 'http.host eq "www.example.com"'),
      'It no longer runs a managed ruleset for requests',
    ],
    ['is skipped', undefined, skip({ ruleset: 'current' }), 'It lets matching requests past protection.'],
    ['is skipped by id', undefined, skip({ rulesets: [managed] }), 'It lets matching requests past'],
    [
      'is skipped in part',
      undefined,
      skip({ rules: { [managed]: [one] } }),
      'It lets matching requests past',
    ],
    [
      'is skipped for more',
      skip({ rulesets: [managed] }),
      skip({ rulesets: [managed] }, 'true'),
      'It lets matching requests past',
    ],
  ])('%s', (_what, before, after, text) => {
    expect(said(before, after).filter((reason) => reason.startsWith(text))).not.toEqual([]);
  });

  it.each<[string, JsonObject | undefined, JsonObject | undefined]>([
    ['is deployed', undefined, run()],
    ['is deployed for a host', undefined, run({}, 'http.host eq "www.example.com"')],
    ['runs for more', run({}, 'http.host eq "www.example.com"'), run()],
    ['blocks what was logged', run({ action: 'log' }), run({ action: 'block' })],
    ['blocks one rule', run(), run(single({ action: 'block' }))],
    ['has a category on', run(), run(category('wordpress', { enabled: true, action: 'block' }))],
    ['no longer has a rule off', run(single({ enabled: false })), run()],
    ['takes a lower score', run(single({ score_threshold: 60 })), run(single({ score_threshold: 25 }))],
    ['gets a description', run({ action: 'log' }), { ...run({ action: 'log' }), description: 'x' }],
    ['is no longer skipped', skip({ ruleset: 'current' }), undefined],
    ['is skipped for less', skip({ rulesets: [managed, owasp] }), skip({ rulesets: [managed] })],
  ])('%s without a question', (_what, before, after) => {
    expect(said(before, after)).toEqual([]);
  });
});

const serve = (expression: string, content = '<p>Back soon</p>', more: JsonObject = {}): JsonObject => ({
  phase: 'custom_errors',
  action: 'serve_error',
  expression,
  action_parameters: { content, content_type: 'text/html', ...more },
});

describe('an error rule', () => {
  const only = 'http.response.code eq 500';

  it.each([
    'true',
    'http.response.code ge 400',
    'http.response.code in {400..599}',
    'not http.response.code lt 400',
    'http.response.code eq 404 or http.response.code ge 500',
    'http.host eq "www.example.com"',
  ])('takes the place of every error: %s', (expression) => {
    expect(said(undefined, serve(expression)).join()).toContain('It takes the place of every error');
    expect(said(serve(expression), { ...serve(expression), description: 'x' })).toEqual([]);
    expect(said(serve(only), serve(expression))).not.toEqual([]);
    expect(said(serve(expression), serve(only))).toEqual([]);
  });

  // developers.cloudflare.com/rules/custom-errors/example-rules.
  it.each([
    only,
    'http.response.code ge 500 and http.response.code lt 600',
    'cf.response.1xxx_code eq 1020',
    'http.response.code eq 404 and starts_with(http.request.uri.path, "/blog/")',
  ])('is of every day: %s', (expression) => {
    expect(said(undefined, serve(expression))).toEqual([]);
    expect(said(serve(expression), undefined)).toEqual([]);
  });

  it.each<[string, boolean]>([
    ['<a href="https://www.example.com/status">Status</a>', false],
    ['<meta charset="utf-8"><a href="/">Home</a>', false],
    ['<form action="/login"><input name="password"></form>', true],
    ['<script>1</script>', true],
    ['<a href="//example.net/">Help</a>', true],
    ['<a href="https://example.com.attacker.example/">Help</a>', true],
    ['<meta http-equiv="refresh" content="0;url=/x">', true],
    ['<p onclick="x()">', true],
  ])('with the page %s', (content, isAsked) => {
    expect(said(undefined, serve(only, content)).length > 0).toBe(isAsked);
  });
});
