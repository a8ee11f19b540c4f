import { isJsonObject, type JsonObject, type JsonValue, sameJson } from '@crunchtools/mcp-core';
import type { Plan } from '../dns/index.ts';
import { phaseFacts } from '../rules/index.ts';
import type { MigrationPhase } from './types.ts';

/** A modern rule that is there already. */
export interface ExistingRule {
  readonly phase: MigrationPhase;
  readonly ref: string;
  readonly definition: JsonObject;
}

/** Whether a rule with the same ref says what was planned, switched on or not. Cloudflare may have filled in more. */
export function isAsPlanned({ definition }: ExistingRule, planned: JsonObject): boolean {
  const { enabled: _, ref: __, ...rest } = planned;
  return holds(definition, rest);
}

function holds(found: JsonValue | undefined, wished: JsonValue | undefined): boolean {
  if (!isJsonObject(wished)) return sameJson(found, wished);
  return (
    isJsonObject(found) && Object.entries(wished).every(([member, value]) => holds(found[member], value))
  );
}

/** How many more rules a phase of the zone takes. Contracts change the number of Enterprise: it is left to Cloudflare. */
export function roomLeft(
  phase: MigrationPhase,
  plan: Plan | undefined,
  existing: readonly ExistingRule[],
): number {
  if (plan === undefined || plan === 'enterprise') return Number.POSITIVE_INFINITY;
  return phaseFacts(phase).quota[plan] - existing.filter((rule) => rule.phase === phase).length;
}
