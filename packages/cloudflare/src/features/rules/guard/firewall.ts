import type { JsonObject, JsonValue } from '@crunchtools/mcp-core';
import { difference, scopeOf } from '../scope/search.ts';
import {
  at,
  breadthWords,
  type Effects,
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

/** How much an action holds back. One that is not known here may be stronger than all of them. */
const strength: ReadonlyMap<JsonValue | undefined, number> = new Map([
  ['block', 4],
  // Either may ask a person; a script alone solves the next.
  ['managed_challenge', 3],
  ['challenge', 3],
  ['js_challenge', 2],
  ['log', 1],
  ['skip', 0],
]);
const unknownStrength = 5;
const holdsBack = 2;

export function strengthOf({ action }: JsonObject): number {
  return strength.get(action) ?? unknownStrength;
}

export function firewallEffects(view: RuleView): Effects {
  const { definition } = view;
  return {
    protections: strengthOf(definition) > 0 ? [actionProtection(definition)] : [],
    harms: [...everything(view), ...skips(definition), ...pages(definition)],
  };
}

function actionProtection(definition: JsonObject): Protection {
  const action = strengthOf(definition);
  return {
    guard: ruleGuards.protection.id,
    key: 'action',
    value: action,
    isKeptBy: ({ value }) => numberIn(value) >= action,
    ends: 'It turns a protection off.',
    weakens: 'It weakens a protection.',
    narrows: 'It no longer holds back requests',
  };
}

function everything(view: RuleView): readonly Harm[] {
  const { definition } = view;
  if (strengthOf(definition) < holdsBack) return [];
  const breadth = view.breadth();
  if (breadth === undefined) return [];
  const { action = null, ratelimit = null } = definition;
  const words = breadthWords(breadth);
  const text = view.phase === 'rate_limit' ? `It limits ${words}.` : `It holds back ${words}.`;
  return [{ guard: ruleGuards.everything.id, key: 'everything', value: [action, ratelimit], text }];
}

/** One for each thing that is skipped, so that skipping less is no news. */
export function skips(definition: JsonObject): readonly Harm[] {
  if (definition['action'] !== 'skip') return [];
  const parameters = objectIn(definition['action_parameters']);
  const skipped = ['ruleset', 'phase', 'phases', 'products', 'rulesets'].flatMap((member) =>
    [parameters[member]].flat().flatMap((one) => (typeof one === 'string' ? [`${member}:${one}`] : [])),
  );
  const rules = Object.entries(objectIn(parameters['rules'])).flatMap(([ruleset, ids]) =>
    listIn(ids).map((id) => `rules:${ruleset}:${JSON.stringify(id)}`),
  );
  const text = 'It lets matching requests past protection.';
  const guard = ruleGuards.skip.id;
  const harms: Harm[] = [...skipped, ...rules].map((key) => ({ guard, key, text }));
  // A skip rule that names nothing that is known here skips all the same.
  if (harms.length === 0) harms.push(fixedHarm(guard, text, parameters));
  if (at(definition['logging'], 'enabled') === false) {
    harms.push(fixedHarm(guard, 'It lets requests past protection without a trace in the log.'));
  }
  return harms;
}

const active =
  /<\s*(?:a|form|script|iframe|meta|object|embed|base|link|img|svg|input)\b|https?:|javascript:|\bon\w+\s*=/iu;

function pages(definition: JsonObject): readonly Harm[] {
  const content = textIn(at(parameter(definition, 'response'), 'content'));
  if (content === undefined || !active.test(content)) return [];
  const text = 'It shows blocked visitors a page with links, forms or scripts.';
  return [fixedHarm(ruleGuards.page.id, text, content)];
}

export function rateLimitEffects(view: RuleView): Effects {
  const { protections, harms } = firewallEffects(view);
  return { protections: [...protections, limitProtection(view)], harms };
}

function limitProtection({ definition, zone }: RuleView): Protection {
  const limit = objectIn(definition['ratelimit']);
  const expression = definition['expression'];
  return {
    guard: ruleGuards.protection.id,
    key: 'limit',
    value: { ...limit, counted: countedBy(limit, expression) },
    isKeptBy({ value }) {
      const other = objectIn(value);
      return isAsTight(other, limit) && countsAsMuch(other['counted'], countedBy(limit, expression), zone);
    },
    ends: 'It turns a rate limit off.',
    weakens: 'It loosens a rate limit.',
    narrows: 'It no longer limits requests that it limited',
  };
}

/** Without an expression of its own, what the rule matches is counted. */
function countedBy(limit: JsonObject, expression: JsonValue | undefined): JsonValue | undefined {
  return textIn(limit['counting_expression']) || expression;
}

function countsAsMuch(
  after: JsonValue | undefined,
  before: JsonValue | undefined,
  zone: RuleView['zone'],
): boolean {
  return difference(scopeOf(before), scopeOf(after), zone).kind === 'none';
}

/**
 * A limit is at least as tight when it takes no more requests in no less time, and holds back no shorter: the same rate over
 * a longer time lets a longer burst through.
 */
function isAsTight(after: JsonObject, before: JsonObject): boolean {
  return (
    countOf(after) <= countOf(before) &&
    numberIn(after['period']) >= numberIn(before['period']) &&
    numberIn(after['mitigation_timeout']) >= numberIn(before['mitigation_timeout']) &&
    namesIn(after['characteristics']) === namesIn(before['characteristics']) &&
    (after['requests_to_origin'] !== true || before['requests_to_origin'] === true) &&
    (after['score_response_header_name'] ?? '') === (before['score_response_header_name'] ?? '') &&
    'score_per_period' in after === 'score_per_period' in before
  );
}

function countOf({ requests_per_period: requests, score_per_period: score }: JsonObject): number {
  return numberIn(requests ?? score);
}

function namesIn(characteristics: JsonValue | undefined): string {
  return JSON.stringify(listIn(characteristics).map(String).toSorted());
}
