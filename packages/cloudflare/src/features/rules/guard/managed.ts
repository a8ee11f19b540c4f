import { type JsonObject, type JsonValue, sameJson } from '@crunchtools/mcp-core';
import {
  at,
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
import { skips, strengthOf } from './firewall.ts';
import { ruleGuards } from './table.ts';

/**
 * A managed ruleset that is run, and exceptions to it. What its rules do without overrides is Cloudflare's, and not known
 * here: mostly they block.
 */
export function managedEffects({ definition }: RuleView): Effects {
  if (definition['action'] !== 'execute') return { protections: [], harms: skips(definition) };
  const id = textIn(parameter(definition, 'id')) ?? '';
  const all = objectIn(parameter(definition, 'overrides'));
  const overrides = overridesIn(all);
  return {
    protections: [runs(id), ...overrides.flatMap(protectionsOf)],
    harms: [...overrides.flatMap(harmsOf), ...turnsAllOn(all), ...orders(all)],
  };
}

/** What is overridden: everything, the rules of a category, or one rule. */
interface Override {
  readonly key: string;
  readonly what: string;
  readonly set: JsonObject;
}

function overridesIn(all: JsonObject): readonly Override[] {
  const named = (member: 'categories' | 'rules', name: string, what: string) =>
    listIn(all[member])
      .map(objectIn)
      .map((set) => ({ key: `${member}:${textIn(set[name]) ?? ''}`, what, set }));
  return [
    { key: 'all', what: 'all rules of a managed ruleset', set: all },
    ...named('categories', 'category', 'rules of a managed ruleset'),
    ...named('rules', 'id', 'a rule of a managed ruleset'),
  ];
}

const guard = ruleGuards.protection.id;

function runs(id: string): Protection {
  return {
    guard,
    key: `run:${id}`,
    isKeptBy: () => true,
    ends: 'It turns a managed ruleset off.',
    narrows: 'It no longer runs a managed ruleset for requests',
  };
}

/** "block (default)" and a threshold of 40 (waf/managed-rules/reference/owasp-core-ruleset). */
const usualThreshold = 40;
const usualStrength = strengthOf({ action: 'block' });

function harmsOf({ key, what, set }: Override): readonly Harm[] {
  const harms: Harm[] = [];
  if (set['enabled'] === false) harms.push({ guard, key: `off:${key}`, text: `It turns off ${what}.` });
  const { action, score_threshold: threshold, sensitivity_level: level } = set;
  if (action !== undefined && strengthOf({ action }) < usualStrength) {
    const isNews = (before: JsonValue | undefined): boolean =>
      strengthOf({ action }) < strengthOf({ action: before });
    harms.push({ guard, key: `action:${key}`, value: action, isNews, text: `It weakens ${what}.` });
  }
  if (numberIn(threshold) > usualThreshold) {
    const isNews = (before: JsonValue | undefined): boolean => numberIn(threshold) > numberIn(before);
    harms.push({ guard, key: `score:${key}`, value: threshold, isNews, text: `It weakens ${what}.` });
  }
  if (level !== undefined && level !== 'default')
    harms.push({ guard, key: `level:${key}`, value: level, text: `It weakens ${what}.` });
  return harms;
}

/** What an override adds to the usual: rules that are off otherwise, or a stricter one. */
function protectionsOf({ key, what, set }: Override): readonly Protection[] {
  const found: Protection[] = [];
  const narrows = `It weakens ${what} for requests`;
  if (set['enabled'] === true)
    found.push({
      guard,
      key: `on:${key}`,
      isKeptBy: () => true,
      ends: `It no longer turns on ${what}.`,
      narrows,
    });
  if (set['action'] === 'block') {
    const ends = `It no longer makes ${what} block.`;
    found.push({ guard, key: `block:${key}`, isKeptBy: () => true, ends, narrows });
  }
  const threshold = numberIn(set['score_threshold']);
  if (threshold > 0 && threshold < usualThreshold)
    found.push({
      guard,
      key: `low-score:${key}`,
      value: threshold,
      isKeptBy: ({ value }) => numberIn(value) <= threshold,
      ends: `It weakens ${what}.`,
      narrows,
    });
  return found;
}

/** "Not recommended": some rules are off because they stop ordinary visitors (ruleset-engine, override-managed-ruleset). */
function turnsAllOn({ enabled }: JsonObject): readonly Harm[] {
  if (enabled !== true) return [];
  const text = 'It turns on all rules of a managed ruleset, also those that stop ordinary visitors.';
  return [fixedHarm(ruleGuards.everything.id, text)];
}

/** A rule of several categories goes by the last of them. */
function orders(all: JsonObject): readonly Harm[] {
  const names = listIn(all['categories']).map((one) => at(one, 'category') ?? null);
  if (names.length < 2) return [];
  const text = 'It changes which override of a category decides.';
  const isNews = (before: JsonValue | undefined): boolean => {
    const old = listIn(before).filter((name) => names.some((other) => sameJson(name, other)));
    const now = names.filter((name) => listIn(before).some((other) => sameJson(name, other)));
    return !sameJson([...old], [...now]);
  };
  return [{ guard, key: 'order', value: names, isNews, text }];
}
