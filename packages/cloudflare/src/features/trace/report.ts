import type { JsonValue } from '@crunchtools/mcp-core';
import { reasons, type Stage, type TracedConfiguration } from './configuration.ts';
import {
  type Flow,
  fieldText,
  isAnswered,
  type ListedRedirect,
  possibleUrls,
  type RuleResult,
  type SettingArea,
  type Stop,
  settingOf,
  settingsIn,
  withUnknownHeaders,
} from './flow.ts';
import {
  type HeaderChange,
  type HeaderChanges,
  type HeaderOperation,
  isSettled,
  type Knowledge,
  knownAs,
  unknownBecause,
  type Write,
  type Writes,
  written,
} from './state.ts';

const answering: ReadonlySet<Stage> = new Set([
  'redirect',
  'page_rules',
  'waf_custom',
  'rate_limit',
  'bulk_redirects',
]);

/**
 * Takes a flow past a stage whose rules could not be read: they may have answered, or changed the URL or headers.
 * What they may have set is not in the flow; whoever shows it has to say so.
 */
export function throughUnread(flow: Flow, stage: Stage): Flow {
  if (isAnswered(flow)) return flow;
  const because = [unreadReason(stage)];
  if (stage === 'url_rewrite') {
    const write = { value: unknownBecause(because), by: '', certain: false };
    return {
      ...flow,
      url: { path: written(flow.url.path, write), query: written(flow.url.query, write) },
    };
  }
  if (stage === 'request_headers' || stage === 'response_headers') {
    const side = stage === 'request_headers' ? 'request' : 'response';
    return { ...flow, request: withUnknownHeaders(flow.request, side, because) };
  }
  if (!answering.has(stage)) return flow;
  const stop = { kind: 'unknown', stage, by: undefined, certain: false, because } as const;
  return { ...flow, stops: [...flow.stops, { ...stop, status: undefined, location: undefined }] };
}

function unreadReason(stage: Stage): string {
  return `the ${stage} rules, which could not be read`;
}

/** How a request may end. All but the last are answers of Cloudflare's own. */
export interface Ending {
  readonly answer: Stop['kind'] | 'origin';
  readonly certain: boolean;
  readonly status: number | undefined;
  readonly location: Knowledge<string> | undefined;
  readonly stage: Stage | undefined;
  readonly by: string | undefined;
  readonly because: readonly string[];
  /** Of Bulk Redirects: which redirect of which list answers. */
  readonly listed?: ListedRedirect | undefined;
}

/** What a rule makes of one thing. Where rules that may or may not apply set the same thing, none is `certain`. */
interface NamedEffect {
  readonly name: string;
  readonly by: string;
  readonly certain: boolean;
}

export interface HeaderEffect extends NamedEffect {
  readonly operation: HeaderOperation;
  readonly value: Knowledge<string>;
}

export interface SettingEffect extends NamedEffect {
  readonly area: SettingArea;
  readonly value: JsonValue;
}

export interface TraceReport {
  /** In the order in which they may happen; the first that does is the end. One, when it is certain. */
  readonly endings: readonly Ending[];
  /** The rest holds when the request gets to the origin; absent when it certainly does not. */
  readonly onward:
    | {
        /** One when the URL is certain. */
        readonly urls: readonly Knowledge<string>[];
        readonly headers: readonly HeaderEffect[];
        readonly settings: readonly SettingEffect[];
        readonly cache: Knowledge<string>;
        readonly responseHeaders: readonly HeaderEffect[];
      }
    | undefined;
  readonly rules: readonly RuleResult[];
  /** Rules that match, and whose every effect a later rule overwrites. */
  readonly overridden: ReadonlySet<string>;
}

const areas = ['config', 'origin', 'cache', 'page_rule', 'error', 'compression'] as const;

/** Where rules that could not be read would have set something. */
const areaStages: Readonly<Record<SettingArea, readonly Stage[]>> = {
  config: ['page_rules', 'config'],
  origin: ['page_rules', 'origin'],
  cache: ['page_rules', 'cache'],
  page_rule: ['page_rules'],
  error: ['custom_errors'],
  compression: ['compression'],
};

/** What a trace comes to. */
export function report(flow: Flow, configuration: TracedConfiguration): TraceReport {
  const unread = unreadStages(configuration);
  const settings = areas.flatMap((area) =>
    settingEffects(
      flow,
      area,
      areaStages[area].every((stage) => !unread.includes(stage)),
    ),
  );
  return {
    endings: endingsOf(flow),
    onward: isAnswered(flow)
      ? undefined
      : {
          urls: possibleUrls(flow.request),
          headers: headerEffects(flow.requestHeaders, !unread.includes('request_headers')),
          settings,
          cache: cacheDecision(
            flow,
            areaStages.cache.filter((stage) => unread.includes(stage)).map(unreadReason),
          ),
          responseHeaders: headerEffects(flow.responseHeaders, !unread.includes('response_headers')),
        },
    rules: flow.results,
    overridden: overriddenRules(flow),
  };
}

