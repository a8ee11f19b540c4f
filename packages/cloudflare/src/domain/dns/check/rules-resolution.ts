import { responseCodes } from './answer.ts';
import { type Facts, isNameError } from './facts.ts';
import { type Verdict, verdict } from './verdict.ts';

/** Rules about whether the resolver got an answer at all, and from whom. */

/** With validation switched off there is an answer: so validation is what fails (RFC 4035 section 5.5). */
export function failsValidation({ answer, unchecked }: Facts): Verdict | undefined {
  if (answer.status !== responseCodes.serverFailure || unchecked === undefined) return undefined;
  const { noError, nameError } = responseCodes;
  if (unchecked.status !== noError && unchecked.status !== nameError) return undefined;
  return verdict(
    'differs',
    'DNSSEC validation fails: resolvers that validate give no answer, so much of the world cannot reach this name.',
  );
}

export function hasNoAnswer({ answer }: Facts): Verdict | undefined {
  if (answer.status === responseCodes.serverFailure) {
    return verdict('unknown', 'The resolver could not get an answer from the name servers of this name.');
  }
  if (answer.status !== responseCodes.noError && answer.status !== responseCodes.nameError) {
    return verdict('unknown', `The resolver answers with the response code ${answer.status} and no records.`);
  }
  return answer.truncated ? verdict('unknown', 'The answer was too large, and came cut.') : undefined;
}

/** The DS record of a zone stands at its registry, and is there or not whatever the name servers are. */
export function isDelegationSigner(facts: Facts): Verdict | undefined {
  const { type, isApex, wanted, seen, missing, extra } = facts;
  if (type !== 'DS' || !isApex) return undefined;
  if (seen.length === 0) {
    return wanted.length === 0
      ? verdict('matches', 'The registrar publishes no DS record, and none is wanted.')
      : verdict('not_there_yet', 'The registrar does not publish the DS record of this zone yet.');
  }
  if (wanted.length === 0) {
    return verdict(
      'differs',
      'The registrar publishes a DS record, though DNSSEC is not enabled for this zone.',
    );
  }
  if (missing.length > 0) {
    return verdict('differs', 'The registrar publishes a DS record, but not the one of this zone.');
  }
  return extra.length === 0
    ? verdict('matches', 'The registrar publishes the DS record of this zone.')
    : verdict('matches', 'The registrar publishes the DS record of this zone, beside others.');
}

/** The registrar names other name servers, so nothing of the zone can be seen. */
export function isNotActive(facts: Facts): Verdict | undefined {
  const { zone, missing, extra, seen, isUnreadable } = facts;
  if (zone.status === undefined || zone.status === 'active') return undefined;
  if (seen.length > 0 && missing.length === 0 && extra.length === 0 && !isUnreadable) {
    return verdict('matches', 'The zone is not active; other name servers already answer the same.');
  }
  return verdict(
    'not_there_yet',
    'The zone is not active: the registrar does not name the name servers of Cloudflare, so the world sees nothing of it.',
  );
}

/** Below a delegation the zone is not asked; at it, only for the servers and the DS record. */
export function isDelegated({ source, name, cut, type }: Facts): Verdict | undefined {
  if (source !== 'delegation') return undefined;
  if (name === cut && (type === 'NS' || type === 'DS')) return undefined;
  return verdict(
    'unknown',
    'NS records in the zone hand this name to other name servers: they answer, and records of the zone do not count.',
  );
}

/** At the zone itself Cloudflare answers its own name servers; NS records of the zone are added only on request. */
export function isZoneNameServers(facts: Facts): Verdict | undefined {
  const { type, isApex, seen, zone, wanted } = facts;
  if (type !== 'NS' || !isApex) return undefined;
  const names = new Set(seen.map(({ data }) => data.toLowerCase().replace(/\.$/u, '')));
  const absent = zone.nameServers.filter((server) => !names.has(server.toLowerCase()));
  if (seen.length === 0) return verdict('not_there_yet', 'The world sees no name servers for this zone.');
  if (absent.length > 0) {
    return verdict(
      'differs',
      'The world does not see the name servers that Cloudflare assigned to this zone.',
    );
  }
  if (names.size > zone.nameServers.length) {
    return verdict(
      'matches',
      'The world sees the name servers of Cloudflare, beside those of other providers.',
    );
  }
  return wanted.length === 0
    ? verdict('matches', 'The world sees the name servers that Cloudflare assigned to this zone.')
    : verdict(
        'matches',
        'The world sees the name servers of Cloudflare; the NS records of the zone itself count only with several providers.',
      );
}

/** In words: no such name, or a name without such a record. */
export function absence(facts: Facts): string {
  return isNameError(facts) ? 'no such name' : `no ${facts.type} record for this name`;
}
