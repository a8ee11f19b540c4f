/** What a plan lets an expression use. */

import type { Analysis } from '@crunchtools/rules-language';
import type { PlanName } from '../../contract.ts';
import { bulkRedirects } from './model.ts';
import { type ExpressionPlace, notEntitled, planLabels, planTooLow } from './refusals.ts';
import { reaches, type Scene } from './scene.ts';

/** What the analysis says of an expression without mistakes. */
export type Understood = Extract<Analysis, { readonly ok: true }>;

/**
 * waf/rate-limiting-rules, "Availability": the only fields of a rate limiting rule on each plan. Enterprise has all
 * of them, with what its contract adds.
 */
const PRO_FIELDS = [
  'http.request.uri.path',
  'cf.bot_management.verified_bot',
  'http.host',
  'http.request.uri',
  'http.request.full_uri',
  'http.request.uri.query',
];

const RATE_LIMITING_FIELDS: Readonly<Record<Exclude<PlanName, 'enterprise'>, ReadonlySet<string>>> = {
  free: new Set(['http.request.uri.path', 'cf.bot_management.verified_bot']),
  pro: new Set(PRO_FIELDS),
  business: new Set([...PRO_FIELDS, 'http.request.method', 'ip.src', 'http.user_agent']),
};

/** The same row for counting expressions: response code and response headers. */
const COUNTED_FIELD = /^http\.response\.(?:code$|headers)/;

/** @throws {ApiFailure} 400 for the first thing that needs a larger plan. */
export function checkEntitlement(
  analysis: Understood,
  place: ExpressionPlace,
  scene: Scene,
  countsResponses: boolean,
): void {
  const { plan, phase } = scene;
  const isAllowed =
    phase === 'http_ratelimit' && plan !== 'enterprise'
      ? (field: string) =>
          RATE_LIMITING_FIELDS[plan].has(field) || (countsResponses && COUNTED_FIELD.test(field))
      : undefined;
  checkFields(analysis, place, isAllowed);
  checkManagedLists(analysis, place, scene);
  for (const reason of analysis.planReasons) {
    // There the list holds redirects, and every plan has those.
    if (phase === bulkRedirects && reason.because === 'a list of hostnames') continue;
    if (reaches(scene, reason.plan) || isAllowed?.(reason.because) === true) continue;
    throw notEntitled(
      `the use of ${wordsFor(reason.because)} is not allowed, ${planFor(reason.plan, scene)} is required`,
      place.pointer,
    );
  }
}

function checkFields(
  { fields }: Understood,
  { pointer }: ExpressionPlace,
  isAllowed: ((field: string) => boolean) | undefined,
): void {
  const other = isAllowed === undefined ? undefined : fields.find((field) => !isAllowed(field));
  if (other === undefined) return;
  throw notEntitled(
    `the use of field ${other} is not allowed, an higher Advanced Rate Limiting plan is required`,
    pointer,
  );
}

/** waf/tools/lists/managed-lists: `cf.open_proxies` and the like. */
function checkManagedLists({ lists }: Understood, { pointer }: ExpressionPlace, scene: Scene): void {
  const managed = lists.find((list) => list.startsWith('cf.'));
  if (managed === undefined || reaches(scene, 'enterprise')) return;
  throw planTooLow(`list $${managed}`, 'enterprise', pointer);
}

/** `operator Matches` and `function regex_replace` stand in answers that were quoted; lists do not. */
function wordsFor(because: string): string {
  if (because === 'the operator matches') return 'operator Matches';
  if (because.endsWith('()')) return `function ${because.slice(0, -2)}`;
  return because.includes(' ') ? because : `field ${because}`;
}

function planFor(plan: PlanName, { phase }: Scene): string {
  if (phase === 'http_ratelimit') return 'an Advanced Rate Limiting plan';
  return plan === 'business' ? 'a Business plan or a WAF Advanced plan' : planLabels[plan];
}
