import { isJsonObject, type JsonObject, type JsonValue, nearest } from '@crunchtools/mcp-core';
import { Issue, type Issues, oneOf, refuse, refuseUnprintable, show } from '../../problem.ts';
import { hostOfPartialUrl, hostOfUrl } from '../dns/address.ts';
import { type IntegerRules, refuseInteger } from '../dns/field.ts';
import { toAsciiName } from '../dns/names.ts';
import type { ZonePlan } from '../dns/types.ts';

/** What a value depends on beside itself. */
export interface ValueContext {
  /** `undefined` when it is not known; then nothing is refused for it. */
  readonly plan: ZonePlan | undefined;
}

/** One kind of value that actions have. */
interface ValueType {
  /** For the list of actions: `true`, `seconds`, `on|off`. */
  readonly notation: string;
  /** The value as Cloudflare should get it, or why it cannot. */
  check(value: unknown, context: ValueContext): JsonValue | Issue;
}

const plans = ['free', 'pro', 'business', 'enterprise'] as const;

/** Whether a plan is at least another. A plan that is not known is. */
export function isAtLeast(plan: ZonePlan | undefined, needed: ZonePlan): boolean {
  return plan === undefined || plans.indexOf(plan) >= plans.indexOf(needed);
}

/** An action without a value: being there is all it says. */
const flag: ValueType = {
  notation: 'true',
  check: (value) =>
    value === true
      ? true
      : refuse(`${show(value)} is not true, its only value: leave the action out instead`),
};

/** Cloudflare's `on` and `off`. Booleans are taken too, because that is what everybody writes. */
const toggle: ValueType = {
  notation: 'on|off',
  check(value) {
    if (value === true || value === 'on') return 'on';
    if (value === false || value === 'off') return 'off';
    return refuse(`${show(value)} is not "on" or "off"`);
  },
};

function choice(choices: readonly string[]): ValueType {
  return {
    notation: choices.join('|'),
    check(value) {
      const found = choices.find((candidate) => candidate === value);
      return found ?? refuse(`${show(value)} is not among ${oneOf(choices.map((one) => show(one)))}`);
    },
  };
}

/** A time in seconds, of which the smallest depends on the plan. */
function seconds(rules: {
  readonly maximum: number;
  readonly minimum: Readonly<Record<ZonePlan, number>>;
}): ValueType {
  return {
    notation: 'seconds',
    check(value, { plan }) {
      const range: IntegerRules = {
        minimum: Math.min(...Object.values(rules.minimum)),
        maximum: rules.maximum,
      };
      const reason = refuseInteger(value, range);
      if (reason !== undefined) return refuse(reason);
      const minimum = plan === undefined ? 0 : rules.minimum[plan];
      return Number(value) >= minimum
        ? Number(value)
        : refuse(`${Number(value)} is below the minimum of ${minimum} seconds of the ${plan} plan`);
    },
  };
}

/** Text of one line; `refuseText` says what else is wrong with it. */
function text(notation: string, refuseText: (value: string) => string | undefined): ValueType {
  return {
    notation,
    check(value) {
      if (typeof value !== 'string') return refuse(`${show(value)} is not a string`);
      if (value === '') return refuse('is empty');
      const reason = refuseUnprintable(value) ?? refuseText(value);
      return reason === undefined ? value : refuse(reason);
    },
  };
}

type Check = (value: JsonValue) => boolean;

const isNames: Check = (value) =>
  Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== '');
const isNamesOrAll: Check = (value) => value === '*' || isNames(value);
const isFlag: Check = (value) => typeof value === 'boolean';

/** The parts of a cache key and what each holds (API reference, Page Rules, `cache_key_fields`). */
const parts: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  query_string: { include: isNamesOrAll, exclude: isNamesOrAll },
  header: { include: isNames, exclude: isNames, check_presence: isNames },
  cookie: { include: isNames, check_presence: isNames },
  host: { resolved: isFlag },
  user: { device_type: isFlag, geo: isFlag, lang: isFlag },
};

const expected: ReadonlyMap<Check, string> = new Map([
  [isNames, 'a list of names'],
  [isNamesOrAll, 'a list of names or "*"'],
  [isFlag, 'true or false'],
]);

