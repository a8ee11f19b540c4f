import type { JsonObject } from '@crunchtools/mcp-core';
import type { RankedRule } from '../page-rules/index.ts';
import type { RulePhase } from '../rules/phases.ts';

/** A rule of one phase's entry point, as far as tracing looks at it. */
export interface TracedRule {
  /** Cloudflare's id, or a name for one that does not exist yet. */
  readonly id: string;
  readonly phase: RulePhase;
  readonly expression: string;
  readonly action: string;
  readonly action_parameters?: JsonObject;
  readonly ratelimit?: JsonObject;
  readonly enabled: boolean;
  readonly description?: string;
}

/** A Page Rule, as far as tracing looks at it. */
export interface TracedPageRule extends RankedRule {
  readonly id: string;
  readonly actions: JsonObject;
}

/** Everything that decides what happens to a request, as far as it could be read. */
export interface TracedConfiguration {
  /** In the order of each phase. */
  readonly rules: readonly TracedRule[];
  /** Phases whose rules could not be read. */
  readonly unreadable: readonly RulePhase[];
  /** In any order; `undefined` when they could not be read. */
  readonly pageRules: readonly TracedPageRule[] | undefined;
}
