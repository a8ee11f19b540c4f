import type { JsonObject } from '@crunchtools/mcp-core';
import type { Plan } from '@crunchtools/rules-language';
import { compact } from '../../schema/compact.ts';
import { encodeParameters } from './codec.ts';
import { checkExpressions } from './expressions.ts';
import { loopOf } from './loop.ts';
import { checkParameters } from './parameters.ts';
import { type PhaseFacts, phaseFacts, type RulePhase } from './phases.ts';
import { oneOf, RuleReport, refuseUnprintable, show } from './problem.ts';
import { everyDataCentre } from './protection.ts';
import type { RuleInput } from './rule-input.ts';

export interface RuleSetting {
  readonly phase: RulePhase;
  /** `undefined` when it is not known: nothing is refused because of the plan then. */
  readonly plan: Plan | undefined;
  readonly zoneName: string;
}

/**
 * A new rule as Cloudflare should get it. Everything that can be known without asking Cloudflare is checked.
 * @throws {InputError} that names every problem, as words and as `details.problems`.
 */
export function newDefinition(input: RuleInput, setting: RuleSetting, subject?: string): JsonObject {
  const { phase } = setting;
  const { required, actions } = phaseFacts(phase);
  const report = new RuleReport();
  if (!input.expression) report.note('expression', 'is required; true is for every request');
  if (required !== undefined && input[required] === undefined) report.note(required, 'is required');
  const action = actions.length === 1 ? actions[0] : '';
  const definition = checked({ enabled: true, action }, input, setting, report);
  report.throwIfAny(phase, subject);
  return definition;
}

/**
 * A rule with the given members in place of its own. A member of the input replaces the old one as a whole; a new
 * action drops the parameters of the old one. What is wrong with the rest of the rule already does not matter.
 * @throws {InputError} as `newDefinition`.
 */
export function editedDefinition(
  current: JsonObject,
  input: RuleInput,
  setting: RuleSetting,
  subject?: string,
): JsonObject {
  const report = new RuleReport();
  if (input.expression === '') report.note('expression', 'must not be empty; true is for every request');
  const definition = checked(current, input, setting, report);
  report.throwIfAny(setting.phase, subject);
  return definition;
}

function checked(
  current: JsonObject,
  input: RuleInput,
  setting: RuleSetting,
  report: RuleReport,
): JsonObject {
  const { phase, plan, zoneName } = setting;
  const completed = withDefaults(input);
  const action = input.action ?? textOf(current['action']);
  // A rule of a kind that is not written here may still be switched off or described anew.
  if (input.action !== undefined || action === '')
    report.note('action', refuseAction(action, phaseFacts(phase)));
  report.note('description', refuseUnprintable(input.description ?? ''));
  report.note('ref', refuseUnprintable(input.ref ?? ''));
  checkParameters(completed, { phase, action, plan }, report);
  checkExpressions(phase, completed, plan, report);
  const kept = action === current['action'] ? current : withoutParameters(current);
  const definition = compact({ ...kept, ...membersOf(input), action, ...encodeParameters(phase, completed) });
  if (action === 'skip' && definition['action_parameters'] === undefined) report.note('skip', 'is required');
  if (phase === 'redirect' && report.problems.length === 0 && loopOf(definition, zoneName) === 'certain') {
    report.note('redirect', 'the address it leads to matches the expression, so it would redirect for ever');
  }
  return definition;
}

function membersOf({ description, expression, enabled, ref }: RuleInput): JsonObject {
  return {
    ...compact({ expression, enabled, ref }),
    // Empty takes it away: Cloudflare does not tell the two apart.
    ...(description === undefined ? {} : { description: description === '' ? undefined : description }),
  };
}

function withoutParameters({ action_parameters: _, logging: __, ...rest }: JsonObject): JsonObject {
  return rest;
}

function refuseAction(action: string, { actions }: PhaseFacts): string | undefined {
  if (actions.some((possible) => possible === action)) return undefined;
  if (action === '') return `is required: ${oneOf(actions)}`;
  return actions.length === 1
    ? `leave it out: it is always ${actions[0]} here`
    : `${show(action)} is not possible here: use ${oneOf(actions)}`;
}

/** What Cloudflare's dashboard fills in. */
function withDefaults({ redirect, rate_limit: limit, ...rest }: RuleInput): RuleInput {
  return {
    ...rest,
    redirect: redirect && { status_code: 301, ...redirect },
    rate_limit: limit && {
      ...limit,
      characteristics: [...new Set([everyDataCentre, ...(limit.characteristics ?? ['ip.src'])])],
    },
  };
}

function textOf(value: JsonObject[string]): string {
  return typeof value === 'string' ? value : '';
}
