import { analyse, type Plan, type Setting, type Use } from '@crunchtools/rules-language';
import { phaseFacts, type RulePhase } from './phases.ts';
import type { RuleReport } from './problem.ts';
import type { RuleInput } from './rule-input.ts';

/** An expression of a rule: the member that holds it, and what it is for. */
interface Placed {
  readonly field: string;
  readonly source: string;
  readonly setting: Setting;
}

/** Parses and type-checks every expression that an input gives, and notes what is wrong with its place. */
export function checkExpressions(
  phase: RulePhase,
  input: RuleInput,
  plan: Plan | undefined,
  report: RuleReport,
): void {
  for (const { field, source, setting } of expressionsOf(phase, input, plan)) {
    const analysis = analyse(source, setting);
    for (const problem of analysis.ok ? [] : analysis.problems) report.noteExpression(field, problem);
  }
}

/** What Cloudflare takes, but what is hardly meant: one sentence each. */
export function expressionWarnings(phase: RulePhase, input: RuleInput): readonly string[] {
  return expressionsOf(phase, input, undefined).flatMap(({ field, source, setting }) => {
    const analysis = analyse(source, setting);
    const warnings = analysis.ok ? analysis.warnings : [];
    return warnings.map(
      ({ message, line, column }) => `${field}, line ${line}, column ${column}: ${message}`,
    );
  });
}

function expressionsOf(phase: RulePhase, input: RuleInput, plan: Plan | undefined): readonly Placed[] {
  const place = { phase: phaseFacts(phase).cloudflare, ...(plan === undefined ? {} : { plan }) };
  const { rewrite, redirect, headers = [], rate_limit: limit } = input;
  const value = (field: string, source: string | undefined, use: Use): readonly Placed[] =>
    source === undefined ? [] : [{ field, source, setting: { ...place, use } }];
  // It may look at the response, which the phase itself comes before. Empty means: as the rule's expression.
  const counting = limit?.counting_expression || undefined;
  return [
    ...value('expression', input.expression || undefined, 'filter'),
    ...value('rewrite.path_expression', rewrite?.path_expression, 'rewrite_path'),
    ...value('rewrite.query_expression', rewrite?.query_expression, 'rewrite_query'),
    ...value('redirect.target_url_expression', redirect?.target_url_expression, 'redirect_target'),
    ...headers.flatMap(({ expression }, index) =>
      value(`headers.${index}.expression`, expression, 'header_value'),
    ),
    ...(counting === undefined
      ? []
      : [{ field: 'rate_limit.counting_expression', source: counting, setting: { use: 'filter' } } as const]),
  ];
}
