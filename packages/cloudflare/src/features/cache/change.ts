import type {
  Change,
  Executor,
  Guard,
  GuardJudge,
  JsonObject,
  Outcome,
  Reconciliation,
} from '@crunchtools/mcp-core';
import type { CloudflareApi } from '../../services.ts';
import type { ZoneRef } from '../../zone.ts';
import { type PurgeBody, purgeGuards, purgeReasons } from './purge.ts';

export function purge(zone: ZoneRef, body: PurgeBody): Change {
  const after: JsonObject = { ...body };
  return { action: 'purge', resource: 'cache', scope: zone, summary: describePurge(after), after };
}

/** One line for a person. */
function describePurge(body: JsonObject): string {
  if (body['purge_everything'] === true) return 'purge everything';
  const [entry] = Object.entries(body);
  const [selector, items] = entry ?? ['nothing', []];
  const [first, ...others] = Array.isArray(items) ? items : [];
  return `purge ${selector}: ${String(first)}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}

/** Purges cached copies. There is nothing to read and nothing to take back. */
export class CachePurgeExecutor implements Executor {
  readonly resource = 'cache';
  readonly identity = [];
  readonly guards: readonly Guard[] = purgeGuards;
  readonly #api: CloudflareApi['cache'];

  constructor(api: CloudflareApi['cache']) {
    this.#api = api;
  }

  async read(): Promise<undefined> {
    return undefined;
  }

  /** A change is one request already: `purge_cache` has split the list. */
  async batchLimit(): Promise<number> {
    return 1;
  }

  async apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    for (const { scope, after } of changes) await this.#api.purge(scope.id, after ?? {});
    return changes.map(() => ({}));
  }

  /** Cloudflare keeps no record of purges; a second one does no harm. */
  async reconcile(): Promise<Reconciliation> {
    return { verdict: 'unknown' };
  }

  judge(): GuardJudge {
    return purgeReasons;
  }

  irreversibleReason(): string {
    return 'purged copies cannot be put back, the cache fills again from the origin';
  }

  summarise(
    _action: Change['action'],
    _before: JsonObject | undefined,
    after: JsonObject | undefined,
  ): string {
    return describePurge(after ?? {});
  }
}