export function unreadStages({ unreadable, pageRules }: TracedConfiguration): readonly Stage[] {
  return pageRules === undefined ? ['page_rules', ...unreadable] : unreadable;
}

function endingsOf(flow: Flow): readonly Ending[] {
  const answers = flow.stops.map(({ kind, ...stop }) => ({ answer: kind, ...stop }));
  if (isAnswered(flow)) return answers;
  const onward: Ending = {
    answer: 'origin',
    certain: answers.length === 0,
    status: undefined,
    location: undefined,
    stage: undefined,
    by: undefined,
    because: [],
  };
  return [...answers, onward];
}

function settingEffects(flow: Flow, area: SettingArea, isRead: boolean): readonly SettingEffect[] {
  const settings = new Map(settingsIn(flow.settings, area));
  if (area === 'origin') settings.set('sni', sniOf(flow));
  return [...settings].flatMap(([name, writes]) =>
    writes.map(({ value, by }) => ({ area, name, value, by, certain: isRead && isSettled(writes) })),
  );
}

/**
 * The name in the TLS handshake with the origin. An origin rule that sets the Host header sets it too, unless one
 * of them sets it by itself (developers.cloudflare.com/rules/origin-rules/features).
 */
function sniOf({ settings, results }: Flow): Writes<JsonValue> {
  const own = settingOf(settings, 'origin', 'sni');
  if (own[0]?.certain === true) return own;
  const originRules = new Set(results.filter(({ stage }) => stage === 'origin').map(({ id }) => id));
  const implied = settingOf(settings, 'origin', 'host_header').filter(({ by }) => originRules.has(by));
  return [...implied, ...own];
}

function headerEffects(changes: HeaderChanges, isRead: boolean): readonly HeaderEffect[] {
  return [...changes].flatMap(([name, writes]) =>
    writes.map(({ value: { operation, value }, by, certain }) => ({
      name,
      operation,
      value,
      by,
      certain: isRead && certain && writes.every((write) => write.certain),
    })),
  );
}

const merging: ReadonlySet<Stage> = new Set([
  'page_rules',
  'url_rewrite',
  'config',
  'origin',
  'request_headers',
  'cache',
  'response_headers',
  'compression',
]);

function overriddenRules(flow: Flow): ReadonlySet<string> {
  const lasting = new Set(
    [
      flow.url.path,
      flow.url.query,
      ...flow.settings.values(),
      ...flow.requestHeaders.values(),
      ...flow.responseHeaders.values(),
    ].flatMap((writes: readonly Write<Knowledge<string> | JsonValue | HeaderChange>[]) =>
      writes.map(({ by }) => by),
    ),
  );
  for (const { by } of flow.stops) if (by !== undefined) lasting.add(by);
  const ids = flow.results.flatMap(({ id, stage, outcome }) =>
    outcome === 'match' && merging.has(stage) && !lasting.has(id) ? [id] : [],
  );
  return new Set(ids);
}

/** A value for a line that a person reads. */
export function shownText(text: Knowledge<string>): string {
  return text.known ? text.value : `unknown (${text.because.join(', ')})`;
}

