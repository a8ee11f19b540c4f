/**
 * Limits of the analytics API. Cloudflare publishes them through the settings node only, so these are what users
 * reported of their zones; a number that nobody reported is assumed, and the comment says so.
 */

import type { PlanName } from '../../contract.ts';
import type { RateLimit } from '../../rate-limit.ts';

export interface DatasetLimits {
  /** Seconds. */
  readonly maxDuration: number;
  /** Seconds before now. */
  readonly notOlderThan: number;
  readonly maxPageSize: number;
  readonly maxNumberOfFields: number;
}

type ByPlan = Readonly<Record<PlanName, DatasetLimits>>;

const DAY = 86_400;

/** analytics/graphql-api/limits: queries of a user, beside the limit of the whole API. */
export const GRAPHQL_RATE_LIMIT: RateLimit = { requests: 300, windowSeconds: 300 };

/** analytics/graphql-api/limits. */
export const MOST_ZONES = 10;

const year = limits(365 * DAY + 3_600, 365 * DAY + 3_600);

const byDataset: Readonly<Record<string, ByPlan>> = {
  httpRequests1dGroups: { free: year, pro: year, business: year, enterprise: year },
  // Assumed for every plan.
  httpRequests1hGroups: {
    free: limits(3 * DAY, 3 * DAY),
    pro: limits(7 * DAY, 7 * DAY),
    business: limits(30 * DAY, 30 * DAY),
    enterprise: limits(30 * DAY, 90 * DAY),
  },
  // Reported: a day at once and eight days back on Free, eight days back on Pro, 30 at once and 31 back above. How
  // much at once on Pro is assumed.
  httpRequestsAdaptiveGroups: {
    free: limits(DAY, 8 * DAY),
    pro: limits(3 * DAY, 8 * DAY),
    business: limits(30 * DAY, 31 * DAY),
    enterprise: limits(30 * DAY, 31 * DAY),
  },
  // The example of the settings node; Free and Enterprise are assumed.
  firewallEventsAdaptive: {
    free: limits(DAY, 14 * DAY),
    pro: limits(3 * DAY, 31 * DAY),
    business: limits(3 * DAY, 31 * DAY),
    enterprise: limits(31 * DAY, 31 * DAY),
  },
  firewallEventsAdaptiveGroups: {
    free: limits(DAY, 14 * DAY),
    pro: limits(3 * DAY, 31 * DAY),
    business: limits(3 * DAY, 31 * DAY),
    enterprise: limits(31 * DAY, 31 * DAY),
  },
  // A week at once was reported of Free; the rest is assumed from the history that the dashboard shows.
  dnsAnalyticsAdaptiveGroups: {
    free: limits(7 * DAY, 8 * DAY),
    pro: limits(31 * DAY, 31 * DAY),
    business: limits(31 * DAY, 31 * DAY),
    enterprise: limits(62 * DAY, 62 * DAY),
  },
};

export function limitsOf(dataset: string, plan: PlanName): DatasetLimits {
  const found = byDataset[dataset]?.[plan];
  if (found === undefined) throw new RangeError(`There are no limits of ${dataset}`);
  return found;
}

function limits(maxDuration: number, notOlderThan: number): DatasetLimits {
  return { maxDuration, notOlderThan, maxPageSize: 10_000, maxNumberOfFields: 30 };
}
