import { InputError, isJsonObject, type JsonObject, type JsonValue, sameJson } from '@crunchtools/mcp-core';
import { cut, Issue, refuse } from '../../problem.ts';
import type { ZonePlan } from '../dns/types.ts';
import { coversPattern, foldCase, type PatternParts, partsOf } from '../page-rules/pattern.ts';
import { newDefinition } from '../rules/definition.ts';
import { phaseFacts } from '../rules/phases.ts';
import type { MigratedZone } from './translate.ts';
import type { Draft, MigrationPhase, Translation } from './types.ts';

/** Comparing takes the product of two lengths; patterns of people are far from this. */
const mostWork = 1_000_000;

/**
 * Whether one URL may match two patterns, as conditions of modern rules take them: the hosts have to go together, and
 * what follows them. Never no without reason.
 */
export function canMeet(one: string, other: string): boolean {
  return compared(one, other, ({ host, rest }) => restsOf(rest).map((text) => [host, text]));
}

/** The same for whole URLs, where a `*` of a host also reaches over its end into the path. */
export function canOverlap(one: string, other: string): boolean {
  const [first, second] = [partsOf(one), partsOf(other)];
  // A wildcard in the scheme reaches over what follows.
  if ([first, second].some(({ scheme }) => scheme?.includes('*') === true)) return true;
  return compared(one, other, ({ host, rest }) => restsOf(rest).map((text) => [host + text]));
}

/** @param globsOf the readings of a pattern, each in parts that have to go together with those of the other one. */
function compared(
  one: string,
  other: string,
  globsOf: (parts: PatternParts) => readonly (readonly string[])[],
): boolean {
  const [first, second] = [partsOf(foldCase(one)), partsOf(foldCase(other))];
  if ([first, second].some(isUnclear) || one.length * other.length > mostWork) return true;
  if (differ(first.scheme, second.scheme) || differ(first.port, second.port)) return false;
  return globsOf(first).some((globs) =>
    globsOf(second).some((rivals) => globs.every((glob, part) => globsMeet(glob, rivals[part] ?? ''))),
  );
}

/** Where it cannot be told which URLs a pattern matches. */
function isUnclear({ scheme, host, port, rest }: PatternParts): boolean {
  return (
    `${host}${rest}`.includes('|') ||
    port?.includes('*') === true ||
    /^(?!\*$|http\*$).*\*/u.test(scheme ?? '')
  );
}

function differ(one: string | undefined, other: string | undefined): boolean {
  return [one, other].every((part) => part !== undefined && !part.includes('*')) && one !== other;
}

/** What stands behind a pattern that says nothing of a query string may be any. */
function restsOf(rest: string): readonly string[] {
  return rest.includes('?') ? [rest] : [rest, `${rest}?*`];
}

/** Whether a text exists that both match. Looks at each pair of ends once, from the back to the front. */
function globsMeet(one: string, other: string): boolean {
  let shorter: boolean[] = [];
  for (let start = one.length; start >= 0; start -= 1) {
    const row: boolean[] = [];
    for (let rival = other.length; rival >= 0; rival -= 1) {
      const [character, opposite] = [one[start], other[rival]];
      const isEnd = character === undefined && opposite === undefined;
      row[rival] =
        isEnd ||
        (character === '*' || opposite === '*'
          ? shorter[rival] === true || row[rival + 1] === true
          : character === opposite && shorter[rival + 1] === true);
    }
    shorter = row;
  }
  return shorter[0] === true;
}

/** A Page Rule that is tried before another one, and what becomes of it. */
export interface Rival {
  readonly url: string;
  /** What it means, or why its pattern has no equivalent. */
  readonly translation: Translation | Issue;
  /** Absent where it stays as it is, or as far as it stays. */
  readonly migrated: Translation | undefined;
}

/**
 * The Page Rules whose requests a rule has to leave alone, of those that are tried first. Of Page Rules only the first
 * that matches applies, of modern rules all that match: what an earlier Page Rule matches is excluded, unless no
 * request can match both, or the order of the modern rules comes to the same:
 *
 * - the first redirect that matches answers, and nothing else happens to the request then;
 * - of two rules that set the same, the last one wins.
 */
function rivalsOf(
  { phase, condition, parameters }: Draft,
  url: string,
  before: readonly Rival[],
  siblings: number,
): readonly Rival[] {
  const set = condition === undefined && siblings === 1 ? (parameters[phase] ?? {}) : undefined;
  const rivals = before.filter(
    ({ url: other, migrated }) =>
      canMeet(url, other) &&
      migrated?.redirectsAll !== true &&
      !(migrated !== undefined && set !== undefined && overwrites(migrated, phase, set)),
  );
  // What a wider pattern excludes is excluded.
  return rivals.filter(
    (rival, index) =>
      !rivals.some(
        (wider, other) => wider !== rival && covers(wider, rival) && (other < index || !covers(rival, wider)),
      ),
  );
}