export function shownJson(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `301 → https://…`, `blocked with 403`, `challenged`, `goes to the origin`. */
export function shownEnding({ answer, status, location }: Ending): string {
  switch (answer) {
    case 'redirect':
      return `${status ?? 302} → ${location === undefined ? 'unknown' : shownText(location)}`;
    case 'block':
      return `blocked with ${status ?? 403}`;
    case 'challenge':
      return 'challenged';
    case 'unknown':
      return 'answered in a way that is not traced';
    case 'origin':
      return 'goes to the origin';
  }
}

export function shownHeader({ name, operation, value }: HeaderEffect): string {
  return operation === 'remove' ? `remove ${name}` : `${operation} ${name}: ${shownText(value)}`;
}

const mostAnswers = 3;

/** What happens to the request, in one line: the answer that is certain, or those that may come before the origin's. */
export function summary(
  subject: string,
  { endings, onward }: TraceReport,
  configuration: TracedConfiguration,
): string {
  const answers = endings.filter(({ answer }) => answer !== 'origin');
  const certain = answers.find((ending) => ending.certain);
  const possible = answers.filter((ending) => !ending.certain);
  const told = possible.slice(0, mostAnswers).map((ending) => mayBe(ending, configuration));
  if (possible.length > mostAnswers) told.push(`${possible.length - mostAnswers} more may answer`);
  const last = certain === undefined ? onwardText(onward) : sentence(certain, configuration);
  return `${subject}: ${[...told, told.length === 0 ? last : `otherwise ${last}`].join('; ')}`;
}

function mayBe(ending: Ending, configuration: TracedConfiguration): string {
  return `perhaps ${sentence(ending, configuration)} (depends on ${ending.because.join(', ')})`;
}

function sentence(ending: Ending, configuration: TracedConfiguration): string {
  const rule = ruleName(ending, configuration);
  return rule === undefined ? shownEnding(ending) : `${shownEnding(ending)} by ${rule}`;
}

/** `redirect rule "Old blog"`: by its description where it has one, else by its id. */
function ruleName(
  { stage, by }: Ending,
  { rules, pageRules, bulk = [] }: TracedConfiguration,
): string | undefined {
  if (stage === undefined || by === undefined) return undefined;
  if (stage === 'page_rules') return `Page Rule ${pageRules?.find(({ id }) => id === by)?.url ?? by}`;
  const own = stage === 'bulk_redirects' ? bulk : rules.filter(({ phase }) => phase === stage);
  const description = own.find(({ id }) => id === by)?.description;
  return `${stage} rule ${description === undefined ? by : JSON.stringify(description)}`;
}

function onwardText(onward: TraceReport['onward']): string {
  if (onward === undefined) return 'answered by Cloudflare';
  const urls = onward.urls.map(shownText);
  return `goes to the origin as ${urls.join(' or ')}; cache: ${shownText(onward.cache)}`;
}

/** One thing that two traces disagree about. `undefined` where a trace says nothing of it. */
export interface Difference {
  /** `ending`, `url`, `cache`, `header <name>`, `setting <area>.<name>`, `response header <name>`. */
  readonly what: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What becomes of a request differently. Which rule brings it about does not count. */
export function differences(before: TraceReport, after: TraceReport): readonly Difference[] {
  const [old, now] = [factsOf(before), factsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((what) => {
    const [was, is] = [old.get(what), now.get(what)];
    return was === is ? [] : [{ what, before: was, after: is }];
  });
}

function factsOf({ endings, onward }: TraceReport): ReadonlyMap<string, string> {
  const facts = new Map<string, string>();
  const add = (what: string, text: string, certain = true): void => {
    const shown = certain ? text : `perhaps ${text}`;
    const earlier = facts.get(what);
    facts.set(what, earlier === undefined ? shown : `${earlier}; ${shown}`);
  };
  for (const ending of endings) add('ending', shownEnding(ending), ending.certain);
  if (onward === undefined) return facts;
  for (const url of onward.urls) add('url', shownText(url), onward.urls.length === 1);
  add('cache', shownText(onward.cache));
  for (const header of onward.headers) add(`header ${header.name}`, shownHeader(header), header.certain);
  for (const { area, name, value, certain } of onward.settings)
    add(`setting ${area}.${name}`, shownJson(value), certain);
  for (const header of onward.responseHeaders)
    add(`response header ${header.name}`, shownHeader(header), header.certain);
  return facts;
}

/** Extensions that are cached unless something else is said (developers.cloudflare.com/cache/concepts/default-cache-behavior). */
export const cachedExtensions: ReadonlySet<string> = new Set(
  (
    '7z avi avif apk bin bmp bz2 class css csv doc docx dmg ejs eot eps exe flac gif gz ico iso jar jpg jpeg js mid ' +
    'midi mkv mp3 mp4 ogg otf pdf pict pls png ppt pptx ps rar svg svgz swf tar tif tiff ttf webm webp woff woff2 xls ' +
    'xlsx zip zst'
  ).split(' '),
);

/**
 * Whether Cloudflare would keep the answer: `bypass`, `eligible` by a rule, or what holds without one. Eligible is
 * not yet cached: the headers of the answer and the settings of the zone have a say, and are not looked at.
 * @param unread why rules that decide may be missing.
 */
export function cacheDecision(flow: Flow, unread: readonly string[]): Knowledge<string> {
  const method = fieldText('http.request.method', flow.request);
  if (!method.known) return method;
  // "Anything other than a GET" is not cached (same page); a HEAD is answered from what a GET left there.
  if (method.value !== 'GET' && method.value !== 'HEAD') return knownAs(`not cached: ${method.value}`);
  if (unread.length > 0) return unknownBecause(unread);
  const writes = settingOf(flow.settings, 'cache', 'cache');
  const decisions = writes.map(({ value }) => knownAs(value === true ? 'eligible' : 'bypass'));
  if (isSettled(writes)) return decisions[0] ?? byDefault(flow);
  const possible = writes[0]?.certain === true ? decisions : [byDefault(flow), ...decisions];
  const [first = byDefault(flow)] = possible;
  const isSame = possible.every((other) => other.known && first.known && other.value === first.value);
  return possible.length === 1 || isSame
    ? first
    : unknownBecause(
        doubtsOf(
          flow,
          writes.map(({ by }) => by),
        ),
      );
}

function byDefault(flow: Flow): Knowledge<string> {
  const path = fieldText('http.request.uri.path', flow.request);
  const extension = fieldText('http.request.uri.path.extension', flow.request);
  if (!path.known) return path;
  if (!extension.known) return extension;
  if (path.value === '/robots.txt') return knownAs('by default: robots.txt is cached');
  const name = extension.value.toLowerCase();
  return knownAs(
    cachedExtensions.has(name) ? `by default: ${name} files are cached` : 'by default: not cached',
  );
}

/** What would have to be known of the rules that may or may not apply. */
function doubtsOf({ results }: Flow, ids: readonly string[]): readonly string[] {
  return reasons(...results.map(({ id, because }) => (ids.includes(id) ? because : [])));
}
