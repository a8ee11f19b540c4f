import { describe, expect, it } from 'vitest';
import type { Change } from '../change/change.ts';
import { PolicyError } from '../errors/index.ts';
import type { Effect } from '../tool/effect.ts';
import { Policy, type PolicySettings } from './policy.ts';

const open: PolicySettings = { readOnly: false, toolsets: undefined, scopes: undefined };
const readOnly: PolicySettings = { ...open, readOnly: true };
const dnsOnly: PolicySettings = { ...open, toolsets: new Set(['dns']) };
const noToolset: PolicySettings = { ...open, toolsets: new Set() };
const oneZone: PolicySettings = { ...open, scopes: new Set(['example.com']) };
const noZone: PolicySettings = { ...open, scopes: new Set() };
const all: PolicySettings = { readOnly: true, toolsets: new Set(['dns']), scopes: new Set(['example.com']) };

const tool = (effect: Effect, toolset = 'dns') => ({ name: 'a_tool', toolset, effect });

function changeIn(name: string): Change {
  return { action: 'create', resource: 'thing', scope: { id: '1', name }, summary: 'create', after: {} };
}

const reads: readonly Effect[] = ['read', 'inspect'];
const writes: readonly Effect[] = ['create', 'update', 'delete', 'purge', 'undo'];

type Row = readonly [
  title: string,
  settings: PolicySettings,
  effects: readonly Effect[],
  toolset: string,
  scope: string | undefined,
  refusal: RegExp | undefined,
];

const rows: readonly Row[] = [
  ['without settings all is allowed', open, [...reads, ...writes], 'dns', 'example.com', undefined],
  ['read-only allows reads', readOnly, reads, 'dns', undefined, undefined],
  ['read-only refuses writes', readOnly, writes, 'dns', undefined, /--read-only/u],
  ['read-only refuses changes', readOnly, writes, 'dns', 'example.com', /--read-only/u],
  ['a toolset that is listed', dnsOnly, [...reads, ...writes], 'dns', undefined, undefined],
  ['a toolset that is not', dnsOnly, [...reads, ...writes], 'cache', undefined, /without the toolset cache/u],
  ['an empty list of toolsets is no list of all', noToolset, reads, 'dns', undefined, /without the toolset/u],
  ['a zone that is listed', oneZone, writes, 'dns', 'example.com', undefined],
  ['a zone in other case', oneZone, writes, 'dns', 'EXAMPLE.com', undefined],
  ['a zone that is not', oneZone, writes, 'dns', 'example.org', /example\.org is not in the list/u],
  ['a zone below one that is listed', oneZone, writes, 'dns', 'www.example.com', /is not in the list/u],
  ['a zone that only ends like it', oneZone, writes, 'dns', 'badexample.com', /is not in the list/u],
  ['an empty list of zones is no list of all', noZone, writes, 'dns', 'example.com', /is not in the list/u],
  ['no change, no zone to check', oneZone, [...reads, ...writes], 'dns', undefined, undefined],
  ['all settings, all fulfilled', all, reads, 'dns', 'example.com', undefined],
  ['all settings, wrong zone', all, reads, 'dns', 'example.org', /is not in the list/u],
  ['all settings, wrong toolset', all, reads, 'cache', 'example.com', /without the toolset/u],
  ['all settings, a write', all, writes, 'dns', 'example.com', /--read-only/u],
];

const cases = rows.flatMap(([title, settings, effects, ...rest]) =>
  effects.map((effect) => [`${title} (${effect})`, settings, effect, ...rest] as const),
);

describe('Policy', () => {
  it.each(cases)('%s', (_, settings, effect, toolset, scope, refusal) => {
    const policy = new Policy(settings);
    const changes = scope === undefined ? [] : [changeIn(scope)];
    const decision = policy.decide(tool(effect, toolset), changes[0]);
    const attempt = (): void => policy.require(tool(effect, toolset), changes);
    if (refusal === undefined) {
      expect(decision).toEqual({ allowed: true });
      expect(attempt).not.toThrow();
    } else {
      expect(decision).toEqual({ allowed: false, why: expect.stringMatching(refusal) });
      expect(attempt).toThrow(PolicyError);
      expect(attempt).toThrow(refusal);
    }
  });

  it('looks at every change of a plan', () => {
    const policy = new Policy(oneZone);
    const changes = [changeIn('example.com'), changeIn('example.com'), changeIn('example.org')];
    expect(() => policy.require(tool('create'), changes)).toThrow(/example\.org/u);
  });

  it('says whether a scope exists, whatever its case', () => {
    const policy = new Policy(oneZone);
    expect(['example.com', 'Example.COM', 'example.org'].map((name) => policy.scopeExists({ name }))).toEqual(
      [true, true, false],
    );
    expect(new Policy(open).scopeExists({ name: 'anything' })).toBe(true);
  });
});
