import type { Account, CallerResource, Determinism, Zone } from '../contract.ts';
import { createAccounts } from './accounts/routes.ts';
import type { CacheResource } from './cache/routes.ts';
import { createCache } from './cache/routes.ts';
import { type CertificatesResource, createCertificates } from './certificates/routes.ts';
import type { DnsRecordsResource } from './dns/index.ts';
import { createDnsRecords } from './dns/index.ts';
import { createDnsSettings } from './dns-settings/routes.ts';
import type { DnssecResource } from './dnssec/index.ts';
import { createDnssec } from './dnssec/index.ts';
import type { GraphqlResource } from './graphql/index.ts';
import { createGraphql } from './graphql/index.ts';
import type { PageRulesResource } from './page-rules/index.ts';
import { createPageRules } from './page-rules/index.ts';
import { createRequestTracer } from './request-tracer/routes.ts';
import { createAccountRulesets } from './rulesets/account-routes.ts';
import type { RulesetsResource } from './rulesets/index.ts';
import { createRulesets } from './rulesets/index.ts';
import type { SettingsResource } from './settings/index.ts';
import { createSettings } from './settings/index.ts';
import { createTokenVerification } from './tokens/routes.ts';
import { createTransforms } from './transforms/routes.ts';
import { createUser } from './user/routes.ts';
import { createActivationCheck } from './zones/activation.ts';
import { createZonePlans } from './zones/plans.ts';
import { createZones } from './zones/routes.ts';

export interface ResourceContext {
  readonly determinism: Determinism;
  readonly accounts: () => readonly Account[];
  readonly zones: () => readonly Zone[];
  /** Adds a zone, or replaces the one with its id. */
  readonly putZone: (zone: Zone) => void;
  /** With all that is in it. */
  readonly removeZone: (id: string) => void;
  /** How long a write of a ruleset keeps others of the same ruleset out. */
  readonly rulesetWriteMilliseconds: number;
  /** How long Cloudflare takes to notice what a registrar publishes. */
  readonly registrarCheckMilliseconds: number;
  /** How long the universal certificate of a zone takes once that is active. */
  readonly certificateMilliseconds: number;
  /** In place of the quotas of the plans. */
  readonly recordQuota: number | undefined;
}

export interface Resources {
  /** Everything that is served. */
  readonly all: readonly CallerResource[];
  readonly dns: DnsRecordsResource;
  readonly dnssec: DnssecResource;
  readonly cache: CacheResource;
  readonly rulesets: RulesetsResource;
  readonly pageRules: PageRulesResource;
  readonly settings: SettingsResource;
  readonly certificates: CertificatesResource;
  readonly graphql: GraphqlResource;
}

/** To serve one more kind of thing, write `resources/<name>/{limits,validate,routes}.ts` and add it to this list. */
export function createResources(context: ResourceContext): Resources {
  const { determinism, accounts, zones } = context;
  const dns = createDnsRecords({ determinism, zones, quota: context.recordQuota });
  const dnssec = createDnssec({
    determinism,
    registrarCheckMilliseconds: context.registrarCheckMilliseconds,
  });
  const cache = createCache({ determinism });
  const rulesets = createRulesets({ determinism, writeMilliseconds: context.rulesetWriteMilliseconds });
  const pageRules = createPageRules({ determinism, zones });
  const settings = createSettings({ determinism });
  const certificates = createCertificates({
    determinism,
    issueMilliseconds: context.certificateMilliseconds,
  });
  const graphql = createGraphql({ determinism, zones, records: (zoneId) => dns.all(zoneId) });
  return {
    all: [
      createZones({
        zones,
        accounts,
        putZone: context.putZone,
        removeZone: context.removeZone,
        determinism,
        developmentSeconds: (zoneId) => settings.developmentSeconds(zoneId),
      }),
      createZonePlans(),
      createActivationCheck({ determinism }),
      createDnsSettings(),
      createTransforms(),
      createUser(accounts, zones),
      createAccountRulesets({
        determinism,
        writeMilliseconds: context.rulesetWriteMilliseconds,
        accounts,
        zones,
      }),
      createAccounts(accounts),
      createRequestTracer({ accounts, zones, rulesets, pageRules }),
      createTokenVerification(accounts),
      dns,
      dnssec,
      cache,
      rulesets,
      pageRules,
      settings,
      certificates,
      graphql,
    ],
    dns,
    dnssec,
    cache,
    rulesets,
    pageRules,
    settings,
    certificates,
    graphql,
  };
}
