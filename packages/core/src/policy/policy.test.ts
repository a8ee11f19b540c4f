import { describe, expect, it } from 'vitest';
import type { Change } from '../change/change.ts';
import { PolicyError } from '../errors/errors.ts';
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
  ['a zone that is not', oneZone, writes, 'dns', 'example.org', /is outside the list/u],
  ['a zone below one that is listed', oneZone, writes, 'dns', 'www.example.com', /is outside the list/u],
  ['a zone that only ends like it', oneZone, writes, 'dns', 'badexample.com', /is outside the list/u],
  ['an empty list of zones is no list of all', noZone, writes, 'dns', 'example.com', /is outside the list/u],
  ['no change, no zone to check', oneZone, [...reads, ...writes], 'dns', undefined, undefined],
  ['all settings, all fulfilled', all, reads, 'dns', 'example.com', undefined],
  ['all settings, wrong zone', all, reads, 'dns', 'example.org', /is outside the list/u],
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
    expect(() => policy.require(tool('create'), changes)).toThrow(PolicyError);
  });

  it('says whether a scope exists, whatever its case', () => {
    const policy = new Policy(oneZone);
    expect(['example.com', 'Example.COM', 'example.org'].map((name) => policy.scopeExists({ name }))).toEqual(
      [true, true, false],
    );
    expect(new Policy(open).scopeExists({ name: 'anything' })).toBe(true);
  });

  it('says who can allow what it refuses', () => {
    let thrown: unknown;
    try {
      new Policy(noZone).require(tool('create'), [changeIn('example.com')]);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      message: expect.stringMatching(/^Not allowed: .+\. Nothing was changed\.$/u),
      nextStep: 'Only the person who starts the server can allow it.',
    });
  });

  it.each([true, false])('says whether it only reads: %s', (value) => {
    expect(new Policy({ ...open, readOnly: value }).readOnly).toBe(value);
  });

  it('says whether it limits scopes at all', () => {
    expect([open, oneZone, noZone].map((settings) => new Policy(settings).limitsScopes)).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe('a limit of what objects are like', () => {
  const drafts = new Policy({ ...open, limits: new Map([['status', new Set(['draft', 'pending'])]]) });
  const update = (before: string | undefined, after: string | undefined): Change => ({
    ...changeIn('site'),
    action: 'update',
    ...(before === undefined ? {} : { before: { status: before } }),
    ...(after === undefined ? {} : { after: { status: after } }),
  });

  it.each([
    ['an object within it', update('draft', 'pending'), true],
    ['a new object within it', update(undefined, 'draft'), true],
    ['an object beyond it', update('publish', 'publish'), false],
    ['an object that would leave it', update('draft', 'publish'), false],
    ['an object that would come into it', update('publish', 'draft'), false],
    ['a deletion beyond it', update('publish', undefined), false],
    ['an object without the member', { ...changeIn('site'), after: { name: 'x' } }, true],
    ['a value that is no text', { ...changeIn('site'), after: { status: 1 } }, true],
  ])('%s', (_, change, allowed) => {
    const decision = drafts.decide(tool('update'), change);
    expect(decision.allowed).toBe(allowed);
    if (!decision.allowed)
      expect(decision.why).toMatch(/has, or makes, a status outside the list this server/u);
    expect(new Policy(open).decide(tool('update'), change).allowed).toBe(true);
  });

  it('says which values there are for this process', () => {
    expect(drafts.mayHave('status', 'draft')).toBe(true);
    expect(drafts.mayHave('status', 'publish')).toBe(false);
    expect(drafts.mayHave('kind', 'publish')).toBe(true);
    expect(new Policy(open).mayHave('status', 'publish')).toBe(true);
  });
});

/** Each part of a case with what it allows by itself; a case is allowed when all its parts allow it. */
interface Part<Value> {
  readonly title: string;
  readonly value: Value;
  readonly refuses?: RegExp;
}

interface Case {
  readonly title: string;
  readonly settings: PolicySettings;
  readonly effect: Effect;
  readonly scope: string | undefined;
  readonly refusals: readonly RegExp[];
}

const effects: readonly Effect[] = [...reads, ...writes];

const toolsetParts: readonly Part<PolicySettings['toolsets']>[] = [
  { title: 'all toolsets', value: undefined },
  { title: 'the toolset', value: new Set(['dns']) },
  { title: 'the toolset and others', value: new Set(['cache', 'dns', 'zones']) },
  { title: 'another toolset', value: new Set(['cache']), refuses: /without the toolset dns/u },
  { title: 'a toolset in other case', value: new Set(['DNS']), refuses: /without the toolset dns/u },
  { title: 'no toolset', value: new Set(), refuses: /without the toolset dns/u },
];

const outside = /is outside the list/u;
const target = 'shop.example';

const scopeParts: readonly Part<readonly [PolicySettings['scopes'], string | undefined]>[] = [
  { title: 'all zones, no change', value: [undefined, undefined] },
  { title: 'all zones, a change', value: [undefined, target] },
  { title: 'a list, no change', value: [new Set(['other.example']), undefined] },
  { title: 'the zone', value: [new Set([target]), target] },
  { title: 'the zone in other case', value: [new Set([target]), 'Shop.EXAMPLE'] },
  { title: 'the zone and others', value: [new Set(['other.example', target]), target] },
  { title: 'another zone', value: [new Set(['other.example']), target], refuses: outside },
  { title: 'the zone above', value: [new Set(['example']), target], refuses: outside },
  { title: 'a zone below', value: [new Set([`www.${target}`]), target], refuses: outside },
  { title: 'a zone that ends alike', value: [new Set([target]), `work${target}`], refuses: outside },
  { title: 'the zone with a dot', value: [new Set([target]), `${target}.`], refuses: outside },
  { title: 'the zone behind a space', value: [new Set([target]), ` ${target}`], refuses: outside },
  { title: 'a list, a change without a name', value: [new Set([target]), ''], refuses: outside },
  { title: 'no zone', value: [new Set(), target], refuses: outside },
];

function readOnlyParts(effect: Effect): readonly Part<boolean>[] {
  const isWrite = writes.includes(effect);
  return [
    { title: 'read and write', value: false },
    { title: '--read-only', value: true, ...(isWrite ? { refuses: /--read-only/u } : {}) },
  ];
}

const product: readonly Case[] = effects.flatMap((effect) =>
  readOnlyParts(effect).flatMap((readOnlyPart) =>
    toolsetParts.flatMap((toolsetPart) =>
      scopeParts.map((scopePart): Case => {
        const [scopes, scope] = scopePart.value;
        const parts = [readOnlyPart, toolsetPart, scopePart];
        return {
          title: [effect, ...parts.map((part) => part.title)].join(', '),
          settings: { readOnly: readOnlyPart.value, toolsets: toolsetPart.value, scopes },
          effect,
          scope,
          refusals: parts.flatMap(({ refuses }) => (refuses === undefined ? [] : [refuses])),
        };
      }),
    ),
  ),
);

describe('the whole table of decisions', () => {
  it('is 7 effects × 2 × 6 sets of toolsets × 14 zones and lists', () => {
    expect(product).toHaveLength(7 * 2 * 6 * 14);
  });

  it('allows exactly what every setting allows', () => {
    const wrong = product.filter(({ settings, effect, scope, refusals }) => {
      const decision = new Policy(settings).decide(
        tool(effect),
        scope === undefined ? undefined : changeIn(scope),
      );
      return decision.allowed !== (refusals.length === 0);
    });
    expect(wrong.map(({ title }) => title)).toEqual([]);
  });

  it('gives a reason that holds, and names no zone', () => {
    const wrong = product.filter(({ settings, effect, scope, refusals }) => {
      const decision = new Policy(settings).decide(
        tool(effect),
        scope === undefined ? undefined : changeIn(scope),
      );
      if (decision.allowed) return false;
      return !refusals.some((reason) => reason.test(decision.why)) || decision.why.includes('example');
    });
    expect(wrong.map(({ title }) => title)).toEqual([]);
  });

  it('is the same for a plan as for its changes one by one', () => {
    for (const { settings, effect, scope, refusals } of product) {
      const attempt = (): void =>
        new Policy(settings).require(tool(effect), scope === undefined ? [] : [changeIn(scope)]);
      if (refusals.length === 0) expect(attempt).not.toThrow();
      else expect(attempt).toThrow(PolicyError);
    }
  });
});

describe('what a tool changes of another toolset', () => {
  const toolsetOf = { thing: 'dns', rule: 'rules' };
  const settings: PolicySettings = { ...open, toolsets: new Set(['dns']), toolsetOf };

  it.each([
    ['its own', settings, 'thing', undefined],
    [
      'one that was left out',
      settings,
      'rule',
      /it changes a rule, and this server was started without the toolset rules/u,
    ],
    ['one in no toolset', settings, 'constructor', undefined],
    ['one that was left out, where nothing was', { ...settings, toolsets: undefined }, 'rule', undefined],
  ] as const)('%s', (_, given, resource, refusal) => {
    const decision = new Policy(given).decide(tool('create'), { ...changeIn('example.com'), resource });
    expect(decision.allowed).toBe(refusal === undefined);
    if (!decision.allowed && refusal !== undefined) expect(decision.why).toMatch(refusal);
  });
});
