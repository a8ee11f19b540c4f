import { atOnce, type JsonObject, sameJson } from '@crunchtools/mcp-core';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Rule } from './api.ts';
import { isPlainly, uncheckedDefinition } from './definition.ts';
import { type ListedRule, planSetInSteps } from './plan.ts';
import type { RuleInput } from './rule-input.ts';

const zone = {
  id: 'f'.repeat(32),
  name: 'example.com',
  plan: 'enterprise',
  account: { id: 'a'.repeat(32), name: 'A' },
} as const;

/** Few contents, so that many rules are equal. */
const content = fc.constantFrom('a', 'b', 'c');

function ruleAt(description: string, index: number): Rule {
  const ref = `ref${index}`;
  const definition = { ref, enabled: true, action: 'block', expression: 'true', description };
  return { id: String(index).padStart(32, '0'), ref, definition };
}

/** Which rule each of a list means: the one that it names, or else the first one that is like it and that no other means. */
function meant(rules: readonly Rule[], wished: readonly ListedRule[]): readonly (string | undefined)[] {
  const named = wished.map(({ ref }) => rules.find((rule) => rule.ref === ref));
  const used = new Set(named);
  return wished.map(({ description }, index) => {
    const like = rules.find((rule) => !used.has(rule) && rule.definition['description'] === description);
    const rule = named[index] ?? like;
    used.add(rule);
    return rule?.id;
  });
}

it('recognises the first rule that is like a wished one, whatever the lists', () => {
  const wish = fc.record({ description: content, name: fc.option(fc.nat({ max: 7 }), { freq: 4 }) });
  fc.assert(
    fc.property(fc.array(content, { maxLength: 7 }), fc.array(wish, { maxLength: 8 }), (now, list) => {
      const rules = now.map((description, index) => ruleAt(description, index));
      const names = new Set<number>();
      const wished = list.map(({ description, name }): ListedRule => {
        const isNamed = name !== null && name < rules.length && !names.has(name);
        if (isNamed) names.add(name);
        return {
          description,
          expression: 'true',
          action: 'block',
          ...(isNamed ? { ref: `ref${name}` } : {}),
        };
      });
      const phase = { phase: 'waf_custom', rulesetId: 'r'.repeat(32), version: 1, rules } as const;
      const { trial } = atOnce(planSetInSteps(zone, phase, wished));
      const ids = 'rules' in trial ? trial.rules.map(({ id }) => id) : [];
      expect(ids).toEqual(meant(rules, wished));
    }),
    { numRuns: 500 },
  );
});

/** Of few values each, so that they are often like each other. */
const members = { expression: fc.constantFrom('true', 'false'), description: fc.constant('a') };
const input: fc.Arbitrary<RuleInput> = fc
  .tuple(
    fc.record(
      {
        ...members,
        description: fc.constantFrom('', 'a'),
        enabled: fc.boolean(),
        action: fc.constantFrom('block', 'skip'),
      },
      { requiredKeys: [] },
    ),
    fc.constantFrom<RuleInput>(
      {},
      {},
      {},
      { redirect: { target_url: 'https://example.com/' } },
      { compression: ['gzip'] },
    ),
  )
  .map(([plain, parameters]) => ({ ...plain, ...parameters }));
const definition: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.record(
      {
        ...members,
        enabled: fc.boolean(),
        action: fc.constantFrom('block', 'redirect', ''),
        ref: fc.constant('ref'),
      },
      { requiredKeys: ['enabled', 'action'] },
    ),
    fc.constantFrom<JsonObject>(
      {},
      {},
      {},
      { action_parameters: { ruleset: 'current' } },
      { logging: { enabled: true } },
    ),
  )
  .map(([plain, parameters]) => ({ ...plain, ...parameters }));

it('tells at a glance that a rule is like an input only where it is, and everywhere where neither has parameters', () => {
  const phase = fc.constantFrom('waf_custom' as const, 'redirect' as const, 'compression' as const);
  let alike = 0;
  fc.assert(
    fc.property(definition, input, phase, (current, wished, where) => {
      const { ref: _, ...rule } = current;
      const isLike = sameJson(rule, uncheckedDefinition(wished, where));
      const isPlain = isPlainly(current, wished, where);
      if (isPlain) alike += 1;
      const hasMore = ['action_parameters', 'logging'].some((name) => name in current);
      const gives = wished.redirect !== undefined || wished.compression !== undefined;
      expect(isPlain).toBe(isLike && !hasMore && !gives);
    }),
    { numRuns: 5_000 },
  );
  expect(alike).toBeGreaterThan(0);
});
