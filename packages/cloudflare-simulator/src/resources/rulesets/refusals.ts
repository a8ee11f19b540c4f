/**
 * Every refusal of the Rulesets API. Cloudflare documents the shape (a code, a message, and a pointer into the body)
 * but no codes: those below were seen in answers that people quoted in public. Where none was, `UNSEEN` stands in
 * for it, so that no client comes to rely on an invented number. Cloudflare can list several problems at once; here
 * the first one ends the validation.
 */

import type { PlanName } from '../../contract.ts';
import { type ApiErrorItem, ApiFailure } from '../../contract.ts';

const UNSEEN = 20000;

/** An entitlement that the plan does not have. */
const NOT_ENTITLED = 20120;

/** The part of the quoted value that a message repeats. */
const LONGEST_QUOTE = 4096;

/** Codes of the actions whose missing parameters somebody reported. */
const PARAMETERS_MISSING: Readonly<Record<string, number>> = { set_cache_settings: 20106, set_config: 20113 };

function refusal(code: number, message: string, pointer?: string): ApiFailure {
  const item: ApiErrorItem = { code, message };
  return new ApiFailure(400, [pointer === undefined ? item : { ...item, source: { pointer } }]);
}

function missing(message: string): ApiFailure {
  return new ApiFailure(404, [{ code: 10003, message }]);
}

export const entrypointMissing = (phase: string): ApiFailure =>
  missing(`could not find entrypoint ruleset in the ${phase} phase`);

export const rulesetMissing = (id: string): ApiFailure => missing(`could not find ruleset with id [${id}]`);

export const versionMissing = (id: string, version: string): ApiFailure =>
  missing(`could not find version [${version}] of ruleset with id [${id}]`);

export const ruleMissing = (id: string): ApiFailure => missing(`could not find rule with id [${id}]`);

export const phaseUnknown = (phase: unknown): ApiFailure =>
  invalid(phase, 'phase', 'it is not a phase that can have rulesets here', '/phase');

export const unknownField = (name: string, pointer: string): ApiFailure =>
  refusal(UNSEEN, `invalid JSON: unknown field ${JSON.stringify(name)}`, pointer);

export const wrongType = (expected: string, pointer: string): ApiFailure =>
  refusal(UNSEEN, `invalid JSON: expected ${expected}`, pointer);

export const required = (name: string, pointer: string): ApiFailure =>
  refusal(UNSEEN, `${name} is required`, pointer);

/** A value as messages quote it. */
export function shown(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, LONGEST_QUOTE);
}

/** The sentence in which Cloudflare refuses most values. */
export function invalid(
  value: unknown,
  name: string,
  reason: string,
  pointer: string,
  code = UNSEEN,
): ApiFailure {
  return refusal(code, `'${shown(value)}' is not a valid value for ${name} because ${reason}`, pointer);
}

/** An expression: its text, what its member is called, and where it stands. */
export interface ExpressionPlace {
  readonly source: string;
  readonly name: string;
  readonly pointer: string;
}

export const expressionBlank = ({ name, pointer }: ExpressionPlace): ApiFailure =>
  invalid('', name, 'the expression cannot be blank', pointer, 20125);

export const expressionTooLong = ({ source, name, pointer }: ExpressionPlace): ApiFailure =>
  invalid(source.slice(0, 40), name, 'it has too many characters', pointer);

export const filterUnparsable = ({ source, name, pointer }: ExpressionPlace, report: string): ApiFailure =>
  invalid(source, name, `could not parse filter expression: ${report}`, pointer, 20127);

export const valueUnparsable = ({ source, name, pointer }: ExpressionPlace, report: string): ApiFailure =>
  invalid(source, name, `could not parse value expression: ${report}`, pointer, 20083);

export const notAllowedInExpression = (
  { source, name, pointer }: ExpressionPlace,
  what: string,
): ApiFailure => invalid(source, name, `the use of ${what} is not allowed`, pointer, 20127);

export const notEntitled = (what: string, pointer: string): ApiFailure =>
  refusal(NOT_ENTITLED, `not entitled: ${what}`, pointer);

/** Seen by live tests of alchemy (2026) on an account without Enterprise, for a custom ruleset and for an entry point. */
export const phaseNotEntitled = (phase: string): ApiFailure =>
  refusal(50002, `not entitled to use the phase ${phase}`);

