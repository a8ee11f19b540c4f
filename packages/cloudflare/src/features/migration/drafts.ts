import { isJsonObject, type JsonObject } from '@crunchtools/mcp-core';
import { Issue, refuse } from '../../problem.ts';
import { countWildcards, forwardingTarget, referencesIn } from '../page-rules/pattern.ts';
import { cachedExtensions } from '../trace/report.ts';
import { conditionOf, cookieCondition, type Pattern, quoted, wildcardText } from './condition.ts';
import { cacheSettings, type Setting, type SettingSource, taken } from './settings.ts';
import { type Difference, type Draft, difference } from './types.ts';

/** Caching levels of Page Rules, under their names in the API (developers.cloudflare.com/cache/how-to/set-caching-levels). */
const levels = ['bypass', 'basic', 'simplified', 'aggressive', 'cache_everything'] as const;

type Level = (typeof levels)[number];

/** What Cloudflare caches where nothing else is said (developers.cloudflare.com/cache/concepts/default-cache-behavior). */
const cachedByDefault = `(http.request.uri.path.extension in {${[...cachedExtensions].map((name) => `"${name}"`).join(' ')}} or http.request.uri.path eq "/robots.txt")`;

/**
 * Cache rules for the cache actions of a Page Rule, the general one first: later rules win.
 *
 * `cache: true` makes everything eligible that a rule matches; Page Rules without "Cache Everything" do not
 * (developers.cloudflare.com/cache/how-to/cache-rules/page-rules-migration). Cloudflare's recipe is a rule that
 * bypasses everything and behind it one for the default extensions. A rule for the default extensions alone comes
 * to the same, and is one rule less: what no rule matches is not cached either.
 *
 * @param condition when the Page Rule matches.
 */
export function cacheDrafts(
  source: SettingSource,
  condition: string,
): { readonly drafts: readonly Draft[]; readonly differences: readonly Difference[] } {
  const level = taken(source, 'cache_level', levelOf);
  const settings = settingsWith(level, cacheSettings(source), source);
  const bypassed = taken(source, 'bypass_cache_on_cookie', cookies);
  const cached = taken(source, 'cache_on_cookie', cookies);
  const drafts = [
    ...levelDrafts(level, settings, condition),
    ...(bypassed === undefined || level === 'bypass'
      ? []
      : [cacheDraft({ cache: false }, `${condition} and ${bypassed}`, 'bypassed on a cookie')]),
    ...(cached === undefined
      ? []
      : [cacheDraft({ cache: true, ...settings }, `${condition} and ${cached}`, 'cached on a cookie')]),
  ];
  return { drafts, differences: differencesOf(level, settings, bypassed ?? cached) };
}

const levelOf: Setting<Level> = (value) =>
  levels.find((level) => level === value) ?? refuse('its value is no caching level');

const cookies: Setting<string> = (value) =>
  typeof value === 'string' ? cookieCondition(value) : refuse('its value is not a text');

/** "Ignore query string" is a cache key for one and all, unless the Page Rule has a key of its own. */
function settingsWith(level: Level | undefined, settings: JsonObject, { report }: SettingSource): JsonObject {
  if (level !== 'simplified') return settings;
  const key = isJsonObject(settings['cache_key']) ? settings['cache_key'] : {};
  const custom = isJsonObject(key['custom_key']) ? key['custom_key'] : {};
  if (custom['query_string'] !== undefined) {
    report.note('cache_level', 'cache_key_fields says what of the query string counts, too');
    return settings;
  }
  const query = { query_string: { exclude: { all: true } } };
  return { ...settings, cache_key: { ...key, custom_key: { ...custom, ...query } } };
}

function levelDrafts(level: Level | undefined, settings: JsonObject, condition: string): readonly Draft[] {
  if (level === 'cache_everything') return [cacheDraft({ cache: true, ...settings })];
  if (level === 'bypass') {
    const { browser_ttl: browser } = settings;
    return [cacheDraft({ cache: false, ...(browser === undefined ? {} : { browser_ttl: browser }) })];
  }
  if (level === undefined && Object.keys(settings).length === 0) return [];
  const usual = `${condition} and ${cachedByDefault}`;
  if (level !== 'basic') return [cacheDraft({ cache: true, ...settings }, usual)];
  return [
    cacheDraft({ cache: true, ...settings }, `${usual} and http.request.uri.query eq ""`),
    cacheDraft(
      { cache: false },
      `${usual} and http.request.uri.query ne ""`,
      'not cached with a query string',
    ),
  ];
}

function cacheDraft(cache: JsonObject, condition?: string, note?: string): Draft {
  return {
    phase: 'cache',
    parameters: { cache },
    ...(condition === undefined ? {} : { condition }),
    ...(note === undefined ? {} : { note }),
  };
}

/** Settings that Page Rules apply to what is not cached, too. */
const beyondCache = ['browser_ttl', 'origin_error_page_passthru', 'respect_strong_etags'];

function differencesOf(
  level: Level | undefined,
  settings: JsonObject,
  cookie: string | undefined,
): readonly Difference[] {
  const isLost = beyondCache.some(
    (name) => settings[name] !== undefined && !(level === 'bypass' && name === 'browser_ttl'),
  );
  return [
    ...(isLost && level !== 'cache_everything' ? [difference('cached_content_only')] : []),
    ...(level === 'basic' || level === 'simplified' || level === 'aggressive'
      ? [difference('caching_level')]
      : []),
    ...(cookie === undefined ? [] : [difference('cookies')]),
  ];
}

