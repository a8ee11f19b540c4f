/** Rulesets and rules as the simulator stores them, which is the shape in which the API returns them. */

import { type Phase, phases } from '@crunchtools/rules-language';

/** Phases whose rules are stored and given back, and of whose parameters nothing is checked. */
export const unchecked = ['http_log_custom_fields', 'http_response_cache_settings'] as const;

/** What only accounts have: a zone has Single Redirects (rules/url-forwarding/bulk-redirects). */
export const bulkRedirects = 'http_request_redirect';

export type RulesetPhase = Phase | (typeof unchecked)[number] | typeof bulkRedirects;

export const rulesetPhases: readonly RulesetPhase[] = [...phases, ...unchecked];

/** Whose rulesets they are. */
export type OwnerKind = 'zone' | 'account';

/** What a zone or an account can own: `zone` and `root` are their entry points. `managed` is Cloudflare's own. */
export type OwnKind = 'zone' | 'root' | 'custom';

/** The members of a JSON object that nobody has checked yet. */
export type Members = Readonly<Record<string, unknown>>;

/** What a client decides about a rule, after validation. */
export interface RuleDefinition {
  readonly action: string;
  readonly action_parameters?: Members;
  readonly expression: string;
  /** Left out when there is none. */
  readonly description?: string;
  readonly enabled: boolean;
  readonly logging?: { readonly enabled: boolean };
  readonly ratelimit?: Members;
}

/** `categories` is missing: the reference says that only rules of managed rulesets have them. */
export interface Rule extends RuleDefinition {
  readonly id: string;
  /** A decimal number that begins with 1 and rises when the definition changes, not when the rule moves. */
  readonly version: string;
  /** Unique within the ruleset; the id unless the client chose one. */
  readonly ref: string;
  readonly last_updated: string;
}

/** A ruleset without its rules, as lists show it. */
export interface RulesetSummary {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly kind: OwnKind;
  /** A decimal number that begins with 1 and rises with every write. */
  readonly version: string;
  readonly last_updated: string;
  readonly phase: RulesetPhase;
}

/** One version of a ruleset. */
export interface Ruleset extends RulesetSummary {
  readonly rules: readonly Rule[];
}

/** A rule to start with, in the form of the body of a POST. */
export interface SeedRule {
  readonly ref: string;
  readonly action: string;
  readonly action_parameters?: Members;
  readonly expression: string;
  readonly description?: string;
  readonly enabled?: boolean;
  readonly logging?: { readonly enabled: boolean };
  readonly ratelimit?: Members;
}

/** The entry points that a zone begins with. */
export type SeedRules = Readonly<Partial<Record<RulesetPhase, readonly SeedRule[]>>>;

export function isPhase(value: unknown): value is RulesetPhase {
  return value === bulkRedirects || rulesetPhases.some((phase) => phase === value);
}

export function summaryOf({ rules: _rules, ...summary }: Ruleset): RulesetSummary {
  return summary;
}

export function definitionOf(rule: Rule): RuleDefinition {
  const { id: _id, version: _version, ref: _ref, last_updated: _time, ...definition } = rule;
  return definition;
}
