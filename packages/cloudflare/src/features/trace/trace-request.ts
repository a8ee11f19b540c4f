import { type Change, InputError } from '@crunchtools/mcp-core';
import { Budget } from '@crunchtools/rules-language';
import * as z from 'zod';
import { defineZoneRead } from '../../tool.ts';
import type { ZoneRef } from '../../zone.ts';
import type { Rule } from '../rules/api.ts';
import { planCreation, planDeletion, planEdit } from '../rules/change.ts';
import { rulePermissions } from '../rules/phases.ts';
import type { PhaseRules } from '../rules/rulesets.ts';
import { configurationOf, type FoundRules, findRules, notTracedOf } from './configuration.ts';
import { differences, report, summary } from './report.ts';
import {
  descriptionOf,
  requestShape,
  type TracedChange,
  tracedChanges,
  tracedRequest,
  tracedRequestOf,
} from './request-shape.ts';
import { stepsOfOneCall, traceInSteps } from './trace.ts';

/**
 * The rules as they would be after changes, made one after the other. Each is planned as the tool that makes it
 * plans it, and refused for the same reasons.
 * @throws {SafeError} of that plan; the one of the phase when its rules may not be read.
 */
function withChanges(found: FoundRules, changes: readonly TracedChange[], zone: ZoneRef): FoundRules {
  const phases = new Map(found.phases);
  for (const [index, change] of changes.entries()) {
    const now = phases.get(change.phase);
    if (now === undefined) throw found.refused.get(change.phase) ?? new Error('a phase was not read');
    const planned = planOf(zone, now, change);
    if (planned === undefined) continue;
    phases.set(change.phase, { ...now, rules: appliedTo(now.rules, planned, `planned_${index + 1}`) });
  }
  return { ...found, phases };
}

function planOf(
  zone: ZoneRef,
  now: PhaseRules,
  { action, rule_id: id, rule = {}, position }: TracedChange,
): Change | undefined {
  if (action === 'create') return planCreation(zone, now, rule, position);
  if (id === undefined) throw new InputError(`with_changes: ${action} needs the rule_id of a rule.`);
  return action === 'delete' ? planDeletion(zone, now, id) : planEdit(zone, now, id, rule, position);
}

function appliedTo(rules: readonly Rule[], change: Change, newId: string): readonly Rule[] {
  const { id = newId, action, after, place } = change;
  const index = rules.findIndex((rule) => rule.id === id);
  const others = rules.filter((rule) => rule.id !== id);
  if (action === 'delete' || after === undefined) return others;
  const { phase: _, ref, ...definition } = after;
  const rule = { id, ref: typeof ref === 'string' ? ref : id, definition };
  const at = place?.after === undefined ? index : place.after.index - 1;
  return others.toSpliced(at === -1 ? others.length : at, 0, rule);
}

/** What was not looked at again, as sentences. The rules themselves are as they are now. */
function readEarlier({ secondsOld, refused, pageRules, account }: FoundRules): { read_earlier?: string[] } {
  const sentences: string[] = [];
  if (pageRules.secondsOld > 0) {
    sentences.push(
      pageRules.rules === undefined
        ? `Page Rules could not be read ${pageRules.secondsOld} s ago; list_page_rules tries again.`
        : `Page Rules are as read ${pageRules.secondsOld} s ago: a change by somebody else since then is not seen; list_page_rules reads them again.`,
    );
  }
  if (secondsOld > 0) {
    sentences.push(
      `Rules of ${[...refused.keys()].join(', ')} could not be read ${secondsOld} s ago; list_rules with phase tries again.`,
    );
  }
  if (account.secondsOld > 0 && account.redirects !== undefined) {
    sentences.push(
      'Lists and Bulk Redirects are as read up to a minute ago: a change by somebody else since then is not seen.',
    );
  }
  return sentences.length === 0 ? {} : { read_earlier: sentences };
}

export const traceRequest = defineZoneRead({
  name: 'trace_request',
  title: 'Trace request',
  description:
    'What the rules and Page Rules of a zone make of a request: which match, what wins, where it goes. Nothing is sent; what only Cloudflare knows stays unknown.',
  toolset: 'rules',
  effect: 'read',
  permissions: [...rulePermissions('Read'), 'Page Rules Read'],
  input: {
    ...requestShape,
    with_changes: tracedChanges.optional(),
    verbose: z.boolean().optional().describe('Also what does not match.'),
  },
  output: tracedRequest,
  async run({ zone: _, with_changes: changes, verbose = false, ...args }, context) {
    const request = descriptionOf(args, context.zone);
    const subject = `${request.method} ${request.url}`;
    const found = await findRules(context);
    const planned = changes === undefined ? found : withChanges(found, changes, context.zone);
    const configuration = configurationOf(planned);
    // Both traces of a comparison get as much, so that no difference comes from one having had less.
    const steps = changes === undefined ? stepsOfOneCall : stepsOfOneCall / 2;
    const traced = report(
      await context.breath.through(traceInSteps(request, configuration, new Budget(steps))),
      configuration,
    );
    const answer = {
      ...tracedRequestOf(subject, traced, configuration, verbose),
      ...readEarlier(found),
      not_traced: notTracedOf(configuration),
    };
    if (changes === undefined) return answer;
    const current = configurationOf(found);
    const before = report(
      await context.breath.through(traceInSteps(request, current, new Budget(steps))),
      current,
    );
    return {
      ...answer,
      with_changes: {
        before: summary(subject, before, current),
        differences: [...differences(before, traced)],
      },
    };
  },
  example: {
    zone: 'mapleandpine.com',
    url: 'https://mapleandpine.com/catalogue/oak.jpg',
    with_changes: [
      { action: 'create', phase: 'cache', rule: { expression: 'true', cache: { cache: true } } },
    ],
  },
  hostile: { zone: 'mapleandpine.com', url: 'file:///etc/passwd' },
  requests: [
    'GET /accounts/{}/rules/lists',
    'GET /accounts/{}/rules/lists/{}/items',
    'GET /accounts/{}/rulesets/phases/{}/entrypoint',
    'GET /zones/{}/pagerules',
    'GET /zones/{}/rulesets',
    'GET /zones/{}/rulesets/phases/{}/entrypoint',
  ],
});
