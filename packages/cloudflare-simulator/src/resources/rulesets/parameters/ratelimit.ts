/** `ratelimit` of a rule in http_ratelimit: waf/rate-limiting-rules/parameters and its "Availability". */

import type { PlanName } from '../../../contract.ts';
import { expression, usesLists } from '../expressions.ts';
import type { Members } from '../model.ts';
import {
  invalid,
  notEntitled,
  periodNotEntitled,
  ratelimitInvalid,
  required,
  shown,
  timeoutNotEntitled,
} from '../refusals.ts';
import { reaches, type Scene } from '../scene.ts';
import { below, type Check, excludes, flag, from, list, membersOf, object, text, whole } from '../shape.ts';

/** Seconds that Cloudflare supports; each plan has those up to a limit. */
const PERIODS = [
  10, 15, 20, 30, 40, 45, 60, 90, 120, 180, 240, 300, 480, 600, 900, 1200, 1800, 2400, 3600, 65_535, 86_400,
];

const LONGEST_PERIOD: Readonly<Record<PlanName, number>> = {
  free: 10,
  pro: 60,
  business: 600,
  enterprise: 65_535,
};

const LONGEST_TIMEOUT: Readonly<Record<PlanName, number>> = {
  free: 10,
  pro: 3600,
  business: 86_400,
  enterprise: 86_400,
};

const CHALLENGES: ReadonlySet<string> = new Set(['challenge', 'js_challenge', 'managed_challenge']);

const shape = object(
  {
    characteristics: list(text(), { least: 1 }),
    period: whole(1),
    requests_per_period: whole(1),
    mitigation_timeout: whole(0, LONGEST_TIMEOUT.enterprise),
    counting_expression: counting,
    requests_to_origin: flag,
    score_per_period: from('enterprise', 'score_per_period', whole(1)),
    score_response_header_name: from('enterprise', 'score_response_header_name', text()),
  },
  ['characteristics', 'period'],
);

/** The rest of the rule, checked already. */
export interface LimitedRule {
  readonly action: string;
  readonly filter: string;
}

/** @throws {ApiFailure} 400. */
export function checkRatelimit(rule: LimitedRule, value: unknown, pointer: string, scene: Scene): void {
  shape(value, pointer, scene);
  const { action, filter } = rule;
  const members = membersOf(value, pointer);
  checkCharacteristics(members, pointer, scene);
  checkPeriod(members['period'], below(pointer, 'period'), scene);
  checkTimeout(action, members['mitigation_timeout'] ?? 0, below(pointer, 'mitigation_timeout'), scene);
  excludes('requests_per_period', 'score_per_period')(members, pointer, scene);
  if (members['requests_per_period'] === undefined && members['score_per_period'] === undefined) {
    throw required('requests_per_period', below(pointer, 'requests_per_period'));
  }
  if (members['requests_to_origin'] === true && usesLists(filter)) {
    throw ratelimitInvalid(
      'requests_to_origin cannot be true when the expression uses a list',
      below(pointer, 'requests_to_origin'),
    );
  }
}

/** What Cloudflare fills in (recordings/rulesets.json). */
export function completedRatelimit(members: Members): Members {
  return {
    ...members,
    mitigation_timeout: members['mitigation_timeout'] ?? 0,
    requests_to_origin: members['requests_to_origin'] ?? false,
  };
}

/** An empty one is the same as none: the rule's own expression counts. */
function counting(...[value, pointer, scene]: Parameters<Check>): void {
  if (value === '') return;
  from(
    'business',
    'counting_expression',
    expression({ use: 'filter', name: 'counting_expression', countsResponses: true }),
  )(value, pointer, scene);
}

/** Enterprise stands here for Advanced Rate Limiting, which has every characteristic and expressions besides. */
function checkCharacteristics(members: Members, pointer: string, scene: Scene): void {
  const place = below(pointer, 'characteristics');
  const given = members['characteristics'];
  const characteristics: readonly unknown[] = Array.isArray(given) ? given : [];
  if (!characteristics.includes('cf.colo.id')) {
    throw ratelimitInvalid(
      "characteristics field is missing 'cf.colo.id', this is required as ratelimiting counting is processed at colocation level only",
      place,
    );
  }
  if (characteristics.includes('ip.src') && characteristics.includes('cf.unique_visitor_id')) {
    throw ratelimitInvalid('characteristics cannot have both ip.src and cf.unique_visitor_id', place);
  }
  const usual = ['cf.colo.id', 'ip.src', ...(reaches(scene, 'business') ? ['cf.unique_visitor_id'] : [])];
  const unusual = characteristics.find((one) => !usual.some((name) => name === one));
  if (unusual === undefined || reaches(scene, 'enterprise')) return;
  throw notEntitled(`the use of the characteristic ${shown(unusual)} is not allowed`, place);
}

function checkPeriod(period: unknown, pointer: string, { plan }: Scene): void {
  const allowed = PERIODS.filter((seconds) => seconds <= LONGEST_PERIOD[plan]);
  if (!allowed.some((seconds) => seconds === period)) throw periodNotEntitled(period, allowed, pointer);
}

/**
 * Below Enterprise a challenge always throttles, which a timeout of 0 says, and a block never does. Enterprise may
 * choose any duration.
 */
function checkTimeout(action: string, timeout: unknown, pointer: string, scene: Scene): void {
  if (reaches(scene, 'enterprise')) return;
  if (CHALLENGES.has(action)) {
    if (timeout === 0) return;
    throw invalid(timeout, 'mitigation_timeout', `it must be 0 with the action ${action}`, pointer);
  }
  const allowed = PERIODS.filter((seconds) => seconds <= LONGEST_TIMEOUT[scene.plan]);
  if (!allowed.some((seconds) => seconds === timeout)) throw timeoutNotEntitled(allowed, pointer);
}
