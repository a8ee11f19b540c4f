/** The writes on a rule. */

import { isDeepStrictEqual } from 'node:util';
import type { Determinism, Zone } from '../../contract.ts';
import { isRecord } from '../../json.ts';
import { readActions } from './actions.ts';
import { RULE_QUOTA } from './limits.ts';
import { isStatus, type PageRule, type RuleFields } from './model.ts';
import { bodyInvalid, ruleMissing, sameTarget, type Violation, validationFailed } from './refusals.ts';
import type { ZoneRules } from './store.ts';
import { readTargets } from './targets.ts';

export interface WriteContext {
  readonly zone: Zone;
  readonly rules: ZoneRules;
  readonly determinism: Determinism;
  /** Rules from before a check existed: targets outside the zone occur. */
  readonly takesAnyTarget?: boolean;
}

type Members = Readonly<Record<string, unknown>>;

/** API reference, Create a Page Rule. */
const DEFAULTS = { priority: 1, status: 'disabled' } as const;

/** @throws {ApiFailure} 400 with 1002. */
export function findRule(rules: ZoneRules, id: string): PageRule {
  const rule = rules.get(id);
  if (rule === undefined) throw ruleMissing();
  return rule;
}

/** @throws {ApiFailure} 400 with 1004, also when the zone is full. */
export function createRule(context: WriteContext, body: unknown): PageRule {
  const { zone, rules } = context;
  const violations = rules.size < RULE_QUOTA[zone.plan] ? [] : [quotaReached(zone)];
  return save(context, { ...DEFAULTS, ...membersOf(body) }, undefined, violations);
}

/** Like `createRule`, without the quota: a zone may have bought rules, or changed to a smaller plan. */
export function addRule(context: WriteContext, body: Members): PageRule {
  return save(context, { ...DEFAULTS, ...body }, undefined, []);
}

/** Changes the members that the body names; `actions` and `targets` are members like any other. */
export function patchRule(context: WriteContext, id: string, body: unknown): PageRule {
  const current = findRule(context.rules, id);
  return save(context, { ...current, ...membersOf(body) }, current, []);
}

/** Replaces every member by what the body says, or by its default. */
export function overwriteRule(context: WriteContext, id: string, body: unknown): PageRule {
  const current = findRule(context.rules, id);
  return save(context, { ...DEFAULTS, ...membersOf(body) }, current, []);
}

/** @throws {ApiFailure} 400 with 1002. */
export function deleteRule({ rules }: WriteContext, id: string): PageRule {
  const rule = findRule(rules, id);
  rules.delete(id);
  return rule;
}

function membersOf(body: unknown): Members {
  if (!isRecord(body)) throw bodyInvalid();
  return body;
}

function save(
  context: WriteContext,
  body: Members,
  current: PageRule | undefined,
  violations: Violation[],
): PageRule {
  const { rules, determinism } = context;
  const fields = readFields(context, body, violations, current);
  const priority = readPriority(body['priority'], violations);
  if (isTaken(fields, rules, current)) violations.push(sameTarget());
  if (violations.length > 0) throw validationFailed(violations);
  const now = timestamp(determinism.now());
  const id = current?.id ?? determinism.id();
  rules.put({ id, ...fields, created_on: current?.created_on ?? now, modified_on: now }, priority);
  return findRule(rules, id);
}

function readFields(
  { zone, takesAnyTarget = false }: WriteContext,
  body: Members,
  violations: Violation[],
  current: PageRule | undefined,
): RuleFields {
  const { status } = body;
  if (!isStatus(status))
    violations.push({ rule: 'status', message: "The status must be 'active' or 'disabled'" });
  return {
    // That a target outside the zone may stay where a write does not change it is assumed.
    targets: readTargets(
      body['targets'],
      zone.name,
      violations,
      takesAnyTarget || isDeepStrictEqual(body['targets'], current?.targets),
    ),
    actions: readActions(body['actions'], zone.plan, violations, current === undefined ? 1 : 0),
    status: isStatus(status) ? status : DEFAULTS.status,
  };
}

function readPriority(priority: unknown, violations: Violation[]): number {
  if (typeof priority === 'number' && Number.isInteger(priority) && priority >= 1) return priority;
  violations.push({ rule: 'priority', message: 'The priority must be a whole number from 1' });
  return DEFAULTS.priority;
}

function isTaken({ targets }: RuleFields, rules: ZoneRules, current: PageRule | undefined): boolean {
  const url = targets[0]?.constraint.value;
  return rules.all().some((rule) => rule.id !== current?.id && rule.targets[0]?.constraint.value === url);
}

function quotaReached({ plan }: Zone): Violation {
  return { rule: 'quota', message: `The limit of ${RULE_QUOTA[plan]} page rules has been reached` };
}

/** Cloudflare gives microseconds. */
function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000Z');
}
