import type { JsonValue } from '@crunchtools/mcp-core';
import {
  analyse,
  evaluateValue,
  fieldNamed,
  fromOctets,
  type RequestFacts,
  type Result,
  toOctets,
  type Use,
  type Value,
  withHeaders,
  withResponseHeaders,
  withRewritten,
} from '@crunchtools/rules-language';
import { reasons, type Stage, textAt } from './configuration.ts';
import {
  agreed,
  type HeaderChange,
  type HeaderChanges,
  headerAfter,
  type Knowledge,
  knownAs,
  mostVersions,
  type RequestState,
  sameKnowledge,
  unknownBecause,
  type Writes,
  withoutFields,
  withVersions,
  written,
} from './state.ts';

/** What cannot be parsed here may still be right: Cloudflare accepted it. */
const notUnderstood = unknownBecause(['an expression that is not understood here']);

/** Whether a rule's expression holds for a request. */
export function holds(expression: string, request: RequestState): Knowledge<boolean> {
  return evaluated(expression, 'filter', request, (result) =>
    result.kind === 'boolean' ? knownAs(result.value) : knownAs(false),
  );
}

/**
 * The text that `{value}` or `{expression}` makes of a request. Nothing there, as with the value of a header that
 * was not sent, makes an empty text.
 */
export function textOf(parameter: JsonValue | undefined, use: Use, request: RequestState): Knowledge<string> {
  const fixed = textAt(parameter, 'value');
  if (fixed !== undefined) return knownAs(fixed);
  const expression = textAt(parameter, 'expression');
  if (expression === undefined) return unknownBecause(['a parameter that is not understood here']);
  return evaluated(expression, use, request, (result) => {
    if (result.kind === 'missing') return knownAs('');
    const text = writtenOut(result);
    return text === undefined ? unknownBecause(['a value that is no text']) : knownAs(text);
  });
}

/** Addresses and numbers are written out; octets that are no text cannot be. */
function writtenOut(result: Result): string | undefined {
  if (result.kind === 'string') return fromOctets(result.value);
  return result.kind === 'ip' || result.kind === 'integer' ? String(result.value) : undefined;
}

/** The text of a field, such as `http.request.uri.path`. */
export function fieldText(name: string, request: RequestState): Knowledge<string> {
  return textOf({ expression: name }, 'header_value', request);
}

function evaluated<Content extends boolean | string>(
  source: string,
  use: Use,
  request: RequestState,
  read: (result: Result) => Knowledge<Content>,
): Knowledge<Content> {
  // Without phase and plan: Cloudflare has accepted the rule, so a doubt about these is a doubt about our data.
  const analysis = analyse(source, { use });
  if (!analysis.ok) return notUnderstood;
  const valueIn = (version: RequestFacts): Knowledge<Content> => {
    const result = evaluateValue(analysis.expression, version, request.budget);
    return result.kind === 'unknown' ? unknownBecause(whyForgotten(result.because, request)) : read(result);
  };
  return agreed(request.versions.map(valueIn), request.because);
}

/** A field that rules have made unknown is unknown for their reasons. */
function whyForgotten(because: readonly string[], { forgotten }: RequestState): readonly string[] {
  return because.flatMap((name) => forgotten.get(fieldNamed(name)?.deprecated ?? name) ?? [name]);
}

/** The URLs that a request may have now; one when it is certain. */
export function possibleUrls(request: RequestState): readonly Knowledge<string>[] {
  const urls = request.versions.map((version) =>
    fieldText('http.request.full_uri', { ...request, versions: [version] }),
  );
  return urls.filter((url, index) => urls.findIndex((other) => sameKnowledge(url, other)) === index);
}

/** What URL rewrites do to the parts of a URL. */
interface UrlWrites {
  readonly path: Writes<Knowledge<string>>;
  readonly query: Writes<Knowledge<string>>;
}

/** Fields that tell of a part of the URL, and of no other part. */
const ownFields = {
  path: ['http.request.uri.path', 'http.request.uri.path.extension'],
  query: [
    'http.request.uri.query',
    'http.request.uri.args',
    'http.request.uri.args.names',
    'http.request.uri.args.values',
  ],
} as const;

