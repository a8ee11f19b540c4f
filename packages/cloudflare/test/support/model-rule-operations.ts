import type { Random } from '@crunchtools/mcp-core/testing';
import type { Operation } from './model-operation.ts';
import { type Fields, type Item, type PhaseName, phaseNames, rulesZone, type State } from './model-world.ts';

function anyRule(random: Random, phase: PhaseName): Fields {
  const number = random.below(40);
  const expression = `http.host eq "h${number}.${rulesZone}"`;
  const base = { description: `rule ${number}`, expression };
  switch (phase) {
    case 'url_rewrite':
      return { ...base, rewrite: { path: `/p${random.below(9)}` } };
    case 'response_headers':
      return { ...base, headers: [{ name: 'x-model', operation: 'set', value: `v${random.below(9)}` }] };
    case 'custom_errors':
      return {
        ...base,
        error: { content: `page ${random.below(9)}`, content_type: 'text/plain', status_code: 503 },
      };
    case 'waf_managed':
      return random.chance(0.3)
        ? { ...base, action: 'skip', skip: { rulesets: [managedRuleset] } }
        : { ...base, action: 'execute', managed: { id: managedRuleset, overrides: anyOverride(random) } };
  }
}

/** Cloudflare Managed Ruleset, and a rule of it. */
const managedRuleset = 'efb7b8c949ac4650a09736fc376e9aee';
const managedRule = 'd9e350f1b72d4730899c8a420e48a85d';

function anyOverride(random: Random): Fields {
  return random.pick<Fields>([
    { action: random.pick(['log', 'block', 'managed_challenge']) },
    { categories: [{ category: 'wordpress', enabled: random.chance(0.5) }] },
    { rules: [{ id: managedRule, action: random.pick(['log', 'block']) }] },
  ]);
}

export function createRule(random: Random, state: State): Operation {
  const phase = random.pick(phaseNames);
  const rule = anyRule(random, phase);
  const position = random.chance(0.5)
    ? { position: { index: random.below(state[phase].length + 1) + 1 } }
    : {};
  const index = position.position?.index ?? state[phase].length + 1;
  return {
    tool: 'create_rule',
    args: { zone: rulesZone, phase, ...rule, ...position },
    wrongIn: (before, after) =>
      after[phase].length === before[phase].length + 1 &&
      after[phase][index - 1]?.state['description'] === rule['description']
        ? undefined
        : 'the rule is not where it was to be',
  };
}

export function updateRule(random: Random, state: State): Operation {
  const filled = phaseNames.filter((name) => state[name].length > 0);
  if (filled.length === 0) return createRule(random, state);
  const phase = random.pick(filled);
  const rules = state[phase];
  const { id } = random.pick(rules);
  const change = random.chance(0.7)
    ? {
        change: random.chance(0.5)
          ? { enabled: random.chance(0.5) }
          : { description: `d ${random.below(30)}` },
      }
    : {};
  const position = random.chance(0.5) ? { position: { index: random.below(rules.length) + 1 } } : {};
  return {
    tool: 'update_rule',
    args: { zone: rulesZone, phase, rule_id: id, ...change, ...position },
    wrongIn: (_before, after) => {
      const at = after[phase].findIndex((item) => item.id === id);
      if (position.position !== undefined && at !== position.position.index - 1) return 'not at its place';
      return contains(after[phase][at]?.state ?? {}, change.change ?? {}) ? undefined : 'not changed';
    },
  };
}

export function deleteRule(random: Random, state: State): Operation {
  const filled = phaseNames.filter((name) => state[name].length > 0);
  if (filled.length === 0) return createRule(random, state);
  const phase = random.pick(filled);
  const { id } = random.pick(state[phase]);
  return {
    tool: 'delete_rule',
    args: { zone: rulesZone, phase, rule_id: id },
    wrongIn: (before, after) => {
      const rest = before[phase].filter((item) => item.id !== id);
      return sameIds(rest, after[phase]) ? undefined : 'not exactly this rule less';
    },
  };
}

export function setRules(random: Random, state: State): Operation {
  const phase = random.pick(phaseNames);
  const kept = random
    .some(state[phase], 0.8)
    .map(({ id }): Fields => (random.chance(0.2) ? { id, description: `set ${random.below(30)}` } : { id }));
  const fresh = Array.from({ length: random.below(3) }, () => anyRule(random, phase));
  const listed = [...kept, ...fresh];
  const rules = random.chance(0.5) ? random.shuffled(listed) : listed;
  return {
    tool: 'set_rules',
    args: { zone: rulesZone, phase, rules },
    wrongIn: (_before, after) => {
      if (after[phase].length !== rules.length) return 'not as many rules as listed';
      const wrong = rules.findIndex(
        ({ id, description }, index) =>
          (id !== undefined && after[phase][index]?.id !== id) ||
          (description !== undefined && after[phase][index]?.state['description'] !== description),
      );
      return wrong === -1 ? undefined : `rule ${wrong + 1} is not as listed`;
    },
  };
}

export function createPageRule(random: Random): Operation {
  const url = `${rulesZone}/model-${random.below(12)}/*`;
  return {
    tool: 'create_page_rule',
    args: {
      zone: rulesZone,
      url,
      actions: { browser_cache_ttl: random.pick([3_600, 7_200]) },
      ...(random.chance(0.5) ? { priority: random.below(6) + 1 } : {}),
    },
    wrongIn: (before, after) =>
      after.page_rules.length === before.page_rules.length + 1 ? undefined : 'not one Page Rule more',
  };
}

export function updatePageRule(random: Random, { page_rules }: State): Operation {
  if (page_rules.length === 0) return createPageRule(random);
  const { id } = random.pick(page_rules);
  const change = random.pick<Fields>([
    { status: random.pick(['active', 'disabled']) },
    { priority: random.below(page_rules.length) + 1 },
  ]);
  return {
    tool: 'update_page_rule',
    args: { zone: rulesZone, rule_id: id, ...change },
    wrongIn: (_before, after) => {
      const at = after.page_rules.findIndex((item) => item.id === id);
      const { status = after.page_rules[at]?.state['status'], priority = at + 1 } = change;
      return after.page_rules[at]?.state['status'] === status && priority === at + 1
        ? undefined
        : 'not changed';
    },
  };
}

export function deletePageRule(random: Random, { page_rules }: State): Operation {
  if (page_rules.length === 0) return createPageRule(random);
  const { id } = random.pick(page_rules);
  return {
    tool: 'delete_page_rule',
    args: { zone: rulesZone, rule_id: id },
    wrongIn: (before, after) =>
      sameIds(
        before.page_rules.filter((item) => item.id !== id),
        after.page_rules,
      )
        ? undefined
        : 'not exactly this Page Rule less',
  };
}

export function purge(random: Random): Operation {
  const files = Array.from(
    { length: 1 + random.below(250) },
    (_, index) => `https://${rulesZone}/${index}.css`,
  );
  return { tool: 'purge_cache', args: { zone: rulesZone, files } };
}

function contains(state: Fields, wished: Fields): boolean {
  return Object.entries(wished).every(([member, value]) => state[member] === value);
}

function sameIds(one: readonly Item[], other: readonly Item[]): boolean {
  return one.map(({ id }) => id).join() === other.map(({ id }) => id).join();
}