/** Whether the condition of one pattern holds wherever that of another does. */
function covers(wide: Rival, narrow: Rival): boolean {
  const reaches = wide.translation instanceof Issue || wide.translation.crossesSlash;
  return !reaches && coversPattern(wide.url, narrow.url);
}

/**
 * Whether the one rule that a Page Rule has in a phase sets all of these, for every request it matches. Settings with
 * parts of their own are left out: Cloudflare does not say whether those are merged.
 */
function overwrites({ drafts }: Translation, phase: Draft['phase'], wanted: object): boolean {
  const [only, ...others] = drafts.filter((draft) => draft.phase === phase);
  if (only === undefined || others.length > 0 || only.condition !== undefined || phase === 'redirect')
    return false;
  const set = only.parameters[phase] ?? {};
  return Object.entries(wanted).every(
    ([name, value]) => typeof value !== 'object' && Object.hasOwn(set, name),
  );
}

/** A modern rule as it is to be. */
export interface PlannedRule {
  readonly phase: MigrationPhase;
  /** Made of the Page Rule's id, so that migrating again finds the rule again. */
  readonly ref: string;
  readonly definition: JsonObject;
}

/** Characters in an expression (developers.cloudflare.com/ruleset-engine/rules-language/expressions). */
const longestExpression = 4_096;

/**
 * The modern rules of one Page Rule, with the requests left out that earlier Page Rules take.
 * @returns why one of them cannot be made: none is planned then.
 */
export function plannedRules(
  translation: Translation,
  before: readonly Rival[],
  zone: MigratedZone,
  enabled: boolean,
): readonly PlannedRule[] | Issue {
  const { rule, condition, drafts } = translation;
  const rules: PlannedRule[] = [];
  for (const draft of drafts) {
    const siblings = drafts.filter(({ phase }) => phase === draft.phase);
    const rivals = rivalsOf(draft, rule.url, before, siblings.length);
    const expression = without(draft.condition ?? condition, rivals);
    if (expression instanceof Issue) return expression;
    const ref = `page_rule_${rule.id}_${siblings.indexOf(draft) + 1}`;
    const definition = definitionOf(draft, { ref, url: rule.url, expression, enabled }, zone);
    if (definition instanceof Issue) return definition;
    rules.push({ phase: draft.phase, ref, definition });
  }
  return rules;
}

function without(condition: string, rivals: readonly Rival[]): string | Issue {
  let expression = condition;
  for (const { url, translation } of rivals) {
    if (translation instanceof Issue)
      return refuse(
        `the Page Rule ${cut(url)} comes first, and what it matches cannot be left out: ${translation.reason}`,
      );
    expression += ` and not (${translation.condition})`;
  }
  return expression.length <= longestExpression
    ? expression
    : refuse(
        `leaving out what earlier Page Rules match makes an expression of ${expression.length} characters; ${longestExpression} is the most`,
      );
}

function definitionOf(
  { phase, parameters, note }: Draft,
  {
    url,
    ...members
  }: { readonly ref: string; readonly url: string; readonly expression: string; readonly enabled: boolean },
  { name, plan }: MigratedZone,
): JsonObject | Issue {
  const description = `Page Rule ${cut(url)}${note === undefined ? '' : `: ${note}`}`;
  try {
    return newDefinition({ ...members, description, ...parameters }, { phase, plan, zoneName: name });
  } catch (error) {
    if (error instanceof InputError) return refuse(`its ${phase} rule is refused: ${error.message}`);
    throw error;
  }
}

/** A modern rule that is there already. */
export interface ExistingRule {
  readonly phase: MigrationPhase;
  readonly ref: string;
  readonly definition: JsonObject;
}

/** Whether a rule with the same ref says what was planned, switched on or not. Cloudflare may have filled in more. */
export function isAsPlanned({ definition }: ExistingRule, planned: JsonObject): boolean {
  const { enabled: _, ref: __, ...rest } = planned;
  return holds(definition, rest);
}

function holds(found: JsonValue | undefined, wished: JsonValue | undefined): boolean {
  if (!isJsonObject(wished)) return sameJson(found, wished);
  return (
    isJsonObject(found) && Object.entries(wished).every(([member, value]) => holds(found[member], value))
  );
}

/** How many more rules a phase of the zone takes. Contracts change the number of Enterprise: it is left to Cloudflare. */
export function roomLeft(
  phase: MigrationPhase,
  plan: ZonePlan | undefined,
  existing: readonly ExistingRule[],
): number {
  if (plan === undefined || plan === 'enterprise') return Number.POSITIVE_INFINITY;
  return phaseFacts(phase).quota[plan] - existing.filter((rule) => rule.phase === phase).length;
}
