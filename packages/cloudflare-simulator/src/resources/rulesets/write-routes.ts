/** The writing operations: each asks for the permission, makes the next version, and commits it unless it is a trial. */

import type { CallerRequest, RouteAnswer } from '../../contract.ts';
import { stableId } from '../../determinism.ts';
import { requireWrite } from './access.ts';
import {
  bulkRedirects,
  isPhase,
  type Members,
  type OwnKind,
  type Ruleset,
  type RulesetPhase,
} from './model.ts';
import { ACCOUNT_QUOTAS, accountPhases, CUSTOM_RULESETS, ruleQuota } from './phases.ts';
import {
  dryRunInvalid,
  kindInvalid,
  latestVersionKept,
  phaseNotEntitled,
  phaseUnknown,
  required,
  stillReferenced,
  tooManyRules,
  tooManyRulesets,
  versionMissing,
} from './refusals.ts';
import { type RequestContext, rulesetOf } from './request.ts';
import { membersOf, refuseOthers } from './shape.ts';
import type { WriteContext } from './writes.ts';
import {
  addRule,
  createEntrypoint,
  createRuleset,
  deleteRule,
  entrypointKind,
  patchRule,
  RULESET_MEMBERS,
  updateEntrypoint,
  updateRuleset,
} from './writes.ts';

const NO_CONTENT = { noContent: true } as const;

export function answerCreate(context: RequestContext, request: CallerRequest): RouteAnswer {
  const body = bodyOf(request);
  const phase = body['phase'];
  if (phase === undefined) throw required('phase', '/phase');
  requirePhase(context, phase);
  requireWrite(request.caller, phase, context.owner);
  return answer(context, request, undefined, (trial) => {
    refuseOthers(body, RULESET_MEMBERS, '');
    const { kind, name } = body;
    if (typeof name !== 'string' || name === '') throw required('name', '/name');
    if (kind === undefined) throw required('kind', '/kind');
    const ownKind = ownKindOf(context, kind);
    checkRoom(context, ownKind, phase);
    return createRuleset(trial, { kind: ownKind, phase, name }, body);
  });
}

export function answerUpdate(context: RequestContext, request: CallerRequest): RouteAnswer {
  const ruleset = writable(context, request);
  return answer(context, request, ruleset, (trial) => updateRuleset(trial, ruleset, bodyOf(request)));
}

/** Makes the entry point when there is none yet. */
export function answerPutEntrypoint(context: RequestContext, request: CallerRequest): RouteAnswer {
  const phase = request.params['phase'] ?? '';
  requirePhase(context, phase);
  requireWrite(request.caller, phase, context.owner);
  const ruleset = context.rulesets.entrypoint(phase);
  return answer(context, request, ruleset, (trial) =>
    ruleset === undefined
      ? createEntrypoint(trial, phase, bodyOf(request))
      : updateEntrypoint(trial, ruleset, bodyOf(request)),
  );
}

export function answerAdd(context: RequestContext, request: CallerRequest): RouteAnswer {
  const ruleset = writable(context, request);
  return answer(context, request, ruleset, (trial) => addRule(trial, ruleset, bodyOf(request)));
}

export function answerPatch(context: RequestContext, request: CallerRequest): RouteAnswer {
  const ruleset = writable(context, request);
  return answer(context, request, ruleset, (trial) =>
    patchRule(trial, ruleset, ruleIdOf(request), bodyOf(request)),
  );
}

export function answerDeleteRule(context: RequestContext, request: CallerRequest): RouteAnswer {
  const ruleset = writable(context, request);
  return answer(context, request, ruleset, (trial) => deleteRule(trial, ruleset, ruleIdOf(request)));
}

export function answerDelete(context: RequestContext, request: CallerRequest): RouteAnswer {
  const { id } = writable(context, request);
  const isTrial = isDryRun(request.query);
  if (!isTrial) context.throttle.refuseIfBusy(id);
  if (context.rulesets.isReferenced(id)) throw stillReferenced(id);
  if (!isTrial) context.rulesets.remove(id);
  return NO_CONTENT;
}

/**
 * The latest version of an entry point is at work, and so is that of a custom ruleset that a rule executes. What
 * Cloudflare makes of the only version of a ruleset is not documented; here it stays.
 */
