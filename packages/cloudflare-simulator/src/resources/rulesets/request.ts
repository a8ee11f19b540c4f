import type { CallerRequest, RouteAnswer } from '../../contract.ts';
import type { Ruleset } from './model.ts';
import { rulesetMissing } from './refusals.ts';
import type { RulesetThrottle } from './throttle.ts';
import type { WriteContext } from './writes.ts';

export interface RequestContext extends WriteContext {
  readonly throttle: RulesetThrottle;
}

export type Operation = (context: RequestContext, request: CallerRequest) => RouteAnswer;

/** The latest version of the ruleset that the path names. @throws {ApiFailure} 404 */
export function rulesetOf({ rulesets }: RequestContext, { params }: CallerRequest): Ruleset {
  const id = params['ruleset_id'] ?? '';
  const ruleset = rulesets.get(id);
  if (ruleset === undefined) throw rulesetMissing(id);
  return ruleset;
}
