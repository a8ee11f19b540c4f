import { type SafeError, unlisted, untrusted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { listing, listingOf, pageArgument } from '../../schema.ts';
import { defineZoneRead, type ZoneContext } from '../../tool.ts';
import { type ZoneRef, zonePlanOf } from '../../zone.ts';
import { phaseFacts, type RulePhase, rulePermissions, rulePhases } from './phases.ts';
import { knownPhase, phaseArgument, shownRule, shownRuleOf } from './rule-shape.ts';
import type { PhaseRules } from './rulesets.ts';

const shownPhase = z.strictObject({
  phase: phaseArgument,
  version: unlisted(z.int().optional()),
  rules: z.array(shownRule),
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
    phase: knownPhase.optional().describe('Default all.'),
    page: pageArgument,
    per_page: z.int().min(1).max(1_000).optional().describe('Default 100, at most 1000.'),
  },
  output: z.strictObject({ phases: z.array(shownPhase), ...listing }),
  async run({ phase, page = 1, per_page: perPage = 100 }, context) {
    const found = phase === undefined ? await allPhases(context) : [await onePhase(phase, context)];
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

/** Looked at now: it is one request in any case. */
async function onePhase(phase: RulePhase, { zone, rulesets, zoneRules }: ZoneContext): Promise<ShownPhase> {
  const rules = await rulesets.planned(zone.id, phase);
  zoneRules.noteReadable(zone.id, phase);
  return shownPhaseOf(rules, zone);
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
