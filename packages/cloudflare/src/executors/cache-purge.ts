import type {
  Change,
  Executor,
  Guard,
  GuardJudge,
  JsonObject,
  Outcome,
  Reconciliation,
} from '@crunchtools/mcp-core';
import type { CloudflareApi } from '../api/index.ts';
import { describePurge } from '../changes/cache-purge.ts';
import { guardReasons, guards } from '../domain/cache/guard.ts';

/** Purges cached copies. There is nothing to read and nothing to take back. */
export class CachePurgeExecutor implements Executor {
  readonly resource = 'cache';
  readonly identity = [];
  readonly guards: readonly Guard[] = guards;
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
    return guardReasons;
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
