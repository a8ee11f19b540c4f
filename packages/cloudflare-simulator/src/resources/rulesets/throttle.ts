import { updatedTooOften } from './refusals.ts';

/** How long Cloudflare is busy with one write of a ruleset; meanwhile it refuses others of the same ruleset. */
export interface RulesetThrottle {
  /** @throws {ApiFailure} 429 with `retry-after` while an earlier write is under way. */
  refuseIfBusy(rulesetId: string): void;
  /** A write of this ruleset begins. */
  occupy(rulesetId: string): void;
  reset(): void;
}

/**
 * A write of the simulator takes no time, so two never overlap by themselves: this pretends that each takes
 * `milliseconds`. A write that is refused takes none, nor does a trial. Cloudflare's own limits "depend on the size of the ruleset and volume of requests"
 * (ruleset-engine/rulesets-api, "Limits").
 * @param milliseconds 0 lets everything pass.
 * @param now milliseconds.
 */
export function createRulesetThrottle(milliseconds: number, now: () => number): RulesetThrottle {
  const busyUntil = new Map<string, number>();
  return {
    refuseIfBusy(rulesetId) {
      const end = busyUntil.get(rulesetId);
      const left = end === undefined ? 0 : end - now();
      if (left > 0) throw updatedTooOften(Math.ceil(left / 1000));
    },
    occupy(rulesetId) {
      if (milliseconds > 0) busyUntil.set(rulesetId, now() + milliseconds);
    },
    reset: () => busyUntil.clear(),
  };
}
