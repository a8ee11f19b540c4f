/** What a write makes of a ruleset: its next version. Nothing here changes anything; whoever asks may commit it. */

import { isDeepStrictEqual } from 'node:util';
import type { PlanName } from '../../contract.ts';
import {
  definitionOf,
  type Members,
  type OwnerKind,
  type OwnKind,
  type Rule,
  type Ruleset,
  type RulesetPhase,
  type RulesetSummary,
} from './model.ts';
import { placed, positionOf } from './position.ts';
import { idTaken, immutable, refTaken, ruleMissing, wrongType } from './refusals.ts';
import { readRule, type SentRule } from './rules.ts';
import type { Scene } from './scene.ts';
import { below, list, refuseOthers, text, textOf } from './shape.ts';
import type { OwnRulesets } from './store.ts';

export interface WriteContext {
  readonly owner: OwnerKind;
  readonly plan: PlanName;
  readonly rulesets: OwnRulesets;
  /** RFC 3339, of the write. */
  readonly time: string;
  /** A new identifier. */
  id(): string;
  /** Whether the account has a list of redirects of this name. */
  readonly hasRedirectList?: (name: string) => boolean;
}

/** What a ruleset is before it has rules. */
export interface Cover {
  readonly kind: OwnKind;
  readonly phase: RulesetPhase;
  readonly name: string;
}

/** Cloudflare calls an entry point so that it makes by itself. */
const ENTRYPOINT_NAME = 'default';

const WHOLE_BODY = '';

export const RULESET_MEMBERS: ReadonlySet<string> = new Set([
  'description',
  'kind',
  'name',
  'phase',
  'rules',
]);

/** The path says the rest. */
const ENTRYPOINT_MEMBERS: ReadonlySet<string> = new Set(['description', 'name', 'rules']);

export function createRuleset(context: WriteContext, cover: Cover, body: Members): Ruleset {
  const summary: RulesetSummary = {
    id: context.id(),
    name: cover.name,
    description: '',
    kind: cover.kind,
    version: '1',
    last_updated: context.time,
    phase: cover.phase,
  };
  return replaced(context, { ...summary, rules: [] }, body);
}

export function createEntrypoint(context: WriteContext, phase: RulesetPhase, body: Members): Ruleset {
  refuseOthers(body, ENTRYPOINT_MEMBERS, WHOLE_BODY);
  const { name = ENTRYPOINT_NAME } = body;
  const kind = entrypointKind(context);
  text()(name, '/name', sceneOf(context, { kind, phase }));
  return createRuleset(context, { kind, phase, name: textOf(name, '/name') }, body);
}

/** ruleset-engine/rulesets-api/create: an entry point is of kind `root` at the account level. */
export function entrypointKind({ owner }: Pick<WriteContext, 'owner'>): 'zone' | 'root' {
  return owner === 'account' ? 'root' : 'zone';
}

/** PUT: what is left out stays; `rules`, when it is there, replaces all of them. */
export function updateRuleset(context: WriteContext, ruleset: Ruleset, body: Members): Ruleset {
  refuseOthers(body, RULESET_MEMBERS, WHOLE_BODY);
  for (const name of ['kind', 'name', 'phase'] as const) {
    if (body[name] !== undefined && body[name] !== ruleset[name]) throw immutable(name);
  }
  return replaced(context, next(context, ruleset), body);
}

/** The same for an entry point, which does not take `kind` and `phase`: they are in the path. */
export function updateEntrypoint(context: WriteContext, ruleset: Ruleset, body: Members): Ruleset {
  refuseOthers(body, ENTRYPOINT_MEMBERS, WHOLE_BODY);
  return updateRuleset(context, ruleset, body);
}

/** POST: at the end, unless a position says otherwise. An `id` in the body is not honoured: Cloudflare gives them. */
export function addRule(context: WriteContext, ruleset: Ruleset, body: Members): Ruleset {
  const sent = readRule(body, WHOLE_BODY, sceneOf(context, ruleset), 'position');
  const rule = built(context, sent, undefined);
  const rules = placedRule(ruleset.rules, rule, body);
  checkRefs(rules, rule);
  return { ...next(context, ruleset), rules };
}

