/** The values of Page Rule actions. Each check says whether a value is one; the properties describe it to clients. */

import type { PlanName } from '../../contract.ts';
import { isRecord, isStringArray } from '../../json.ts';
import { COOKIE_EXPRESSION } from './limits.ts';

/** As in "List available Page Rules settings"; an action without a value has none. */
export type Property = Readonly<Record<string, unknown>> & { readonly type: string; readonly name: string };

export interface ValueRule {
  properties(plan: PlanName): readonly Property[];
  accepts(value: unknown, plan: PlanName): boolean;
}

type Range = Readonly<Record<PlanName, { readonly min: number; readonly max: number }>>;

export const noValue: ValueRule = {
  properties: () => [],
  // `true` is taken, too (recordings/page-rules.json).
  accepts: (value) => value === undefined || value === null || value === true,
};

export const toggle: ValueRule = {
  properties: () => [{ type: 'toggle', name: 'value' }],
  accepts: (value) => value === 'on' || value === 'off',
};

/** @param onlyEnterprise further choices on that plan. */
export function select(choices: readonly string[], onlyEnterprise: readonly string[] = []): ValueRule {
  const all = (plan: PlanName): readonly string[] =>
    plan === 'enterprise' ? [...onlyEnterprise, ...choices] : choices;
  return {
    properties: (plan) => [{ type: 'select', choices: all(plan), multiple: false, name: 'value' }],
    accepts: (value, plan) => all(plan).some((choice) => choice === value),
  };
}

export function range(bounds: Range): ValueRule {
  return {
    properties: (plan) => [{ type: 'range', ...bounds[plan], name: 'value' }],
    accepts: (value, plan) => {
      const { min, max } = bounds[plan];
      return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
    },
  };
}

function text(accepts: (value: string) => boolean): ValueRule {
  return {
    properties: () => [{ type: 'text', name: 'value' }],
    accepts: (value) => typeof value === 'string' && accepts(value),
  };
}

export const hostname: ValueRule = text((value) => /^(?:[a-z0-9_-]{1,63}\.)+[a-z0-9-]{2,63}$/i.test(value));

export const cookieExpression: ValueRule = text((value) => {
  const wildcards = value.split('|').map((part) => part.split('.*').length - 1);
  return (
    value !== '' &&
    value.length <= COOKIE_EXPRESSION.characters &&
    wildcards.reduce((sum, amount) => sum + amount, 0) <= COOKIE_EXPRESSION.wildcards &&
    wildcards.every((amount) => amount <= COOKIE_EXPRESSION.wildcardsBetweenBars)
  );
});

export const forwarding: ValueRule = {
  properties: () => [
    { type: 'choice', choices: [301, 302], multiple: false, name: 'status_code' },
    { type: 'forwardingUrl', name: 'url' },
  ],
  accepts: (value) =>
    isRecord(value) &&
    (value['status_code'] === 301 || value['status_code'] === 302) &&
    typeof value['url'] === 'string' &&
    /^(?:https?:\/\/[^/\s]|\$\d)\S*$/i.test(value['url']),
};

export const ttlByStatus: ValueRule = {
  properties: () => [{ type: 'object', allowEmpty: false, name: 'value' }],
  accepts: (value) =>
    isRecord(value) && Object.keys(value).length > 0 && Object.entries(value).every(isStatusTtl),
};

function isStatusTtl([codes, ttl]: readonly [string, unknown]): boolean {
  const [, from, to = from] = /^([1-9]\d\d)(?:-([1-9]\d\d))?$/.exec(codes) ?? [];
  const isRange = from !== undefined && Number(from) <= Number(to);
  const isTtl =
    typeof ttl === 'number' ? Number.isInteger(ttl) && ttl >= -1 : ttl === 'no-cache' || ttl === 'no-store';
  return isRange && isTtl;
}

type Check = (value: unknown) => boolean;

const isBoolean: Check = (value) => typeof value === 'boolean';
const isListOrAll: Check = (value) => value === '*' || isStringArray(value);

const CACHE_KEY: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  query_string: { include: isListOrAll, exclude: isListOrAll },
  header: { include: isStringArray, exclude: isStringArray, check_presence: isStringArray },
  host: { resolved: isBoolean },
  cookie: { include: isStringArray, check_presence: isStringArray },
  user: { device_type: isBoolean, geo: isBoolean, lang: isBoolean },
};

export const cacheKey: ValueRule = {
  properties: () => [
    {
      type: 'object',
      name: 'value',
      properties: Object.entries(CACHE_KEY).map(([name, members]) => ({
        type: 'select',
        allowEmpty: name !== 'host' && name !== 'user',
        choices: Object.keys(members),
        multiple: name !== 'query_string',
        name,
      })),
    },
  ],
  accepts: (value) => {
    if (!isRecord(value)) return false;
    const query = value['query_string'];
    // An empty list says nothing (recordings/page-rules.json).
    const isBoth = isRecord(query) && [query['include'], query['exclude']].every(saysSomething);
    return !isBoth && Object.entries(value).every(isCacheKeyPart);
  },
};

function saysSomething(names: unknown): boolean {
  return names !== undefined && !(Array.isArray(names) && names.length === 0);
}

function isCacheKeyPart([name, part]: readonly [string, unknown]): boolean {
  const members = Object.hasOwn(CACHE_KEY, name) ? CACHE_KEY[name] : undefined;
  if (members === undefined || !isRecord(part)) return false;
  return Object.entries(part).every(
    ([member, value]) => Object.hasOwn(members, member) && members[member]?.(value),
  );
}
