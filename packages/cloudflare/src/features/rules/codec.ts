import { isJsonObject, type JsonObject, type JsonValue, sameJson } from '@crunchtools/mcp-core';
import { compact } from '../../schema.ts';
import { cut, type ParameterName, phaseFacts, type RulePhase, rulePhaseOf, show } from './phases.ts';
import {
  type HeaderInput,
  type ManagedInput,
  type OriginInput,
  type RedirectInput,
  type RewriteInput,
  type RuleInput,
  ruleInput,
  type SkipInput,
} from './rule-input.ts';

/** The members of a rule that say what it does, as the API has them. */
export interface Parameters {
  readonly action_parameters?: JsonValue | undefined;
  readonly ratelimit?: JsonValue | undefined;
  readonly logging?: JsonValue | undefined;
}

const parameterMembers = ['action_parameters', 'ratelimit', 'logging'] as const;

interface Codec {
  /** Undefined when the input has no such member. */
  encode(input: RuleInput): Parameters | undefined;
  /** Undefined when the rule has nothing of the kind. Need not be exact: `friendlyParameters` proves it. */
  decode(parameters: Parameters): JsonValue | undefined;
}

/** The parameters that an input gives, as the API takes them. */
export function encodeParameters(phase: RulePhase, input: RuleInput): Parameters {
  const all: Parameters = {};
  for (const name of phaseFacts(phase).parameters) Object.assign(all, codecs[name].encode(input));
  return all;
}

/**
 * The parameters of a rule under the names of this server, or as Cloudflare has them where there is more in
 * them than those names can say: nothing is left out of what is shown.
 */
export function friendlyParameters(phase: RulePhase, definition: JsonObject): JsonObject {
  const raw = parametersOf(definition);
  const decoded = compact(
    Object.fromEntries(phaseFacts(phase).parameters.map((name) => [name, codecs[name].decode(raw)])),
  );
  const asInput = ruleInput.safeParse(decoded);
  const exact = asInput.success && sameJson({ ...encodeParameters(phase, asInput.data) }, raw);
  return exact ? decoded : raw;
}

function parametersOf(definition: JsonObject): JsonObject {
  return compact(Object.fromEntries(parameterMembers.map((member) => [member, definition[member]])));
}

const codecs: Readonly<Record<ParameterName, Codec>> = {
  rewrite: {
    encode: ({ rewrite }) => rewrite && { action_parameters: { uri: encodeRewrite(rewrite) } },
    decode: ({ action_parameters: parameters }) => decodeRewrite(object(object(parameters)['uri'])),
  },
  headers: {
    encode: ({ headers }) => headers && { action_parameters: { headers: encodeHeaders(headers) } },
    decode: ({ action_parameters: parameters }) => decodeHeaders(object(object(parameters)['headers'])),
  },
  redirect: {
    encode: ({ redirect }) => redirect && { action_parameters: { from_value: encodeRedirect(redirect) } },
    decode: ({ action_parameters: parameters }) => decodeRedirect(object(object(parameters)['from_value'])),
  },
  cache: wholeParameters('cache'),
  config: wholeParameters('config'),
  origin: {
    encode: ({ origin }) => origin && { action_parameters: encodeOrigin(origin) },
    decode: ({ action_parameters: parameters }) => decodeOrigin(object(parameters)),
  },
  compression: {
    encode: ({ compression }) =>
      compression && { action_parameters: { algorithms: compression.map((name) => ({ name })) } },
    decode: ({ action_parameters: parameters }) => decodeCompression(object(parameters)['algorithms']),
  },
  skip: {
    encode: ({ skip }) => skip && encodeSkip(skip),
    decode: ({ action_parameters: parameters, logging }) => decodeSkip(object(parameters), logging),
  },
  response: {
    encode: ({ response }) => response && { action_parameters: { response: compact({ ...response }) } },
    decode: ({ action_parameters: parameters }) => object(parameters)['response'],
  },
  rate_limit: {
    encode: ({ rate_limit: limit }) => limit && { ratelimit: compact({ ...limit }) },
    decode: ({ ratelimit }) => ratelimit,
  },
  managed: {
    encode: ({ managed }) => managed && { action_parameters: encodeManaged(managed) },
    decode: ({ action_parameters: parameters }) => decodeManaged(object(parameters)),
  },
  error: {
    encode: ({ error }) => error && { action_parameters: compact({ ...error }) },
    decode: ({ action_parameters: parameters }) => parameters,
  },
};

