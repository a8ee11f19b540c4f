import type { Facts } from './facts.ts';
import { absence } from './rules-resolution.ts';
import { counted, type Verdict, verdict } from './verdict.ts';

/** What is stored against what is seen, for every name that no other rule is about. */
export function compareRecords(facts: Facts): Verdict {
  const { type, wanted, seen, missing, extra, isUnreadable } = facts;
  if (isUnreadable)
    return verdict('unknown', `The resolver answers ${type} records in a form that cannot be compared.`);
  if (missing.length === 0 && (extra.length === 0 || isExtraExpected(facts))) return agreement(facts);
  if (seen.length === 0) return verdict('not_there_yet', `The world sees ${absence(facts)} yet.`);
  if (wanted.length === 0) {
    const these = counted(seen.length, `${type} record`);
    return verdict(
      'differs',
      `The world sees ${these}, and the zone has none: what was deleted is still kept.`,
    );
  }
  const parts = [
    missing.length > 0
      ? `${missing.length} of ${counted(wanted.length, `${type} record`)} not seen`
      : undefined,
    extra.length > 0
      ? `${extra.length} seen that ${extra.length === 1 ? 'is' : 'are'} not in the zone`
      : undefined,
  ];
  return verdict(
    'differs',
    `What the world sees differs: ${parts.filter((part) => part !== undefined).join(', ')}.`,
  );
}

/**
 * Records that Cloudflare adds by itself: CAA for the authorities it uses, beside CAA records of the zone
 * (developers.cloudflare.com/ssl/edge-certificates/caa-records), and the keys of a signed zone.
 */
export function isExtraExpected({ type, wanted, isApex }: Facts): boolean {
  return (type === 'CAA' && wanted.length > 0) || (type === 'DNSKEY' && isApex);
}

function agreement(facts: Facts): Verdict {
  const { type, wanted, seen } = facts;
  if (seen.length === 0)
    return verdict('matches', `The zone has no ${type} record for this name, and the world sees none.`);
  if (wanted.length === seen.length) {
    return verdict('matches', `The world sees ${counted(seen.length, `${type} record`)}, as in the zone.`);
  }
  return verdict(
    'matches',
    `The world sees all ${type} records of the zone, and others that Cloudflare adds.`,
  );
}
