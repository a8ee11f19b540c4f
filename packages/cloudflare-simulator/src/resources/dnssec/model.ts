/** DNSSEC of one zone as the simulator stores it. */

/** What the customer asked for last. `undefined`: never enabled, or deleted; the zone is not signed. */
export type WishedStatus = 'active' | 'disabled' | undefined;

export interface DnssecSettings {
  readonly status: WishedStatus;
  readonly multiSigner: boolean;
  readonly presigned: boolean;
  readonly useNsec3: boolean;
  /** RFC 3339; `null` while nothing was ever set. */
  readonly modifiedOn: string | null;
}

/**
 * What the registrar publishes for a zone: no DS record, the one that Cloudflare gave, or one that belongs to other
 * keys, such as those of the provider before.
 */
export type DelegationSigner = 'none' | 'cloudflare' | 'foreign';

export const delegationSigners = [
  'none',
  'cloudflare',
  'foreign',
] as const satisfies readonly DelegationSigner[];

export type DnssecStatus = 'active' | 'pending' | 'disabled' | 'pending-disabled';

/** DNSSEC to start with. */
export interface SeedDnssec {
  readonly status: 'active' | 'disabled';
  /** Default `none`. */
  readonly registrar?: DelegationSigner;
}

export const NEVER_ENABLED: DnssecSettings = {
  status: undefined,
  multiSigner: false,
  presigned: false,
  useNsec3: false,
  modifiedOn: null,
};

/** dns/dnssec/dnssec-states: the wish, and whether the DS record of Cloudflare is at the registrar. */
export function statusOf({ status }: DnssecSettings, registrar: DelegationSigner): DnssecStatus {
  const isPublished = registrar === 'cloudflare';
  if (status === 'active') return isPublished ? 'active' : 'pending';
  return status === 'disabled' && isPublished ? 'pending-disabled' : 'disabled';
}
