/** The writing operations: each asks for the permission, makes the next version, and commits it unless it is a trial. */

import type { CallerRequest, RouteAnswer } from '../../contract.ts';
import { stableId } from '../../determinism.ts';
import { requireWrite } from './access.ts';
import { isPhase, type Members, type Ruleset } from './model.ts';
import { CUSTOM_RULESETS, ruleQuota } from './phases.ts';
import {
  dryRunInvalid,
  kindInvalid,
  latestVersionKept,
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
  if (!isPhase(phase)) throw phaseUnknown(phase);
  requireWrite(request.caller, phase);
  return answer(context, request, undefined, (trial) => {
    refuseOthers(body, RULESET_MEMBERS, '');
    const { kind, name } = body;
    if (typeof name !== 'string' || name === '') throw required('name', '/name');
    if (kind === undefined) throw required('kind', '/kind');
    if (kind !== 'zone' && kind !== 'custom')
      throw kindInvalid(kind, 'a zone can have zone and custom rulesets');
    checkRoom(context, kind, phase);
    return createRuleset(trial, { kind, phase, name }, body);
  });
}

export function answerUpdate(context: RequestContext, request: CallerRequest): RouteAnswer {
  const ruleset = writable(context, request);
  return answer(context, request, ruleset, (trial) => updateRuleset(trial, ruleset, bodyOf(request)));
}

/** Makes the entry point when there is none yet. */
export function answerPutEntrypoint(context: RequestContext, request: CallerRequest): RouteAnswer {
  const phase = request.params['phase'] ?? '';
  if (!isPhase(phase)) throw phaseUnknown(phase);
  requireWrite(request.caller, phase);
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
    ruleset.kind === 'zone' ||
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
function checkQuota({ rulesets, zone }: RequestContext, candidate: Ruleset, before: number): void {
  const { id, phase, rules } = candidate;
  const amount = rulesets.rulesBeside(id, phase) + rules.length;
  const quota = ruleQuota(phase, zone.plan);
  if (rules.length > before && amount > quota) throw tooManyRules(phase, amount, quota);
}

/** One entry point for each phase; custom rulesets only where custom rules run. */
function checkRoom({ rulesets, zone }: RequestContext, kind: Ruleset['kind'], phase: Ruleset['phase']): void {
  const custom = phase === 'http_request_firewall_custom' ? CUSTOM_RULESETS[zone.plan] : 0;
  const most = kind === 'zone' ? 1 : custom;
  if (rulesets.count(phase, kind) >= most) throw tooManyRulesets(kind, phase);
}

/** @throws {ApiFailure} 400 for anything but `true` and `false`. */
function isDryRun(query: URLSearchParams): boolean {
  const value = query.get('dry_run');
  if (value === null || value === 'false') return false;
  if (value === 'true') return true;
  throw dryRunInvalid(value);
}

function writable(context: RequestContext, request: CallerRequest): Ruleset {
  const ruleset = rulesetOf(context, request);
  requireWrite(request.caller, ruleset.phase);
  return ruleset;
}

function ruleIdOf({ params }: CallerRequest): string {
  return params['rule_id'] ?? '';
}

function bodyOf(request: CallerRequest): Members {
  return membersOf(request.json(), '');
}
