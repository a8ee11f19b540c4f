import { isJsonObject, type JsonObject, type JsonValue, sameJson } from '@crunchtools/mcp-core';
import { friendlyParameters, parametersOf } from './codec.ts';
import { type RulePhase, rulePhaseOf } from './phases.ts';
import { cut, show } from './problem.ts';

const parameterMembers: ReadonlySet<string> = new Set([
  'action',
  'action_parameters',
  'ratelimit',
  'logging',
]);

/**
 * One line for a person about a change of a rule:
 * `create redirect rule "Old blog" when http.host eq "blog.example.com" → 301 https://www.example.com/blog`.
 * Long values are cut.
 */
export function describeRule(
  action: string,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): string {
  const rule = before ?? after ?? {};
  const name = typeof rule['description'] === 'string' ? ` ${show(rule['description'])}` : '';
  const subject = `${action === 'reorder' ? 'move' : action} ${text(rule['phase'])} rule${name}`;
  if (action === 'reorder') return `${subject} ${conditionOf(rule)}`;
  if (before === undefined || after === undefined)
    return `${subject} ${conditionOf(rule)} → ${effectOf(rule)}${stateNote(rule)}`;
  const differences = differencesBetween(before, after);
  return `${subject}: ${differences.length === 0 ? 'no difference' : differences.join(', ')}`;
}

function stateNote({ enabled }: JsonObject): string {
  return enabled === false ? ' (disabled)' : '';
}

function conditionOf({ expression }: JsonObject): string {
  return expression === 'true' ? 'for every request' : `when ${cut(text(expression))}`;
}

function differencesBetween(before: JsonObject, after: JsonObject): readonly string[] {
  const members = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = members.filter((member) => !sameJson(before[member], after[member]));
  const others = changed.filter((member) => !parameterMembers.has(member));
  const effect = changed.length > others.length ? [`${effectOf(before)} → ${effectOf(after)}`] : [];
  return [
    ...others.map((member) => `${member} ${memberText(before[member])} → ${memberText(after[member])}`),
    ...effect,
  ];
}

function memberText(value: JsonValue | undefined): string {
  return value === undefined ? 'none' : show(value);
}

/** What a rule does, in a few words. */
export function effectOf(state: JsonObject): string {
  const phase = rulePhaseOf(state['phase']);
  const action = text(state['action']);
  if (phase === undefined) return `${action} ${show(parametersOf(state))}`;
  const friendly = friendlyParameters(phase, state);
  return cut(effects[phase](friendly, action) ?? `${action} ${JSON.stringify(friendly)}`);
}

type Effect = (friendly: JsonObject, action: string) => string | undefined;

const effects: Readonly<Record<RulePhase, Effect>> = {
  redirect: ({ redirect }) => ifObject(redirect, redirectText),
  url_rewrite: ({ rewrite }) => ifObject(rewrite, rewriteText),
  request_headers: ({ headers }) => headersText(headers),
  response_headers: ({ headers }) => headersText(headers),
  cache: ({ cache }) => ifObject(cache, settingsText),
  config: ({ config }) => ifObject(config, settingsText),
  origin: ({ origin }) => ifObject(origin, settingsText),
  compression: ({ compression }) => (Array.isArray(compression) ? compression.join(', ') : undefined),
  waf_custom: ({ skip, response }, action) =>
    ifObject(skip, (what) => `skip ${settingsText(what)}`) ?? protectionText(action, response),
  rate_limit: ({ rate_limit: limit, response }, action) =>
    ifObject(limit, (what) => `${protectionText(action, response)} above ${rateText(what)}`),
};

function ifObject(value: JsonValue | undefined, say: (object: JsonObject) => string): string | undefined {
  return isJsonObject(value) ? say(value) : undefined;
}

function redirectText({ target_url, target_url_expression, status_code }: JsonObject): string {
  return `${text(status_code)} ${text(target_url ?? target_url_expression)}`.trim();
}

function rewriteText({ path, path_expression, query, query_expression }: JsonObject): string {
  const newPath = path ?? path_expression;
  const newQuery = query ?? query_expression;
  return [
    ...(newPath === undefined ? [] : [`path ${text(newPath)}`]),
    ...(newQuery === undefined ? [] : [newQuery === '' ? 'no query' : `query ${text(newQuery)}`]),
  ].join(', ');
}

function headersText(headers: JsonValue | undefined): string | undefined {
  if (!Array.isArray(headers)) return undefined;
  return headers
    .filter(isJsonObject)
    .map(({ name, operation, value, expression }: JsonObject) => {
      const content = value ?? expression;
      return `${text(operation)} ${text(name)}${content === undefined ? '' : `: ${text(content)}`}`;
    })
    .join(', ');
}

function settingsText(settings: JsonObject): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

function protectionText(action: string, response: JsonValue | undefined): string {
  return isJsonObject(response) ? `${action} with ${text(response['status_code'])}` : action;
}

function rateText({ requests_per_period: requests, score_per_period: score, period }: JsonObject): string {
  const amount = requests === undefined ? `a score of ${text(score)}` : `${text(requests)} requests`;
  return `${amount} in ${text(period)} s`;
}

function text(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}
