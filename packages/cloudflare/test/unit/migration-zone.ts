import { atOnce, type JsonObject } from '@crunchtools/mcp-core';
import type { Plan, RequestDescription } from '@crunchtools/rules-language';
import { type MigrationChanges, migrationChanges } from '../../src/features/migration/change.ts';
import { type MigrationVerdict, migrateInSteps } from '../../src/features/migration/migrate.ts';
import { type MigrationPhase, migrationPhases, type SourceRule } from '../../src/features/migration/types.ts';
import type { PageRule } from '../../src/features/page-rules/api.ts';
import type { Rule } from '../../src/features/rules/api.ts';
import type { RulePhase } from '../../src/features/rules/phases.ts';
import type { PhaseRules } from '../../src/features/rules/rulesets.ts';
import type { TracedConfiguration, TracedRule } from '../../src/features/trace/configuration.ts';
import type { ZoneRef } from '../../src/zone.ts';
import { type Case, zoneName } from './migration-corpus.ts';
import { type Outcome, outcomeOf, traced } from './migration-outcome.ts';

/** A zone in memory, on which changes of a migration are made without executors and without Cloudflare. */
export interface State {
  readonly pageRules: readonly PageRule[];
  readonly phases: ReadonlyMap<MigrationPhase, PhaseRules>;
}

type Start = Pick<Case, 'rules' | 'modern'>;

export function stateOf({ rules, modern }: Start): State {
  return {
    pageRules: rules.map((rule) => ({ ...rule, created_on: undefined, modified_on: undefined })),
    phases: new Map(
      migrationPhases.map((phase) => {
        const present = modern.filter((rule) => rule.phase === phase);
        const list = present.map(({ definition }, index): Rule => {
          const id = `modern ${phase} ${index}`;
          return { id, ref: id, definition: { action: 'any', enabled: true, ...definition } };
        });
        return [phase, { phase, rulesetId: phase, version: 1, rules: list }];
      }),
    ),
  };
}

export interface Options {
  readonly plan?: Plan;
  readonly partial?: boolean;
  readonly enabled?: boolean;
  readonly selected?: (rule: SourceRule) => boolean;
}

/** What a migration of a zone plans. */
export function planFor(
  { pageRules, phases }: State,
  { plan = 'enterprise', partial = false, enabled = true, selected = () => true }: Options = {},
): MigrationChanges & { readonly verdicts: readonly MigrationVerdict[] } {
  const steps = migrateInSteps({
    rules: pageRules,
    selected: new Set(pageRules.filter(selected).map(({ id }) => id)),
    zone: { name: zoneName, plan },
    partial,
    enabled,
    existing: [...phases].flatMap(([phase, now]) => now.rules.map((rule) => ({ phase, ...rule }))),
  });
  const verdicts = atOnce(steps);
  const zone: ZoneRef = { id: 'z', name: zoneName, plan, account: { id: 'a', name: 'a' } };
  return { verdicts, ...migrationChanges(zone, verdicts, pageRules, phases, enabled) };
}

/** The state after a change, as executors and Cloudflare bring it about: by neighbours, not by index. */
export function after(
  state: State,
  { resource, action, id, after: wished = {}, place }: MigrationChanges['changes'][number],
): State {
  if (resource === 'page_rule') {
    const pageRules = state.pageRules.map((rule) => (rule.id === id ? { ...rule, ...wished } : rule));
    return { ...state, pageRules };
  }
  const { phase, ...definition } = wished as JsonObject & {
    readonly phase: MigrationPhase;
    readonly ref: string;
  };
  const now = state.phases.get(phase);
  if (now === undefined) throw new Error(`no phase ${phase}`);
  const written = { id: definition.ref, ref: definition.ref, definition };
  const rules =
    action === 'create'
      ? inserted(now.rules, written, place?.after?.after ?? null)
      : now.rules.map((rule) => (rule.id === id ? { ...written, id: rule.id } : rule));
  return { ...state, phases: new Map([...state.phases, [phase, { ...now, rules }]]) };
}

function inserted(rules: readonly Rule[], rule: Rule, previous: string | null): readonly Rule[] {
  const index = rules.findIndex(({ id }) => id === previous);
  if (previous !== null && index === -1)
    throw new Error(`a rule is to stand behind ${previous}, which is not there`);
  return rules.toSpliced(index + 1, 0, rule);
}

/** The states of a zone through a migration, from before the first change to behind the last. */
export function statesThrough(start: State, { changes }: MigrationChanges): readonly [State, ...State[]] {
  const states: [State, ...State[]] = [start];
  for (const change of changes) states.push(after(states.at(-1) ?? start, change));
  return states;
}

export function configurationOf({ pageRules, phases }: State): TracedConfiguration {
  const rules = [...phases.values()].flatMap(({ phase, rules: list }) =>
    list.map((rule) => tracedRule(phase, rule)),
  );
  return { rules, unreadable: [], pageRules };
}

function tracedRule(phase: RulePhase, { id, definition }: Rule): TracedRule {
  return { id, phase, ...(definition as JsonObject & Omit<TracedRule, 'id' | 'phase'>) };
}

export function outcomeIn(state: State, request: RequestDescription, plan: Plan): Outcome {
  return outcomeOf(request, traced(request, configurationOf(state)), plan);
}
