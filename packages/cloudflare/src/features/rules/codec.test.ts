import type { JsonObject } from '@crunchtools/mcp-core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeParameters, friendlyParameters } from './codec.ts';
import type { RulePhase } from './phases.ts';
import { type RuleInput, ruleInput } from './rule-input.ts';

const text = fc.string({ minLength: 1, maxLength: 10 });

const optional = <Shape extends object>(shape: { [Key in keyof Shape]: fc.Arbitrary<Shape[Key]> }) =>
  fc.record(shape, { requiredKeys: [] }).filter((made) => Object.keys(made).length > 0);

const inputs: Readonly<Record<RulePhase, fc.Arbitrary<RuleInput>>> = {
  redirect: fc.record({
    redirect: fc.oneof(
      fc.record({ target_url: text, status_code: fc.constant(301) }),
      fc.record({ target_url_expression: text, preserve_query_string: fc.boolean() }),
    ),
  }),
  url_rewrite: fc.record({
    rewrite: optional({ path: text, query_expression: text }),
  }),
  config: fc.record({ config: optional({ bic: fc.boolean(), ssl: text }) }),
  origin: fc.record({ origin: optional({ host_header: text, host: text, port: fc.nat(), sni: text }) }),
  waf_custom: fc.oneof(
    fc.record({ skip: optional({ ruleset: text, phases: fc.array(text) }) }),
    fc.record({ skip: fc.record({ products: fc.array(text), logging: fc.boolean() }) }),
    fc.record({ response: optional({ status_code: fc.nat(), content: text }) }),
    fc.constant({}),
  ),
  rate_limit: fc.record({
    rate_limit: fc.record({ period: fc.nat(), characteristics: fc.array(text) }),
  }),
  waf_managed: fc.oneof(
    fc.record({ managed: managed() }),
    fc.record({ skip: optional({ ruleset: text, rulesets: fc.array(text), logging: fc.boolean() }) }).filter(
      // Without parameters nothing says that it is a skip rule.
      ({ skip }) => Object.keys(skip).some((name) => name !== 'logging'),
    ),
  ),
  request_headers: fc.record({ headers: headerList() }),
  cache: fc.record({ cache: optional({ cache: fc.boolean(), edge_ttl: fc.record({ mode: text }) }) }),
  custom_errors: fc.record({
    error: optional({ content: text, asset_name: text, content_type: text, status_code: fc.nat() }),
  }),
  response_headers: fc.record({ headers: headerList() }),
  compression: fc.record({ compression: fc.array(text, { minLength: 1 }) }),
};

function managed(): fc.Arbitrary<NonNullable<RuleInput['managed']>> {
  const override = { enabled: fc.boolean(), action: text };
  return fc.record(
    {
      id: text,
      version: text,
      matched_data: fc.record({ public_key: text }),
      overrides: fc.record({
        ...override,
        categories: fc.array(fc.record({ category: text, ...override })),
        rules: fc.array(fc.record({ id: text, ...override, score_threshold: fc.nat() })),
      }),
    },
    { requiredKeys: ['id'] },
  );
}

function headerList(): fc.Arbitrary<NonNullable<RuleInput['headers']>> {
  const header = fc.record({
    // Names that look like numbers come back in another order, as they do from any JSON object.
    name: fc.stringMatching(/^[a-z][a-z-]{0,8}$/u),
    operation: fc.constantFrom('set' as const, 'add' as const),
    value: text,
  });
  return fc.uniqueArray(header, { minLength: 1, maxLength: 5, selector: ({ name }) => name });
}

describe.each(Object.keys(inputs) as RulePhase[])('the parameters of %s', (phase) => {
  it('come back under the names under which they were given', () => {
    fc.assert(
      fc.property(inputs[phase], (input) => {
        const wire = JSON.parse(JSON.stringify(encodeParameters(phase, input))) as JsonObject;
        expect(friendlyParameters(phase, wire)).toEqual(JSON.parse(JSON.stringify(input)));
      }),
    );
  });

  it('are shown as they are, whatever they are, with nothing left out', () => {
    fc.assert(
      fc.property(fc.dictionary(text, fc.jsonValue()), (parameters) => {
        const raw = JSON.parse(JSON.stringify({ action_parameters: parameters })) as JsonObject;
        const shown = friendlyParameters(phase, raw);
        const again = ruleInput.safeParse(shown);
        expect(
          shown['action_parameters'] ?? (again.data && encodeParameters(phase, again.data).action_parameters),
        ).toEqual(raw['action_parameters']);
      }),
    );
  });
});

describe('parameters that these names cannot say', () => {
  it.each<[RulePhase, JsonObject]>([
    ['redirect', { from_list: { name: 'office', key: 'http.request.full_uri' } }],
    ['redirect', { from_value: { target_url: { value: '/a' } }, from_list: { name: 'office', key: 'x' } }],
    ['url_rewrite', { uri: { path: { value: '/a' }, origin: true } }],
    ['waf_custom', { id: 'a'.repeat(32), overrides: { enabled: false } }],
    ['waf_managed', { id: 'a'.repeat(32), something: 'new' }],
    ['custom_errors', { content: 'a', something: 'new' }],
    ['compression', { algorithms: [{ name: 'gzip', level: 9 }] }],
  ])('of %s are shown as Cloudflare has them: %j', (phase, parameters) => {
    expect(friendlyParameters(phase, { action_parameters: parameters })).toEqual({
      action_parameters: parameters,
    });
  });
});
