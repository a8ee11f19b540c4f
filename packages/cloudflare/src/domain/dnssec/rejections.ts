import type { Plan } from '../dns/index.ts';
import type { DnssecWish } from './state.ts';

/** Why a wish cannot be sent, one sentence each; empty when it can. The zone's plan may be unknown. */
export function problemsOf(wish: DnssecWish, plan: Plan | undefined): readonly string[] {
  return [refuseNothing(wish), refuseNsec3(wish, plan), refusePresigned(wish, plan)].filter(
    (problem) => problem !== undefined,
  );
}

function refuseNothing(wish: DnssecWish): string | undefined {
  const names = ['status', 'multi_signer', 'presigned', 'use_nsec3'] as const;
  return names.every((name) => wish[name] === undefined)
    ? 'nothing to change is given: name status, multi_signer, presigned or use_nsec3'
    : undefined;
}

/** developers.cloudflare.com/dns/dnssec/enable-nsec3, "Availability". */
function refuseNsec3({ use_nsec3: wanted }: DnssecWish, plan: Plan | undefined): string | undefined {
  if (wanted !== true || plan === undefined || plan === 'enterprise') return undefined;
  return 'use_nsec3: NSEC3 is for Enterprise zones; the NSEC answers of Cloudflare do not give away names either';
}

/** developers.cloudflare.com/dns/zone-setups/zone-transfers: secondary zones are for Enterprise. */
function refusePresigned({ presigned }: DnssecWish, plan: Plan | undefined): string | undefined {
  if (presigned !== true || plan === undefined || plan === 'enterprise') return undefined;
  return 'presigned: only a secondary zone is transferred in with its signatures, and those are for Enterprise';
}
