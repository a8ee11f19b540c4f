import type { Determinism, Resource, Route, Zone } from '../../contract.ts';
import { ApiFailure } from '../../contract.ts';
import { unknownZone } from '../../failures.ts';
import type { TokenBucket } from '../../token-bucket.ts';
import { createTokenBucket } from '../../token-bucket.ts';
import { PURGE_LIMITS } from './limits.ts';
import type { PurgeTarget, Selector } from './validate.ts';
import { parsePurge } from './validate.ts';

export interface PurgeRecord {
  /** RFC 3339. */
  readonly time: string;
  readonly zone: string;
  readonly action: 'purge' | 'invalidate';
  readonly selector: Selector;
  readonly items: readonly unknown[];
}

export interface CacheResource extends Resource {
  /** What was purged or invalidated, oldest first. */
  purges(): readonly PurgeRecord[];
}

type Buckets = Readonly<Record<'requests' | 'urls', TokenBucket>>;

/**
 * "Purge Cached Content" and "Invalidate Cached Content", which share rules and rate limits. There is no cache: a
 * purge is recorded. Purging one environment of a zone is not simulated.
 */
export function createCache({ determinism }: { readonly determinism: Determinism }): CacheResource {
  const now = () => determinism.now();
  const buckets = new Map<string, Buckets>();
  const records: PurgeRecord[] = [];

  /** Cloudflare counts per account and does not say which plan counts when its zones differ: here each does. */
  function bucketsOf({ account, plan }: Zone): Buckets {
    const key = `${account.id} ${plan}`;
    const known = buckets.get(key);
    if (known !== undefined) return known;
    const limits = PURGE_LIMITS[plan];
    const fresh = {
      requests: createTokenBucket(limits.requests, now),
      urls: createTokenBucket(limits.urls, now),
    };
    buckets.set(key, fresh);
    return fresh;
  }

  function throttle(zone: Zone, { selector, items }: PurgeTarget): void {
    const { requests, urls } = bucketsOf(zone);
    const seconds = selector === 'files' ? urls.take(items.length) : requests.take(1);
    if (seconds > 0) throw tooManyPurges(seconds);
  }

  function route(path: 'purge_cache' | 'invalidate_cache', action: PurgeRecord['action']): Route {
    return {
      method: 'POST',
      pattern: `/zones/:zone_id/${path}`,
      permissions: ['Cache Purge'],
      handle(request) {
        const { zone } = request;
        if (zone === undefined) throw unknownZone();
        const target = parsePurge(request.json(), zone);
        throttle(zone, target);
        records.push({ time: new Date(now()).toISOString(), zone: zone.name, action, ...target });
        return { result: { id: zone.id } };
      },
    };
  }

  return {
    routes: [route('purge_cache', 'purge'), route('invalidate_cache', 'invalidate')],
    purges: () => [...records],
    reset() {
      buckets.clear();
      records.length = 0;
    },
  };
}

function tooManyPurges(seconds: number): ApiFailure {
  const message =
    'Unable to purge, rate limit reached. Please wait and consider throttling your request speed';
  return new ApiFailure(429, [{ code: 1134, message }], { 'retry-after': String(seconds) });
}