export const actionRequired = (pointer: string): ApiFailure => refusal(UNSEEN, 'action is required', pointer);

export const actionRequiredForParameters = (pointer: string): ApiFailure =>
  refusal(UNSEEN, 'action is required for action parameters', pointer);

export const actionUnknown = (action: unknown, phase: string, pointer: string): ApiFailure =>
  invalid(action, 'action', `it is not supported in the ${phase} phase`, pointer);

export const parametersRequired = (action: string, pointer: string): ApiFailure =>
  refusal(
    PARAMETERS_MISSING[action] ?? UNSEEN,
    `action parameters are required for the ${action} action`,
    pointer,
  );

export const refTaken = (ref: string, pointer: string): ApiFailure =>
  invalid(ref, 'ref', 'another rule of the ruleset has it', pointer);

export const idTaken = (id: string, pointer: string): ApiFailure =>
  invalid(id, 'id', 'the rule is in the list twice', pointer);

export const positionAmbiguous = (pointer: string): ApiFailure =>
  refusal(UNSEEN, 'position must have exactly one of before, after and index', pointer);

export const anchorUnknown = (id: string, name: string, pointer: string): ApiFailure =>
  invalid(id, name, 'there is no other rule with that id in the ruleset', pointer);

export const indexOutOfRange = (index: number, most: number, pointer: string): ApiFailure =>
  invalid(index, 'index', `it is out of range: 1 to ${most}`, pointer);

export const tooManyRules = (phase: string, amount: number, quota: number): ApiFailure =>
  refusal(50001, `exceeded the maximum number of rules in the phase ${phase}: ${amount} out of ${quota}`);

export const tooManyRulesets = (kind: string, phase: string): ApiFailure =>
  invalid(kind, 'kind', `exceeded maximum number of ${kind} rulesets for phase ${phase}`, '/kind', 20217);

export const kindInvalid = (kind: unknown, reason: string): ApiFailure =>
  invalid(kind, 'kind', reason, '/kind', 20217);

export const immutable = (name: string): ApiFailure =>
  refusal(UNSEEN, `${name} of a ruleset cannot be changed`, `/${name}`);

export const stillReferenced = (id: string): ApiFailure =>
  refusal(UNSEEN, `ruleset with id [${id}] is referenced by a rule with the execute action`);

export const latestVersionKept = (id: string): ApiFailure =>
  refusal(UNSEEN, `the latest version of ruleset with id [${id}] is in use and cannot be deleted`);

export const dryRunInvalid = (value: string): ApiFailure =>
  refusal(UNSEEN, `${JSON.stringify(value)} is not a valid value for dry_run: use true or false`);

export const cursorInvalid = (): ApiFailure => refusal(UNSEEN, 'invalid cursor');

/** http_ratelimit has a code of its own for what is wrong in `ratelimit`. */
export const ratelimitInvalid = (message: string, pointer: string): ApiFailure =>
  refusal(20155, message, pointer);

export const periodNotEntitled = (period: unknown, allowed: readonly number[], pointer: string): ApiFailure =>
  refusal(
    NOT_ENTITLED,
    `not entitled to use the period ${shown(period)}, can only use a period among [${allowed.join(' ')}]`,
    pointer,
  );

export const timeoutNotEntitled = (allowed: readonly number[], pointer: string): ApiFailure =>
  refusal(
    NOT_ENTITLED,
    `not entitled to use a mitigation timeout different from ${allowed.join(', ')}`,
    pointer,
  );

/** Plans as messages name them. */
export const planLabels: Readonly<Record<PlanName, string>> = {
  free: 'a Free plan',
  pro: 'a Pro plan',
  business: 'a Business plan',
  enterprise: 'an Enterprise plan',
};

export const planTooLow = (what: string, needed: PlanName, pointer: string): ApiFailure =>
  notEntitled(`the use of ${what} is not allowed, ${planLabels[needed]} is required`, pointer);

/**
 * Cloudflare documents that concurrent updates of one ruleset are rate limited, not how it says so; this is what its
 * rate limits say elsewhere.
 */
export function updatedTooOften(seconds: number): ApiFailure {
  return new ApiFailure(
    429,
    [{ code: 971, message: 'Please wait and consider throttling your request speed' }],
    { 'retry-after': String(seconds) },
  );
}
