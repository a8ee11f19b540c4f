/** A Page Rule as the simulator stores it, which is the shape in which the API returns it. */

export type Status = 'active' | 'disabled';

export interface Target {
  readonly target: 'url';
  readonly constraint: { readonly operator: 'matches'; readonly value: string };
}

export interface Action {
  readonly id: string;
  /** Left out for actions that have none. */
  readonly value?: unknown;
}

/** What a client decides about a rule, after validation. */
export interface RuleFields {
  readonly targets: readonly Target[];
  readonly actions: readonly Action[];
  readonly status: Status;
}

/** A rule without its priority, which is its place among the rules of the zone. */
export interface StoredRule extends RuleFields {
  readonly id: string;
  readonly created_on: string;
  readonly modified_on: string;
}

export interface PageRule extends StoredRule {
  readonly priority: number;
}

/** A rule to start with. */
export interface SeedPageRule {
  readonly url: string;
  readonly actions: readonly Action[];
  /** Default `active`. */
  readonly status?: Status;
}

export function isStatus(value: unknown): value is Status {
  return value === 'active' || value === 'disabled';
}
