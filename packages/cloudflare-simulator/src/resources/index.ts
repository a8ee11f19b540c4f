import type { Account, CallerResource, Determinism, Zone } from '../contract.ts';
import { isRecord } from '../json.ts';
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
import { createLists, type ListsResource } from './lists/routes.ts';
import type { PageRulesResource } from './page-rules/index.ts';
import { createPageRules } from './page-rules/index.ts';
import { createRequestTracer } from './request-tracer/routes.ts';
import { type AccountRulesetsResource, createAccountRulesets } from './rulesets/account-routes.ts';
import type { RulesetsResource } from './rulesets/index.ts';
import { createRulesets } from './rulesets/index.ts';
import type { Rule } from './rulesets/model.ts';
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
  /** How long a bulk operation on a list takes. */
  readonly listOperationMilliseconds: number;
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
  readonly lists: ListsResource;
  readonly accountRulesets: AccountRulesetsResource;
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
  const lists = createLists({
    determinism,
    accounts,
    zones,
    operationMilliseconds: context.listOperationMilliseconds,
    references: (accountId, name) => {
      const own = zones().filter(({ account }) => account.id === accountId);
      const rules = [...accountRulesets.rules(accountId), ...own.flatMap((zone) => rulesets.rules(zone))];
      return rules.filter((rule) => names(rule, name)).length;
    },
  });
  const accountRulesets = createAccountRulesets({
    determinism,
    writeMilliseconds: context.rulesetWriteMilliseconds,
    accounts,
    zones,
    hasRedirectList: (accountId, name) => lists.hasRedirects(accountId, name),
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
      accountRulesets,
      lists,
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
    lists,
    accountRulesets,
  };
}

/** Whether a rule compares with a list, or redirects by it. */
function names({ expression, action_parameters: parameters }: Rule, name: string): boolean {
  const { from_list: fromList } = parameters ?? {};
  const isFrom = isRecord(fromList) && fromList['name'] === name;
  return isFrom || new RegExp(`\\$${name}(?![a-z0-9_.])`).test(expression);
}
