import { type Facts, isNameError } from './facts.ts';
import { flattens } from './flattening.ts';
import { failsValidation } from './rules-resolution.ts';
import type { Verdict } from './verdict.ts';

/** What is known of DNSSEC of the zone, for names that fail validation. */
export interface KnownDnssec {
  /** Whether the zone is signed at all. */
  readonly isSigned: boolean;
}

/** Sentences that explain a verdict: what to do, and for how long to wait. All of them are our own. */
export function notesOn(
  facts: Facts,
  { status }: Verdict,
  dnssec: KnownDnssec | undefined,
): readonly string[] {
  return [
    noteOnValidation(facts, dnssec),
    noteOnWildcard(facts),
    noteOnDangling(facts),
    noteOnOwnAddresses(facts, status),
    noteOnFlattening(facts, status),
    noteOnIpv6(facts, status),
    noteOnWait(facts, status),
    noteOnExtendedErrors(facts),
  ].filter((note) => note !== undefined);
}

function noteOnValidation(facts: Facts, dnssec: KnownDnssec | undefined): string | undefined {
  if (failsValidation(facts) === undefined) return undefined;
  return dnssec?.isSigned === false
    ? 'The zone is not signed, but a DS record at the registrar promises that it is: remove the DS record there.'
    : 'Compare the DS record at the registrar (check_dns for name @ and type DS) with the one of get_dnssec, and put the right one there.';
}

/** RFC 4592. */
function noteOnWildcard({ source }: Facts): string | undefined {
  return source === 'wildcard' ? 'A wildcard record answers for this name.' : undefined;
}

function noteOnDangling(facts: Facts): string | undefined {
  const { alias, seenAlias } = facts;
  if (alias === undefined || seenAlias === undefined || !isNameError(facts)) return undefined;
  return 'Whoever can register the name of the target can answer for this name: delete the alias if nobody needs it.';
}

function noteOnOwnAddresses({ type, proxied, seen }: Facts, status: Verdict['status']): string | undefined {
  const isAddress = type === 'A' || type === 'AAAA';
  if (!isAddress || status !== 'differs' || proxied.length === 0 || seen.length === 0) return undefined;
  return 'Enterprise accounts can have addresses of their own for proxied names; else the name was proxied only now.';
}

function noteOnFlattening(facts: Facts, status: Verdict['status']): string | undefined {
  const { type, alias } = facts;
  if (status !== 'not_there_yet' || alias === undefined || type === 'DS' || flattens(facts)) return undefined;
  return 'If the zone is set to flatten every alias, the world is never shown one.';
}

function noteOnIpv6({ type, proxied, seen }: Facts, status: Verdict['status']): string | undefined {
  if (status !== 'not_there_yet' || type !== 'AAAA' || proxied.length === 0 || seen.length > 0)
    return undefined;
  return 'Where IPv6 is switched off for the zone, proxied names have no AAAA addresses.';
}

function noteOnWait(facts: Facts, status: Verdict['status']): string | undefined {
  const { keptFor } = facts;
  if (keptFor === undefined || (status !== 'differs' && status !== 'not_there_yet')) return undefined;
  return `After a change, resolvers may keep the old answer: this one for up to ${keptFor} s.`;
}

/** developers.cloudflare.com/1.1.1.1/infrastructure/extended-dns-error-codes. */
function noteOnExtendedErrors({ answer }: Facts): string | undefined {
  const { extendedErrors } = answer;
  return extendedErrors.length === 0
    ? undefined
    : `The resolver gives the extended DNS error ${extendedErrors.join(', ')} (RFC 8914).`;
}
