import { coversPattern, matchPageRule } from './match.ts';

/** What the order of Page Rules depends on. */
export interface RankedRule {
  readonly url: string;
  /** The higher number wins. */
  readonly priority: number;
  readonly status: string;
}

/**
 * Rules in the order in which Cloudflare tries them: the highest priority first (API reference, Page Rules;
 * developers.cloudflare.com/rules/page-rules, "Priority order matters"). Only the first active rule that matches a
 * request takes effect. Rules of equal priority keep their order: Cloudflare numbers rules so that there are none.
 */
export function evaluationOrder<Rule extends RankedRule>(rules: readonly Rule[]): readonly Rule[] {
  return rules.toSorted((one, other) => other.priority - one.priority);
}

/** The one rule that takes effect on a request, if any. */
export function winningRule<Rule extends RankedRule>(rules: readonly Rule[], url: string): Rule | undefined {
  return evaluationOrder(rules).find(
    (rule) => rule.status === 'active' && matchPageRule(rule.url, url) !== undefined,
  );
}

/**
 * The active rule among those that are tried before this one that matches everything this one matches, so that this
 * one never takes effect; `undefined` when there is none, or none that is plain to see.
 */
export function shadowOf<Rule extends RankedRule>(
  { url }: Pick<RankedRule, 'url'>,
  triedBefore: readonly Rule[],
): Rule | undefined {
  return triedBefore.find((other) => other.status === 'active' && coversPattern(other.url, url));
}
