import { isJsonObject, type JsonObject, type JsonValue, path } from '@crunchtools/mcp-core';
import { settingIds } from '../../../domain/settings/index.ts';
import { type Account, equals, type Fact, firstZone, statusAndCode } from './fact.ts';
import { everyOne, formOf, notSeen, objectsIn, type Seen, textOf, typeOf, typesOf } from './shape.ts';

const ruleMembers = ['id', 'ref', 'version', 'expression', 'enabled'];
const ruleTypes = 'id string, ref string, version string, expression string, enabled boolean';
const limitTypes = 'mitigation_timeout number, requests_to_origin boolean';
const queryForms: ReadonlySet<string> = new Set(['absent', 'object', 'list']);

async function settingsKnown({ raw }: Account, zoneId: string): Promise<Seen> {
  const unknown: string[] = [];
  for (const id of settingIds) {
    const seen = await statusAndCode(raw.read(path`/zones/${zoneId}/settings/${id}`));
    if (seen.startsWith('HTTP 403')) return { verdict: 'not_read' };
    if (seen !== 'an answer') unknown.push(id);
  }
  const shape = `not answered: ${unknown.length === 0 ? 'none' : unknown.join(', ')}`;
  return { verdict: unknown.length === 0 ? 'holds' : 'differs', shape };
}

/** The shape of every Page Rule of a zone. */
async function pageRuleShapes({ raw }: Account, zoneId: string): Promise<readonly string[]> {
  const rules = objectsIn((await raw.read(path`/zones/${zoneId}/pagerules`)).result);
  const priorities = rules.map(({ priority }) => Number(priority)).toSorted((one, other) => one - other);
  const gaps = priorities.every((priority, index) => priority === index + 1) ? 'without' : 'with';
  return rules.map(({ targets }) => `targets ${objectsIn(targets).length}, priorities ${gaps} gaps`);
}

function nested(value: JsonValue | undefined, ...names: readonly string[]): JsonValue | undefined {
  const [first, ...others] = names;
  if (first === undefined) return value;
  return isJsonObject(value) ? nested(value[first], ...others) : undefined;
}

function limitShape(limit: JsonObject): string {
  return typesOf(limit, ['mitigation_timeout', 'requests_to_origin']);
}

/** What stands at a place of the rules that have an object there. */
async function objectsOfRules(account: Account, ...place: readonly string[]): Promise<readonly JsonObject[]> {
  return (await account.rules()).map((rule) => nested(rule, ...place)).filter(isJsonObject);
}

/** What settings, DNSSEC, Page Rules and rules tell. */
export const configurationFacts: readonly Fact[] = [
  {
    id: 'settings-known',
    believed: 'every setting that this server offers is answered',
    async look(account) {
      const zoneId = firstZone(account);
      return zoneId === undefined ? notSeen : settingsKnown(account, zoneId);
    },
  },
  {
    id: 'dnssec-time',
    believed: 'modified_on of DNSSEC has microseconds and an offset',
    async look(account) {
      const zoneId = firstZone(account);
      if (zoneId === undefined) return notSeen;
      const { result } = await account.raw.read(path`/zones/${zoneId}/dnssec`);
      const time = nested(result, 'modified_on');
      return typeof time === 'string' ? equals(formOf(time), '0000-00-00T00:00:00.000000+00:00') : notSeen;
    },
  },
  {
    id: 'page-rule-shape',
    believed: 'a Page Rule has one target with matches, and priorities rise from 1 without gaps',
    async look(account) {
      const shapes: string[] = [];
      for (const zoneId of account.zoneIds) shapes.push(...(await pageRuleShapes(account, zoneId)));
      const right = 'targets 1, priorities without gaps';
      return everyOne(
        shapes,
        (shape) => shape === right,
        (shape) => shape,
      );
    },
  },
  {
    id: 'rule-shape',
    believed: 'rules have id, ref, version and expression; versions are decimal numbers as text',
    look: async (account) =>
      everyOne(
        await account.rules(),
        (rule) => typesOf(rule, ruleMembers) === ruleTypes && /^\d+$/u.test(textOf(rule['version'])),
        (rule) => typesOf(rule, ruleMembers),
      ),
  },
  {
    id: 'ratelimit-defaults',
    believed: 'rate limits come with mitigation_timeout and requests_to_origin',
    async look(account) {
      const limits = await objectsOfRules(account, 'ratelimit');
      return everyOne(limits, (limit) => limitShape(limit) === limitTypes, limitShape);
    },
  },
  {
    id: 'cache-key-form',
    believed: 'the query string of a cache key is an object or a list',
    async look(account) {
      const place = ['action_parameters', 'cache_key', 'custom_key', 'query_string'];
      return everyOne(
        await objectsOfRules(account, ...place),
        (query) => ['include', 'exclude'].every((name) => queryForms.has(typeOf(query[name]))),
        (query) => typesOf(query, ['include', 'exclude']),
      );
    },
  },
];