export function answerDeleteVersion(context: RequestContext, request: CallerRequest): RouteAnswer {
  const ruleset = writable(context, request);
  const isTrial = isDryRun(request.query);
  const version = request.params['version'] ?? '';
  const { rulesets } = context;
  if (rulesets.version(ruleset.id, version) === undefined) throw versionMissing(ruleset.id, version);
  if (!isTrial) context.throttle.refuseIfBusy(ruleset.id);
  const isNeeded =
    ruleset.kind !== 'custom' ||
    rulesets.isReferenced(ruleset.id) ||
    rulesets.versions(ruleset.id).length === 1;
  if (version === ruleset.version && isNeeded) throw latestVersionKept(ruleset.id);
  if (isTrial) return NO_CONTENT;
  rulesets.removeVersion(ruleset.id, version);
  context.throttle.occupy(ruleset.id);
  return NO_CONTENT;
}

/** @param ruleset what is there now; undefined when the write is going to make it. */
function answer(
  context: RequestContext,
  { query }: CallerRequest,
  ruleset: Ruleset | undefined,
  build: (context: WriteContext) => Ruleset,
): RouteAnswer {
  const isTrial = isDryRun(query);
  if (!isTrial && ruleset !== undefined) context.throttle.refuseIfBusy(ruleset.id);
  const candidate = build(isTrial ? withoutIds(context) : context);
  checkQuota(context, candidate, ruleset?.rules.length ?? 0);
  if (isTrial) return { result: null };
  context.rulesets.commit(candidate);
  context.throttle.occupy(candidate.id);
  return { result: candidate };
}

/** A trial must not use up identifiers: those of the writes after it are the same with and without it. */
function withoutIds(context: RequestContext): WriteContext {
  let sequence = 0;
  return {
    ...context,
    id: () => {
      sequence += 1;
      return stableId('trial', String(sequence));
    },
  };
}

/** A zone that came from a larger plan keeps its rules, and may have fewer of them, never more. */
function checkQuota({ rulesets, plan, owner }: RequestContext, candidate: Ruleset, before: number): void {
  const { id, kind, phase, rules } = candidate;
  if (owner === 'account' && kind === 'custom' && rules.length > ACCOUNT_QUOTAS.rulesInOne) {
    throw tooManyRules(phase, rules.length, ACCOUNT_QUOTAS.rulesInOne);
  }
  const amount = rulesets.rulesBeside(id, phase) + rules.length;
  const isOfAccount = owner === 'account' && phase !== bulkRedirects;
  const quota = isOfAccount ? ACCOUNT_QUOTAS.rules : ruleQuota(phase, plan);
  if (rules.length > before && amount > quota) throw tooManyRules(phase, amount, quota);
}

/** One entry point for each phase; custom rulesets only where custom rules run. */
function checkRoom(
  { rulesets, plan, owner }: RequestContext,
  kind: Ruleset['kind'],
  phase: Ruleset['phase'],
): void {
  const ofZone = phase === 'http_request_firewall_custom' ? CUSTOM_RULESETS[plan] : 0;
  const custom = owner === 'account' ? ACCOUNT_QUOTAS.customRulesets : ofZone;
  const most = kind === 'custom' ? custom : 1;
  if (rulesets.count(phase, kind) >= most) throw tooManyRulesets(kind, phase);
}

/** @throws {ApiFailure} 400 for anything but `true` and `false`. */
function isDryRun(query: URLSearchParams): boolean {
  const value = query.get('dry_run');
  if (value === null || value === 'false') return false;
  if (value === 'true') return true;
  throw dryRunInvalid(value);
}

/** @throws {ApiFailure} 400 for a kind that the owner cannot have. */
function ownKindOf(context: RequestContext, kind: unknown): OwnKind {
  const entrypoint = entrypointKind(context);
  if (kind === entrypoint) return entrypoint;
  if (kind === 'custom') return 'custom';
  const owner = context.owner === 'zone' ? 'a zone' : 'an account';
  throw kindInvalid(kind, `${owner} can have ${entrypoint} and custom rulesets`);
}

/** @throws {ApiFailure} 400 for a phase that the owner cannot have rulesets in, at all or on its plan. */
function requirePhase({ owner, plan }: RequestContext, phase: unknown): asserts phase is RulesetPhase {
  if (!isPhase(phase)) throw phaseUnknown(phase);
  if (owner === 'zone') {
    if (phase === bulkRedirects) throw phaseUnknown(phase);
    return;
  }
  if (!accountPhases.some((known) => known === phase)) throw phaseUnknown(phase);
  if (plan !== 'enterprise' && phase !== bulkRedirects) throw phaseNotEntitled(phase);
}

function writable(context: RequestContext, request: CallerRequest): Ruleset {
  const ruleset = rulesetOf(context, request);
  requireWrite(request.caller, ruleset.phase, context.owner);
  return ruleset;
}

function ruleIdOf({ params }: CallerRequest): string {
  return params['rule_id'] ?? '';
}

function bodyOf(request: CallerRequest): Members {
  return membersOf(request.json(), '');
}
