import { type JsonValue, sameJson } from '@crunchtools/mcp-core';
import { breadthOf, dynamicMatch, privateMatch } from '../scope/visits.ts';
import {
  at,
  breadthWords,
  type Effects,
  example,
  fixedHarm,
  type Harm,
  listIn,
  numberIn,
  objectIn,
  type Protection,
  parameter,
  type RuleView,
  textIn,
} from './effect.ts';
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
    found.push(kept('bypass', 'It no longer keeps pages out of the cache', ruleGuards.cache.id));
  if (at(parameter(definition, 'browser_ttl'), 'mode') === 'bypass')
    found.push(
      kept('browser_bypass', 'It no longer keeps pages out of the caches of browsers', ruleGuards.cache.id),
    );
  if (at(parameter(definition, 'cache_key'), 'cache_deception_armor') === true)
    found.push(kept('armor', 'It no longer guards against cache deception', ruleGuards.cacheKey.id));
  return found;
}

function kept(key: string, words: string, guard: string): Protection {
  return {
    guard,
    key,
    isKeptBy: () => true,
    ends: `${words}.`,
    narrows: `${words} for requests`,
  };
}

/** What tells requests apart in the key of the cache. */
function keyParts({ definition }: RuleView): readonly Protection[] {
  const key = parameter(definition, 'cache_key');
  const custom = at(key, 'custom_key');
  const users = Object.entries(objectIn(at(custom, 'user')));
  const parts = [
    ...namedIn(at(custom, 'cookie')).map((name) => `cookie ${name}`),
    // The names of headers are the same in either case, those of cookies are not.
    ...namedIn(at(custom, 'header')).map((name) => `header ${name.toLowerCase()}`),
    ...users.flatMap(([name, isOn]) => (isOn === true ? [`user ${name}`] : [])),
    ...(at(key, 'cache_by_device_type') === true ? ['device type'] : []),
  ];
  return parts.map((part) =>
    kept(
      `key ${part}`,
      'Its cache key no longer tells requests apart that it told apart',
      ruleGuards.cacheKey.id,
    ),
  );
}

function namedIn(part: JsonValue | undefined): readonly string[] {
  const listed = ['include', 'check_presence'].flatMap((member) => listIn(at(part, member)));
  return [...listed.flatMap((name) => textIn(name) ?? []), ...Object.keys(objectIn(at(part, 'contains')))];
}

function harm(key: string, text: string, value?: JsonValue): Harm {
  return { guard: ruleGuards.cache.id, key, value, text };
}

function cachesPrivate({ definition, scope, zone }: RuleView): readonly Harm[] {
  const broad = breadthOf(scope, zone, ['signed_in', 'query', 'folder']);
  const url = privateMatch(scope, zone);
  if (broad === undefined && url === undefined) return [];
  const [answers, more] =
    broad === undefined
      ? [`pages made for one visitor${example(url)}`, '']
      : [`the answer to ${breadthWords(broad)}`, ', also what is made for one visitor'];
  const harms: Harm[] = [];
  if (parameter(definition, 'cache') === true)
    harms.push(harm('cache', `It caches ${answers}${more}.`, parameter(definition, 'edge_ttl')));
  if (parameter(definition, 'strip_set_cookie') === true)
    harms.push(harm('strip_set_cookie', `It takes cookies away from ${answers}.`));
  const browser = parameter(definition, 'browser_ttl');
  if (at(browser, 'mode') === 'override_origin' && numberIn(at(browser, 'default')) > longForBrowsers)
    harms.push(
      harm('browser_ttl', `It makes browsers keep ${answers} for long; they cannot be purged.`, browser),
    );
  return harms;
}

function keepsNothing(view: RuleView): readonly Harm[] {
  const breadth = parameter(view.definition, 'cache') === false ? view.breadth() : undefined;
  if (breadth?.which !== 'all' || breadth.kind === 'home') return [];
  const text = `It sends ${breadthWords(breadth)} to the origin, which may not bear it.`;
  return [fixedHarm(ruleGuards.everything.id, text)];
}

function keepsErrors({ definition, scope, zone }: RuleView): readonly Harm[] {
  const statuses = listIn(at(parameter(definition, 'edge_ttl'), 'status_code_ttl'));
  const long = statuses.filter((one) => lastStatus(one) >= 400 && numberIn(at(one, 'value')) > longForErrors);
  if (long.length === 0 || dynamicMatch(scope, zone) === undefined) return [];
  const text = 'It keeps errors in the cache, so that they outlast their cause.';
  return [fixedHarm(ruleGuards.cache.id, text, long)];
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
  const key = at(parameter(definition, 'cache_key'), 'custom_key');
  const harms: Harm[] = [];
  const guard = ruleGuards.cacheKey.id;
  const query = at(key, 'query_string');
  if (dropsQuery(query) && dynamicMatch(scope, zone) !== undefined)
    harms.push(
      fixedHarm(
        guard,
        'Its cache key leaves the query string out, or parts of it: pages that differ by it are mixed up.',
        query,
      ),
    );
  if (at(key, 'host', 'resolved') === true)
    harms.push(
      fixedHarm(
        guard,
        'Its cache key takes the host of the origin: hosts with the same origin share copies.',
      ),
    );
  if (at(key, 'header', 'exclude_origin') === true)
    harms.push(
      fixedHarm(
        guard,
        'Its cache key leaves the Origin header out: sites share answers that are made for one of them.',
      ),
    );
  return harms;
}

