import type { Change, JsonObject } from '@crunchtools/mcp-core';
import type { PurgeBody } from '../domain/cache/purge.ts';
import type { ZoneRef } from '../zone.ts';

export function purge(zone: ZoneRef, body: PurgeBody): Change {
  const after: JsonObject = { ...body };
  return { action: 'purge', resource: 'cache', scope: zone, summary: describePurge(after), after };
}

/** One line for a person. */
export function describePurge(body: JsonObject): string {
  if (body['purge_everything'] === true) return 'purge everything';
  const [entry] = Object.entries(body);
  const [selector, items] = entry ?? ['nothing', []];
  const [first, ...others] = Array.isArray(items) ? items : [];
  return `purge ${selector}: ${String(first)}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}
