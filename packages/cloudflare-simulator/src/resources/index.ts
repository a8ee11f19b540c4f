import type { Account, CallerResource, Determinism, Zone } from '../contract.ts';
import { isRecord } from '../json.ts';
import { type Late, late } from '../late.ts';
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

/** A resource, and the paths below which all its routes are. */
export interface Mount {
  /** As patterns of routes begin. */
  readonly below: readonly string[];
  readonly resource: Late<CallerResource>;
}

/** Resources that others ask, too. */
interface Shared {
  readonly dns: Late<DnsRecordsResource>;
  readonly dnssec: Late<DnssecResource>;
  readonly cache: Late<CacheResource>;
  readonly rulesets: Late<RulesetsResource>;
  readonly pageRules: Late<PageRulesResource>;
  readonly settings: Late<SettingsResource>;
  readonly certificates: Late<CertificatesResource>;
  readonly graphql: Late<GraphqlResource>;
  readonly lists: Late<ListsResource>;
  readonly accountRulesets: Late<AccountRulesetsResource>;
}

export interface Resources extends Shared {
  /** Everything that is served. */
  readonly mounts: readonly Mount[];
}

type Lately = <Made extends CallerResource>(make: () => Made) => Late<Made>;

/**
 * To serve one more kind of thing, write `resources/<name>/{limits,validate,routes}.ts` and add it to the mounts. Each is
 * made when it is first asked, where the time of what it starts with can be kept until then.
 */
export function createResources(context: ResourceContext): Resources {
  const lately: Lately = (make) => late(make, context.determinism.reserve !== undefined);
  const shared = createShared(context, lately);
  return { ...shared, mounts: mountsOf(context, shared, lately) };
}

function createShared(context: ResourceContext, lately: Lately): Shared {
  const { determinism, accounts, zones } = context;
  const dns = lately(() => createDnsRecords({ determinism, quota: context.recordQuota }));
  const dnssec = lately(() =>
    createDnssec({ determinism, registrarCheckMilliseconds: context.registrarCheckMilliseconds }),
  );
  const cache = lately(() => createCache({ determinism }));
  const rulesets = lately(() =>
    createRulesets({ determinism, writeMilliseconds: context.rulesetWriteMilliseconds }),
  );
  const pageRules = lately(() => createPageRules({ determinism }));
  const settings = lately(() => createSettings({ determinism }));
  const certificates = lately(() =>
    createCertificates({ determinism, issueMilliseconds: context.certificateMilliseconds }),
  );
  const lists: Late<ListsResource> = lately(() =>
    createLists({
      determinism,
      accounts,
      zones,
      operationMilliseconds: context.listOperationMilliseconds,
      references: (accountId, name) => {
        const own = zones().filter(({ account }) => account.id === accountId);
        const held = own.flatMap((zone) => rulesets.get().rules(zone));
        const rules = [...accountRulesets.get().rules(accountId), ...held];
        return rules.filter((rule) => names(rule, name)).length;
      },
    }),
  );
  const accountRulesets: Late<AccountRulesetsResource> = lately(() =>
    createAccountRulesets({
      determinism,
      writeMilliseconds: context.rulesetWriteMilliseconds,
      accounts,
      zones,
      hasRedirectList: (accountId, name) => lists.get().hasRedirects(accountId, name),
    }),
  );
  const graphql = lately(() =>
    createGraphql({ determinism, zones, records: (zoneId) => dns.get().all(zoneId) }),
  );
  return {
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

const ofZone = (path: string): string => `/zones/:zone_id/${path}`;
const ofAccount = (path: string): string => `/accounts/:account_id/${path}`;

function mountsOf(context: ResourceContext, shared: Shared, lately: Lately): readonly Mount[] {
  const { determinism, accounts, zones } = context;
  const { rulesets, pageRules, settings } = shared;
  return [
    {
      below: ['/zones'],
      resource: lately(() =>
        createZones({
          zones,
          accounts,
          putZone: context.putZone,
          removeZone: context.removeZone,
          determinism,
          developmentSeconds: (zoneId) => settings.get().developmentSeconds(zoneId),
        }),
      ),
    },
    { below: [ofZone('available_plans')], resource: lately(() => createZonePlans()) },
    {
      below: [ofZone('activation_check')],
      resource: lately(() => createActivationCheck({ determinism })),
    },
    { below: [ofZone('dns_settings')], resource: lately(() => createDnsSettings()) },
    {
      below: [ofZone('managed_headers'), ofZone('url_normalization')],
      resource: lately(() => createTransforms()),
    },
    { below: ['/user', '/memberships'], resource: lately(() => createUser(accounts, zones)) },
    { below: [ofAccount('rulesets')], resource: shared.accountRulesets },
    { below: [ofAccount('rules/lists')], resource: shared.lists },
    { below: ['/accounts'], resource: lately(() => createAccounts(accounts)) },
    {
      below: [ofAccount('request-tracer')],
      resource: lately(() => createRequestTracer({ accounts, zones, rulesets, pageRules })),
    },
    {
      below: ['/user/tokens/verify', ofAccount('tokens/verify')],
      resource: lately(() => createTokenVerification(accounts)),
    },
    { below: [ofZone('dns_records')], resource: shared.dns },
    { below: [ofZone('dnssec')], resource: shared.dnssec },
    { below: [ofZone('purge_cache'), ofZone('invalidate_cache')], resource: shared.cache },
    { below: [ofZone('rulesets')], resource: rulesets },
    { below: [ofZone('pagerules')], resource: pageRules },
    { below: [ofZone('settings')], resource: settings },
    { below: [ofZone('ssl')], resource: shared.certificates },
    { below: ['/graphql'], resource: shared.graphql },
  ];
}

/** Whether a rule compares with a list, or redirects by it. */
function names({ expression, action_parameters: parameters }: Rule, name: string): boolean {
  const { from_list: fromList } = parameters ?? {};
  const isFrom = isRecord(fromList) && fromList['name'] === name;
  return isFrom || new RegExp(`\\$${name}(?![a-z0-9_.])`).test(expression);
}
