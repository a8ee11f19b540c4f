import type { Analytics } from './analytics.ts';
import type { CloudflareApi } from './api/index.ts';
import type { PublicResolver } from './resolver.ts';
import type { Rulesets } from './rulesets.ts';
import type { ZoneResolver } from './zone.ts';

/** What tools of this server work with during one call. */
export interface Services {
  readonly api: CloudflareApi;
  readonly zones: ZoneResolver;
  /** The rules that this call plans from; the executor holds them against what is there then. */
  readonly rulesets: Rulesets;
  /** What happened in a zone. */
  readonly analytics: Analytics;
  /** What the world sees; it knows nothing of the account. */
  readonly resolver: PublicResolver;
  /** Names of the zones the person allowed; `undefined` when all are. */
  readonly allowedZones: readonly string[] | undefined;
}
