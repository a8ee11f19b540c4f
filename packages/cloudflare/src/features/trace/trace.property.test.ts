import type { JsonObject } from '@crunchtools/mcp-core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { traced } from '../../../test/support/traced.ts';
import { phaseFacts, rulePhases } from '../rules/phases.ts';
import type { TracedPageRule, TracedRule } from './configuration.ts';
import { differences, type Ending, type HeaderEffect, shownEnding, type TraceReport } from './report.ts';
import type { Knowledge } from './state.ts';

const url = 'https://www.example.com/shop/item.css?size=1';

/** What the refined traces know and the others do not. */
const secrets = {
  'cf.bot_management.score': 40,
  'cf.bot_management.verified_bot': true,
  'ip.src.country': 'NZ',
};

const conditions = [
  'true',
  'false',
  'http.host eq "www.example.com"',
  'http.request.uri.path eq "/rewritten"',
  'starts_with(http.request.uri.path, "/shop/")',
  'raw.http.request.uri.path eq "/shop/item.css"',
  'http.request.uri.query contains "size"',
  'any(http.request.headers["x-added"][*] eq "yes")',
  'cf.bot_management.score lt 30',
  'cf.bot_management.score ge 30',
  'cf.bot_management.verified_bot and http.host contains "example"',
  'ip.src.country eq "NZ" or http.request.uri.path eq "/rewritten"',
  'not ip.src.country in {"NZ"}',
] as const;

const condition = fc.constantFrom(...conditions);
const value = fc.constantFrom<JsonObject>(
  { value: '/rewritten' },
  { value: '/other.html' },
  { expression: 'concat("/", ip.src.country)' },
  { expression: 'http.request.uri.path' },
);

const parameters: Readonly<Record<string, fc.Arbitrary<JsonObject>>> = {
  redirect: fc.record({ target_url: value }).map((target) => ({ from_value: target })),
  rewrite: fc
    .record({ path: value, query: fc.constantFrom({ value: 'q=1' }, { value: '' }) }, { requiredKeys: [] })
    .map((uri) => ({ uri })),
  headers: fc
    .dictionary(
      fc.constantFrom('X-Added', 'x-added', 'X-Other'),
      fc.oneof(
        fc.constant({ operation: 'remove' }),
        fc
          .tuple(
            fc.constantFrom('set', 'add'),
            fc.constantFrom({ value: 'yes' }, { expression: 'ip.src.country' }),
          )
          .map(([operation, text]) => ({ operation, ...text })),
      ),
      { minKeys: 1 },
    )
    .map((headers) => ({ headers })),
  cache: fc.record(
    { cache: fc.boolean(), browser_ttl: fc.constant({ mode: 'respect_origin' }) },
    { requiredKeys: [] },
  ),
  config: fc.record({ ssl: fc.constantFrom('full', 'strict'), bic: fc.boolean() }, { requiredKeys: [] }),
  origin: fc.record(
    {
      host_header: fc.constantFrom('a.example', 'b.example'),
      origin: fc.constantFrom({ port: 1 }, { host: 'c.example' }),
    },
    { requiredKeys: [] },
  ),
  compression: fc.constantFrom({ algorithms: [{ name: 'gzip' }] }, { algorithms: [{ name: 'zstd' }] }),
  skip: fc.constantFrom<JsonObject>({ ruleset: 'current' }, { phases: ['http_ratelimit'] }, {}),
  rate_limit: fc.constant({}),
};

const ruleOf = fc.constantFrom(...rulePhases).chain((phase) =>
  fc.record({
    phase: fc.constant(phase),
    expression: condition,
    action: fc.constantFrom(...phaseFacts(phase).actions),
    action_parameters:
      parameters[phaseFacts(phase).parameters[0] ?? ''] ?? parameters['skip'] ?? fc.constant({}),
    enabled: fc.boolean().map((on) => on || phase !== 'redirect'),
  }),
);

/** Skip and block take parameters of different kinds; those of the other kind do no harm. */
const skipRule = fc.record({
  phase: fc.constant('waf_custom' as const),
  expression: condition,
  action: fc.constant('skip'),
  action_parameters: parameters['skip'] ?? fc.constant({}),
  enabled: fc.constant(true),
});

const rules: fc.Arbitrary<readonly TracedRule[]> = fc
  .array(fc.oneof({ arbitrary: ruleOf, weight: 6 }, skipRule), { maxLength: 14 })
  .map((list) => list.map((each, index) => ({ id: `rule ${index}`, ...each })));

const pageRules: fc.Arbitrary<readonly TracedPageRule[]> = fc
  .array(
    fc.record({
      url: fc.constantFrom('*example.com/*', '*/rewritten*', 'www.example.com/shop/*', 'other.example/*'),
      actions: fc.constantFrom<JsonObject>(
        { ssl: 'off', cache_level: 'bypass' },
        { host_header_override: 'page.example' },
        { forwarding_url: { url: 'https://page.example/$1', status_code: 301 } },
      ),
      priority: fc.integer({ min: 1, max: 4 }),
      status: fc.constantFrom('active', 'disabled'),
    }),
    { maxLength: 3 },
  )
  .map((list) => list.map((each, index) => ({ id: `page ${index}`, ...each })));

