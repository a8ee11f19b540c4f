import { isJsonObject } from '@crunchtools/mcp-core';
import * as z from 'zod';
import type { PageRule } from '../../api/page-rules.ts';
import type { Rule } from '../../api/rulesets.ts';
import { type MigrationChanges, migrationChanges } from '../../changes/page-rule-migration.ts';
import { type MigrationPhase, migrate, migrationPhases } from '../../domain/migration/index.ts';
import { rulePermissions } from '../../domain/rules/index.ts';
import type { PhaseRules } from '../../rulesets.ts';
import { planOf } from '../../zone.ts';
import { defineZoneWrite, type ZoneContext } from '../define.ts';
import { migrationReport, migrationWarnings, type Neighbours } from './migration-report.ts';
import { ruleId, ruleIn } from './rule-shape.ts';

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
    const verdicts = migrate({
      rules,
      selected: new Set(chosen.map(({ id }) => id)),
      zone: { name: zone.name, plan: planOf(zone) },
      partial,
      enabled,
      existing: [...phases].flatMap(([phase, now]) => now.rules.map((rule) => ({ phase, ...rule }))),
    });
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
