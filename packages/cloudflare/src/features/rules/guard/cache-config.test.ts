import type { JsonObject, JsonValue } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { RuleJudge } from './judge.ts';

const path = 'http.request.uri.path';
const blog = `starts_with(${path}, "/blog/")`;
const pages = `${path} in {"/a" "/b"}`;

function said(before: JsonObject | undefined, after: JsonObject | undefined): readonly string[] {
  return new RuleJudge('example.com').reasons(before, after).map(({ text }) => text);
}

function config(settings: JsonObject, expression = blog): JsonObject {
  return { phase: 'config', action: 'set_config', expression, action_parameters: settings };
}

/** `[setting, from the weakest value on, weak values, first value that may be stronger than the zone's, what it is]` */
const settings: readonly (readonly [string, readonly JsonValue[], number, number, string])[] = [
  [
    'ssl',
    ['off', 'flexible', 'full', 'strict', 'origin_pull'],
    3,
    2,
    'the encryption of traffic to the origin, and the check of its certificate',
  ],
  [
    'security_level',
    ['off', 'essentially_off', 'low', 'medium', 'high', 'under_attack'],
    3,
    3,
    'the security level',
  ],
  ['bic', [false, true], 1, 1, 'the browser integrity check'],
  ['hotlink_protection', [false, true], 1, 1, 'hotlink protection'],
  ['email_obfuscation', [false, true], 1, 1, 'the hiding of email addresses from harvesters'],
  ['automatic_https_rewrites', [false, true], 1, 1, 'the rewriting of links to https'],
  ['opportunistic_encryption', [false, true], 1, 1, 'opportunistic encryption'],
  ['server_side_excludes', [false, true], 1, 1, 'the hiding of content from suspicious visitors'],
  ['request_body_buffering', ['none', 'standard', 'full'], 1, 1, 'the check of request bodies'],
  ['response_body_buffering', ['none', 'standard'], 1, 1, 'the check of response bodies'],
];

describe.each(settings)('%s', (name, values, weak, strong, what) => {
  const lowers = `It lowers ${what}, for what it matches.`;
  const raised = `It no longer raises ${what}, for what it matched.`;

  it.each(values.map((value, rank) => [value, rank] as const))('%s', (value, rank) => {
    const rule = config({ [name]: value, polish: 'off' });
    expect(said(undefined, rule)).toEqual(rank < weak ? [lowers] : []);
    expect(said(rule, undefined)).toEqual(rank >= strong ? [raised] : []);
    expect(said(rule, config({ polish: 'off' }))).toEqual(rank >= strong ? [raised] : []);
    expect(said(rule, { ...rule, description: 'x' })).toEqual([]);
    expect(said(rule, config({ [name]: value, polish: 'lossy' }))).toEqual([]);
  });

  it.each(values.slice(1).map((value, below) => [values[below] ?? null, value] as const))(
    '%s becomes %s, and the other way round',
    (low, high) => {
      const [weaker, stronger] = [config({ [name]: low }), config({ [name]: high })];
      expect(said(weaker, stronger)).toEqual([]);
      const lost = values.indexOf(high) >= strong ? [raised] : [];
      const news = values.indexOf(low) < weak ? [lowers] : [];
      expect(said(stronger, weaker)).toEqual([...lost, ...news]);
    },
  );

  it('of an unknown value may be the weakest', () => {
    expect(said(undefined, config({ [name]: 'new' }))).toEqual([lowers]);
    expect(said(config({ [name]: values[0] ?? null }), config({ [name]: 'new' }))).toEqual([lowers]);
  });

  it('holds for fewer requests', () => {
    const rule = config({ [name]: values.at(-1) ?? null }, pages);
    expect(said(rule, { ...rule, expression: `${path} eq "/a"` })).toEqual([
      `It no longer raises ${what} for requests such as https://example.com/b.`,
    ]);
  });
});

it.each<JsonObject>([
  { polish: 'off', mirage: true, rocket_loader: false },
  { disable_zaraz: true, disable_apps: true, disable_rum: true },
  { constructor: 'off', toString: false },
])('other settings protect nobody: %j', (more) => {
  expect(said(undefined, config(more))).toEqual([]);
  expect(said(config(more), undefined)).toEqual([]);
});

const route = (action_parameters: JsonObject, expression = pages): JsonObject => ({
  phase: 'origin',
  action: 'route',
  expression,
  action_parameters,
});

describe('where requests go', () => {
  it.each<[one: JsonObject, other: JsonObject, what: string]>([
    [
      { origin: { host: 'a.example.com' } },
      { origin: { host: 'b.example.com' } },
      'the server that requests go to',
    ],
    [{ origin: { port: 8_443 } }, { origin: { port: 443 } }, 'the port that requests go to'],
    [
      { host_header: 'a.example.com' },
      { host_header: 'b.example.com' },
      'the host that the origin is asked for',
    ],
    [
      { sni: { value: 'a.example.com' } },
      { sni: { value: 'b.example.com' } },
      'the name that the certificate of the origin is checked for',
    ],
  ])('is said when it changes: %j', (one, other, what) => {
    const changes = `It changes ${what}.`;
    expect(said(undefined, route(one))).toEqual([changes]);
    expect(said(route({}), route(one))).toEqual([changes]);
    expect(said(route(one), route(other))).toEqual([changes]);
    expect(said(route(one), route({}))).toEqual([changes]);
    expect(said(route(one), undefined)).toEqual([changes]);
    expect(said(route(one), { ...route(one), description: 'x' })).toEqual([]);
    expect(said(route(one), route(one, `${path} eq "/a"`))).toEqual([
      `It changes ${what} for requests such as https://example.com/b.`,
    ]);
    expect(said(route(one, `${path} eq "/a"`), route(one))).toEqual([changes]);
    expect(said(undefined, route({}))).toEqual([]);
  });
});
