import { type JsonValue, sameJson } from '@crunchtools/mcp-core';
import { breadthOf, dynamicMatch, privateMatch } from '../scope/index.ts';
import { breadthWords, type Effects, example, type Harm, type Protection, type RuleView } from './effect.ts';
import { at, listIn, numberIn, objectIn, parameter, textIn } from './json.ts';
import { ruleGuards } from './table.ts';

/** Browsers cannot be purged: what they keep for longer stays wrong. Seconds. */
const longForBrowsers = 86_400;
/** An error that is kept for longer is an outage of its own. Seconds. */
const longForErrors = 300;

export function cacheEffects(view: RuleView): Effects {
  return {
    protections: [...bypasses(view), ...keyParts(view)],
    harms: [...keepsNothing(view), ...cachesPrivate(view), ...keepsErrors(view), ...mixesUp(view)],
  };
}

function bypasses({ definition }: RuleView): readonly Protection[] {
  const found: Protection[] = [];
  if (parameter(definition, 'cache') === false)
    found.push(kept('bypass', false, 'It no longer keeps pages out of the cache', ruleGuards.cache.id));
  if (at(parameter(definition, 'browser_ttl'), 'mode') === 'bypass')
    found.push(
      kept(
        'browser_bypass',
        'bypass',
        'It no longer keeps pages out of the caches of browsers',
        ruleGuards.cache.id,
      ),
    );
  if (at(parameter(definition, 'cache_key'), 'cache_deception_armor') === true)
    found.push(kept('armor', true, 'It no longer guards against cache deception', ruleGuards.cacheKey.id));
  return found;
}

function kept(key: string, value: JsonValue, words: string, guard: string): Protection {
  return {
    guard,
    key,
    value,
    isKeptBy: (other) => sameJson(other.value, value),
    ends: `${words}.`,
    narrows: `${words} for requests`,
  };
}

/** What tells requests apart in the key of the cache. */
function keyParts({ definition }: RuleView): readonly Protection[] {
  const key = at(parameter(definition, 'cache_key'), 'custom_key');
  const parts: string[] = [];
  for (const what of ['cookie', 'header']) {
    for (const member of ['include', 'check_presence']) {
      parts.push(
        ...listIn(at(key, what, member)).map((name) => `${what} ${(textIn(name) ?? '').toLowerCase()}`),
      );
    }
    parts.push(
      ...Object.keys(objectIn(at(key, what, 'contains'))).map((name) => `${what} ${name.toLowerCase()}`),
    );
  }
  for (const [name, on] of Object.entries(objectIn(at(key, 'user'))))
    if (on === true) parts.push(`user ${name}`);
  if (at(parameter(definition, 'cache_key'), 'cache_by_device_type') === true) parts.push('device type');
  return [...new Set(parts)].map((part) =>
    kept(
      `key ${part}`,
      true,
      'Its cache key no longer tells requests apart that it told apart',
      ruleGuards.cacheKey.id,
    ),
  );
}

function harm(key: string, value: JsonValue, text: string): Harm {
  return { guard: ruleGuards.cache.id, key, value, text };
}

function cachesPrivate(view: RuleView): readonly Harm[] {
  const { definition, scope, zone } = view;
  const broad = breadthOf(scope, zone, ['signed_in', 'query', 'folder']);
  const url = privateMatch(scope, zone);
  const words = broad === undefined ? undefined : breadthWords(broad);
  const whose = words ?? (url === undefined ? undefined : `pages made for one visitor${example(url)}`);
  if (whose === undefined) return [];
  const harms: Harm[] = [];
  const edge = parameter(definition, 'edge_ttl') ?? null;
  if (parameter(definition, 'cache') === true)
    harms.push(
      harm(
        'cache',
        edge,
        `It caches ${words === undefined ? whose : `the answer to ${words}, also what is made for one visitor`}.`,
      ),
    );
  if (parameter(definition, 'strip_set_cookie') === true)
    harms.push(
      harm(
        'strip_set_cookie',
        true,
        `It takes cookies away from ${words === undefined ? whose : `the answer to ${words}`}.`,
      ),
    );
  const browser = parameter(definition, 'browser_ttl') ?? null;
  if (at(browser, 'mode') === 'override_origin' && numberIn(at(browser, 'default')) > longForBrowsers)
    harms.push(
      harm(
        'browser_ttl',
        browser,
        `It makes browsers keep ${words === undefined ? whose : `the answer to ${words}`} for long; they cannot be purged.`,
      ),
    );
  return harms;
}

function keepsNothing(view: RuleView): readonly Harm[] {
  const breadth = parameter(view.definition, 'cache') === false ? view.breadth() : undefined;
  if (breadth?.which !== 'all' || breadth.kind === 'home') return [];
  const text = `It sends ${breadthWords(breadth)} to the origin, which may not bear it.`;
  return [{ guard: ruleGuards.everything.id, key: 'uncached', value: true, text }];
}

function keepsErrors({ definition, scope, zone }: RuleView): readonly Harm[] {
  const statuses = listIn(at(parameter(definition, 'edge_ttl'), 'status_code_ttl'));
  const long = statuses.filter((one) => lastStatus(one) >= 400 && numberIn(at(one, 'value')) > longForErrors);
  if (long.length === 0 || dynamicMatch(scope, zone) === undefined) return [];
  return [
    {
      guard: ruleGuards.cache.id,
      key: 'errors',
      value: long,
      text: 'It keeps errors in the cache, so that they outlast their cause.',
    },
  ];
}

function lastStatus(one: JsonValue): number {
  const range = objectIn(at(one, 'status_code_range'));
  if (at(one, 'status_code') !== undefined) return numberIn(at(one, 'status_code'));
  return range['to'] === undefined ? 599 : numberIn(range['to']);
}

/** Arguments by which campaigns are counted: no page looks at them. */
const tracking =
  /^(?:utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|mc_[ce]id|ttclid|twclid|igshid|yclid|_ga|_gl|ref)$/iu;

function mixesUp({ definition, scope, zone }: RuleView): readonly Harm[] {
  const key = objectIn(at(parameter(definition, 'cache_key'), 'custom_key'));
  const harms: Harm[] = [];
  const mixed = (name: string, value: JsonValue, text: string): void => {
    harms.push({ guard: ruleGuards.cacheKey.id, key: name, value, text });
  };
  const query = key['query_string'] ?? null;
  if (dropsQuery(query) && dynamicMatch(scope, zone) !== undefined)
    mixed(
      'query',
      query,
      'Its cache key leaves the query string out, or parts of it: pages that differ by it are mixed up.',
    );
  if (at(key, 'host', 'resolved') === true)
    mixed(
      'resolved',
      true,
      'Its cache key takes the host of the origin: hosts with the same origin share copies.',
    );
  if (at(key, 'header', 'exclude_origin') === true)
    mixed(
      'exclude_origin',
      true,
      'Its cache key leaves the Origin header out: sites share answers that are made for one of them.',
    );
  return harms;
}

function dropsQuery(query: JsonValue): boolean {
  const [include, exclude] = [at(query, 'include'), at(query, 'exclude')];
  if (exclude !== undefined && !namesOf(exclude).every((name) => tracking.test(name))) return true;
  return include !== undefined && at(include, 'all') !== true && include !== '*';
}

function namesOf(value: JsonValue): readonly string[] {
  if (at(value, 'all') === true || value === '*') return ['*'];
  const names = Array.isArray(value) ? value : at(value, 'list');
  return listIn(names).map((name) => textIn(name) ?? '*');
}
