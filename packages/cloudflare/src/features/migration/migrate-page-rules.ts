import { isJsonObject, type JsonObject } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { compact } from '../../schema.ts';
import { defineZoneWrite, type ZoneContext } from '../../tool.ts';
import { zonePlanOf } from '../../zone.ts';
import type { PageRule } from '../page-rules/api.ts';
import { ruleId, ruleIn } from '../page-rules/rule-shape.ts';
import type { Rule } from '../rules/api.ts';
import { rulePermissions } from '../rules/phases.ts';
import type { PhaseRules } from '../rules/rulesets.ts';
import { type MigrationChanges, migrationChanges } from './change.ts';
import { type MigrationVerdict, migrateInSteps } from './migrate.ts';
import { type MigrationPhase, migrationPhases } from './types.ts';

/** What holds for every migration and cannot be seen in the rules. */
const notes = [
  'Modern rules win over Page Rules, and several can apply to one request; what earlier Page Rules match is left out of the rules of later ones.',
  'Where a Worker answers, Page Rules are suppressed; modern rules apply there too.',
];

/** The report of a migration: what each Page Rule becomes, what changes in meaning, and what has no equivalent. */
function migrationReport(verdicts: readonly MigrationVerdict[], disabled: readonly PageRule[]): JsonObject {
  const differences = verdicts.flatMap((verdict) => verdict.differences);
  return {
    page_rules: [...verdicts.map(reportOf), ...disabled.map(disabledRule)],
    // Said once: many Page Rules differ in the same way.
    ...unlessEmpty('differences', Object.fromEntries(differences.map(({ kind, text }) => [kind, text]))),
    notes,
  };
}

function reportOf({ rule, outcome, rules, differences, missing, reason }: MigrationVerdict): JsonObject {
  return compact({
    id: rule.id,
    url: rule.url,
    priority: rule.priority,
    outcome,
    reason,
    ...unlessEmpty(
      'becomes',
      rules.map(({ phase, ref }) => ({ phase, ref })),
    ),
    ...unlessEmpty(
      'differs',
      differences.map(({ kind }) => kind),
    ),
    ...unlessEmpty(
      'no_equivalent',
      missing.map(({ action, reason: why }) => ({ action, reason: why })),
    ),
  });
}

function unlessEmpty(name: string, value: JsonObject | JsonObject[] | string[]): JsonObject {
  return Object.keys(value).length === 0 ? {} : { [name]: value };
}

function disabledRule({ id, url, priority }: PageRule): JsonObject {
  return { id, url, priority, outcome: 'kept', reason: 'it is disabled, and does nothing' };
}

/** How many rules of the zone bear on what a migration means, of those that are on. */
interface Neighbours {
  readonly urlRewrites: number;
  /** Cache rules that make more eligible than Cloudflare caches by default. */
  readonly eligible: number;
}

/** What a reader must not overlook, one sentence each. */
function migrationWarnings(
  verdicts: readonly MigrationVerdict[],
  { urlRewrites, eligible }: Neighbours,
): readonly string[] {
  const count = (outcome: MigrationVerdict['outcome']) =>
    verdicts.filter((verdict) => verdict.outcome === outcome).length;
  const differing = verdicts.filter(({ differences }) => differences.length > 0).length;
  const seesUrl = verdicts.some(({ rules }) => rules.some(({ phase }) => phase !== 'redirect'));
  return [
    ...(count('kept') > 0
      ? [`Page Rules that stay as they are: ${count('kept')}. The report says why.`]
      : []),
    ...(count('partly') > 0 ? [`Page Rules that stay with what has no equivalent: ${count('partly')}.`] : []),
    ...(differing > 0
      ? [`Page Rules whose rules mean something a little different: ${differing}. The report says what.`]
      : []),
    ...(seesUrl && urlRewrites > 0
      ? [
          `The zone has ${urlRewrites} active URL rewrites. The new rules see the rewritten URL; Cloudflare does not say which one Page Rules see. Try requests with trace_request.`,
        ]
      : []),
    ...(eligible > 0 && verdicts.some(cachesByDefault)
      ? [
          `The zone has ${eligible} active cache rules that cache more than Cloudflare does by default. Settings of Page Rules without Cache Everything no longer reach what those rules add.`,
        ]
      : []),
  ];
}

