import { InputError, type JsonObject } from '@crunchtools/mcp-core';
import { cut, Refusal, refuse } from '../problem.ts';
import { newDefinition } from '../rules/index.ts';
import { type Rival, rivalsOf } from './rivals.ts';
import type { MigratedZone } from './translate.ts';
import type { Draft, MigrationPhase, Translation } from './types.ts';

/** A modern rule as it is to be. */
export interface PlannedRule {
  readonly phase: MigrationPhase;
  /** Made of the Page Rule's id, so that migrating again finds the rule again. */
  readonly ref: string;
  readonly definition: JsonObject;
}

/** Characters in an expression (developers.cloudflare.com/ruleset-engine/rules-language/expressions). */
const longestExpression = 4_096;

/**
 * The modern rules of one Page Rule, with the requests left out that earlier Page Rules take.
 * @returns why one of them cannot be made: none is planned then.
 */
export function plannedRules(
  translation: Translation,
  before: readonly Rival[],
  zone: MigratedZone,
  enabled: boolean,
): readonly PlannedRule[] | Refusal {
  const { rule, condition, drafts } = translation;
  const rules: PlannedRule[] = [];
  for (const draft of drafts) {
    const siblings = drafts.filter(({ phase }) => phase === draft.phase);
    const rivals = rivalsOf(draft, rule.url, before, siblings.length);
    const expression = without(draft.condition ?? condition, rivals);
    if (expression instanceof Refusal) return expression;
    const ref = `page_rule_${rule.id}_${siblings.indexOf(draft) + 1}`;
    const definition = definitionOf(draft, { ref, url: rule.url, expression, enabled }, zone);
    if (definition instanceof Refusal) return definition;
    rules.push({ phase: draft.phase, ref, definition });
  }
  return rules;
}

function without(condition: string, rivals: readonly Rival[]): string | Refusal {
  let expression = condition;
  for (const { url, translation } of rivals) {
    if (translation instanceof Refusal)
      return refuse(
        `the Page Rule ${cut(url)} comes first, and what it matches cannot be left out: ${translation.reason}`,
      );
    expression += ` and not (${translation.condition})`;
  }
  return expression.length <= longestExpression
    ? expression
    : refuse(
        `leaving out what earlier Page Rules match makes an expression of ${expression.length} characters; ${longestExpression} is the most`,
      );
}

function definitionOf(
  { phase, parameters, note }: Draft,
  {
    url,
    ...members
  }: { readonly ref: string; readonly url: string; readonly expression: string; readonly enabled: boolean },
  { name, plan }: MigratedZone,
): JsonObject | Refusal {
  const description = `Page Rule ${cut(url)}${note === undefined ? '' : `: ${note}`}`;
  try {
    return newDefinition({ ...members, description, ...parameters }, { phase, plan, zoneName: name });
  } catch (error) {
    if (error instanceof InputError) return refuse(`its ${phase} rule is refused: ${error.message}`);
    throw error;
  }
}
