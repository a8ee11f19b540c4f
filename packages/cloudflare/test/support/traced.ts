import type { JsonObject } from '@crunchtools/mcp-core';
import type { RequestDescription } from '@crunchtools/rules-language';
import { phaseFacts, type RulePhase } from '../../src/features/rules/phases.ts';
import type {
  TracedConfiguration,
  TracedPageRule,
  TracedRule,
} from '../../src/features/trace/configuration.ts';
import { report, type TraceReport } from '../../src/features/trace/report.ts';
import { trace } from '../../src/features/trace/trace.ts';

/** What tests of tracing share. */

export function configuration(
  rules: readonly TracedRule[],
  other: Partial<TracedConfiguration> = {},
): TracedConfiguration {
  return { rules, unreadable: [], pageRules: [], ...other };
}

/** A rule that is on, with the action of its phase. */
export function rule(
  phase: RulePhase,
  id: string,
  expression: string,
  action_parameters: JsonObject = {},
  also: Partial<TracedRule> = {},
): TracedRule {
  const [action] = phaseFacts(phase).actions;
  return { id, phase, expression, action, action_parameters, enabled: true, ...also };
}

export function pageRule(
  id: string,
  url: string,
  actions: JsonObject,
  also: Partial<TracedPageRule> = {},
): TracedPageRule {
  return { id, url, actions, priority: 1, status: 'active', ...also };
}

export function traced(
  request: RequestDescription | string,
  rules: readonly TracedRule[],
  other: Partial<TracedConfiguration> = {},
): TraceReport {
  const description = typeof request === 'string' ? { method: 'GET', url: request } : request;
  const whole = configuration(rules, other);
  return report(trace(description, whole), whole);
}
