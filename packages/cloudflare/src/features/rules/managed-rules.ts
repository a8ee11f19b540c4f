import { isJsonObject, type JsonObject, type JsonValue, nearest, untrusted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { compact, shownId } from '../../schema.ts';
import type { ManagedRule, ManagedRuleset } from './api.ts';

/** The rules inside a managed ruleset: how they are shown, found, and named by overrides and exceptions. */

const foreign = untrusted(z.string());

/** What is as usual is left out. */
export const shownManagedRule = z.strictObject({
  id: shownId,
  /** From 1. */
  index: z.int(),
  description: foreign.optional(),
  action: foreign.optional(),
  enabled: z.literal(false).optional(),
  categories: z.array(foreign).optional(),
  score_threshold: z.number().optional(),
});

export function shownManagedRuleOf(
  { id, description, action, enabled, categories, score_threshold }: ManagedRule,
  index: number,
): z.input<typeof shownManagedRule> {
  return compact({
    id,
    index,
    description,
    action,
    enabled: enabled ? undefined : (false as const),
    categories: categories.length === 0 ? undefined : [...categories],
    score_threshold,
  });
}

/** As many as an answer names. A ruleset has a tag for each CVE. */
const mostTags = 60;

/** The tags of rules, those of most rules first. */
export function tagsOf(rules: readonly ManagedRule[]): string[] {
  const counts = new Map<string, number>();
  for (const tag of rules.flatMap(({ categories }) => categories))
    counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, mostTags)
    .map(([tag]) => tag);
}

/** Whether a text is anywhere in what a rule says, in any case. */
export function isLike(rule: object, search: string): boolean {
  const wanted = search.toLowerCase();
  const holds = (value: unknown): boolean => {
    if (typeof value === 'string') return value.toLowerCase().includes(wanted);
    if (typeof value !== 'object' || value === null) return false;
    return Object.values(value).some(holds);
  };
  return holds(rule);
}

/** What a rule names of one managed ruleset. */
export interface ManagedNames {
  readonly ruleset: string;
  readonly rules: readonly string[];
  readonly tags: readonly string[];
}

/** What the overrides and the exceptions of a rule name, as the API has them. */
export function managedNames({ action_parameters: parameters }: JsonObject): readonly ManagedNames[] {
  if (!isJsonObject(parameters)) return [];
  const { id, overrides, rules } = parameters;
  if (isJsonObject(rules)) {
    return Object.entries(rules).map(([ruleset, ids]) => ({ ruleset, rules: textsIn(ids), tags: [] }));
  }
  if (typeof id !== 'string' || !isJsonObject(overrides)) return [];
  const tags = membersOf(overrides['categories'], 'category');
  return [{ ruleset: id, rules: membersOf(overrides['rules'], 'id'), tags }];
}

function membersOf(list: JsonValue | undefined, member: string): readonly string[] {
  return textsIn(
    (Array.isArray(list) ? list : []).map((one) => (isJsonObject(one) ? one[member] : undefined)),
  );
}

function textsIn(value: readonly (JsonValue | undefined)[] | JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** What a rule names now and did not name before: what Cloudflare has taken away meanwhile is not held against an edit. */
export function newManagedNames(before: JsonObject | undefined, after: JsonObject): readonly ManagedNames[] {
  const old = new Map(managedNames(before ?? {}).map((names) => [names.ruleset, names]));
  return managedNames(after).flatMap(({ ruleset, rules, tags }) => {
    const known = old.get(ruleset);
    const fresh = {
      ruleset,
      rules: rules.filter((id) => known?.rules.includes(id) !== true),
      tags: tags.filter((tag) => known?.tags.includes(tag) !== true),
    };
    return fresh.rules.length + fresh.tags.length === 0 ? [] : [fresh];
  });
}

/** What of the names a ruleset does not have; of a tag also the one that is most like it. */
export function unknownNames(
  { rules, tags }: ManagedNames,
  ruleset: ManagedRuleset,
): {
  readonly rules: readonly string[];
  readonly tags: readonly { tag: string; like: string | undefined }[];
} {
  const ids = new Set(ruleset.rules.map(({ id }) => id));
  const all = new Set(ruleset.rules.flatMap(({ categories }) => categories));
  // A name that could be a sentence is not repeated.
  const names = [...all].filter((tag) => /^[a-z0-9._-]{1,64}$/iu.test(tag));
  return {
    rules: rules.filter((id) => !ids.has(id)),
    tags: tags.filter((tag) => !all.has(tag)).map((tag) => ({ tag, like: nearest(tag, names) })),
  };
}
