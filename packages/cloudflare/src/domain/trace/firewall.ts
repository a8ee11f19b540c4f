import type { JsonValue } from '@crunchtools/mcp-core';
import { type Application, certainly, type Flow, type Reach, type Stop, withStop } from './flow.ts';
import { at, numberAt, textAt, textsAt } from './parameters.ts';
import { reasons } from './reasons.ts';
import type { TracedRule } from './rule.ts';
import type { Effect } from './run.ts';

const challenges: ReadonlySet<string> = new Set(['challenge', 'js_challenge', 'managed_challenge']);

/** The one phase that a skip rule can name and that is traced here (developers.cloudflare.com/waf/custom-rules/skip/options). */
const rateLimitPhase = 'http_ratelimit';

/** WAF custom rules: what blocks or challenges answers, `skip` passes over what it names. */
export const firewall: Effect = (flow, rule, application) => {
  if (rule.action === 'log') return { flow, does: 'log' };
  if (rule.action === 'skip') return skip(flow, rule, application);
  const answer = answerOf(rule, 403);
  return { flow: withStop(flow, rule.phase, application, answer), does: describe(rule, answer) };
};

/** Rate limiting rules: a request that matches is counted, and only other requests tell whether it is one too many. */
export const rateLimit: Effect = (flow, rule, application) => {
  const [requests, period] = [
    numberAt(rule.ratelimit, 'requests_per_period'),
    numberAt(rule.ratelimit, 'period'),
  ];
  const limit = requests === undefined || period === undefined ? 'its limit' : `${requests} in ${period} s`;
  if (rule.action === 'log') return { flow, does: `count; log above ${limit}` };
  const answer = answerOf(rule, 429);
  const doubtful = { ...application, certain: false, because: reasons(application.because, ['the rate']) };
  return {
    flow: withStop(flow, rule.phase, doubtful, answer),
    does: `count; ${describe(rule, answer)} above ${limit}`,
  };
};

/** Actions not known here, and rulesets that are executed, may do anything. */
function answerOf(rule: TracedRule, usual: number): Pick<Stop, 'kind' | 'status'> {
  if (challenges.has(rule.action)) return { kind: 'challenge', status: undefined };
  if (rule.action !== 'block') return { kind: 'unknown', status: undefined };
  const own = numberAt(rule.action_parameters, 'response', 'status_code');
  return { kind: 'block', status: own ?? usual };
}

function describe({ action }: TracedRule, { status }: Pick<Stop, 'status'>): string {
  return status === undefined ? action : `${action} with ${status}`;
}

function skip(flow: Flow, rule: TracedRule, application: Application): ReturnType<Effect> {
  const { action_parameters: parameters } = rule;
  const skipsRest = textAt(parameters, 'ruleset') === 'current' || textAt(parameters, 'phase') === 'current';
  const reach = reachAfter(flow.reach, application);
  const skipped = textsAt(parameters, 'phases').includes(rateLimitPhase);
  const skips = skipped
    ? new Map([
        ...flow.skips,
        ['rate_limit' as const, reachAfter(flow.skips.get('rate_limit') ?? certainly, application)],
      ])
    : flow.skips;
  return {
    flow: { ...flow, skips, reach: skipsRest ? reach : flow.reach },
    does: `skip ${namesOf(parameters).join(', ') || 'nothing'}`,
  };
}

function reachAfter(reach: Reach, { by, certain, because }: Application): Reach {
  if (reach.kind === 'skipped') return reach;
  if (certain) return { kind: 'skipped', by };
  return { kind: 'possible', because: reasons(reach.kind === 'possible' ? reach.because : [], because) };
}

/** What a skip rule names, in words. */
function namesOf(parameters: JsonValue | undefined): readonly string[] {
  return [
    ...(textAt(parameters, 'ruleset') === 'current' ? ['the remaining custom rules'] : []),
    ...(textAt(parameters, 'phase') === 'current' ? ['the remaining rules of the phase'] : []),
    ...textsAt(parameters, 'phases'),
    ...textsAt(parameters, 'products'),
    ...(at(parameters, 'rulesets') === undefined ? [] : ['rulesets']),
    ...(at(parameters, 'rules') === undefined ? [] : ['rules of rulesets']),
  ];
}
