import { type Change, type JsonObject, type Reconciliation, sameJson } from '@crunchtools/mcp-core';

/**
 * The verdict on an object that always exists and is not as it was to be. One that is as it was proves that nothing
 * was written; a third state does not: Cloudflare may have stored another spelling, or somebody else has written.
 */
export function unlike(observed: JsonObject | undefined, { before }: Pick<Change, 'before'>): Reconciliation {
  return { verdict: sameJson(observed, before) ? 'not_applied' : 'unknown' };
}
