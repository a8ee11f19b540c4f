import type { JsonObject } from '@crunchtools/mcp-core';
import { friendlyParameters } from './codec.ts';
import { expressionWarnings } from './expressions.ts';
import { loopOf } from './loop.ts';
import type { RulePhase } from './phases.ts';
import { ruleInput } from './rule-input.ts';

/** What a reader should know of a rule that is about to be written, one sentence each. */
export function ruleWarnings(phase: RulePhase, definition: JsonObject, zoneName: string): readonly string[] {
  const { expression } = definition;
  const parsed = ruleInput.safeParse({ expression, ...friendlyParameters(phase, definition) });
  const doubts = parsed.success ? expressionWarnings(phase, parsed.data) : [];
  if (phase !== 'redirect' || loopOf(definition, zoneName) !== 'possible') return doubts;
  return [...doubts, 'redirect: if the host it leads to is proxied, too, this redirects for ever.'];
}
