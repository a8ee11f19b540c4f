import type { JsonValue } from '@crunchtools/mcp-core';
import { cacheDecision } from './cache-decision.ts';
import { possibleUrls } from './changed-url.ts';
import { type Flow, isAnswered, type RuleResult, type SettingArea, type Stop } from './flow.ts';
import type { HeaderChange, HeaderChanges, HeaderOperation } from './headers.ts';
import type { Stage } from './order.ts';
import type { TracedConfiguration } from './rule.ts';
import { settingOf, settingsIn } from './settings.ts';
import { unreadReason } from './unread.ts';
import { isSettled, type Told, type Write, type Writes } from './writes.ts';

/** How a request may end. All but the last are answers of Cloudflare's own. */
export interface Ending {
  readonly answer: Stop['kind'] | 'origin';
  readonly certain: boolean;
  readonly status: number | undefined;
  readonly location: Told<string> | undefined;
  readonly stage: Stage | undefined;
  readonly by: string | undefined;
  readonly because: readonly string[];
}

/** What a rule makes of one thing. Where rules that may or may not apply set the same thing, none is `certain`. */
interface NamedEffect {
  readonly name: string;
  readonly by: string;
  readonly certain: boolean;
}

export interface HeaderEffect extends NamedEffect {
  readonly operation: HeaderOperation;
  readonly value: Told<string>;
}

export interface SettingEffect extends NamedEffect {
  readonly area: SettingArea;
  readonly value: JsonValue;
}

export interface Report {
  /** In the order in which they may happen; the first that does is the end. One, when it is certain. */
  readonly endings: readonly Ending[];
  /** The rest holds when the request gets to the origin; absent when it certainly does not. */
  readonly onward:
    | {
        /** One when the URL is certain. */
        readonly urls: readonly Told<string>[];
        readonly headers: readonly HeaderEffect[];
        readonly settings: readonly SettingEffect[];
        readonly cache: Told<string>;
        readonly responseHeaders: readonly HeaderEffect[];
      }
    | undefined;
  readonly rules: readonly RuleResult[];
  /** Rules that match, and whose every effect a later rule overwrites. */
  readonly overridden: ReadonlySet<string>;
}

const areas = ['config', 'origin', 'cache', 'page_rule', 'compression'] as const;

/** Where rules that could not be read would have set something. */
const areaStages: Readonly<Record<SettingArea, readonly Stage[]>> = {
  config: ['page_rules', 'config'],
  origin: ['page_rules', 'origin'],
  cache: ['page_rules', 'cache'],
  page_rule: ['page_rules'],
  compression: ['compression'],
};

/** What a trace comes to. */
export function report(flow: Flow, configuration: TracedConfiguration): Report {
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
    ].flatMap((writes: readonly Write<Told<string> | JsonValue | HeaderChange>[]) =>
      writes.map(({ by }) => by),
    ),
  );
  for (const { by } of flow.stops) if (by !== undefined) lasting.add(by);
  const ids = flow.results.flatMap(({ id, stage, outcome }) =>
    outcome === 'match' && merging.has(stage) && !lasting.has(id) ? [id] : [],
  );
  return new Set(ids);
}
