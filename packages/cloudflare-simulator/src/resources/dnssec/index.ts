/** DNSSEC of simulated zones, and what their registrars publish. */

import type { Determinism, Resource, Route, RouteRequest, Zone } from '../../contract.ts';
import { unknownZone } from '../../failures.ts';
import { ALGORITHM, DIGEST_TYPE, dsRecord, KEY_FLAGS, PUBLIC_KEY } from './keys.ts';
import {
  type DelegationSigner,
  type DnssecSettings,
  NEVER_ENABLED,
  type SeedDnssec,
  statusOf,
} from './model.ts';
import { readEdit, refusal } from './validate.ts';

export { type DelegationSigner, delegationSigners, type SeedDnssec } from './model.ts';

export interface DnssecResource extends Resource {
  /** Gives a zone its DNSSEC to start with; without a call it was never enabled. */
  seed(zoneId: string, seed: SeedDnssec): void;
  /**
   * What the registrar publishes from now on. Resolvers see it at once; Cloudflare, which looks from time to time,
   * after the interval.
   */
  publish(zoneId: string, signer: DelegationSigner): void;
  /** What a validating resolver finds: the DS record at the registrar, and whether Cloudflare signs the zone. */
  chainOf(zoneId: string): {
    readonly registrar: DelegationSigner;
    readonly isSigned: boolean;
    /** Without NSEC3, by RFC 9824: a name that does not exist looks like an empty one (dns/dnssec/enable-nsec3). */
    readonly deniesCompactly: boolean;
  };
}

export interface DnssecOptions {
  readonly determinism: Determinism;
  /** How long Cloudflare takes to notice what the registrar publishes. */
  readonly registrarCheckMilliseconds: number;
}

interface Published {
  readonly signer: DelegationSigner;
  /** What Cloudflare knows until `seenFrom`. */
  readonly before: DelegationSigner;
  readonly seenFrom: number;
}

const DNSSEC = '/zones/:zone_id/dnssec';

export function createDnssec({ determinism, registrarCheckMilliseconds }: DnssecOptions): DnssecResource {
  const settings = new Map<string, DnssecSettings>();
  const published = new Map<string, Published>();

  const settingsOf = (zoneId: string): DnssecSettings => settings.get(zoneId) ?? NEVER_ENABLED;

  function seenByCloudflare(zoneId: string): DelegationSigner {
    const { signer, before, seenFrom } = published.get(zoneId) ?? UNPUBLISHED;
    return determinism.now() >= seenFrom ? signer : before;
  }

  function show(zone: Zone): unknown {
    return describe(zone, settingsOf(zone.id), seenByCloudflare(zone.id));
  }

  function edit(zone: Zone, body: unknown): unknown {
    const modifiedOn = timestamp(determinism.now());
    settings.set(zone.id, { ...settingsOf(zone.id), ...readEdit(body, zone), modifiedOn });
    return show(zone);
  }

  /** dns/dnssec/dnssec-states: a zone cannot be left unsigned while its DS record is at the registrar. */
  function remove(zone: Zone): unknown {
    if (statusOf(settingsOf(zone.id), seenByCloudflare(zone.id)) !== 'disabled') {
      throw refusal(
        'DNSSEC must be disabled, and the DS record gone from the registrar, before it can be deleted',
      );
    }
    settings.delete(zone.id);
    return '';
  }

  return {
    routes: [
      route('GET', show),
      route('PATCH', (zone, request) => edit(zone, request.json())),
      route('DELETE', remove),
    ],
    reset() {
      settings.clear();
      published.clear();
    },
    seed(zoneId, { status, registrar = 'none' }) {
      const modifiedOn = timestamp(SEEDED_ON);
      settings.set(zoneId, { ...NEVER_ENABLED, status, modifiedOn });
      published.set(zoneId, { signer: registrar, before: registrar, seenFrom: 0 });
    },
    publish(zoneId, signer) {
      const before = seenByCloudflare(zoneId);
      published.set(zoneId, { signer, before, seenFrom: determinism.now() + registrarCheckMilliseconds });
    },
    chainOf: (zoneId) => ({
      registrar: (published.get(zoneId) ?? UNPUBLISHED).signer,
      // A disabled zone is still signed; only a deleted one is not (dns/dnssec/dnssec-states).
      isSigned: settingsOf(zoneId).status !== undefined,
      deniesCompactly: settingsOf(zoneId).status !== undefined && !settingsOf(zoneId).useNsec3,
    }),
  };
}

const UNPUBLISHED: Published = { signer: 'none', before: 'none', seenFrom: 0 };
const SEEDED_ON = Date.UTC(2025, 2, 14, 10, 30);

function route(
  method: 'GET' | 'PATCH' | 'DELETE',
  operation: (zone: Zone, request: RouteRequest) => unknown,
): Route {
  return {
    method,
    pattern: DNSSEC,
    permissions: method === 'GET' ? ['DNS Read', 'DNS Write'] : ['DNS Write'],
    handle(request) {
      if (request.zone === undefined) throw unknownZone();
      return { result: operation(request.zone, request) };
    },
  };
}

/** With microseconds and an offset, unlike the times of everything else (recordings/settings.json). */
function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000+00:00');
}

/** The reference lets every member of the key be null; here it is so while the zone is not signed. */
function describe(zone: Zone, settings: DnssecSettings, registrar: DelegationSigner): unknown {
  const isSigned = settings.status !== undefined;
  const ds = dsRecord(zone.name);
  const key = {
    flags: KEY_FLAGS,
    algorithm: String(ALGORITHM),
    key_type: 'ECDSAP256SHA256',
    digest_type: String(DIGEST_TYPE),
    digest_algorithm: 'SHA256',
    digest: ds.digest,
    ds: ds.line,
    key_tag: ds.keyTag,
    public_key: PUBLIC_KEY,
  };
  return {
    status: statusOf(settings, registrar),
    ...(isSigned ? key : Object.fromEntries(Object.keys(key).map((name) => [name, null]))),
    dnssec_multi_signer: settings.multiSigner,
    dnssec_presigned: settings.presigned,
    dnssec_use_nsec3: settings.useNsec3,
    modified_on: settings.modifiedOn,
  };
}