const wholeUrl = ['http.request.full_uri', 'http.request.uri'];

/**
 * The request as phases behind the URL rewrites see it.
 * @param doubts what would have to be known to tell whether uncertain writes happen.
 */
export function withChangedUrl(
  request: RequestState,
  writes: UrlWrites,
  doubts: readonly string[],
): RequestState {
  const queries = possibleTexts(writes.query);
  const changes = possibleTexts(writes.path).flatMap((path) => queries.map((query) => ({ path, query })));
  const [first, ...others] = request.versions.flatMap((version) =>
    changes.map((change) => withRewritten(version, change)),
  );
  if (first === undefined) return request;
  const changed = withVersions(request, [first, ...others], doubts);
  return forgetUnknown(forgetUnknown(changed, writes, 'path', doubts), writes, 'query', doubts);
}

/** In octets; `undefined` where a part may stay as it is. A text that is unknown is left out. */
function possibleTexts(writes: Writes<Knowledge<string>>): readonly (string | undefined)[] {
  const known = writes.flatMap(({ value }) => (value.known ? [toOctets(value.value)] : []));
  const mayStay = writes[0]?.certain !== true || known.length === 0;
  return [...new Set([...(mayStay ? [undefined] : []), ...known])];
}

function forgetUnknown(
  request: RequestState,
  writes: UrlWrites,
  part: keyof UrlWrites,
  doubts: readonly string[],
): RequestState {
  const unknown = writes[part].flatMap(({ value }) => (value.known ? [] : value.because));
  if (unknown.length === 0) return request;
  return withoutFields(request, [...ownFields[part], ...wholeUrl], reasons(unknown, doubts));
}

/** What became of one rule. */
export interface RuleResult {
  readonly stage: Stage;
  readonly id: string;
  /** From 1, among the rules of its stage. */
  readonly position: number;
  /** `skipped` by a skip rule; `not_reached` because the request was answered before. */
  readonly outcome: 'match' | 'no_match' | 'unknown' | 'disabled' | 'skipped' | 'not_reached';
  /** For `unknown`: what would have to be known. For `skipped`: the rule that skips it. */
  readonly because: readonly string[];
  /** What it does, or would do, in words. */
  readonly does: string | undefined;
}

/** An answer that Cloudflare gives or may give itself, so that the request goes no further. */
export interface Stop {
  readonly kind: 'redirect' | 'block' | 'challenge' | 'unknown';
  readonly stage: Stage;
  /** The id of the rule; absent when the rules of the stage could not be read. */
  readonly by: string | undefined;
  readonly certain: boolean;
  readonly because: readonly string[];
  readonly status: number | undefined;
  readonly location: Knowledge<string> | undefined;
  /** Of Bulk Redirects: which redirect of which list answers. */
  readonly listed?: ListedRedirect | undefined;
}

export interface ListedRedirect {
  readonly list: string;
  readonly source_url: string;
}

/** Whether the rules that follow are evaluated at all. */
export type Reach =
  | { readonly kind: 'certain' }
  | { readonly kind: 'possible'; readonly because: readonly string[] }
  | { readonly kind: 'skipped'; readonly by: string };

export type SettingArea = 'cache' | 'config' | 'origin' | 'page_rule' | 'error' | 'compression';

/** Under `area` and `name`, joined by a space. */
type Settings = ReadonlyMap<string, Writes<JsonValue>>;

/** A request on its way through the stages, and what has been found out so far. */
export interface Flow {
  /** As the rules of the current stage see it. */
  readonly request: RequestState;
  /** What URL rewrites do to it; without any, both are empty lists. */
  readonly url: UrlWrites;
  readonly results: readonly RuleResult[];
  readonly stops: readonly Stop[];
  readonly settings: Settings;
  readonly requestHeaders: HeaderChanges;
  readonly responseHeaders: HeaderChanges;
  /** For the stage that is running. */
  readonly reach: Reach;
  /** For stages to come. */
  readonly skips: ReadonlyMap<Stage, Reach>;
}