/** PATCH: a position alone moves the rule; anything else is its whole new definition, `ref` included. */
export function patchRule(context: WriteContext, ruleset: Ruleset, id: string, body: Members): Ruleset {
  const previous = ruleOf(ruleset, id);
  const rule = movesOnly(body)
    ? previous
    : built(context, readRule(body, WHOLE_BODY, sceneOf(context, ruleset), 'position'), previous);
  const rules =
    body['position'] === undefined
      ? ruleset.rules.map((other) => (other.id === id ? rule : other))
      : placedRule(
          ruleset.rules.filter((other) => other.id !== id),
          rule,
          body,
        );
  checkRefs(rules, rule);
  return { ...next(context, ruleset), rules };
}

export function deleteRule(context: WriteContext, ruleset: Ruleset, id: string): Ruleset {
  const { id: known } = ruleOf(ruleset, id);
  return { ...next(context, ruleset), rules: ruleset.rules.filter((rule) => rule.id !== known) };
}

/** @throws {ApiFailure} 404 */
export function ruleOf({ rules }: Ruleset, id: string): Rule {
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule === undefined) throw ruleMissing(id);
  return rule;
}

function movesOnly(body: Members): boolean {
  return Object.keys(body).length === 1 && body['position'] !== undefined;
}

function placedRule(others: readonly Rule[], rule: Rule, body: Members): readonly Rule[] {
  const pointer = below(WHOLE_BODY, 'position');
  const position = body['position'] === undefined ? { after: '' } : positionOf(body['position'], pointer);
  return placed(others, rule, position, pointer);
}

function replaced(context: WriteContext, ruleset: Ruleset, body: Members): Ruleset {
  const { description = ruleset.description, rules } = body;
  if (typeof description !== 'string') throw wrongType('a string', '/description');
  return {
    ...ruleset,
    description,
    rules: rules === undefined ? ruleset.rules : readRules(context, ruleset, rules),
  };
}

/** Rules keep their identity by `id`, else by `ref`. An id that the ruleset does not have now is not honoured. */
function readRules(context: WriteContext, ruleset: Ruleset, value: unknown): readonly Rule[] {
  const scene = sceneOf(context, ruleset);
  const sent: SentRule[] = [];
  list((item, pointer) => void sent.push(readRule(item, pointer, scene)))(value, '/rules', scene);
  const rules: Rule[] = [];
  for (const [index, one] of sent.entries()) {
    const previous = previousOf(ruleset, one);
    const rule = built(context, one, previous);
    const pointer = below('/rules', index);
    if (rules.some(({ id }) => id === rule.id)) {
      throw one.id === undefined
        ? refTaken(rule.ref, below(pointer, 'ref'))
        : idTaken(rule.id, below(pointer, 'id'));
    }
    if (rules.some(({ ref }) => ref === rule.ref)) throw refTaken(rule.ref, below(pointer, 'ref'));
    rules.push(rule);
  }
  return rules;
}

function previousOf({ rules }: Ruleset, { id, ref }: SentRule): Rule | undefined {
  const byId = id === undefined ? undefined : rules.find((rule) => rule.id === id);
  return byId ?? (ref === undefined ? undefined : rules.find((rule) => rule.ref === ref));
}

/** A rule that does not change keeps its version and its time. */
function built(context: WriteContext, { definition, ref }: SentRule, previous: Rule | undefined): Rule {
  const id = previous?.id ?? context.id();
  const identity = { id, ref: ref ?? id };
  if (previous?.ref === identity.ref && isDeepStrictEqual(definitionOf(previous), definition))
    return previous;
  const version = String(Number(previous?.version ?? 0) + 1);
  return { id, version, ...definition, last_updated: context.time, ref: identity.ref };
}

function checkRefs(rules: readonly Rule[], rule: Rule): void {
  if (rules.some((other) => other.id !== rule.id && other.ref === rule.ref)) throw refTaken(rule.ref, '/ref');
}

function next(context: WriteContext, ruleset: Ruleset): Ruleset {
  const version = context.rulesets.nextVersion(ruleset.id);
  return { ...ruleset, version, last_updated: context.time };
}

function sceneOf(
  { plan, owner, rulesets, hasRedirectList = () => false }: WriteContext,
  { kind, phase }: Pick<Cover, 'kind' | 'phase'>,
): Scene {
  return {
    phase,
    kind,
    plan,
    owner,
    hasRedirectList,
    hasCustomRuleset: (id) => {
      const ruleset = rulesets.get(id);
      return ruleset?.kind === 'custom' && ruleset.phase === phase;
    },
  };
}

/** Times of rulesets have six digits behind the seconds. */
export function microseconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000Z');
}
