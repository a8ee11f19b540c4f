import { lazilyForCall } from '@crunchtools/mcp-core';
import { type Connection, RawApi } from './api/connection.ts';
import type { Analytics } from './features/analytics/analytics.ts';
import { AnalyticsApi } from './features/analytics/api.ts';
import { CacheApi } from './features/cache/api.ts';
import { CertificatesApi } from './features/certificates/api.ts';
import { DnsRecordsApi } from './features/dns/api.ts';
import type { PublicResolver } from './features/dns/resolver.ts';
import { DnssecApi } from './features/dnssec/api.ts';
import { ListsApi } from './features/lists/api.ts';
import type { Lists } from './features/lists/lists.ts';
import type { RecentLists } from './features/lists/recent.ts';
import { PageRulesApi } from './features/page-rules/api.ts';
import { RulesetsApi } from './features/rules/api.ts';
import type { Rulesets } from './features/rules/rulesets.ts';
import type { ZoneRules } from './features/rules/zone-rules.ts';
import { ZoneSettingsApi } from './features/settings/api.ts';
import { RequestTracerApi } from './features/site/api.ts';
import { TokensApi } from './features/token/api.ts';
import { AccountsApi, ZonesApi } from './features/zones/api.ts';
import type { RecentNames } from './recent-names.ts';
import type { ZoneResolver } from './zone.ts';

/** Cloudflare's API as far as this server uses it, for one call. */
export interface CloudflareApi {
  readonly accounts: AccountsApi;
  readonly zones: ZonesApi;
  readonly settings: ZoneSettingsApi;
  readonly dns: DnsRecordsApi;
  readonly dnssec: DnssecApi;
  readonly certificates: CertificatesApi;
  readonly cache: CacheApi;
  readonly analytics: AnalyticsApi;
  readonly pageRules: PageRulesApi;
  readonly rulesets: RulesetsApi;
  readonly requestTracer: RequestTracerApi;
  readonly lists: ListsApi;
  readonly tokens: TokensApi;
  readonly raw: RawApi;
}

export function cloudflareApi(connection: Connection): CloudflareApi {
  return lazilyForCall<CloudflareApi>({
    accounts: () => new AccountsApi(connection),
    zones: () => new ZonesApi(connection),
    settings: () => new ZoneSettingsApi(connection),
    dns: () => new DnsRecordsApi(connection),
    dnssec: () => new DnssecApi(connection),
    certificates: () => new CertificatesApi(connection),
    cache: () => new CacheApi(connection),
    analytics: () => new AnalyticsApi(connection),
    pageRules: () => new PageRulesApi(connection),
    rulesets: () => new RulesetsApi(connection),
    requestTracer: () => new RequestTracerApi(connection),
    lists: () => new ListsApi(connection),
    tokens: () => new TokensApi(connection),
    raw: () => new RawApi(connection),
  });
}

/** What tools of this server work with during one call. */
export interface Services {
  readonly api: CloudflareApi;
  readonly zones: ZoneResolver;
  /** The rules that this call plans from; the executor holds them against what is there then. */
  readonly rulesets: Rulesets;
  /** The rules and Page Rules for those who only look; no plan is made from them. */
  readonly zoneRules: ZoneRules;
  /** The lists of an account: redirects in bulk, addresses. */
  readonly lists: Lists;
  /** The same for those who only look. */
  readonly recentLists: RecentLists;
  /** Names for completions. */
  readonly recentNames: RecentNames;
  /** What happened in a zone. */
  readonly analytics: Analytics;
  /** What the world sees; it knows nothing of the account. */
  readonly resolver: PublicResolver;
  /** Names of the zones the person allowed; `undefined` when all are. */
  readonly allowedZones: readonly string[] | undefined;
}

/** The services with more beside them, none of them used yet. */
export function servicesWith<More extends object>(services: Services, more: More): Services & More {
  return Object.assign(
    lazilyForCall<Services>({
      api: () => services.api,
      zones: () => services.zones,
      rulesets: () => services.rulesets,
      zoneRules: () => services.zoneRules,
      lists: () => services.lists,
      recentLists: () => services.recentLists,
      recentNames: () => services.recentNames,
      analytics: () => services.analytics,
      resolver: () => services.resolver,
      allowedZones: () => services.allowedZones,
    }),
    more,
  );
}
