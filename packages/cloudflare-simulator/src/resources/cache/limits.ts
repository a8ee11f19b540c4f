import type { PlanName } from '../../contract.ts';
import type { TokenBucketLimits } from '../../token-bucket.ts';

/** cache/how-to/purge-cache, "Availability and limits". */
export interface PurgeLimits {
  /** Requests by tag, host, prefix or for everything. */
  readonly requests: TokenBucketLimits;
  /** Single URLs. Cloudflare speaks of a moving average; here one second's worth may come at once. */
  readonly urls: TokenBucketLimits;
  /** URLs in one request. */
  readonly filesPerRequest: number;
}

/** Tags, hosts or prefixes in one request, on every plan. */
export const ITEMS_PER_REQUEST = 100;

export const LONGEST_TAG = 1024;
export const LONGEST_HOST = 200;

/** cache/how-to/purge-cache/purge_by_prefix, "Limitations". */
export const PATH_SEPARATORS = 31;

export const PURGE_LIMITS: Readonly<Record<PlanName, PurgeLimits>> = {
  free: {
    requests: { capacity: 25, perSecond: 5 / 60 },
    urls: { capacity: 800, perSecond: 800 },
    filesPerRequest: 100,
  },
  pro: {
    requests: { capacity: 25, perSecond: 5 },
    urls: { capacity: 1500, perSecond: 1500 },
    filesPerRequest: 100,
  },
  business: {
    requests: { capacity: 50, perSecond: 10 },
    urls: { capacity: 1500, perSecond: 1500 },
    filesPerRequest: 100,
  },
  enterprise: {
    requests: { capacity: 500, perSecond: 50 },
    urls: { capacity: 3000, perSecond: 3000 },
    filesPerRequest: 500,
  },
};