function cachesByDefault({ rule, rules }: MigrationVerdict): boolean {
  const { cache_level: level } = rule.actions;
  return rules.some(({ phase }) => phase === 'cache') && level !== 'cache_everything' && level !== 'bypass';
}

export const migratePageRules = defineZoneWrite({
  name: 'migrate_page_rules',
  title: 'Migrate Page Rules',
  description:
    'Plan, and with dry_run: false make, the modern rules that Page Rules amount to, then disable the Page Rules. The report says what each becomes, and what changes or has no equivalent. One that cannot be migrated as a whole stays.',
  toolset: 'page_rules',
  effect: 'update',
  permissions: ['Page Rules Write', ...rulePermissions('Write')],
  paged: true,
  dryRunByDefault: true,
  reports: true,
  input: {
    page_rule_ids: z.array(ruleId).min(1).max(125).optional().describe('Default: all active ones.'),
    enable_rules: z
      .boolean()
      .optional()
      .describe('Default true. false: make them disabled, and leave the Page Rules active.'),
    partial: z.boolean().optional().describe('Also migrate parts: the Page Rule keeps the other actions.'),
  },
  async plan({ page_rule_ids: ids, enable_rules: enabled = true, partial = false }, context) {
    const { zone, api } = context;
    const rules = await api.pageRules.list(zone.id);
    const chosen =
      ids === undefined ? rules.filter(isActive) : [...new Set(ids)].map((id) => ruleIn(rules, id));
    if (!chosen.some(isActive)) {
      const warnings = ['There is no active Page Rule to migrate.'];
      return { changes: [], warnings, report: migrationReport([], chosen) };
    }
    const { phases, neighbours } = await readPhases(context);
    const steps = migrateInSteps({
      rules,
      selected: new Set(chosen.map(({ id }) => id)),
      zone: { name: zone.name, plan: zonePlanOf(zone) },
      partial,
      enabled,
      existing: [...phases].flatMap(([phase, now]) => now.rules.map((rule) => ({ phase, ...rule }))),
    });
    const verdicts = await context.breath.through(steps);
    const planned = migrationChanges(zone, verdicts, rules, phases, enabled);
    await requireAccepted(planned, context);
    return {
      changes: planned.changes,
      warnings: migrationWarnings(verdicts, neighbours),
      report: migrationReport(
        verdicts,
        chosen.filter((rule) => !isActive(rule)),
      ),
    };
  },
  example: { zone: 'mapleandpine.com', enable_rules: false, dry_run: false },
  hostile: { zone: 'mapleandpine.com', page_rule_ids: ['../*'] },
  requests: [
    'GET /zones/{}/pagerules',
    'GET /zones/{}/rulesets/phases/{}/entrypoint',
    'POST /zones/{}/rulesets',
    'POST /zones/{}/rulesets/{}/rules',
    'PUT /zones/{}/rulesets/{}',
  ],
});

function isActive({ status }: PageRule): boolean {
  return status === 'active';
}

async function readPhases({ zone, rulesets }: ZoneContext): Promise<{
  readonly phases: ReadonlyMap<MigrationPhase, PhaseRules>;
  readonly neighbours: Neighbours;
}> {
  const [rewriting, ...found] = await Promise.all([
    rulesets.planned(zone.id, 'url_rewrite'),
    ...migrationPhases.map(async (phase) => [phase, await rulesets.planned(zone.id, phase)] as const),
  ]);
  const phases = new Map(found);
  const caching = phases.get('cache')?.rules.filter(isOn) ?? [];
  const eligible = caching.filter(({ definition: { action_parameters: parameters } }) => {
    return isJsonObject(parameters) && parameters['cache'] === true;
  });
  return {
    phases,
    neighbours: { urlRewrites: rewriting.rules.filter(isOn).length, eligible: eligible.length },
  };
}

function isOn({ definition }: Rule): boolean {
  return definition['enabled'] !== false;
}

/** Lets Cloudflare check each phase as it would be. */
async function requireAccepted({ trials }: MigrationChanges, { zone, rulesets }: ZoneContext): Promise<void> {
  for (const [phase, trial] of trials) await rulesets.check(zone.id, phase, trial);
}
