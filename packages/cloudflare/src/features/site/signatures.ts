import { responseCodes } from '../dns/check/facts.ts';
import { typeNumbers } from '../dns/wire.ts';
import type { Dnssec } from '../dnssec/api.ts';
import { isServedHere } from './delegation.ts';
import type { SiteFacts } from './facts.ts';
import type { Problem } from './problems.ts';

/** The DS records that the registry publishes, in one spelling. */
function publishedDs({ signer }: Pick<SiteFacts, 'signer'>): readonly string[] {
  const answers = signer?.answers.filter(({ type }) => type === typeNumbers.DS) ?? [];
  return answers.map(({ data }) => inOneSpelling(data));
}

/** RFC 4034 section 5.3: white space may stand in the digest. */
function inOneSpelling(rdata: string): string {
  const [tag = '', algorithm = '', digestType = '', ...digest] = rdata.trim().split(/\s+/u);
  return [tag, algorithm, digestType, digest.join('').toUpperCase()].join(' ');
}

/** Whether the registry publishes the DS record of the keys that Cloudflare signs with; `undefined` for a zone without. */
function isPublished(published: readonly string[], { ds }: Dnssec): boolean | undefined {
  const rdata = /\bDS (.+)$/u.exec(ds ?? '')?.[1];
  return rdata === undefined ? undefined : published.includes(inOneSpelling(rdata));
}

/** With validation switched off there is an answer (RFC 4035 section 5.5). */
export function failsValidation({ asked }: Pick<SiteFacts, 'asked'>): boolean {
  const { serverFailure, noError, nameError } = responseCodes;
  if (asked?.answer.status !== serverFailure) return false;
  return asked.unchecked?.status === noError || asked.unchecked?.status === nameError;
}

/** Whether DNSSEC of the zone has to be asked for to judge it. */
export function needsDnssec(facts: Pick<SiteFacts, 'signer' | 'asked' | 'zone'>): boolean {
  if (facts.zone.type === 'partial') return false;
  return failsValidation(facts) || (facts.zone.status !== 'active' && publishedDs(facts).length > 0);
}

/** The chain of trust from the registry to the zone. */
export function signatureProblems(
  facts: Pick<SiteFacts, 'host' | 'zone' | 'nameServers' | 'asked' | 'signer' | 'dnssec'>,
): readonly Problem[] {
  const { dnssec, zone } = facts;
  if (zone.type === 'partial') return [];
  const published = publishedDs(facts);
  const matches = dnssec === undefined ? undefined : isPublished(published, dnssec);
  if (isServedHere(facts) !== true) {
    // What is published belongs to who serves the domain now.
    return published.length > 0 && dnssec !== undefined && matches !== true
      ? [{ id: 'ds_before_switch' }]
      : [];
  }
  if (!failsValidation(facts)) return [];
  if (dnssec === undefined || published.length === 0) return [{ id: 'validation_fails' }];
  if (matches === undefined) return [{ id: 'ds_left_behind' }];
  return matches ? [{ id: 'validation_fails' }] : [{ id: 'ds_wrong' }];
}
