import type { JsonObject } from '@crunchtools/mcp-core';
import type { Plan } from '../dns/index.ts';

export const statuses = ['active', 'disabled'] as const;

export type Status = (typeof statuses)[number];

/**
 * Actions by their ids, each with its value. Actions without a value have `true`, which is how they are told
 * apart from actions that are not there; the API lists them as `{id}` alone.
 */
export type PageRuleActions = JsonObject;

/** What a user can set of a Page Rule: the state of a change, and in another form the body of a request. */
export interface PageRuleState {
  /** The URL pattern. */
  readonly url: string;
  readonly actions: PageRuleActions;
  /** The higher number wins. */
  readonly priority: number;
  readonly status: Status;
}

/** A rule as it is asked for. Everything in it is checked at run time too. */
export interface PageRuleInput {
  readonly url: unknown;
  readonly actions: unknown;
  readonly priority?: unknown;
  readonly status?: unknown;
}

export interface PageRuleZone {
  readonly name: string;
  readonly plan?: Plan | undefined;
}
