import type { JsonObject } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { RuleJudge } from './judge.ts';

const path = 'http.request.uri.path';
const admin = `starts_with(${path}, "/admin")`;
const block: JsonObject = { phase: 'waf_custom', action: 'block', expression: admin, enabled: true };
const skip: JsonObject = {
  phase: 'waf_custom',
  action: 'skip',
  expression: admin,
  action_parameters: { products: ['bic'], ruleset: 'current' },
};

function said(before: JsonObject | undefined, after: JsonObject | undefined): readonly string[] {
  return new RuleJudge('example.com').reasons(before, after).map(({ text }) => text);
}

describe('a rule', () => {
  it.each<[phase: string, rule: JsonObject, text: string]>([
    [
      'redirect',
      {
        expression: `${path} eq "/old"`,
        action_parameters: { from_value: { target_url: { value: 'https://example.net/' } } },
      },
      'It leads visitors to another site: example.net.',
    ],
    [
      'url_rewrite',
      { expression: `${path} eq "/open"`, action_parameters: { uri: { path: { value: '/.env' } } } },
      'It rewrites requests such as https://example.com/open to or from private pages, or to where it cannot be foreseen.',
    ],
    [
      'config',
      { expression: 'true', action_parameters: { bic: false } },
      'It lowers the browser integrity check, for what it matches.',
    ],
    [
      'origin',
      { expression: admin, action_parameters: { origin: { port: 1 } } },
      'It changes the port that requests go to.',
    ],
    ['waf_custom', { expression: 'true', action: 'block' }, 'It holds back every request.'],
    ['rate_limit', { expression: 'true', action: 'block' }, 'It limits every request.'],
    [
      'request_headers',
      { expression: 'true', action_parameters: { headers: { Cookie: { operation: 'remove' } } } },
      'It removes cookie, by which origins know who asks.',
    ],
    [
      'cache',
      { expression: 'true', action_parameters: { cache: false } },
      'It sends every request to the origin, which may not bear it.',
    ],
    [
      'response_headers',
      { expression: 'true', action_parameters: { headers: { 'Set-Cookie': { operation: 'remove' } } } },
      'It replaces all cookies that an answer sets: add keeps them.',
    ],
  ])('of the phase %s is judged', (phase, rule, text) => {
    expect(said(undefined, { phase, ...rule })).toEqual([text]);
    expect(said(undefined, { phase, ...rule, enabled: true })).toEqual([text]);
    expect(said(undefined, { phase, ...rule, enabled: false })).toEqual([]);
    expect(said({ phase, ...rule, enabled: false }, { phase, ...rule })).toEqual([text]);
    expect(said(undefined, { phase: 'unheard_of', ...rule })).toEqual([]);
    expect(said(undefined, rule)).toEqual([]);
  });

  it('of compression is not', () => {
    const rule = { phase: 'compression', action: 'compress_response', expression: 'true' };
    expect(said(undefined, rule)).toEqual([]);
    expect(said(rule, undefined)).toEqual([]);
  });

  it.each<[title: string, after: JsonObject]>([
    ['another name', { ...block, description: 'x', ref: 'y' }],
    ['another spelling', { ...block, expression: `(${admin})` }],
    ['no logging, of which nobody would know', { ...block, logging: { enabled: false } }],
    ['on, as it is without the member', { phase: 'waf_custom', action: 'block', expression: admin }],
  ])('does the same with %s', (_title, after) => {
    const judge = new RuleJudge('example.com');
    expect(judge.view(after)).toBe(judge.view(block));
    expect(said(block, after)).toEqual([]);
  });

  it('does the same with its members in another order', () => {
    const judge = new RuleJudge('example.com');
    const turned = Object.fromEntries(Object.entries(skip).toReversed());
    expect(judge.view(turned)).toBe(judge.view(skip));
  });

  it.each<[title: string, after: JsonObject]>([
    ['another action', { ...block, action: 'log' }],
    ['another phase', { ...block, phase: 'rate_limit' }],
    ['another filter', { ...block, expression: 'ssl' }],
    ['something beside', { ...block, action_parameters: {} }],
  ])('does otherwise with %s', (_title, after) => {
    const judge = new RuleJudge('example.com');
    expect(judge.view(after)).not.toBe(judge.view(block));
  });

  it('that skips does the same with another name', () => {
    const judge = new RuleJudge('example.com');
    expect(judge.view({ ...skip, description: 'x' })).toBe(judge.view(skip));
  });

  it('that skips does otherwise without a trace in the log', () => {
    expect(said(skip, { ...skip, logging: { enabled: false } })).toEqual([
      'It lets requests past protection without a trace in the log.',
    ]);
  });

  it('without a filter that can be read may be for everything', () => {
    expect(said(undefined, { ...block, expression: 7 })).toEqual(
      said(undefined, { ...block, expression: '' }),
    );
    expect(said(undefined, { ...block, expression: 'no.such eq 1' })).toHaveLength(1);
  });

  it('gives each reason once, and all that there are', () => {
    const limit = { phase: 'rate_limit', action: 'block', expression: admin };
    expect(said(limit, undefined)).toEqual(['It turns a protection off.', 'It turns a rate limit off.']);
    expect(said(undefined, skip)).toEqual(['It lets matching requests past protection.']);
  });

  it('is judged in its zone', () => {
    const rule = { ...block, expression: 'http.host eq "www.example.com"' };
    expect(said(undefined, rule)).toEqual(['It holds back every request to www.example.com.']);
    expect(new RuleJudge('example.net').zone.name).toBe('example.net');
  });

  it('is looked at once by one judge', () => {
    const judge = new RuleJudge('example.com');
    const view = judge.view({ ...block, expression: 'true' });
    expect(judge.effects(view)).toBe(judge.effects(view));
    expect(view?.breadth()).toEqual(expect.objectContaining({ kind: 'zone' }));
    expect(view?.breadth()).toBe(view?.breadth());
    expect(judge.scope(admin)).toBe(judge.scope(admin));
    expect(judge.effects(undefined)).toEqual({ protections: [], harms: [] });
  });
});
