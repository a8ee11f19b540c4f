import type { Change, JsonObject } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { type ListedState, PlanJudge } from './judge.ts';

const path = 'http.request.uri.path';
const admin = `starts_with(${path}, "/admin")`;
const block: JsonObject = { phase: 'waf_custom', action: 'block', expression: admin, enabled: true };
const skip: JsonObject = {
  phase: 'waf_custom',
  action: 'skip',
  expression: admin,
  enabled: true,
  action_parameters: { ruleset: 'current' },
};

function change(id: string | undefined, before?: JsonObject, after?: JsonObject, index?: number): Change {
  return {
    action: before === undefined ? 'create' : after === undefined ? 'delete' : 'update',
    resource: 'rule',
    scope: { id: 'z', name: 'example.com' },
    summary: '',
    ...(id === undefined ? {} : { id }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(index === undefined ? {} : { place: { after: { index, after: null, before: null } } }),
  };
}

/** What asks about the first change. */
function asked(changes: readonly Change[], rules: readonly ListedState[]): readonly string[] {
  const [one] = changes;
  if (one === undefined) return [];
  return new PlanJudge(changes, () => rules).reasons(one).map(({ guard }) => guard);
}

describe('the other rules of the phase', () => {
  const log = { ...block, action: 'log' };
  const first: readonly ListedState[] = [
    { id: 'b', state: log },
    { id: 's', state: skip },
  ];
  const shadow = ['rules.shadow'];

  it('ask by where the rule stands now', () => {
    expect(asked([change('b', log, block)], first)).toEqual(shadow);
    expect(asked([change('b', log, block)], first.toReversed())).toEqual([]);
  });

  it('ask by where the rule will stand', () => {
    expect(asked([change('b', log, block, 2)], first)).toEqual([]);
    expect(asked([change('b', log, block, 1)], first.toReversed())).toEqual(shadow);
  });

  it('ask about a new rule by its place, which is the last one otherwise', () => {
    expect(asked([change(undefined, undefined, block)], first)).toEqual([]);
    expect(asked([change(undefined, undefined, block, 2)], first)).toEqual(shadow);
    expect(asked([change(undefined, undefined, block, 3)], first)).toEqual([]);
  });

  it('count as the plan makes them', () => {
    const changed = change('b', log, block);
    expect(asked([changed, change('s', skip, { ...skip, enabled: false })], first)).toEqual([]);
    expect(asked([changed, change('s', skip)], first)).toEqual([]);
    expect(asked([changed, change('s', { ...skip, enabled: false }, skip)], first)).toEqual(shadow);
  });

  it('are not looked at for a phase that is not known, or a rule that goes', () => {
    expect(asked([change('x', undefined, { ...block, phase: 'unknown' }, 1)], first)).toEqual([]);
    expect(asked([change('s', skip)], first)).toEqual([]);
  });
});

describe('a rule with a filter of thousands of characters', () => {
  it('is judged in many steps, to the same end', () => {
    const expression = Array.from({ length: 60 }, (_, index) => `http.host eq "h${index}.example.com"`).join(
      ' or ',
    );
    const one = change(undefined, undefined, { ...block, expression });
    const steps = new PlanJudge([one], () => []).steps(one);
    let count = 0;
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) count += 1;
    expect(count).toBeGreaterThan(10);
    expect(step.value).toEqual(new PlanJudge([one], () => []).reasons(one));
  });
});
