import { oneOf, type RuleReport, refuseUnprintable } from './phases.ts';
import type { ManagedInput, SkipInput } from './rule-input.ts';
import { refuseOther } from './values.ts';

const identifier = /^[0-9a-f]{32}$/u;

function refuseId(id: string): string | undefined {
  return identifier.test(id) ? undefined : 'must be an id: 32 lower-case hexadecimal digits';
}

/** What an override may make rules do (developers.cloudflare.com/waf/managed-rules/reference/cloudflare-managed-ruleset). */
const actions = ['block', 'managed_challenge', 'js_challenge', 'challenge', 'log'];

type Overrides = NonNullable<ManagedInput['overrides']>;
type Override = Pick<Overrides, 'enabled' | 'action' | 'sensitivity_level'> & {
  readonly score_threshold?: number | undefined;
};

/** A managed ruleset that is run, with overrides (developers.cloudflare.com/ruleset-engine/managed-rulesets/override-managed-ruleset). */
export function checkManaged({ id, version, overrides }: ManagedInput, report: RuleReport): void {
  report.note('managed.id', refuseId(id));
  report.note('managed.version', refuseUnprintable(version ?? ''));
  if (overrides === undefined) return;
  const { categories = [], rules = [], ...all } = overrides;
  checkOverride('managed.overrides', all, categories.length + rules.length > 0, report);
  for (const [index, { category, ...override }] of categories.entries()) {
    const field = `managed.overrides.categories.${index}`;
    report.note(`${field}.category`, category === '' ? 'is empty' : refuseUnprintable(category));
    checkOverride(field, override, false, report);
  }
  for (const [index, { id: rule, ...override }] of rules.entries()) {
    const field = `managed.overrides.rules.${index}`;
    report.note(`${field}.id`, refuseId(rule));
    checkOverride(field, override, false, report);
  }
}

function checkOverride(field: string, override: Override, mayBeEmpty: boolean, report: RuleReport): void {
  const isEmpty = Object.values(override).every((value) => value === undefined);
  report.note(field, isEmpty && !mayBeEmpty ? 'overrides nothing: give enabled or action' : undefined);
  report.note(`${field}.action`, refuseOther(override.action, actions));
  // The types of Cloudflare's API: "only applicable for DDoS phases".
  const level = override.sensitivity_level;
  report.note(`${field}.sensitivity_level`, level === undefined ? undefined : 'is for DDoS rules only');
  const { score_threshold: threshold } = override;
  const isScore = threshold === undefined || threshold > 0;
  report.note(`${field}.score_threshold`, isScore ? undefined : 'must be at least 1');
}

/** An exception to managed rules (developers.cloudflare.com/waf/managed-rules/waf-exceptions/define-api). */
export function checkException(
  { ruleset, rulesets, rules, logging: _, ...others }: SkipInput,
  report: RuleReport,
): void {
  const given = [ruleset, rulesets, rules].filter((value) => value !== undefined).length;
  const one = 'ruleset: "current", rulesets: [ids], or rules: {id of the ruleset: [ids]}';
  report.note('skip', given === 0 ? `skips nothing: give ${one}` : undefined);
  if (ruleset !== undefined && given > 1) report.note('skip', 'ruleset excludes rulesets and rules');
  report.note('skip.ruleset', refuseOther(ruleset, ['current']));
  for (const [name, value] of Object.entries(others)) {
    if (value !== undefined)
      report.note(`skip.${name}`, `does not belong here: use ${oneOf(['ruleset', 'rulesets', 'rules'])}`);
  }
  for (const id of rulesets ?? []) report.note('skip.rulesets', refuseId(id));
  for (const [id, ids] of Object.entries(rules ?? {})) {
    for (const named of [id, ...ids]) report.note('skip.rules', refuseId(named));
    report.note('skip.rules', ids.length === 0 ? 'names a ruleset without rules' : undefined);
  }
}
