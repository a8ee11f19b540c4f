/** Reads the definition of a rule out of a body, and refuses what the phase or the plan does not allow. */

import { expression } from './expressions.ts';
import type { Members, RuleDefinition } from './model.ts';
import { checkParameters } from './parameters/index.ts';
import { checkRatelimit, completedRatelimit, type LimitedRule } from './parameters/ratelimit.ts';
import { actionsIn } from './phases.ts';
import {
  actionRequired,
  actionRequiredForParameters,
  actionUnknown,
  invalid,
  planTooLow,
  required,
} from './refusals.ts';
import { reaches, type Scene } from './scene.ts';
import { below, flag, membersOf, object, refuseOthers, text, textOf, withoutNulls } from './shape.ts';

/** What the API answers with and ignores in a body, so that what was read can be sent back. */
const READ_ONLY = ['version', 'last_updated', 'categories'] as const;

const MEMBERS: ReadonlySet<string> = new Set([
  'id',
  'ref',
  'action',
  'action_parameters',
  'expression',
  'description',
  'enabled',
  'logging',
  'ratelimit',
  ...READ_ONLY,
]);

const MEMBERS_AND_POSITION: ReadonlySet<string> = new Set([...MEMBERS, 'position']);

export interface SentRule {
  readonly definition: RuleDefinition;
  readonly id: string | undefined;
  readonly ref: string | undefined;
}

const filter = expression({ use: 'filter' });
const logging = object({ enabled: flag }, ['enabled']);

/**
 * @param pointer where the rule stands in the body.
 * @param beside what the endpoint takes besides the rule.
 * @throws {ApiFailure} 400 for the first thing that is wrong.
 */
export function readRule(value: unknown, pointer: string, scene: Scene, beside?: 'position'): SentRule {
  const members = withoutNulls(membersOf(value, pointer));
  refuseOthers(members, beside === 'position' ? MEMBERS_AND_POSITION : MEMBERS, pointer);
  const action = readAction(members, pointer, scene);
  checkParameters(action, members['action_parameters'], below(pointer, 'action_parameters'), scene);
  const source = readFilter(members, pointer, scene);
  checkRateLimiting({ action, filter: source }, members, pointer, scene);
  return {
    definition: definitionOf(action, source, members, pointer, scene),
    id: optionalText(members, 'id', pointer, scene),
    ref: optionalText(members, 'ref', pointer, scene),
  };
}

/** A missing expression is refused as an empty one. */
function readFilter({ expression: value = '' }: Members, pointer: string, scene: Scene): string {
  const place = below(pointer, 'expression');
  filter(value, place, scene);
  return textOf(value, place);
}

function readAction(members: Members, pointer: string, scene: Scene): string {
  const action = members['action'];
  const place = below(pointer, 'action');
  if (action === undefined) {
    throw members['action_parameters'] === undefined
      ? actionRequired(place)
      : actionRequiredForParameters(place);
  }
  const known = actionsIn(scene.phase, scene.kind).find((name) => name === action);
  if (known === undefined) throw actionUnknown(action, scene.phase, place);
  // ruleset-engine/rules-language/actions.
  if (known === 'log' && !reaches(scene, 'enterprise')) throw planTooLow('action log', 'enterprise', place);
  return known;
}

function checkRateLimiting(rule: LimitedRule, { ratelimit }: Members, pointer: string, scene: Scene): void {
  const place = below(pointer, 'ratelimit');
  if (scene.phase === 'http_ratelimit' && scene.kind !== 'root') {
    if (ratelimit === undefined) throw required('ratelimit', place);
    checkRatelimit(rule, ratelimit, place, scene);
  } else if (ratelimit !== undefined) {
    throw invalid(ratelimit, 'ratelimit', `it is not supported in the ${scene.phase} phase`, place);
  }
}

function definitionOf(
  action: string,
  source: string,
  members: Members,
  pointer: string,
  scene: Scene,
): RuleDefinition {
  const { action_parameters: parameters, description = '', enabled = true, ratelimit } = members;
  flag(enabled, below(pointer, 'enabled'), scene);
  // An empty description is the same as none.
  const words = textOf(description, below(pointer, 'description'));
  const log = readLogging(action, members, pointer, scene);
  return {
    action,
    ...(parameters === undefined ? {} : { action_parameters: membersOf(parameters, pointer) }),
    expression: source,
    ...(words === '' ? {} : { description: words }),
    enabled: enabled === true,
    ...(log === undefined ? {} : { logging: { enabled: log } }),
    ...(ratelimit === undefined ? {} : { ratelimit: completedRatelimit(membersOf(ratelimit, pointer)) }),
  };
}

/**
 * waf/custom-rules/skip/options: matches of a skip rule are logged unless it says otherwise. Whether other actions
 * take `logging` is not documented; the types of the API allow it.
 */
function readLogging(action: string, members: Members, pointer: string, scene: Scene): boolean | undefined {
  const given = members['logging'];
  if (given === undefined) return action === 'skip' ? true : undefined;
  logging(given, below(pointer, 'logging'), scene);
  return membersOf(given, pointer)['enabled'] === true;
}

function optionalText(
  members: Members,
  name: 'id' | 'ref',
  pointer: string,
  scene: Scene,
): string | undefined {
  const value = members[name];
  if (value === undefined) return undefined;
  const place = below(pointer, name);
  text()(value, place, scene);
  return textOf(value, place);
}
