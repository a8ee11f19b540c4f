import { InputError, NotFoundError, type SafeError, unlisted, untrusted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { compact, listing, listingOf, pageArgument, shownId } from '../../schema.ts';
import { defineZoneRead, type ZoneContext } from '../../tool.ts';
import { type ZoneRef, zonePlanOf } from '../../zone.ts';
import { isLike, shownManagedRule, shownManagedRuleOf, tagsOf } from './managed-rules.ts';
import { phaseFacts, type RulePhase, rulePermissions, rulePhases } from './phases.ts';
import { knownPhase, phaseArgument, rulesetId, shownRule, shownRuleOf } from './rule-shape.ts';
import type { PhaseRules } from './rulesets.ts';

const foreign = untrusted(z.string());

const shownPhase = z.strictObject({
  phase: phaseArgument,
  version: unlisted(z.int().optional()),
  /** Of the phase waf_managed, where it is asked for: the rulesets that its rules can run. */
  managed: unlisted(z.array(z.strictObject({ id: shownId, name: foreign.optional() })).optional()),
  /** Where the rules are those of a managed ruleset, which one it is, and the tags of its rules, the most frequent first. */
  ruleset: unlisted(
    z
      .strictObject({
        id: shownId,
        name: foreign.optional(),
        version: foreign.optional(),
        tags: z.array(foreign),
      })
      .optional(),
  ),
  rules: z.array(z.union([shownRule, shownManagedRule])),
  /** How many the plan has; left out where the contract says it. */
  quota: z.int().optional(),
  problem: untrusted(z.string()).optional(),
});

type ShownPhase = z.input<typeof shownPhase>;

export const listRules = defineZoneRead({
  name: 'list_rules',
  title: 'List rules',
  description:
    'Rules of all phases (redirects, WAF, cache, error pages, …), in the order in which Cloudflare evaluates them.',
  toolset: 'rules',
  effect: 'read',
  permissions: rulePermissions('Read'),
  input: {
    phase: knownPhase.optional(),
    ruleset: rulesetId.optional().describe('Rules inside a managed one; phase waf_managed has ids.'),
    // In ids, refs, descriptions, tags and everything that a rule says.
    search: z.string().min(1).max(1_000).optional(),
    page: pageArgument,
    per_page: z.int().min(1).max(1_000).optional().describe('Default 100, at most 1000.'),
  },
  output: z.strictObject({ phases: z.array(shownPhase), ...listing }),
  async run({ phase, ruleset, search, page = 1, per_page: perPage = 100 }, context) {
    const whole = await phasesOf(phase, ruleset, context);
    const found = search === undefined ? whole : whole.map((one) => only(one, search));
    const total = found.reduce((sum, { rules }) => sum + rules.length, 0);
    const pages = Math.max(1, Math.ceil(total / perPage));
    const shown = pageOf(found, (page - 1) * perPage, page * perPage);
    const amount = shown.reduce((sum, { rules }) => sum + rules.length, 0);
    return { phases: shown, ...listingOf({ page, pages, total }, amount) };
  },
  example: { zone: 'mapleandpine.com', per_page: 5 },
  hostile: { zone: 'mapleandpine.com', phase: 'redirect/../../..' },
  requests: ['GET /zones/{}/rulesets', 'GET /zones/{}/rulesets/phases/{}/entrypoint'],
});

async function phasesOf(
  phase: RulePhase | undefined,
  ruleset: string | undefined,
  context: ZoneContext,
): Promise<readonly ShownPhase[]> {
  if (ruleset === undefined)
    return phase === undefined ? allPhases(context) : [await onePhase(phase, context)];
  if (phase === undefined || phase === 'waf_managed') return [await insideOf(ruleset, context)];
  throw new InputError(`ruleset: managed rulesets are run by rules of waf_managed, not of ${phase}.`, {
    nextStep: 'Leave out one of the two.',
  });
}

/** @throws {NotFoundError} */
async function insideOf(id: string, { zone, rulesets }: ZoneContext): Promise<ShownPhase> {
  const ruleset = await rulesets.managed(zone, id);
  if (ruleset === undefined) {
    throw new NotFoundError(`There is no managed ruleset ${id} that this zone may run.`, {
      nextStep: 'Call list_rules with phase: waf_managed for those there are.',
    });
  }
  const { name, version, rules } = ruleset;
  return {
    phase: 'waf_managed',
    ruleset: { id, ...compact({ name, version }), tags: tagsOf(rules) },
    rules: rules.map((rule, index) => shownManagedRuleOf(rule, index + 1)),
  };
}

/** What a search leaves of a phase. */
function only(phase: ShownPhase, search: string): ShownPhase {
  return { ...phase, rules: phase.rules.filter((rule) => isLike(rule, search)) };
}

/** One that cannot be read says so itself. */
async function allPhases({ zone, zoneRules }: ZoneContext): Promise<readonly ShownPhase[]> {
  const { phases, refused, secondsOld } = await zoneRules.phases(zone.id);
  return rulePhases.flatMap((phase) => {
    const rules = phases.get(phase);
    if (rules !== undefined) return [shownPhaseOf(rules, zone)];
    const error = refused.get(phase);
    return error === undefined ? [] : [{ phase, rules: [], problem: problemOf(error, secondsOld) }];
  });
}

/** Looked at now: it is one request in any case, and for managed rulesets one more. */
async function onePhase(phase: RulePhase, { zone, rulesets, zoneRules }: ZoneContext): Promise<ShownPhase> {
  const [rules, managed] = await Promise.all([
    rulesets.planned(zone.id, phase),
    phase === 'waf_managed' ? rulesets.managedRulesets(zone) : undefined,
  ]);
  zoneRules.noteReadable(zone.id, phase);
  const shown = shownPhaseOf(rules, zone);
  return managed === undefined ? shown : { ...shown, managed: managed.map((one) => compact({ ...one })) };
}

function shownPhaseOf({ phase, version, rules }: PhaseRules, zone: ZoneRef): ShownPhase {
  return {
    phase,
    ...(version === 0 ? {} : { version }),
    rules: rules.map((rule, index) => shownRuleOf(phase, rule, index + 1)),
    ...quotaOf(phase, zone),
  };
}

function problemOf({ message, nextStep }: SafeError, secondsOld: number): string {
  const age = secondsOld === 0 ? '' : `This was so ${secondsOld} s ago; with phase it is tried again.`;
  return [message, nextStep, age].filter(Boolean).join(' ');
}

function quotaOf(phase: RulePhase, zone: ZoneRef): { quota?: number } {
  const plan = zonePlanOf(zone);
  return plan === undefined || plan === 'enterprise' ? {} : { quota: phaseFacts(phase).quota[plan] };
}

/** The rules from one to another, counted through all phases; of phases without any of them nothing is shown. */
function pageOf(found: readonly ShownPhase[], from: number, to: number): ShownPhase[] {
  let start = 0;
  return found.flatMap((phase) => {
    const offset = start;
    start += phase.rules.length;
    const rules = phase.rules.slice(Math.max(0, from - offset), Math.max(0, to - offset));
    const isEmpty = phase.rules.length === 0 && from === 0;
    return rules.length > 0 || isEmpty ? [{ ...phase, rules }] : [];
  });
}
