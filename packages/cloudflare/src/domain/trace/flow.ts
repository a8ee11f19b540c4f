import type { JsonValue } from '@crunchtools/mcp-core';
import type { UrlWrites } from './changed-url.ts';
import type { HeaderChanges } from './headers.ts';
import type { Stage } from './order.ts';
import { reasons } from './reasons.ts';
import type { RequestState } from './request-state.ts';
import type { Told, Writes } from './writes.ts';

/** What became of one rule. */
export interface RuleResult {
  readonly stage: Stage;
  readonly id: string;
  /** From 1, among the rules of its stage. */
  readonly position: number;
  /** `skipped` by a skip rule; `not_reached` because the request was answered before. */
  readonly outcome: 'match' | 'no_match' | 'unknown' | 'disabled' | 'skipped' | 'not_reached';
  /** For `unknown`: what would have to be known. For `skipped`: the rule that skips it. */
  readonly because: readonly string[];
  /** What it does, or would do, in words. */
  readonly does: string | undefined;
}

/** An answer that Cloudflare gives or may give itself, so that the request goes no further. */
export interface Stop {
  readonly kind: 'redirect' | 'block' | 'challenge' | 'unknown';
  readonly stage: Stage;
  /** The id of the rule; absent when the rules of the stage could not be read. */
  readonly by: string | undefined;
  readonly certain: boolean;
  readonly because: readonly string[];
  readonly status: number | undefined;
  readonly location: Told<string> | undefined;
}

/** Whether the rules that follow are evaluated at all. */
export type Reach =
  | { readonly kind: 'certain' }
  | { readonly kind: 'possible'; readonly because: readonly string[] }
  | { readonly kind: 'skipped'; readonly by: string };

export type SettingArea = 'cache' | 'config' | 'origin' | 'page_rule' | 'compression';

/** Under `area` and `name`, joined by a space. */
export type Settings = ReadonlyMap<string, Writes<JsonValue>>;

/** A request on its way through the stages, and what has been found out so far. */
export interface Flow {
  /** As the rules of the current stage see it. */
  readonly request: RequestState;
  /** What URL rewrites do to it; without any, both are empty lists. */
  readonly url: UrlWrites;
  readonly results: readonly RuleResult[];
  readonly stops: readonly Stop[];
  readonly settings: Settings;
  readonly requestHeaders: HeaderChanges;
  readonly responseHeaders: HeaderChanges;
  /** For the stage that is running. */
  readonly reach: Reach;
  /** For stages to come. */
  readonly skips: ReadonlyMap<Stage, Reach>;
}

export const certainly: Reach = { kind: 'certain' };

/** Whether an answer has been given for certain. */
export function isAnswered({ stops }: Pick<Flow, 'stops'>): boolean {
  return stops.at(-1)?.certain === true;
}

/** How a rule applies: for certain, or perhaps, and then what would have to be known. */
export interface Application {
  readonly by: string;
  readonly certain: boolean;
  readonly because: readonly string[];
}

/** An answer of a kind that is not known here may be none. */
export function withStop(
  flow: Flow,
  stage: Stage,
  { by, certain, because }: Application,
  answer: Pick<Stop, 'kind'> & Partial<Pick<Stop, 'status' | 'location'>>,
): Flow {
  const { kind, status, location } = answer;
  const how =
    kind === 'unknown'
      ? { certain: false, because: reasons(because, ['an action that is not traced']) }
      : { certain, because };
  return { ...flow, stops: [...flow.stops, { kind, stage, by, ...how, status, location }] };
}

export function withResult(flow: Flow, result: RuleResult): Flow {
  return { ...flow, results: [...flow.results, result] };
}

/** What would have to be known to tell which rules of a stage apply. */
export function doubtsIn({ results }: Flow, stage: Stage): readonly string[] {
  const doubtful = results.filter((result) => result.stage === stage && result.outcome === 'unknown');
  return reasons(...doubtful.map(({ because }) => because));
}