export const certainly: Reach = { kind: 'certain' };

/** Whether an answer has been given for certain. */
export function isAnswered({ stops }: Pick<Flow, 'stops'>): boolean {
  return stops.at(-1)?.certain === true;
}

/** How a rule applies: for certain, or perhaps, and then what would have to be known. */
export interface Application {
  readonly by: string;
  readonly certain: boolean;
  readonly because: readonly string[];
}

/** An answer of a kind that is not known here may be none. */
export function withStop(
  flow: Flow,
  stage: Stage,
  { by, certain, because }: Application,
  answer: Pick<Stop, 'kind'> & Partial<Pick<Stop, 'status' | 'location' | 'listed'>>,
): Flow {
  const { kind, status, location, listed } = answer;
  const how =
    kind === 'unknown'
      ? { certain: false, because: reasons(because, ['an action that is not traced']) }
      : { certain, because };
  const stop = { kind, stage, by, ...how, status, location };
  return { ...flow, stops: [...flow.stops, listed === undefined ? stop : { ...stop, listed }] };
}

/** The flow behind a stage. All results at once: to copy the list for each rule costs the square of their number. */
export function withResults(flow: Flow, results: readonly RuleResult[]): Flow {
  return { ...flow, results: [...flow.results, ...results] };
}

/** What would have to be known to tell which rules of a stage apply. */
export function doubtsIn({ results }: Flow, stage: Stage): readonly string[] {
  const doubtful = results.filter((result) => result.stage === stage && result.outcome === 'unknown');
  return reasons(...doubtful.map(({ because }) => because));
}

/** The flow after a rule has set something; what an earlier rule set under this name counts no longer. */
export function withSetting(
  flow: Flow,
  area: SettingArea,
  name: string,
  value: JsonValue,
  { by, certain }: Application,
): Flow {
  const key = keyOf(area, name);
  const writes = written(flow.settings.get(key) ?? [], { value, by, certain });
  return { ...flow, settings: new Map([...flow.settings, [key, writes]]) };
}

/** The flow after a Page Rule has set something, which holds where no rule of a phase sets the same. */
export function withSettingBeneath(
  flow: Flow,
  area: SettingArea,
  name: string,
  value: JsonValue,
  { by, certain }: Application,
): Flow {
  const key = keyOf(area, name);
  const above = flow.settings.get(key) ?? [];
  if (above[0]?.certain === true) return flow;
  return { ...flow, settings: new Map([...flow.settings, [key, [{ value, by, certain }, ...above]]]) };
}

export function settingOf(settings: Settings, area: SettingArea, name: string): Writes<JsonValue> {
  return settings.get(keyOf(area, name)) ?? [];
}

export function settingsIn(
  settings: Settings,
  area: SettingArea,
): readonly (readonly [name: string, writes: Writes<JsonValue>])[] {
  const prefix = keyOf(area, '');
  return [...settings].flatMap(([key, writes]) =>
    key.startsWith(prefix) ? [[key.slice(prefix.length), writes] as const] : [],
  );
}

function keyOf(area: SettingArea, name: string): string {
  return `${area} ${name}`;
}

/** Headers of the request, or of the response. */
interface Side {
  /** The field that holds all of them. */
  readonly all: string;
  /** Further fields that tell of one header. */
  readonly own: Readonly<Record<string, readonly string[]>>;
  readonly apply: (version: RequestFacts, headers: Record<string, readonly string[]>) => RequestFacts;
}

const requestSide: Side = {
  all: 'http.request.headers',
  own: {
    cookie: ['http.cookie', 'http.request.cookies'],
    referer: ['http.referer'],
    'user-agent': ['http.user_agent'],
    'x-forwarded-for': ['http.x_forwarded_for'],
    'accept-language': ['http.request.accepted_languages'],
  },
  apply: withHeaders,
};

const responseSide: Side = {
  all: 'http.response.headers',
  own: { 'content-type': ['http.response.content_type.media_type'] },
  apply: withResponseHeaders,
};

/**
 * The request as phases behind the changes of request headers see it. A header whose value is unknown, or that may
 * have too many, takes with it what fields tell of all headers.
 * @param doubts what would have to be known to tell whether uncertain changes happen.
 */
