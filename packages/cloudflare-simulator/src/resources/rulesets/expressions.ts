/**
 * Expressions, checked by an analysis of the language, and refused in Cloudflare's words: the parser of its engine
 * (github.com/cloudflare/wirefilter) shows the line, marks the place and says what it expected.
 */

import { analyse, type Problem, phases, type Setting, type Use } from '@crunchtools/rules-language';
import { checkEntitlement, type Understood } from './entitlements.ts';
import {
  type ExpressionPlace,
  expressionBlank,
  expressionTooLong,
  filterUnparsable,
  notAllowedInExpression,
  valueUnparsable,
} from './refusals.ts';
import type { Scene } from './scene.ts';
import { type Check, textOf } from './shape.ts';

export interface Wording {
  readonly use: Use;
  /** What the member is called in a refusal. */
  readonly name?: string;
  /** Counting expressions may use fields of the response, which the filter of the same phase may not. */
  readonly countsResponses?: true;
}

/** A string that parses, and that the phase and the plan allow. */
export function expression(wording: Wording): Check {
  const { use, name = 'expression', countsResponses = false } = wording;
  return (value, pointer, scene) => {
    const source = textOf(value, pointer);
    const place = { source, name, pointer };
    if (source.trim() === '') throw expressionBlank(place);
    const known = { ...place, source: scene.owner === 'account' ? withKnownFields(source) : source };
    const analysis = understood(known, use, countsResponses ? undefined : scene);
    checkEntitlement(analysis, place, scene, countsResponses);
    checkLists(analysis, place, scene);
  };
}

/**
 * `cf.zone.name` and `cf.zone.plan`, which tell the zones of an account apart (ruleset-engine/rulesets-api/create,
 * waf/account/custom-rulesets), are not in the reference of fields, and the checker does not know them: for it, a
 * String of the same length stands in their place.
 */
function withKnownFields(source: string): string {
  return source.replaceAll(/\bcf\.zone\.(?:name|plan)\b/gu, 'http.referer');
}

/** Whether a filter compares with a list of the account. */
export function usesLists(source: string): boolean {
  const analysis = analyse(source, { use: 'filter' });
  return analysis.ok && analysis.lists.length > 0;
}

/**
 * rules/transform/response-header-modification, "Important remarks", and waf/rate-limiting-rules/parameters,
 * "Configuration restrictions". That a list exists is not checked: lists belong to the account.
 */
function checkLists({ lists, fields }: Understood, place: ExpressionPlace, { phase }: Scene): void {
  const isRefused =
    phase === 'http_response_headers_transform' ||
    (phase === 'http_ratelimit' && fields.some((field) => field.startsWith('http.response.')));
  const [list] = lists;
  if (list !== undefined && isRefused) throw notAllowedInExpression(place, `list $${list}`);
}

/** The checker knows the phases that rules of ours can be in; in the others it allows what any of them does. */
function phaseOf(scene: Scene | undefined): Pick<Setting, 'phase'> {
  const phase = phases.find((known) => known === scene?.phase);
  return phase === undefined ? {} : { phase };
}

/** The plan is left out: what it does not allow is refused in other words. */
function understood(place: ExpressionPlace, use: Use, scene: Scene | undefined): Understood {
  const analysis = analyse(place.source, { use, ...phaseOf(scene) });
  if (analysis.ok) return analysis;
  const [problem] = analysis.problems;
  if (problem === undefined) throw filterUnparsable(place, 'unrecognised input');
  throw refusalOf(problem, place, use);
}

function refusalOf(problem: Problem, place: ExpressionPlace, use: Use): Error {
  if (problem.code === 'too_long') return expressionTooLong(place);
  if (problem.code === 'not_allowed_here')
    return notAllowedInExpression(place, whatIsNotAllowed(problem, place));
  const report = reportOf(problem, place.source);
  return use === 'filter' ? filterUnparsable(place, report) : valueUnparsable(place, report);
}

/** `field http.response.code`, `function regex_replace`: the problem covers the name, and what is behind it. */
function whatIsNotAllowed({ span }: Problem, { source }: ExpressionPlace): string {
  const [, name = '', call = ''] = /^([\w.]*)(\(?)/.exec(source.slice(span.start, span.end)) ?? [];
  return `${call === '' ? 'field' : 'function'} ${name}`;
}

/** In the manner of the engine, and shorter than what it says: nobody should read more than the place out of it. */
const REASONS: Readonly<Record<Problem['code'], string>> = {
  syntax: 'unrecognised input',
  too_long: 'expression too long',
  too_deep: 'maximum nesting depth reached',
  unknown_field: 'unknown identifier',
  unknown_function: 'unknown identifier',
  unknown_operator: 'unrecognised input',
  wrong_type: 'unexpected type',
  wrong_arguments: 'invalid arguments',
  not_allowed_here: 'not allowed',
  plan_too_low: 'not entitled',
  bad_regex: 'invalid regular expression',
  bad_wildcard: 'invalid wildcard pattern',
  out_of_range: 'number out of range',
};

/** The position counts from 1, and only the line in question is shown. */
function reportOf({ code, line, column, span }: Problem, source: string): string {
  const shown = source.split('\n')[line - 1] ?? '';
  const room = Math.max(Array.from(shown).length - column + 1, 1);
  const carets = '^'.repeat(Math.max(1, Math.min(span.end - span.start, room)));
  return `Filter parsing error (${line}:${column}):\n${shown}\n${' '.repeat(column - 1)}${carets} ${REASONS[code]}`;
}
