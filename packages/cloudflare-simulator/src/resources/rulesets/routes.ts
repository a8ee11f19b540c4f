/** The operations of the Rulesets API on one zone or account (API reference, Rulesets; ruleset-engine/rulesets-api). */

import type { CallerRequest, CallerRoute, RouteAnswer } from '../../contract.ts';
import { mayRead, requireRead } from './access.ts';
import { managedRules, managedRulesets } from './managed.ts';
import { isPhase, type OwnerKind, type Ruleset, type RulesetPhase, summaryOf } from './model.ts';
import { otherPhases, readers, writers } from './phases.ts';
import { pageOf } from './reads.ts';
import { entrypointMissing, phaseUnknown, versionMissing } from './refusals.ts';
import { type Operation, type RequestContext, rulesetOf } from './request.ts';
import {
  answerAdd,
  answerCreate,
  answerDelete,
  answerDeleteRule,
  answerDeleteVersion,
  answerPatch,
  answerPutEntrypoint,
  answerUpdate,
} from './write-routes.ts';

const RULESETS = '/rulesets';
const RULESET = `${RULESETS}/:ruleset_id`;
const VERSION = `${RULESET}/versions/:version`;
const RULE = `${RULESET}/rules/:rule_id`;
const ENTRYPOINT = `${RULESETS}/phases/:phase/entrypoint`;

/** A version of an entry point can be read below the phase; it is deleted by the id of its ruleset. */
const OPERATIONS: readonly (readonly [CallerRoute['method'], pattern: string, Operation])[] = [
  ['GET', RULESETS, answerList],
  ['POST', RULESETS, answerCreate],
  ['GET', RULESET, answerRuleset],
  ['PUT', RULESET, answerUpdate],
  ['DELETE', RULESET, answerDelete],
  ['GET', `${RULESET}/versions`, (context, request) => versionsAnswer(context, readable(context, request))],
  ['GET', VERSION, (context, request) => versionAnswer(context, readable(context, request), request)],
  ['DELETE', VERSION, answerDeleteVersion],
  ['POST', `${RULESET}/rules`, answerAdd],
  ['PATCH', RULE, answerPatch],
  ['DELETE', RULE, answerDeleteRule],
  ['GET', ENTRYPOINT, (context, request) => ({ result: readableEntrypoint(context, request) })],
  ['PUT', ENTRYPOINT, answerPutEntrypoint],
  ['GET', `${ENTRYPOINT}/versions`, entrypointVersionsAnswer],
  [
    'GET',
    `${ENTRYPOINT}/versions/:version`,
    (context, request) => versionAnswer(context, readableEntrypoint(context, request), request),
  ],
];

/** Whose rulesets are served, and where. */
export interface Served {
  readonly owner: OwnerKind;
  /** The path of the owner: `/zones/:zone_id`. */
  readonly base: string;
  readonly phases: readonly RulesetPhase[];
}

/**
 * The framework checks that a token may do something with rulesets, the operation that it may with this phase.
 * @param contextOf finds what belongs to the owner that a request names.
 */
export function rulesetRoutes(
  { owner, base, phases }: Served,
  contextOf: (request: CallerRequest) => RequestContext,
): readonly CallerRoute[] {
  return OPERATIONS.map(([method, pattern, operation]) => ({
    method,
    pattern: `${base}${pattern}`,
    permissions: [
      ...new Set(phases.flatMap((phase) => (method === 'GET' ? readers : writers)(phase, owner))),
    ],
    // recordings/rulesets.json.
    handle: (request) => indented(operation(contextOf(request), request)),
  }));
}

function indented(answer: RouteAnswer): RouteAnswer {
  return 'result' in answer ? { ...answer, layout: 'indented' } : answer;
}

/**
 * The owner's rulesets and those of Cloudflare that it could execute. Shows what the token may read; that Cloudflare leaves out the rest, rather than refuse, is assumed.
 */
function answerList(
  { rulesets, plan, owner }: RequestContext,
  { query, caller }: CallerRequest,
): RouteAnswer {
  const own = rulesets.all().filter(({ phase }) => mayRead(caller, phase, owner));
  const managed = mayRead(caller, 'http_request_firewall_custom', owner)
    ? managedRulesets(owner === 'account' ? 'enterprise' : plan)
    : [];
  const all = [...own.map(summaryOf), ...managed].sort((one, other) => (one.id < other.id ? -1 : 1));
  const { items, info } = pageOf(all, query);
  return { result: items, resultInfo: info };
}

/**
 * Cloudflare's own are read by the account. That a zone may read them too is assumed: one page does it
 * (waf/managed-rules/waf-exceptions/define-api), another keeps the zone to its entry points (ruleset-engine/rulesets-api/view).
 * "404 … when the specified ruleset is not a managed ruleset the calling account is entitled to execute".
 */
function answerRuleset(context: RequestContext, request: CallerRequest): RouteAnswer {
  const { owner, plan } = context;
  const id = request.params['ruleset_id'];
  const ruleset = managedRulesets(owner === 'account' ? 'enterprise' : plan).find((one) => one.id === id);
  if (ruleset === undefined) return { result: readable(context, request) };
  requireRead(request.caller, 'http_request_firewall_managed', owner);
  return { result: { ...ruleset, rules: managedRules(ruleset.id) } };
}

function readable(context: RequestContext, request: CallerRequest): Ruleset {
  const ruleset = rulesetOf(context, request);
  requireRead(request.caller, ruleset.phase, context.owner);
  return ruleset;
}

function readableEntrypoint(context: RequestContext, request: CallerRequest): Ruleset {
  const entrypoint = findEntrypoint(context, request);
  if (entrypoint === undefined) throw entrypointMissing(request.params['phase'] ?? '');
  return entrypoint;
}

/** @throws {ApiFailure} 400 for a phase that Cloudflare does not have. */
function findEntrypoint(
  { rulesets, owner }: RequestContext,
  { params, caller }: CallerRequest,
): Ruleset | undefined {
  const phase = params['phase'] ?? '';
  if (!isPhase(phase)) {
    if (otherPhases.includes(phase)) return undefined;
    throw phaseUnknown(phase);
  }
  requireRead(caller, phase, owner);
  return rulesets.entrypoint(phase);
}

/** Nothing to list is no error here: "returns an empty array". */
function entrypointVersionsAnswer(context: RequestContext, request: CallerRequest): RouteAnswer {
  const entrypoint = findEntrypoint(context, request);
  return entrypoint === undefined ? { result: [] } : versionsAnswer(context, entrypoint);
}

function versionsAnswer({ rulesets }: RequestContext, { id }: Ruleset): RouteAnswer {
  return { result: rulesets.versions(id).map(summaryOf) };
}

function versionAnswer(
  { rulesets }: RequestContext,
  { id }: Ruleset,
  { params }: CallerRequest,
): RouteAnswer {
  const version = params['version'] ?? '';
  const ruleset = rulesets.version(id, version);
  if (ruleset === undefined) throw versionMissing(id, version);
  return { result: ruleset };
}
