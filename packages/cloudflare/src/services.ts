import type { CloudflareApi } from './api/index.ts';
import type { ZoneResolver } from './zone.ts';

/** What tools of this server work with during one call. */
export interface Services {
  readonly api: CloudflareApi;
  readonly zones: ZoneResolver;
  /** Names of the zones the person allowed; `undefined` when all are. */
  readonly allowedZones: readonly string[] | undefined;
}
