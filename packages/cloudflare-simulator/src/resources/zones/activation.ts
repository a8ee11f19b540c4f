import { ApiFailure, type CallerResource, type Determinism } from '../../contract.ts';
import { unknownZone } from '../../failures.ts';

/** API reference, Zones > Activation Check: once an hour on the Free plan, every five minutes on the others. */
const FREE_MILLISECONDS = 60 * 60_000;
const PAID_MILLISECONDS = 5 * 60_000;

/**
 * "Rerun the Activation Check": "Triggers a new activation check for a PENDING Zone". Where the registrar names Cloudflare's
 * name servers by then (`registrar.delegate`), the zone becomes active (dns/zone-setups/full-setup/setup, "Zone
 * activation"); Cloudflare takes its time, here it is at once. What Cloudflare answers for an active zone is not documented;
 * here the same.
 */
export function createActivationCheck({
  determinism,
}: {
  readonly determinism: Determinism;
}): CallerResource {
  const checkedAt = new Map<string, number>();
  return {
    routes: [
      {
        method: 'PUT',
        pattern: '/zones/:zone_id/activation_check',
        permissions: ['Zone Write'],
        handle({ zone }) {
          if (zone === undefined) throw unknownZone();
          const now = determinism.now();
          const last = checkedAt.get(zone.id);
          const pause = zone.plan === 'free' ? FREE_MILLISECONDS : PAID_MILLISECONDS;
          if (last !== undefined && now - last < pause) throw checkedTooOften();
          checkedAt.set(zone.id, now);
          if (zone.status === 'pending' && zone.delegated === true) {
            zone.status = 'active';
            zone.activatedOn = new Date(now).toISOString();
          }
          return { result: { id: zone.id } };
        },
      },
    ],
    reset: () => checkedAt.clear(),
  };
}

/** Code and words as a public client, a panel in PHP, compares and shows them. The status, and the words on a paid plan, are assumed. */
function checkedTooOften(): ApiFailure {
  return new ApiFailure(400, [
    { code: 1224, message: 'This request cannot be made because it can only be called once an hour' },
  ]);
}
