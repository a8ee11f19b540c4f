import { urlOf } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { untrustedList } from '../../schema.ts';
import { defineZoneRead } from '../../tool.ts';
import { statuses } from './actions.ts';
import type { PageRule } from './api.ts';
import { evaluationOrder, matchPageRule, shadowOf, winningRule } from './pattern.ts';
import { listedRule } from './rule-shape.ts';

export const listPageRules = defineZoneRead({
  name: 'list_page_rules',
  title: 'List Page Rules',
  description:
    'Page Rules of a zone in the order in which they are tried. Only the first active one that matches a request takes effect. shadowed_by names a rule that leaves nothing to it.',
  toolset: 'page_rules',
  effect: 'read',
  permissions: ['Page Rules Read'],
  input: {
    status: z.enum(statuses).optional(),
    matching: z
      .string()
      .max(8_192)
      .refine(
        (url) => /^https?:/iu.test(url) && urlOf(url) !== undefined,
        'must be a full URL, with https:// or http://',
      )
      .optional()
      .describe('URL of a request: only rules that match it, and which takes effect.'),
  },
  output: z.strictObject({ rules: z.array(listedRule), total: z.int(), untrusted: untrustedList }),
  async run({ status, matching }, { zoneRules, zone }) {
    const rules = evaluationOrder(await zoneRules.pageRulesNow(zone.id));
    const winner = matching === undefined ? undefined : winningRule(rules, matching);
    const shown = rules
      .map((rule, index) => listed(rule, rules.slice(0, index), winner))
      .filter((rule) => status === undefined || rule.status === status)
      .filter((rule) => matching === undefined || matchPageRule(rule.url, matching) !== undefined);
    return { rules: shown, total: rules.length };
  },
  example: { zone: 'mapleandpine.net', matching: 'https://www.mapleandpine.net/go/spring' },
  hostile: { zone: 'mapleandpine.net', matching: 'javascript:alert(1)' },
  requests: ['GET /zones/{}/pagerules'],
});

function listed(
  { id, url, actions, priority, status }: PageRule,
  triedBefore: readonly PageRule[],
  winner: PageRule | undefined,
): z.input<typeof listedRule> {
  return {
    id,
    priority,
    status,
    url,
    actions: { ...actions },
    takes_effect: winner?.id === id ? true : undefined,
    shadowed_by: status === 'active' ? shadowOf({ url }, triedBefore)?.id : undefined,
  };
}
