import type { Change, Position } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import type { Rule } from './api.ts';
import { refFor, updateRuleChange, writeOf } from './change.ts';
import type { PhaseRules } from './rulesets.ts';

const zone = { id: 'z', name: 'example.com', plan: 'free', account: { id: 'a', name: 'A' } };

function rule(id: string, ref = id): Rule {
  return {
    id,
    ref,
    definition: { ref, action: 'set_config', expression: 'ssl', action_parameters: { bic: true } },
  };
}

const now: PhaseRules = {
  phase: 'config',
  rulesetId: 'set',
  version: 3,
  rules: [rule('a'), rule('b', 'bee'), rule('c')],
};

const after = { phase: 'config', ref: 'new', action: 'set_config', expression: 'ssl' };
const { phase: _, ...definition } = after;

function creation(place: Position): Change {
  return { action: 'create', resource: 'rule', scope: zone, summary: '', after, place: { after: place } };
}

describe('the request of a change', () => {
  it.each<[string, Position, object]>([
    ['behind its neighbour', { index: 1, after: 'a', before: 'c' }, { position: { after: 'a' } }],
    [
      'behind a rule that was made again under its ref',
      { index: 9, after: 'bee', before: null },
      { position: { after: 'b' } },
    ],
    [
      'in front of its neighbour, if the other one is gone',
      { index: 1, after: 'x', before: 'b' },
      { position: { before: 'b' } },
    ],
    ['at its index, if both are gone', { index: 2, after: 'x', before: 'y' }, { position: { index: 2 } }],
    [
      'at the end, if the index is behind it',
      { index: 9, after: 'x', before: 'y' },
      { position: { index: 4 } },
    ],
    ['at the front', { index: 1, after: null, before: 'c' }, { position: { index: 1 } }],
    ['at the end, wherever that is by then', { index: 4, after: 'c', before: null }, {}],
  ])('puts a rule %s', (_title, place, where) => {
    expect(writeOf(creation(place), now)).toEqual({
      kind: 'add',
      rulesetId: 'set',
      rule: definition,
      ...where,
    });
  });

  it('makes the ruleset with its first rule', () => {
    const none = { ...now, rulesetId: undefined, version: 0, rules: [] };
    expect(writeOf(creation({ index: 1, after: null, before: null }), none)).toEqual({
      kind: 'first',
      rules: [definition],
    });
  });

  it('moves a rule alone, and writes and moves another at once', () => {
    const [first = rule('a')] = now.rules;
    const moved = {
      from: { index: 1, after: null, before: 'b' },
      to: { index: 3, after: 'c', before: null },
    };
    const ids = { kind: 'edit', rulesetId: 'set', ruleId: 'a', position: { after: 'c' } };
    const move = updateRuleChange(zone, 'config', first, { moved });
    const both = updateRuleChange(zone, 'config', first, {
      moved,
      definition: { ...first.definition, enabled: false },
    });
    expect(move && writeOf(move, now)).toEqual(ids);
    expect(both && writeOf(both, now)).toEqual({ ...ids, rule: { ...first.definition, enabled: false } });
    expect([move?.action, both?.action]).toEqual(['reorder', 'update']);
  });

  it('is none where nothing changes', () => {
    const [first = rule('a')] = now.rules;
    expect(updateRuleChange(zone, 'config', first, { definition: first.definition })).toBeUndefined();
  });
});

describe('refFor', () => {
  it('gives the same rule the same ref, and a second one like it another', () => {
    const one = refFor(zone, 'config', { b: 1, a: 2 }, new Set());
    expect(refFor(zone, 'config', { a: 2, b: 1 }, new Set(['x']))).toBe(one);
    expect(refFor(zone, 'config', { a: 2, b: 1 }, new Set([one]))).not.toBe(one);
    expect(refFor(zone, 'cache', { a: 2, b: 1 }, new Set())).not.toBe(one);
    expect(one).toMatch(/^mcp_[0-9a-f]{16}$/u);
  });
});