/** What a redirect of a Page Rule becomes. */
export interface Redirection {
  readonly drafts: readonly Draft[];
  readonly differences: readonly Difference[];
  /** Whether every request that matches the Page Rule is redirected, before and after. */
  readonly redirectsAll: boolean;
}

/** `always_use_https`: only requests over http are redirected, the others get nothing from the Page Rule. */
export function toHttps(pattern: Pattern): Redirection {
  if (pattern.scheme === 'https') return { drafts: [], differences: [], redirectsAll: false };
  const condition = conditionOf({ ...pattern, scheme: 'http' });
  const target = replace('http.request.full_uri', 'http://*', 'https://$1', 0);
  return {
    drafts: [redirectDraft(condition, { target_url_expression: target, status_code: 301 })],
    differences: [difference('before_firewall')],
    redirectsAll: pattern.scheme === 'http',
  };
}

/** `forwarding_url`. A reference to what the pattern does not capture has no equivalent: Cloudflare answers 500. */
export function forwarding(pattern: Pattern, value: unknown): Redirection | Issue {
  const { url: template, status_code: status } = isJsonObject(value) ? value : {};
  if (typeof template !== 'string' || (status !== 301 && status !== 302))
    return refuse('its url or status_code is not understood');
  const source = sourceFor(pattern, referencesIn(template));
  if (source instanceof Issue) return source;
  const { target, condition, differences } = source(template);
  return {
    drafts: [redirectDraft(condition, { ...target, status_code: status })],
    differences: [difference('before_firewall'), ...differences],
    redirectsAll: differences.length === 0,
  };
}

function redirectDraft(condition: string, redirect: JsonObject): Draft {
  // Page Rules pass a query string on only where a capture holds it.
  return {
    phase: 'redirect',
    condition,
    parameters: { redirect: { ...redirect, preserve_query_string: false } },
  };
}

interface Subject {
  readonly target: { readonly target_url: string } | { readonly target_url_expression: string };
  readonly condition: string;
  readonly differences: readonly Difference[];
}

/** A function of a Rules expression takes up to eight references (Functions, `wildcard_replace`). */
const mostReferences = 8;

/** Where a redirect takes its captures from: nowhere, the path and query, or the whole URL. */
function sourceFor(pattern: Pattern, references: readonly number[]): ((template: string) => Subject) | Issue {
  const { host, rest, written = '' } = pattern;
  const inFront = countWildcards(written) + countWildcards(host);
  const most = inFront + countWildcards(rest);
  const wrong = references.find((number) => number < 1 || number > most);
  if (wrong !== undefined) return refuse(`it uses $${wrong}, which its pattern does not capture`);
  if (references.length === 0) return (template) => fixed(pattern, template);
  if (references.length > mostReferences) return refuse(`it uses more than ${mostReferences} captures`);
  if (`${host}${rest}`.includes('**'))
    return refuse('it uses captures of a pattern with two asterisks in a row');
  if (references.every((number) => number > inFront))
    return (template) => fromUri(pattern, template, inFront);
  return fromWhole(pattern);
}

function fixed(pattern: Pattern, template: string): Subject {
  return {
    target: { target_url: forwardingTarget(template, []) },
    condition: conditionOf(pattern),
    differences: [],
  };
}

/** Captures behind the host: those in front of it are not in the text, so that the numbers go down. */
function fromUri(pattern: Pattern, template: string, inFront: number): Subject {
  const { rest } = pattern;
  const hasQuery = rest.includes('?') || rest.endsWith('*');
  const field = hasQuery ? 'http.request.uri' : 'http.request.uri.path';
  return {
    target: { target_url_expression: replace(field, rest, template, -inFront) },
    condition: conditionOf(pattern, { upTo: 'path' }),
    differences: hasQuery ? [] : [difference('query_in_wildcard')],
  };
}

/**
 * Captures of the host. The scheme is a capture of its own where the pattern leaves it out, so that the numbers go
 * up. A replacement whose pattern does not match would lead back to where the request came from, so the condition
 * has to be as narrow: URLs that hold a port are left out.
 */
function fromWhole(pattern: Pattern): ((template: string) => Subject) | Issue {
  const { host, rest, port, written } = pattern;
  if (port !== undefined) return refuse('it uses captures of a host with a port');
  const isOpen = !rest.includes('?') && !rest.endsWith('*');
  if (isOpen && rest.includes('*'))
    return refuse('it uses captures of its host, and its path has a wildcard in the middle only');
  const glob = `${written ?? 'http*'}://${host}${rest}${isOpen ? '*' : ''}`;
  return (template) => ({
    target: {
      target_url_expression: replace('http.request.full_uri', glob, template, written === undefined ? 1 : 0),
    },
    condition: conditionOf(pattern, { ports: 'usual' }),
    differences: [difference('other_ports')],
  });
}

function replace(field: string, glob: string, template: string, shift: number): string {
  return `wildcard_replace(${field}, ${wildcardText(glob)}, ${quoted(replacementFor(template, shift))})`;
}

/** `$1` as `${2}`; any other dollar sign is doubled. */
function replacementFor(template: string, shift: number): string {
  return template.replaceAll(/\\\$|\$(\d+)|\$/gu, (_, digits: string | undefined) =>
    digits === undefined ? '$$' : `\${${Number(digits) + shift}}`,
  );
}