/** Cloudflare's names are plain enough here. The settings were checked before they are encoded. */
function wholeParameters(name: 'cache' | 'config'): Codec {
  return {
    encode: (input) => {
      const settings = input[name];
      return settings && { action_parameters: jsonOf(settings) };
    },
    decode: ({ action_parameters: parameters }) => parameters,
  };
}

function encodeRewrite(rewrite: RewriteInput): JsonObject {
  const { path, path_expression, query, query_expression } = rewrite;
  return compact({ path: fixedOr(path, path_expression), query: fixedOr(query, query_expression) });
}

function decodeRewrite({ path, query }: JsonObject): JsonObject | undefined {
  if (path === undefined && query === undefined) return undefined;
  return compact({
    path: object(path)['value'],
    path_expression: object(path)['expression'],
    query: object(query)['value'],
    query_expression: object(query)['expression'],
  });
}

function encodeHeaders(headers: readonly HeaderInput[]): JsonObject {
  return Object.fromEntries(headers.map(({ name, ...what }) => [name, compact(what)]));
}

function decodeHeaders(headers: JsonObject): JsonValue | undefined {
  const entries = Object.entries(headers);
  return entries.length === 0 ? undefined : entries.map(([name, what]) => ({ name, ...object(what) }));
}

function encodeRedirect({ target_url, target_url_expression, ...rest }: RedirectInput): JsonObject {
  return compact({ target_url: fixedOr(target_url, target_url_expression), ...rest });
}

function decodeRedirect({ target_url: target, ...rest }: JsonObject): JsonObject | undefined {
  if (target === undefined) return undefined;
  return compact({
    target_url: object(target)['value'],
    target_url_expression: object(target)['expression'],
    ...rest,
  });
}

function encodeOrigin({ host_header, host, port, sni }: OriginInput): JsonObject {
  return compact({
    host_header,
    origin: host === undefined && port === undefined ? undefined : compact({ host, port }),
    sni: sni === undefined ? undefined : { value: sni },
  });
}

function decodeOrigin({ host_header, origin, sni }: JsonObject): JsonObject | undefined {
  const { host, port } = object(origin);
  const decoded = compact({ host_header, host, port, sni: object(sni)['value'] });
  return Object.keys(decoded).length === 0 ? undefined : decoded;
}

function decodeCompression(algorithms: JsonValue | undefined): JsonValue | undefined {
  return Array.isArray(algorithms)
    ? algorithms.map((algorithm: JsonValue) => object(algorithm)['name'] ?? '')
    : undefined;
}

function encodeSkip({ logging, ...skip }: SkipInput): Parameters {
  return {
    action_parameters: compact({ ...skip }),
    ...(logging === undefined ? {} : { logging: { enabled: logging } }),
  };
}

function decodeSkip(
  { response: _, ...parameters }: JsonObject,
  logging: JsonValue | undefined,
): JsonObject | undefined {
  // What has an id executes a ruleset.
  if (Object.keys(parameters).length === 0 || parameters['id'] !== undefined) return undefined;
  return compact({ ...parameters, logging: object(logging)['enabled'] });
}

/** As Cloudflare answers it (waf/managed-rules/waf-exceptions/define-api): the version is always there. */
function encodeManaged(managed: ManagedInput): JsonObject {
  return jsonOf({ ...managed, version: managed.version ?? latest });
}

const latest = 'latest';

function decodeManaged({ version, ...rest }: JsonObject): JsonObject | undefined {
  if (rest['id'] === undefined) return undefined;
  return compact({ ...rest, version: version === latest ? undefined : version });
}

function fixedOr(value: string | undefined, expression: string | undefined): JsonObject | undefined {
  if (value === undefined && expression === undefined) return undefined;
  return compact({ value, expression });
}

function object(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** Arguments come from JSON, so that this drops nothing but members that are `undefined`. */
function jsonOf(settings: Readonly<Record<string, unknown>>): JsonObject {
  const copy: unknown = JSON.parse(JSON.stringify(settings));
  return isJsonObject(copy) ? copy : {};
}

const effectMembers: ReadonlySet<string> = new Set(['action', 'action_parameters', 'ratelimit', 'logging']);

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
  const others = changed.filter((member) => !effectMembers.has(member));
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
  waf_managed: ({ skip, managed }) =>
    ifObject(skip, (what) => `skip ${settingsText(what)}`) ??
    ifObject(managed, (what) => `execute ${settingsText(what)}`),
  custom_errors: ({ error }) => ifObject(error, (what) => `serve ${settingsText(what)}`),
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
