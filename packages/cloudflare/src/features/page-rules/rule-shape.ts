import { InputError, type JsonObject, NotFoundError, type ToolTrial, untrusted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { shownId, shownWord } from '../../schema.ts';
import type { ZoneContext } from '../../tool.ts';
import { idOfFirst } from '../../tool.ts';
import { zonePlanOf } from '../../zone.ts';
import { statuses } from './actions.ts';
import type { PageRule } from './api.ts';
import { type RankedRule, shadowOf } from './pattern.ts';
import { patternWarnings, refuseQuota, smallestQuota } from './rule.ts';

export const ruleId = z
  .string()
  .regex(/^[0-9a-f]{32}$/u, 'must be 32 lower-case hexadecimal digits')
  .describe('From list_page_rules.');

/** The rules of the field are in files of their own; here are only shapes and sizes. */
/** A URL pattern. */
export const urlArgument = z.string().max(2_048);

const actions = z.record(z.string().max(100), z.unknown());

/** The most used ones: a wrong id or value is refused with all that there are. */
export const newActions = actions.describe(
  'By Cloudflare\'s ids: {cache_level: "cache_everything", edge_cache_ttl: 7200, browser_cache_ttl, ssl: "full", security_level, rocket_loader: "off", always_use_https: true, forwarding_url: {url, status_code: 301}}. An unknown id is answered with all there are.',
);

export const changedActions = actions.optional().describe('Others stay; null removes one.');

export const priorityArgument = z.int().optional();

export const statusArgument = z.enum(statuses).optional();

/** A rule in a list. */
export const listedRule = z.strictObject({
  id: shownId,
  priority: z.number(),
  status: shownWord,
  url: untrusted(z.string()),
  actions: untrusted(z.record(z.string(), z.unknown())),
  takes_effect: z.literal(true).optional(),
  shadowed_by: shownId.optional(),
});

/** @throws {NotFoundError} */
export function ruleIn(rules: readonly PageRule[], id: string): PageRule {
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule !== undefined) return rule;
  throw new NotFoundError(`There is no Page Rule ${id} in this zone.`, {
    nextStep: 'Look the rule up again with list_page_rules.',
  });
}

/**
 * Asks Cloudflare for the quota only when the plan's own is used up: rules can be bought.
 * @throws {InputError} when the zone is full.
 */
export async function requireRoom(amount: number, { api, zone }: ZoneContext): Promise<void> {
  if (amount < smallestQuota(zonePlanOf(zone))) return;
  const quota = await api.pageRules.quota(zone.id);
  const reason = quota === undefined ? undefined : refuseQuota(amount, quota);
  if (reason !== undefined)
    throw new InputError(`No rule can be added: ${reason}.`, { details: { amount, quota } });
}

/** What the reader should know before approving, though nothing is wrong. */
export function warningsFor(
  rule: Pick<RankedRule, 'url' | 'status'>,
  asked: string | undefined,
  triedBefore: readonly PageRule[],
): readonly string[] {
  const shadow = rule.status === 'active' ? shadowOf(rule, triedBefore) : undefined;
  return [
    ...(asked === undefined ? [] : patternWarnings(asked, rule.url)),
    ...(shadow === undefined
      ? []
      : [
          `It never takes effect: rule ${shadow.id} has priority ${shadow.priority} and matches all that it matches.`,
        ]),
  ];
}

/** Arguments about a Page Rule of the example's own, in a zone whose plan has room for many. */
export function examplePageRule(also: JsonObject = {}): ToolTrial['example'] {
  return async (apply) => {
    const zone = 'mapleandpine.com';
    const url = `${zone}/${crypto.randomUUID()}`;
    const { changes } = await apply('create_page_rule', { zone, url, actions: { browser_cache_ttl: 3600 } });
    return { zone, rule_id: idOfFirst(changes), ...also };
  };
}
