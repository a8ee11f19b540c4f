import { AnalyticsApi } from './analytics.ts';
import { CacheApi } from './cache.ts';
import type { Connection } from './connection.ts';
import { DnsRecordsApi } from './dns-records.ts';
import { DnssecApi } from './dnssec.ts';
import { PageRulesApi } from './page-rules.ts';
import { RawApi } from './raw.ts';
import { RulesetsApi } from './rulesets.ts';
import { TokensApi } from './tokens.ts';
import { ZoneSettingsApi } from './zone-settings.ts';
import { ZonesApi } from './zones.ts';

/** Cloudflare's API as far as this server uses it, for one call. */
export interface CloudflareApi {
  readonly zones: ZonesApi;
  readonly settings: ZoneSettingsApi;
  readonly dns: DnsRecordsApi;
  readonly dnssec: DnssecApi;
  readonly cache: CacheApi;
  readonly analytics: AnalyticsApi;
  readonly pageRules: PageRulesApi;
  readonly rulesets: RulesetsApi;
  readonly tokens: TokensApi;
  readonly raw: RawApi;
}

export function cloudflareApi(connection: Connection): CloudflareApi {
  return {
    zones: new ZonesApi(connection),
    settings: new ZoneSettingsApi(connection),
    dns: new DnsRecordsApi(connection),
    dnssec: new DnssecApi(connection),
    cache: new CacheApi(connection),
    analytics: new AnalyticsApi(connection),
    pageRules: new PageRulesApi(connection),
    rulesets: new RulesetsApi(connection),
    tokens: new TokensApi(connection),
    raw: new RawApi(connection),
  };
}