describe('tracing', () => {
  it('never throws, whatever the rules are', () => {
    const anyObject = fc.dictionary(
      fc.constantFrom(
        'uri',
        'headers',
        'from_value',
        'origin',
        'cache',
        'algorithms',
        'phases',
        'response',
        '__proto__',
      ),
      fc.jsonValue({ maxDepth: 3 }),
    ) as fc.Arbitrary<JsonObject>;
    const anyRule: fc.Arbitrary<TracedRule> = fc.record({
      id: fc.string(),
      phase: fc.constantFrom(...rulePhases),
      expression: fc.oneof(condition, fc.string(), fc.string({ unit: 'binary' })),
      action: fc.oneof(fc.constantFrom('block', 'skip', 'rewrite', 'redirect', 'execute'), fc.string()),
      action_parameters: anyObject,
      ratelimit: anyObject,
      enabled: fc.boolean(),
    });
    const anyPageRule: fc.Arbitrary<TracedPageRule> = fc.record({
      id: fc.string(),
      url: fc.string(),
      actions: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })),
      priority: fc.double(),
      status: fc.constantFrom('active', 'disabled'),
    });
    fc.assert(
      fc.property(
        fc.array(anyRule, { maxLength: 6 }),
        fc.array(anyPageRule, { maxLength: 3 }),
        fc.webUrl({ withQueryParameters: true }),
        (all, pages, at) => {
          expect(traced(at, all, { pageRules: pages }).rules).toHaveLength(all.length + pages.length);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is not changed by a rule that cannot match', () => {
    fc.assert(
      fc.property(rules, pageRules, ruleOf, fc.nat(), (all, pages, extra, place) => {
        const never = { ...extra, id: 'never', expression: 'http.host eq "never.example"' };
        const at = place % (all.length + 1);
        const before = traced(url, all, { pageRules: pages });
        const after = traced(url, [...all.slice(0, at), never, ...all.slice(at)], { pageRules: pages });
        expect(differences(before, after)).toEqual([]);
        expect(after.endings).toEqual(before.endings);
        expect(after.onward).toEqual(before.onward);
      }),
    );
  });

  it('stays within what was said to be possible, once what was unknown is known', () => {
    fc.assert(
      fc.property(rules, pageRules, (all, pages) => {
        const vague = traced(url, all, { pageRules: pages });
        const exact = traced({ method: 'GET', url, also: secrets }, all, { pageRules: pages });
        expectRefined(vague, exact);
      }),
      { numRuns: 250 },
    );
  });
});

function expectRefined(vague: TraceReport, exact: TraceReport): void {
  for (const ending of exact.endings) {
    expect(vague.endings.some((possible) => allowsEnding(possible, ending))).toBe(true);
  }
  const [before, after] = [vague.onward, exact.onward];
  if (after === undefined) return;
  if (before === undefined) throw new Error('goes on although it was answered for certain');
  for (const text of after.urls) expect(before.urls.some((possible) => allows(possible, text))).toBe(true);
  expect(allows(before.cache, after.cache)).toBe(true);
  expectSettingsRefined(before.settings, after.settings);
  expectHeadersRefined(before.headers, after.headers);
  expectHeadersRefined(before.responseHeaders, after.responseHeaders);
}

function allows<Value>(possible: Knowledge<Value>, exact: Knowledge<Value>): boolean {
  return !possible.known || (exact.known && exact.value === possible.value);
}

function allowsEnding(possible: Ending, exact: Ending): boolean {
  if (possible.by !== exact.by || possible.answer !== exact.answer) return false;
  if (possible.certain && !exact.certain) return false;
  if (possible.location === undefined || exact.location === undefined) {
    return shownEnding(possible) === shownEnding(exact);
  }
  return allows(possible.location, exact.location);
}

type Settings = NonNullable<TraceReport['onward']>['settings'];

function expectSettingsRefined(vague: Settings, exact: Settings): void {
  for (const setting of exact) {
    expect(vague).toContainEqual({ ...setting, certain: expect.any(Boolean) });
  }
  for (const { certain, ...setting } of vague) {
    if (certain) expect(exact).toContainEqual({ ...setting, certain: true });
  }
}

/** What really happens is what was said to happen, less what was only possible. */
function expectHeadersRefined(vague: readonly HeaderEffect[], exact: readonly HeaderEffect[]): void {
  for (const name of new Set([...vague, ...exact].map((header) => header.name))) {
    let rest = vague.filter((header) => header.name === name);
    for (const header of exact.filter((other) => other.name === name)) {
      const found = rest.findIndex(
        ({ by, operation, value: text }) =>
          by === header.by && (operation === header.operation || !text.known) && allows(text, header.value),
      );
      expect(found).toBeGreaterThanOrEqual(0);
      rest = rest.slice(found + 1);
    }
  }
}
