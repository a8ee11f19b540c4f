import { InputError, type JsonObject } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { editedDefinition, newDefinition } from './definition.ts';
import type { RulePhase } from './phases.ts';
import { ruleInput } from './rule-input.ts';

const managed = 'efb7b8c949ac4650a09736fc376e9aee';
const october = 'd9e350f1b72d4730899c8a420e48a85d';
const key = { public_key: 'Ycig/Zr/pZmklmFUN99nr+taURlYItL91g+NcHGYpB8=' };

function refusal(make: () => unknown): string {
  try {
    make();
    return '';
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

function made(phase: RulePhase, input: JsonObject): JsonObject {
  const setting = { phase, plan: 'pro', zoneName: 'example.com' } as const;
  return newDefinition(ruleInput.parse({ expression: 'true', ...input }), setting);
}

const executed = (overrides: JsonObject): JsonObject => ({
  action: 'execute',
  managed: { id: managed, overrides },
});

describe('a rule that runs a managed ruleset', () => {
  it('says the version as Cloudflare answers it', () => {
    expect(made('waf_managed', executed({ action: 'log' }))).toMatchObject({
      action: 'execute',
      action_parameters: { id: managed, version: 'latest', overrides: { action: 'log' } },
    });
  });

  it.each<[JsonObject, string]>([
    [{}, 'action: is required: execute or skip'],
    [{ action: 'execute' }, 'managed: is required'],
    [{ action: 'block' }, '"block" is not possible here'],
    [{ action: 'skip', managed: { id: managed } }, 'managed: goes with the action execute'],
    [{ action: 'execute', managed: { id: 'managed' } }, 'managed.id: must be an id'],
    [executed({ action: 'allow' }), 'managed.overrides.action: "allow" is not possible'],
    [executed({}), 'managed.overrides: overrides nothing'],
    [executed({ sensitivity_level: 'low' }), 'sensitivity_level: is for DDoS rules only'],
    [executed({ rules: [{ id: october }] }), 'managed.overrides.rules.0: overrides nothing'],
    [executed({ rules: [{ id: 'x', enabled: false }] }), 'managed.overrides.rules.0.id: must be an id'],
    [executed({ rules: [{ id: october, score_threshold: 0 }] }), 'score_threshold: must be at least 1'],
    [executed({ categories: [{ category: '', enabled: true }] }), 'categories.0.category: is empty'],
    [{ action: 'execute', managed: { id: managed, matched_data: key } }, 'managed.matched_data: is set in'],
    [{ action: 'skip', skip: {} }, 'skip: skips nothing'],
    [{ action: 'skip', skip: { products: ['waf'] } }, 'skip.products: does not belong here'],
    [{ action: 'skip', skip: { ruleset: 'all' } }, 'skip.ruleset: "all" is not possible'],
    [{ action: 'skip', skip: { ruleset: 'current', rulesets: [managed] } }, 'ruleset excludes rulesets'],
    [{ action: 'skip', skip: { rules: { [managed]: [] } } }, 'names a ruleset without rules'],
    [{ action: 'skip', skip: { rulesets: ['owasp'] } }, 'skip.rulesets: must be an id'],
  ])('of %j is refused: %s', (input, reason) => {
    expect(refusal(() => made('waf_managed', input))).toContain(reason);
  });

  it.each<JsonObject>([
    { ruleset: 'current' },
    { rulesets: [managed] },
    { rules: { [managed]: [october] }, logging: true },
  ])('can be excepted from by %j', (skip) => {
    expect(refusal(() => made('waf_managed', { action: 'skip', skip }))).toBe('');
  });

  // waf/managed-rules/payload-logging/configure-api.
  it('keeps the key of its payload log, which is not changed here', () => {
    const setting = { phase: 'waf_managed', plan: 'pro', zoneName: 'example.com' } as const;
    const current = { ...made('waf_managed', executed({ action: 'log' })), enabled: true };
    const logging = { ...current, action_parameters: { id: managed, version: 'latest', matched_data: key } };
    const edited = (next: JsonObject) =>
      editedDefinition(logging, ruleInput.parse({ managed: { id: managed, ...next } }), setting);
    expect(edited({ overrides: { action: 'block' } })['action_parameters']).toEqual({
      id: managed,
      version: 'latest',
      overrides: { action: 'block' },
      matched_data: key,
    });
    expect(edited({ matched_data: key })['action_parameters']).toEqual(logging.action_parameters);
    expect(refusal(() => edited({ matched_data: { public_key: 'mine' } }))).toContain('stays as it is');
  });
});

// developers.cloudflare.com/rules/custom-errors/reference/parameters.
describe('a custom error rule', () => {
  const page = { content: 'Back soon.', content_type: 'text/plain' };

  it.each<JsonObject>([
    { ...page, status_code: 503 },
    { asset_name: '500_error_template', content_type: 'text/html', status_code: 999 },
    { ...page, content: 'x'.repeat(10_240) },
  ])('is made of %j', (error) => {
    const expression = 'http.response.code ge 500 and cf.response.1xxx_code ne 1020';
    expect(made('custom_errors', { expression, error })).toEqual({
      enabled: true,
      action: 'serve_error',
      expression,
      action_parameters: error,
    });
  });

  it.each<[JsonObject, string]>([
    [{}, 'error: is required'],
    [{ error: { content_type: 'text/html' } }, 'error: needs content or asset_name'],
    [{ error: { ...page, asset_name: 'a' } }, 'error: needs content or asset_name, and not both'],
    [{ error: { content: 'a' } }, 'error.content_type: is required'],
    [{ error: { ...page, content_type: 'image/png' } }, 'error.content_type: "image/png" is not possible'],
    [{ error: { ...page, content: 'ä'.repeat(5_121) } }, 'error.content: has 10242 bytes'],
    [{ error: { ...page, status_code: 200 } }, 'error.status_code: must be 400 to 999'],
    [{ error: { asset_name: '../a', content_type: 'text/html' } }, 'is no name of an asset'],
    [{ error: page, response: page }, 'response: does not belong to custom_errors rules'],
  ])('of %j is refused: %s', (input, reason) => {
    expect(refusal(() => made('custom_errors', input))).toContain(reason);
  });
});