export function withChangedRequestHeaders(
  request: RequestState,
  changes: HeaderChanges,
  doubts: readonly string[],
): RequestState {
  return withChanges(request, changes, doubts, requestSide);
}

/** The same for the headers of the response. */
export function withChangedResponseHeaders(
  request: RequestState,
  changes: HeaderChanges,
  doubts: readonly string[],
): RequestState {
  return withChanges(request, changes, doubts, responseSide);
}

/** The request when nobody knows what became of the headers of one side. */
export function withUnknownHeaders(
  request: RequestState,
  side: 'request' | 'response',
  because: readonly string[],
): RequestState {
  const known = side === 'request' ? requestSide : responseSide;
  const names = Object.keys(known.own).flatMap((name) => fieldsOf(name, known));
  return withoutFields(request, names, because);
}

function withChanges(
  request: RequestState,
  changes: HeaderChanges,
  doubts: readonly string[],
  side: Side,
): RequestState {
  let changed = request;
  for (const [name, writes] of changes) {
    // A name that cannot be sent changes nothing: Cloudflare does not take such a rule.
    if (token.test(name)) changed = withChangedHeader(changed, name, writes, doubts, side);
  }
  return changed;
}

/** RFC 9110 section 5.6.2. */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/u;

function withChangedHeader(
  request: RequestState,
  name: string,
  writes: Writes<HeaderChange>,
  doubts: readonly string[],
  side: Side,
): RequestState {
  const unknown = unknownIn(writes);
  const uncertain = writes.filter(({ certain }) => !certain).length;
  if (unknown.length > 0 || request.versions.length * 2 ** uncertain > mostVersions) {
    return withoutFields(request, fieldsOf(name, side), reasons(unknown, doubts));
  }
  const [first, ...others] = request.versions.flatMap((version) =>
    selections(writes).map((selected) => withHeader(version, name, selected, side)),
  );
  return first === undefined ? request : withVersions(request, [first, ...others], doubts);
}

/** A value with a line break cannot be sent; what Cloudflare does with one is not documented. */
function isSendable(value: string): boolean {
  return !/[\0\r\n]/u.test(value);
}

/** Why the value of a header cannot be told. */
function unknownIn(writes: Writes<HeaderChange>): readonly string[] {
  return writes.flatMap(({ value: { value } }) => {
    if (!value.known) return value.because;
    return isSendable(value.value) ? [] : ['a header value that cannot be sent'];
  });
}

/** Each way in which writes may happen: the certain ones always, of the others every choice. */
function selections(writes: Writes<HeaderChange>): readonly (readonly HeaderChange[])[] {
  let all: readonly (readonly HeaderChange[])[] = [[]];
  for (const { value, certain } of writes) {
    const taken = all.map((selected) => [...selected, value]);
    all = certain ? taken : [...all, ...taken];
  }
  return all;
}

function withHeader(
  version: RequestFacts,
  name: string,
  changes: readonly HeaderChange[],
  side: Side,
): RequestFacts {
  const headers = headersOf(version, side);
  if (headers === undefined) return version;
  headers.set(name, headerAfter(headers.get(name) ?? [], changes));
  return side.apply(version, Object.fromEntries(headers));
}

/** By lower-case name; `undefined` when they are unknown. */
function headersOf({ fields }: RequestFacts, { all }: Side): Map<string, readonly string[]> | undefined {
  const headers = fields.get(all);
  if (headers?.kind !== 'map') return undefined;
  return new Map(
    [...headers.value].map(([name, values]) => [
      name,
      values.kind === 'array' ? values.value.flatMap(headerText) : [],
    ]),
  );
}

function headerText(value: Value): readonly string[] {
  return value.kind === 'string' ? [fromOctets(value.value) ?? ''] : [];
}

function fieldsOf(name: string, { all, own }: Side): readonly string[] {
  const further = Object.hasOwn(own, name) ? own[name] : undefined;
  return [all, `${all}.names`, `${all}.values`, ...(further ?? [])];
}
