import type { Account, CallerResource, Determinism, Zone } from '../contract.ts';
import { createAccounts } from './accounts/routes.ts';
import type { CacheResource } from './cache/routes.ts';
import { createCache } from './cache/routes.ts';
import type { DnsRecordsResource } from './dns/index.ts';
import { createDnsRecords } from './dns/index.ts';
import { createTokenVerification } from './tokens/routes.ts';
import { createZones } from './zones/routes.ts';

export interface ResourceContext {
  readonly determinism: Determinism;
  readonly accounts: () => readonly Account[];
  readonly zones: () => readonly Zone[];
}

export interface Resources {
  /** Everything that is served. */
  readonly all: readonly CallerResource[];
  readonly dns: DnsRecordsResource;
  readonly cache: CacheResource;
}

/** To serve one more kind of thing, write `resources/<name>/{limits,validate,routes}.ts` and add it to this list. */
export function createResources({ determinism, accounts, zones }: ResourceContext): Resources {
  const dns = createDnsRecords({ determinism, zones });
  const cache = createCache({ determinism });
  return {
    all: [createZones(zones), createAccounts(accounts), createTokenVerification(accounts), dns, cache],
    dns,
    cache,
  };
}
