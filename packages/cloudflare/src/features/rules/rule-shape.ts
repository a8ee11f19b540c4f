import { choiceFrom, type JsonObject, type ToolTrial, untrusted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { compact, shownId } from '../../schema.ts';
import { idOfFirst } from '../../tool.ts';
import type { Rule } from './api.ts';
import { friendlyParameters } from './codec.ts';
import { phaseFacts, type RulePhase, rulePhases } from './phases.ts';

export const phaseArgument = z.enum(rulePhases);

/** Where list_rules or create_rule has shown the phases. */
export const knownPhase = choiceFrom(phaseArgument);

export const rulesetId = z.string().regex(/^[0-9a-f]{32}$/u, 'must be 32 lower-case hexadecimal digits');

export const ruleId = rulesetId.describe('From list_rules.');

/** Strict, but not described again: create_rule has shown the members. */
export { loosely as likeCreateRule } from './rule-input.ts';

const foreign = untrusted(z.unknown()).optional();

/** A rule in a list, under the names that create_rule takes; what is as usual is left out. */
export const shownRule = z.strictObject({
  id: shownId,
  /** From 1. */
  index: z.int(),
  ref: foreign,
  description: foreign,
  expression: foreign,
  enabled: z.literal(false).optional(),
  action: foreign,
  rewrite: foreign,
  headers: foreign,
  redirect: foreign,
  cache: foreign,
  config: foreign,
  origin: foreign,
  compression: foreign,
  skip: foreign,
  response: foreign,
  rate_limit: foreign,
  managed: foreign,
  error: foreign,
  // As Cloudflare has them, where the names above cannot say it.
  action_parameters: foreign,
  ratelimit: foreign,
  logging: foreign,
});

export function shownRuleOf(
  phase: RulePhase,
  { id, ref, definition }: Rule,
  index: number,
): z.input<typeof shownRule> {
  const { description, expression, enabled, action } = definition;
  const [usual, ...others] = phaseFacts(phase).actions;
  return compact({
    id,
    index,
    ref: ref === id ? undefined : ref,
    description,
    expression,
    enabled: enabled === false ? enabled : undefined,
    action: action === usual && others.length === 0 ? undefined : action,
    ...friendlyParameters(phase, definition),
  });
}

export const ruleOfExample = {
  zone: 'mapleandpine.com',
  phase: 'redirect',
  expression: 'http.host eq "old.mapleandpine.com"',
  redirect: { target_url: 'https://mapleandpine.com/' },
} as const satisfies JsonObject;

/** Arguments about a rule of the example's own, in a zone whose plan has room for many. */
export function exampleRule(also: JsonObject = {}): ToolTrial['example'] {
  return async (apply) => {
    const { zone, phase } = ruleOfExample;
    const { changes } = await apply('create_rule', { ...ruleOfExample, description: crypto.randomUUID() });
    return { zone, phase, rule_id: idOfFirst(changes), ...also };
  };
}
