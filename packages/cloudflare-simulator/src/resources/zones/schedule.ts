/** Cloudflare's own looks at the delegation of pending zones. */

import type { Zone } from '../../contract.ts';

/**
 * "The first check occurs after 60 seconds and the following attempts happen at gradually increased intervals"
 * (dns/zone-setups/reference/domain-status, "Pending"). That each interval is twice the one before is assumed.
 */
const FIRST_MILLISECONDS = 60_000;

/** Whether the next look makes the zone active. */
export function isWaiting({ status, delegatedAt }: Zone): boolean {
  return status === 'pending' && delegatedAt !== undefined;
}

/** Makes the zone active when a look has come by since the registrar names Cloudflare's name servers. */
export function activateWhenDue(zone: Zone, now: number): void {
  const made = Date.parse(zone.createdOn);
  let look = made + FIRST_MILLISECONDS;
  for (let pause = 2 * FIRST_MILLISECONDS; look < (zone.delegatedAt ?? now); pause *= 2) look += pause;
  if (look > now) return;
  zone.status = 'active';
  zone.activatedOn = new Date(look).toISOString();
}
