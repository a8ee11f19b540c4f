import type { JsonObject } from '@crunchtools/mcp-core';
import type { RankedRule } from '../page-rules/pattern.ts';
import type { RulePhase } from '../rules/phases.ts';
import type { RuleInput } from '../rules/rule-input.ts';

/** The phases that Page Rules turn into, in the order in which Cloudflare evaluates them. */
export const migrationPhases = [
  'redirect',
  'config',
  'origin',
  'cache',
] as const satisfies readonly RulePhase[];

export type MigrationPhase = (typeof migrationPhases)[number];

/** A Page Rule, as far as migrating looks at it. */
export interface SourceRule extends RankedRule {
  readonly id: string;
  readonly actions: JsonObject;
}

/** A way in which requests are treated otherwise afterwards. Each has a request that shows it in the tests. */
export type DifferenceKind =
  | 'before_firewall'
  | 'cached_content_only'
  | 'caching_level'
  | 'cookies'
  | 'other_ports'
  | 'performance'
  | 'query_in_wildcard'
  | 'server_name'
  | 'wildcard_over_slash';

export interface Difference {
  readonly kind: DifferenceKind;
  readonly text: string;
}

/** An action without an equivalent, and why. */
export interface Missing {
  readonly action: string;
  readonly reason: string;
  /** The feature is gone, so that nothing is lost with the action. */
  readonly isRetired: boolean;
}

/** A modern rule for a part of a Page Rule, before it is known which requests other Page Rules take away. */
export interface Draft {
  readonly phase: MigrationPhase;
  readonly parameters: Pick<RuleInput, 'redirect' | 'config' | 'origin' | 'cache'>;
  /** When it applies, where that is not the whole pattern of the Page Rule. */
  readonly condition?: string;
  /** Behind the pattern of the Page Rule, for the reader of a list of rules. */
  readonly note?: string;
}

/** What one Page Rule means by itself, in terms of modern rules. */
export interface Translation {
  readonly rule: SourceRule;
  /** When the Page Rule matches. */
  readonly condition: string;
  /** Whether it matches more than that: a `*` of its host reaches into the path. */
  readonly crossesSlash: boolean;
  /** In the order of their phase. */
  readonly drafts: readonly Draft[];
  /** Whether it redirects every request that it matches, and its modern rule does so too. */
  readonly redirectsAll: boolean;
  readonly differences: readonly Difference[];
  readonly missing: readonly Missing[];
}

/** What changes in meaning, as a person should hear it. */
const texts: Readonly<Record<DifferenceKind, string>> = {
  before_firewall:
    'The redirect now comes before WAF rules, rate limits and URL rewrites; that of a Page Rule comes after them.',
  cached_content_only:
    'The settings for browsers, error pages and ETags apply only to content that may be cached: a rule for more would cache more.',
  caching_level:
    "The Page Rule sets the caching level itself; the rule says the same by what is cached and by its key, and what else the zone's caching level does applies.",
  cookies:
    'The cookies are looked for anywhere in the Cookie header. Cloudflare does not say exactly where a Page Rule looks.',
  other_ports:
    'Only requests to the ports 80 and 443 are redirected: a URL with another port is not matched.',
  performance:
    'Polish and Rocket Loader are turned off one by one. What else the Page Rule turned off exists no longer.',
  query_in_wildcard: 'A * in the middle of the path no longer reaches into the query string.',
  server_name:
    'A rule that overrides the Host header sets the server name (SNI) of the connection to the origin too.',
  wildcard_over_slash:
    'The * of the host no longer reaches over the end of the host, into paths that repeat the name of a host.',
};

export function difference(kind: DifferenceKind): Difference {
  return { kind, text: texts[kind] };
}