const cacheKeyFields: ValueType = {
  notation: '{query_string,header,cookie,host,user}',
  check(value) {
    if (!isJsonObject(value))
      return refuse(`${show(value)} is not an object with ${oneOf(Object.keys(parts))}`);
    return refuseParts(value) ?? refuseBothWays(value) ?? value;
  },
};

function refuseParts(value: JsonObject): Issue | undefined {
  for (const [name, part] of Object.entries(value)) {
    const members = Object.hasOwn(parts, name) ? parts[name] : undefined;
    if (members === undefined) return unknownMember(name, Object.keys(parts));
    if (!isJsonObject(part)) return refuse(`${name} is not an object with ${oneOf(Object.keys(members))}`);
    const refusal = refuseMembers(name, part, members);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function refuseMembers(
  part: string,
  value: JsonObject,
  members: Readonly<Record<string, Check>>,
): Issue | undefined {
  for (const [name, member] of Object.entries(value)) {
    const check = Object.hasOwn(members, name) ? members[name] : undefined;
    if (check === undefined)
      return unknownMember(
        `${part}.${name}`,
        Object.keys(members).map((known) => `${part}.${known}`),
      );
    if (member === undefined || !check(member))
      return refuse(`${part}.${name} is not ${expected.get(check) ?? 'valid'}`);
  }
  return undefined;
}

/** An empty list says nothing: Cloudflare takes and returns one beside the other that is filled. */
function refuseBothWays({ query_string: query }: JsonObject): Issue | undefined {
  const both = isJsonObject(query) && saysSomething(query['include']) && saysSomething(query['exclude']);
  return both ? refuse('query_string has include and exclude; it takes one of them') : undefined;
}

function saysSomething(names: JsonValue | undefined): boolean {
  return names !== undefined && !(Array.isArray(names) && names.length === 0);
}

function unknownMember(name: string, known: readonly string[]): Issue {
  const near = nearest(name, known);
  return refuse(
    near === undefined
      ? `${show(name)} is no part of a cache key: use ${oneOf(known)}`
      : `${show(name)} is no part of a cache key; did you mean ${show(near)}?`,
  );
}

const longest = 150;
const mostWildcards = 12;

/**
 * Refuses an expression for cookies beyond the documented limits
 * (developers.cloudflare.com/rules/page-rules/reference/additional-reference, "Bypass Cache on Cookie setting"):
 * 150 characters, 12 wildcards, one of them between two `|`.
 */
function refuseCookieExpression(expression: string): string | undefined {
  if (expression.length > longest)
    return `has ${expression.length} characters; an expression for cookies has at most ${longest}`;
  const amounts = expression.split('|').map((part) => part.split('.*').length - 1);
  const wildcards = amounts.reduce((sum, amount) => sum + amount, 0);
  if (wildcards > mostWildcards) return `has ".*" ${wildcards} times, and may have it ${mostWildcards} times`;
  return amounts.some((amount) => amount > 1) ? 'has ".*" more than once between two "|"' : undefined;
}

const statusCodes = [301, 302] as const;

/** Where requests are sent: `{url, status_code}`. What `url` has to do with the rule's pattern is checked there. */
const forwardingUrl: ValueType = {
  notation: '{url,status_code:301|302}',
  check(value) {
    if (!isJsonObject(value)) return refuse(`${show(value)} is not an object {url, status_code}`);
    const { url, status_code: code, ...others } = value;
    const [other] = Object.keys(others);
    if (other !== undefined) return refuse(`has a member ${show(other)}; there are url and status_code`);
    if (!statusCodes.some((known) => known === code))
      return refuse(`status_code ${show(code)} is not 301 (for good) or 302 (for now)`);
    const reason = refuseDestination(url);
    return reason === undefined ? value : refuse(`url ${reason}`);
  },
};

function refuseDestination(url: unknown): string | undefined {
  if (typeof url !== 'string') return `${show(url)} is not a string`;
  const hidden = refuseUnprintable(url);
  if (hidden !== undefined) return hidden;
  if (/\s/u.test(url)) return `${show(url)} has a space: write %20`;
  if (!/^(?:https?:\/\/|\$[1-9])/iu.test(url))
    return `${show(url)} does not begin with https:// or http://, so it would be no full URL`;
  return /^https?:\/\/(?:[/?#]|$)/iu.test(url) ? `${show(url)} has no host` : undefined;
}

/** Refuses what is not the full name of a host, in the form in which it is sent. */
function refuseHostName(value: string): string | undefined {
  const host = hostOfUrl(value) ?? hostOfPartialUrl(value);
  if (host !== undefined && host !== value) return `${show(value)} is more than a host: write ${show(host)}`;
  const name = toAsciiName(value);
  if (name instanceof Issue) return `${show(value)} ${name.reason}`;
  if (!name.includes('.')) return `${show(value)} is not the full name of a host`;
  return name === value.toLowerCase() ? undefined : `${show(value)} is to be written as ${show(name)}`;
}

/**
 * Seconds by status code or range of them: `{"200": 60, "400-499": "no-cache"}`. `no-cache` is the same as 0,
 * `no-store` as -1 (API reference, Page Rules, `cache_ttl_by_status`; codes are 100 to 999).
 */
const cacheTtlByStatus: ValueType = {
  notation: '{"200-299":seconds|no-cache|no-store}',
  check(value) {
    if (!isJsonObject(value) || Object.keys(value).length === 0)
      return refuse(`${show(value)} is not an object such as {"200-299": 86400, "404": "no-store"}`);
    const problems = Object.entries(value).flatMap(([codes, ttl]) => refuseEntry(codes, ttl) ?? []);
    return problems.length === 0 ? value : refuse(problems.join(', and '));
  },
};

function refuseEntry(codes: string, ttl: JsonValue | undefined): string | undefined {
  const [, from, to = from] = /^([1-9]\d\d)(?:-([1-9]\d\d))?$/u.exec(codes) ?? [];
  if (from === undefined || Number(to) < Number(from))
    return `${show(codes)} is not a status code from 100 to 999, or a range of them such as "200-299"`;
  if (ttl === 'no-cache' || ttl === 'no-store') return undefined;
  return typeof ttl === 'number' && Number.isInteger(ttl) && ttl >= -1
    ? undefined
    : `${show(codes)} has ${show(ttl)}, which is not a number of seconds, "no-cache" or "no-store"`;
}

export const statuses = ['active', 'disabled'] as const;

export type Status = (typeof statuses)[number];

/**
 * Actions by their ids, each with its value. Actions without a value have `true`, which is how they are told
 * apart from actions that are not there; the API lists them as `{id}` alone.
 */
export type PageRuleActions = JsonObject;

/** What a user can set of a Page Rule: the state of a change, and in another form the body of a request. */
export interface PageRuleState {
  /** The URL pattern. */
  readonly url: string;
  readonly actions: PageRuleActions;
  /** The higher number wins. */
  readonly priority: number;
  readonly status: Status;
}

/** A rule as it is asked for. Everything in it is checked at run time too. */
export interface PageRuleInput {
  readonly url: unknown;
  readonly actions: unknown;
  readonly priority?: unknown;
  readonly status?: unknown;
}

export interface PageRuleZone {
  readonly name: string;
  readonly plan?: ZonePlan | undefined;
}

interface Action {
  readonly value: ValueType;
  /** The smallest plan that has it. */
  readonly plan: ZonePlan;
}

const aYear = 31_536_000;

/** "Respect existing headers" is 0, and needs Enterprise (the Settings page of Page Rules). */
const browserTtl = seconds({ maximum: aYear, minimum: { free: 1, pro: 1, business: 1, enterprise: 0 } });

/** developers.cloudflare.com/cache/how-to/edge-browser-cache-ttl. It gives no maximum, so a year has to do. */
const edgeTtl = seconds({ maximum: aYear, minimum: { free: 7_200, pro: 3_600, business: 1, enterprise: 1 } });

const cookies = text('cookie expression', refuseCookieExpression);
const hostName = text('host', refuseHostName);

/**
 * Every action that can be set, with its value and the plan it needs: API reference, Create a Page Rule, and
 * developers.cloudflare.com/rules/page-rules/reference/settings. Retired ones (`minify`, `disable_railgun`,
 * `server_side_exclude`) still stand in old rules; they are kept there and not taken in new ones.
 */
const known: Readonly<Record<string, Action>> = {
  always_use_https: { value: flag, plan: 'free' },
  automatic_https_rewrites: { value: toggle, plan: 'free' },
  browser_cache_ttl: { value: browserTtl, plan: 'free' },
  browser_check: { value: toggle, plan: 'free' },
  bypass_cache_on_cookie: { value: cookies, plan: 'business' },
  cache_by_device_type: { value: toggle, plan: 'enterprise' },
  cache_deception_armor: { value: toggle, plan: 'free' },
  cache_key_fields: { value: cacheKeyFields, plan: 'enterprise' },
  cache_level: {
    value: choice(['bypass', 'basic', 'simplified', 'aggressive', 'cache_everything']),
    plan: 'free',
  },
  cache_on_cookie: { value: cookies, plan: 'business' },
  cache_ttl_by_status: { value: cacheTtlByStatus, plan: 'enterprise' },
  disable_apps: { value: flag, plan: 'free' },
  disable_performance: { value: flag, plan: 'free' },
  disable_security: { value: flag, plan: 'free' },
  disable_zaraz: { value: flag, plan: 'free' },
  edge_cache_ttl: { value: edgeTtl, plan: 'free' },
  email_obfuscation: { value: toggle, plan: 'free' },
  explicit_cache_control: { value: toggle, plan: 'free' },
  forwarding_url: { value: forwardingUrl, plan: 'free' },
  host_header_override: { value: hostName, plan: 'enterprise' },
  ip_geolocation: { value: toggle, plan: 'free' },
  mirage: { value: toggle, plan: 'pro' },
  opportunistic_encryption: { value: toggle, plan: 'free' },
  origin_error_page_pass_thru: { value: toggle, plan: 'enterprise' },
  polish: { value: choice(['off', 'lossless', 'lossy']), plan: 'pro' },
  resolve_override: { value: hostName, plan: 'enterprise' },
  respect_strong_etag: { value: toggle, plan: 'enterprise' },
  response_buffering: { value: toggle, plan: 'enterprise' },
  rocket_loader: { value: toggle, plan: 'free' },
  security_level: {
    value: choice(['off', 'essentially_off', 'low', 'medium', 'high', 'under_attack']),
    plan: 'free',
  },
  sort_query_string_for_cache: { value: toggle, plan: 'enterprise' },
  ssl: { value: choice(['off', 'flexible', 'full', 'strict', 'origin_pull']), plan: 'free' },
  true_client_ip_header: { value: toggle, plan: 'enterprise' },
  waf: { value: toggle, plan: 'pro' },
};

/** The ids of all actions. */
export const actionIds: readonly string[] = Object.keys(known);

/** Every action with the notation of its value, for whoever has to write one: `waf, mirage: on|off; …`. */
export function actionNotation(): string {
  const byNotation = new Map<string, string[]>();
  for (const [id, { value }] of Object.entries(known)) {
    byNotation.set(value.notation, [...(byNotation.get(value.notation) ?? []), id]);
  }
  return [...byNotation].map(([notation, ids]) => `${ids.join(', ')}: ${notation}`).join('; ');
}

/** Checks each action by itself, and notes what is wrong with it as `actions.<id>`. */
export function checkActions(
  actions: unknown,
  zone: PageRuleZone,
  report: Issues,
): PageRuleActions | undefined {
  if (!isJsonObject(actions)) {
    report.note('actions', `${show(actions)} is not an object such as {"always_use_https": true}`);
    return undefined;
  }
  const checked: Record<string, JsonValue> = {};
  for (const [id, value] of Object.entries(actions)) {
    const outcome = report.take(`actions.${id}`, checkAction(id, value, zone.plan));
    if (outcome !== undefined) checked[id] = outcome;
  }
  return checked;
}

function checkAction(id: string, value: unknown, plan: ZonePlan | undefined): JsonValue | Issue {
  const action = Object.hasOwn(known, id) ? known[id] : undefined;
  if (action === undefined) return refuseUnknownAction(id);
  if (!isAtLeast(plan, action.plan)) return refusePlan(action.plan, plan);
  return action.value.check(value, { plan });
}

function refuseUnknownAction(id: string): Issue {
  const near = nearest(id, actionIds);
  const hint = near === undefined ? '' : `did you mean ${near}? `;
  return refuse(`is no action of Page Rules; ${hint}there are ${actionNotation()}`);
}

function refusePlan(needed: ZonePlan, plan: ZonePlan | undefined): Issue {
  return refuse(
    `needs the ${needed} plan${needed === 'enterprise' ? '' : ' or a larger one'}; this zone is on ${plan}`,
  );
}
