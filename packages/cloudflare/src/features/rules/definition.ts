import {
  InputError,
  isJsonObject,
  type JsonObject,
  type Position,
  sameJson,
  urlOf,
} from '@crunchtools/mcp-core';
import {
  analyse,
  describeRequest,
  evaluate,
  type Plan,
  type Setting,
  type Use,
} from '@crunchtools/rules-language';
import { compact } from '../../schema.ts';
import { encodeParameters, friendlyParameters, type Parameters } from './codec.ts';
import { checkParameters } from './parameters.ts';
import {
  oneOf,
  type PhaseFacts,
  phaseFacts,
  type RulePhase,
  RuleReport,
  refuseUnprintable,
  show,
} from './phases.ts';
import { type RuleInput, ruleInput } from './rule-input.ts';
import { everyDataCentre } from './values.ts';

/** An expression of a rule: the member that holds it, and what it is for. */
interface Placed {
  readonly field: string;
  readonly source: string;
  readonly setting: Setting;
}

/** Parses and type-checks every expression that an input gives, and notes what is wrong with its place. */
function checkExpressions(
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
function expressionWarnings(phase: RulePhase, input: RuleInput): readonly string[] {
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

/** What a URL alone decides; anything else may differ between the visitor's request and the next. */
const decidedByUrl: ReadonlySet<string> = new Set([
  'http.host',
  'http.request.full_uri',
  'http.request.uri',
  'http.request.uri.path',
  'http.request.uri.path.extension',
  'http.request.uri.query',
  'ssl',
]);
const decidedByHost: ReadonlySet<string> = new Set(['http.host', 'http.request.full_uri']);

/**
 * - `certain`: whoever follows the redirect is redirected again, to the same address.
 * - `possible`: the same, if the host it leads to is one that Cloudflare proxies.
 */
export type Loop = 'certain' | 'possible';

/**
 * Whether a fixed redirect matches the address that it leads to. Not covered: computed targets, conditions on more
 * than the URL, and loops of several rules.
 */
export function loopOf(definition: JsonObject, zoneName: string): Loop | undefined {
  const target = fixedTarget(definition, zoneName);
  const { expression } = definition;
  if (target === undefined || typeof expression !== 'string') return undefined;
  const analysis = analyse(expression, { use: 'filter' });
  if (!analysis.ok || analysis.fields.some((field) => !decidedByUrl.has(field))) return undefined;
  const matches = evaluate(analysis.expression, describeRequest({ url: target.url.href }));
  if (matches.kind !== 'boolean' || !matches.value) return undefined;
  const namesHost = analysis.fields.some((field) => decidedByHost.has(field));
  return target.isSameHost ? (namesHost ? undefined : 'certain') : namesHost ? 'certain' : 'possible';
}

/** A redirect out of the zone leads to where these rules do not apply. */
function fixedTarget(
  { enabled, action_parameters: parameters }: JsonObject,
  zoneName: string,
): { readonly url: URL; readonly isSameHost: boolean } | undefined {
  const from = isJsonObject(parameters) ? parameters['from_value'] : undefined;
  const target = isJsonObject(from) ? from['target_url'] : undefined;
  const value = isJsonObject(target) ? target['value'] : undefined;
  if (enabled === false || typeof value !== 'string') return undefined;
  const isSameHost = value.startsWith('/');
  const base = `https://${zoneName}`;
  const url = urlOf(value, base);
  if (url === undefined) return undefined;
  const isInZone = url.hostname === zoneName || url.hostname.endsWith(`.${zoneName}`);
  return isInZone ? { url, isSameHost } : undefined;
}

export interface RuleSetting {
  readonly phase: RulePhase;
  /** `undefined` when it is not known: nothing is refused because of the plan then. */
  readonly plan: Plan | undefined;
  readonly zoneName: string;
}

/**
 * A new rule as Cloudflare should get it. Everything that can be known without asking Cloudflare is checked.
 * @throws {InputError} that names every problem, as words and as `details.problems`.
 */
export function newDefinition(input: RuleInput, setting: RuleSetting, subject?: string): JsonObject {
  const { phase } = setting;
  const { required } = phaseFacts(phase);
  const report = new RuleReport();
  if (!input.expression) report.note('expression', 'is required; true is for every request');
  if (required !== undefined && input[required] === undefined) report.note(required, 'is required');
  const definition = checked(emptyRule(phase), input, setting, report);
  report.throwIfAny(phase, subject);
  return definition;
}

/** The same, unchecked: enough to recognise a rule that is there, which Cloudflare has taken. Checking takes longer. */
export function uncheckedDefinition(input: RuleInput, phase: RulePhase): JsonObject {
  return composed(emptyRule(phase), input, phase);
}

/**
 * Whether a rule is what an input makes of none, as far as that can be told by members that both have by the same names: where
 * it can, nothing has to be put together. A ref is not looked at.
 *
 * @returns `false` also where `uncheckedDefinition` has to be compared.
 */
export function isPlainly(definition: JsonObject, input: RuleInput, phase: RulePhase): boolean {
  const { description = '', enabled = true, action = actionOfPhase(phase), expression } = input;
  return (
    definition['expression'] === expression &&
    definition['action'] === action &&
    definition['enabled'] === enabled &&
    (definition['description'] ?? '') === description &&
    Object.keys(definition).every((name) => plainMembers.has(name)) &&
    Object.entries(input).every(([name, value]) => value === undefined || plainMembers.has(name))
  );
}

const plainMembers: ReadonlySet<string> = new Set(['action', 'description', 'enabled', 'expression', 'ref']);

function emptyRule(phase: RulePhase): JsonObject {
  return { enabled: true, action: actionOfPhase(phase) };
}

/** That of a rule that names none; empty where it has to. */
function actionOfPhase(phase: RulePhase): string {
  const { actions } = phaseFacts(phase);
  return actions.length === 1 ? actions[0] : '';
}

/** What an input makes of a rule. */
function composed(current: JsonObject, input: RuleInput, phase: RulePhase): JsonObject {
  const action = input.action ?? textOf(current['action']);
  const kept = action === current['action'] ? current : withoutParameters(current);
  const parameters = encodeParameters(phase, withDefaults(input));
  return compact({ ...kept, ...membersOf(input), action, ...withPayloadLogging(parameters, kept) });
}

/** The key by which matched payloads are encrypted is not changed here, and not lost with overrides. */
function withPayloadLogging(parameters: Parameters, { action_parameters: current }: JsonObject): Parameters {
  const { action_parameters: next } = parameters;
  const kept = isJsonObject(current) ? current['matched_data'] : undefined;
  if (kept === undefined || !isJsonObject(next) || next['id'] === undefined) return parameters;
  return { ...parameters, action_parameters: { ...next, matched_data: kept } };
}

function refuseMatchedData({ managed }: RuleInput, { action_parameters: current }: JsonObject) {
  const kept = isJsonObject(current) ? current['matched_data'] : undefined;
  if (managed?.matched_data === undefined || sameJson(managed.matched_data, kept ?? null)) return undefined;
  return 'is set in the dashboard: leave it out, and it stays as it is';
}

/**
 * A rule with the given members in place of its own. A member of the input replaces the old one as a whole; a new
 * action drops the parameters of the old one. What is wrong with the rest of the rule already does not matter.
 * @throws {InputError} as `newDefinition`.
 */
export function editedDefinition(
  current: JsonObject,
  input: RuleInput,
  setting: RuleSetting,
  subject?: string,
): JsonObject {
  const report = new RuleReport();
  if (input.expression === '') report.note('expression', 'must not be empty; true is for every request');
  const definition = checked(current, input, setting, report);
  report.throwIfAny(setting.phase, subject);
  return definition;
}

function checked(
  current: JsonObject,
  input: RuleInput,
  setting: RuleSetting,
  report: RuleReport,
): JsonObject {
  const { phase, plan, zoneName } = setting;
  const completed = withDefaults(input);
  const action = input.action ?? textOf(current['action']);
  // A rule of a kind that is not written here may still be switched off or described anew.
  if (input.action !== undefined || action === '')
    report.note('action', refuseAction(action, phaseFacts(phase)));
  report.note('description', refuseUnprintable(input.description ?? ''));
  report.note('ref', refuseUnprintable(input.ref ?? ''));
  checkParameters(completed, { phase, action, plan }, report);
  checkExpressions(phase, completed, plan, report);
  report.note('managed.matched_data', refuseMatchedData(input, current));
  const definition = composed(current, input, phase);
  if (action === 'execute' && definition['action_parameters'] === undefined)
    report.note('managed', 'is required');
  if (action === 'skip' && definition['action_parameters'] === undefined) report.note('skip', 'is required');
  if (phase === 'redirect' && report.problems.length === 0 && loopOf(definition, zoneName) === 'certain') {
    report.note('redirect', 'the address it leads to matches the expression, so it would redirect for ever');
  }
  return definition;
}

function membersOf({ description, expression, enabled, ref }: RuleInput): JsonObject {
  const members: Record<string, JsonObject[string]> = {};
  if (expression !== undefined) members['expression'] = expression;
  if (enabled !== undefined) members['enabled'] = enabled;
  if (ref !== undefined) members['ref'] = ref;
  // Empty takes it away: Cloudflare does not tell the two apart.
  if (description !== undefined) members['description'] = description === '' ? undefined : description;
  return members;
}

function withoutParameters({ action_parameters: _, logging: __, ...rest }: JsonObject): JsonObject {
  return rest;
}

function refuseAction(action: string, { actions }: PhaseFacts): string | undefined {
  if (actions.some((possible) => possible === action)) return undefined;
  if (action === '') return `is required: ${oneOf(actions)}`;
  return actions.length === 1
    ? `leave it out: it is always ${actions[0]} here`
    : `${show(action)} is not possible here: use ${oneOf(actions)}`;
}

/** What Cloudflare's dashboard fills in. */
function withDefaults(input: RuleInput): RuleInput {
  const { redirect, rate_limit: limit } = input;
  if (redirect === undefined && limit === undefined) return input;
  return {
    ...input,
    redirect: redirect && { status_code: 301, ...redirect },
    rate_limit: limit && {
      ...limit,
      characteristics: [...new Set([everyDataCentre, ...(limit.characteristics ?? ['ip.src'])])],
    },
  };
}

function textOf(value: JsonObject[string]): string {
  return typeof value === 'string' ? value : '';
}

/** What a reader should know of a rule that is about to be written, one sentence each. */
export function ruleWarnings(phase: RulePhase, definition: JsonObject, zoneName: string): readonly string[] {
  const { expression } = definition;
  const parsed = ruleInput.safeParse({ expression, ...friendlyParameters(phase, definition) });
  const doubts = parsed.success ? expressionWarnings(phase, parsed.data) : [];
  if (phase !== 'redirect' || loopOf(definition, zoneName) !== 'possible') return doubts;
  return [...doubts, 'redirect: if the host it leads to is proxied, too, this redirects for ever.'];
}

/**
 * Refuses more rules in a phase than the plan has. What contracts change (Enterprise) and plans that are not
 * known here are left to Cloudflare, and so is a phase that holds more already.
 * @throws {InputError}
 */
export function requireQuota(
  phase: RulePhase,
  plan: Plan | undefined,
  count: { readonly now: number; readonly wished: number },
): void {
  if (plan === undefined || plan === 'enterprise' || count.wished <= count.now) return;
  const quota = phaseFacts(phase).quota[plan];
  if (count.wished <= quota) return;
  throw new InputError(
    `The plan ${plan} has ${quota} ${phase} rules for a zone; there are ${count.now}, and this would make ${count.wished}.`,
    {
      nextStep:
        'Delete a rule that is not needed, or put the cases of several rules into one expression with or.',
    },
  );
}

/** One rule of the wished list: one there is, by its id, or a new one, by its ref. */
export type DesiredRule =
  | { readonly id: string; readonly isEdited: boolean; readonly newRef?: undefined }
  | { readonly newRef: string; readonly id?: undefined };

export type RuleStep =
  | { readonly action: 'delete'; readonly id: string; readonly from: Position }
  | { readonly action: 'create'; readonly item: number; readonly to: Position }
  | {
      readonly action: 'edit' | 'move';
      readonly id: string;
      readonly item: number;
      /** Absent where it stays. */
      readonly moved?: { readonly from: Position; readonly to: Position };
    };

function isLikeThis(current: readonly string[], wished: readonly DesiredRule[]): boolean {
  return (
    current.length === wished.length &&
    wished.every((rule, index) => rule.newRef === undefined && rule.id === current[index] && !rule.isEdited)
  );
}

/**
 * The fewest steps that make one list of rules into another, in an order in which they can be taken: deletions
 * first, then from the front to the end, so that whatever a rule is put behind is there by then. `from` is a place
 * in the old list, `to` in the new one. A new rule is named by its ref in the places of its neighbours.
 *
 * @param current ids, each once.
 * @param wished every id at most once, and only ids of `current`.
 */
export function arrange(current: readonly string[], wished: readonly DesiredRule[]): readonly RuleStep[] {
  if (isLikeThis(current, wished)) return [];
  const names = wished.map(({ id, newRef }) => id ?? newRef);
  const listed = new Set(wished.flatMap(({ id }) => id ?? []));
  const indexes = new Map(current.map((id, index) => [id, index]));
  const indexOf = (id: string): number => indexes.get(id) ?? -1;
  const staying = heaviestRun(
    wished.flatMap((item) =>
      item.id === undefined
        ? []
        : // Moving a rule that is written anyway costs nothing: the others should rather stay.
          [{ id: item.id, index: indexOf(item.id), weight: item.isEdited ? 1 : wished.length + 1 }],
    ),
  );
  const deletions = current.flatMap((id, index): RuleStep[] =>
    listed.has(id) ? [] : [{ action: 'delete', id, from: placeIn(current, index) }],
  );
  const others = wished.flatMap((item, index): RuleStep[] => {
    if (item.id === undefined) return [{ action: 'create', item: index, to: placeIn(names, index) }];
    const { id, isEdited } = item;
    const action = isEdited ? 'edit' : 'move';
    if (staying.has(id)) return isEdited ? [{ action, id, item: index }] : [];
    const from = placeIn(current, indexOf(id));
    return [{ action, id, item: index, moved: { from, to: placeIn(names, index) } }];
  });
  return [...deletions, ...others];
}

/** Where the member at an index (from 0) of a list stands. */
export function placeIn(list: readonly string[], index: number): Position {
  return { index: index + 1, after: list[index - 1] ?? null, before: list[index + 1] ?? null };
}

interface Weighted {
  readonly id: string;
  readonly index: number;
  readonly weight: number;
}

/** A run that ends with an item: its weight, and the item before. */
interface Run {
  readonly at: number;
  readonly total: number;
  readonly previous: Run | undefined;
}

/** The ids of the increasing subsequence (by index) with the greatest weight, each index once. */
function heaviestRun(items: readonly Weighted[]): ReadonlySet<string> {
  const runs = new BestRuns(Math.max(0, ...items.map(({ index }) => index)) + 1);
  for (const [at, { index, weight }] of items.entries()) {
    const previous = runs.below(index);
    runs.add(index, { at, total: (previous?.total ?? 0) + weight, previous });
  }
  const ids = new Set<string>();
  for (let run = runs.below(runs.size); run !== undefined; run = run.previous)
    ids.add(items[run.at]?.id ?? '');
  return ids;
}

/** The best run that ends below an index: a tree of prefixes (Fenwick 1994), so that a list of thousands takes no time. */
class BestRuns {
  readonly size: number;
  readonly #best: (Run | undefined)[];

  constructor(size: number) {
    this.size = size;
    this.#best = Array.from({ length: size + 1 });
  }

  below(index: number): Run | undefined {
    let best: Run | undefined;
    for (let node = index; node > 0; node -= node & -node) best = better(best, this.#best[node]);
    return best;
  }

  add(index: number, run: Run): void {
    for (let node = index + 1; node <= this.size; node += node & -node)
      this.#best[node] = better(this.#best[node], run);
  }
}

/** The heavier one; of two equal ones, that which ends earlier in the list. */
function better(one: Run | undefined, other: Run | undefined): Run | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  if (one.total !== other.total) return one.total > other.total ? one : other;
  return one.at < other.at ? one : other;
}
