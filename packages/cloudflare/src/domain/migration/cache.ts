import { isJsonObject, type JsonObject } from '@crunchtools/mcp-core';
import { refuse } from '../problem.ts';
import { cachedExtensions } from '../trace/cache-decision.ts';
import { cacheSettings } from './cache-settings.ts';
import { cookieCondition } from './cookie.ts';
import { difference } from './difference.ts';
import { type Setting, type Source, taken } from './settings.ts';
import type { Difference, Draft } from './types.ts';

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
  source: Source,
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
function settingsWith(level: Level | undefined, settings: JsonObject, { report }: Source): JsonObject {
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