function dropsQuery(query: JsonValue | undefined): boolean {
  const [include, exclude] = [at(query, 'include'), at(query, 'exclude')];
  const names = listIn(Array.isArray(exclude) ? exclude : at(exclude, 'list'));
  if (isAll(exclude) || names.some((name) => typeof name !== 'string' || !tracking.test(name))) return true;
  return include !== undefined && !isAll(include);
}

function isAll(names: JsonValue | undefined): boolean {
  return at(names, 'all') === true || names === '*';
}

interface Ranked {
  /** From the weakest value on. */
  readonly order: readonly (JsonValue | undefined)[];
  /** How many of the first are weaker than what a zone has by default, or may have been raised to. */
  readonly weak: number;
  /** From which on a value may be stronger than that of the zone. */
  readonly strong: number;
  readonly means: string;
}

function flag(means: string): Ranked {
  return { order: [false, true], weak: 1, strong: 1, means };
}

/** developers.cloudflare.com/rules/configuration-rules/settings, ssl/origin-configuration/ssl-modes. */
const ranked: Readonly<Record<string, Ranked>> = {
  ssl: {
    order: ['off', 'flexible', 'full', 'strict', 'origin_pull'],
    weak: 3,
    strong: 2,
    means: 'the encryption of traffic to the origin, and the check of its certificate',
  },
  security_level: {
    order: ['off', 'essentially_off', 'low', 'medium', 'high', 'under_attack'],
    weak: 3,
    strong: 3,
    means: 'the security level',
  },
  bic: flag('the browser integrity check'),
  hotlink_protection: flag('hotlink protection'),
  email_obfuscation: flag('the hiding of email addresses from harvesters'),
  automatic_https_rewrites: flag('the rewriting of links to https'),
  opportunistic_encryption: flag('opportunistic encryption'),
  server_side_excludes: flag('the hiding of content from suspicious visitors'),
  request_body_buffering: {
    order: ['none', 'standard', 'full'],
    weak: 1,
    strong: 1,
    means: 'the check of request bodies',
  },
  response_body_buffering: {
    order: ['none', 'standard'],
    weak: 1,
    strong: 1,
    means: 'the check of response bodies',
  },
};

function rankIn({ order }: Ranked, value: JsonValue | undefined): number {
  return order.indexOf(value);
}

export function configEffects({ definition }: RuleView): Effects {
  const protections: Protection[] = [];
  const harms: Harm[] = [];
  for (const [name, value] of Object.entries(objectIn(definition['action_parameters']))) {
    const setting = Object.hasOwn(ranked, name) ? ranked[name] : undefined;
    if (setting === undefined) continue;
    const rank = rankIn(setting, value);
    if (rank < setting.weak) harms.push(lowers(name, value, setting));
    if (rank >= setting.strong) protections.push(raises(name, value, setting));
  }
  return { protections, harms };
}

function lowers(name: string, value: JsonValue | undefined, setting: Ranked): Harm {
  return {
    guard: ruleGuards.config.id,
    key: name,
    value,
    isNews: (before) => rankIn(setting, value) < rankIn(setting, before),
    text: `It lowers ${setting.means}, for what it matches.`,
  };
}

function raises(name: string, value: JsonValue | undefined, setting: Ranked): Protection {
  const rank = rankIn(setting, value);
  return {
    guard: ruleGuards.config.id,
    key: name,
    value: rank,
    isKeptBy: (other) => numberIn(other.value) >= rank,
    ends: `It no longer raises ${setting.means}, for what it matched.`,
    narrows: `It no longer raises ${setting.means} for requests`,
  };
}

/** Where a request goes decides who reads it, in each direction. */
export function originEffects({ definition }: RuleView): Effects {
  const parameters = definition['action_parameters'];
  const parts: readonly (readonly [JsonValue | undefined, string])[] = [
    [at(parameters, 'origin', 'host'), 'the server that requests go to'],
    [at(parameters, 'origin', 'port'), 'the port that requests go to'],
    [at(parameters, 'host_header'), 'the host that the origin is asked for'],
    [at(parameters, 'sni', 'value'), 'the name that the certificate of the origin is checked for'],
  ];
  const set = parts.flatMap(([value, means]) => (value === undefined ? [] : [{ value, means }]));
  return {
    harms: set.map(({ value, means }) => fixedHarm(ruleGuards.origin.id, `It changes ${means}.`, value)),
    protections: set.map(({ value, means }) => ({
      guard: ruleGuards.origin.id,
      key: means,
      value,
      isKeptBy: (other: Protection) => sameJson(other.value ?? null, value),
      ends: `It changes ${means}.`,
      narrows: `It changes ${means} for requests`,
    })),
  };
}
