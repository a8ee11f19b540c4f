import { at, membersAt, type TracedRule, textAt } from './configuration.ts';
import type { Flow } from './flow.ts';
import { type Effect, merging, namesOf, reachAfter } from './stages.ts';
import { withoutFields } from './state.ts';

/**
 * Managed rulesets: their rules are Cloudflare's, so what they find is not foretold, and the request is followed as if it
 * were nothing. A skip ends the rest for the request, or only parts of it.
 */
export const runManaged: Effect = (flow, rule, application) => {
  const { action, action_parameters: parameters } = rule;
  if (action !== 'skip') {
    const id = textAt(parameters, 'id') ?? 'a ruleset';
    return { flow, does: `${action} ${nameOf(id)}: unknown until Cloudflare runs it` };
  }
  const skipsRest = textAt(parameters, 'ruleset') === 'current';
  const reach = skipsRest ? reachAfter(flow.reach, application) : flow.reach;
  return { flow: { ...flow, reach }, does: `skip ${skippedBy(rule)}` };
};

/** developers.cloudflare.com/waf/managed-rules, available managed rulesets. */
const names: Readonly<Record<string, string>> = {
  efb7b8c949ac4650a09736fc376e9aee: 'Cloudflare Managed Ruleset',
  '4814384a9e5d4991b9815dcfc25d2f1f': 'Cloudflare OWASP Core Ruleset',
  c2e184081120413c86c3ab7e14069605: 'Cloudflare Exposed Credentials Check',
  '77454fe2d30c4220b5701f6fdfb893ba': 'Cloudflare Free Managed Ruleset',
};

function nameOf(id: string): string {
  return Object.hasOwn(names, id) ? (names[id] ?? id) : id;
}

function skippedBy({ action_parameters: parameters }: TracedRule): string {
  if (textAt(parameters, 'ruleset') === 'current') return 'the managed rulesets after it';
  const rulesets = at(parameters, 'rulesets');
  const whole = Array.isArray(rulesets) ? rulesets.map((id) => nameOf(String(id))) : [];
  const rules = membersAt(parameters, 'rules').map(([id, ids]) => {
    const count = Array.isArray(ids) ? ids.length : 0;
    return `${count} ${count === 1 ? 'rule' : 'rules'} of ${nameOf(id)}`;
  });
  return [...whole, ...rules].join(', ') || namesOf(parameters).join(', ') || 'nothing';
}

/** "HTTP errors (status codes 400 and above)": developers.cloudflare.com/rules/custom-errors. */
export function errorsOnly(rule: TracedRule): TracedRule {
  if (rule.phase !== 'custom_errors') return rule;
  return { ...rule, expression: `http.response.code ge 400 and (${rule.expression})` };
}

const serve = merging('error', (parameters) => membersAt(parameters));

/** "The first rule that matches will be applied": developers.cloudflare.com/rules/custom-errors/create-rules. */
export const serveError: Effect = (flow, rule, application) => {
  const served = serve(flow, rule, application);
  return { ...served, flow: { ...served.flow, reach: reachAfter(flow.reach, application) } };
};

/**
 * Status and content type of what is served may be another. That rules behind see the new ones is not documented, and
 * that they see the old ones neither.
 */
export function withServedError(flow: Flow): Flow {
  const isServed = flow.results.some(
    ({ stage, outcome }) => stage === 'custom_errors' && (outcome === 'match' || outcome === 'unknown'),
  );
  if (!isServed) return flow;
  const because = ['whether later rules see the response as a custom error rule makes it'];
  return { ...flow, request: withoutFields(flow.request, changed, because) };
}

const changed = ['http.response.code', 'http.response.content_type.media_type'];
