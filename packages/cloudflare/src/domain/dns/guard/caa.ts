import type { GuardReason, JsonObject } from '@crunchtools/mcp-core';
import { domainOf, type Net } from './net.ts';
import { type GuardedRecord, textIn } from './record.ts';
import { reason } from './table.ts';

/**
 * CAA (RFC 8659). What is compared is who may issue what; a change is asked about in both directions, because whether
 * the authority that is in use is among those forbidden, only a person knows. Where to report (`iodef`) and whom to ask
 * (`contactemail`) decide nothing unless critical, but any record below the zone itself ends what the names above it say (section 3).
 */
export function caaReasons({ name, zoneName, before, after }: Net): readonly GuardReason[] {
  const domain = domainOf(name);
  const from = new Set(before.map(ruleOf).filter((rule) => rule !== undefined));
  const to = new Set(after.map(ruleOf).filter((rule) => rule !== undefined));
  const isNew = [...to].some((rule) => !from.has(rule));
  const isGone = [...from].some((rule) => !to.has(rule));
  if (isNew && isGone) {
    return said(`Other authorities could issue certificates for ${domain}, and some of now could not.`);
  }
  if (isNew) {
    return said(
      `It would decide which authorities may issue certificates for ${domain}: more than now, or fewer.`,
    );
  }
  if (isGone) {
    return said(`Certificates for ${domain} could be issued, or refused, by other authorities than now.`);
  }
  if (reportsAway(before, after, zoneName)) {
    return said(`Authorities would tell somebody else which certificates for ${domain} they refused.`);
  }
  const coversAbove = name !== zoneName && (before.length === 0) !== (after.length === 0);
  return coversAbove
    ? said(
        `The rules of the names above, on who may issue certificates, would hold for ${domain} no longer, or again.`,
      )
    : [];
}

const decidingNothing: ReadonlySet<string> = new Set(['iodef', 'contactemail', 'contactphone']);

/** What a record says of issuing, in one form; `undefined` where nothing. */
function ruleOf({ data }: GuardedRecord): string | undefined {
  const tag = textIn(data, 'tag');
  if (decidingNothing.has(tag)) return isCritical(data) ? `critical ${tag}` : undefined;
  const [issuer = '', ...parameters] = textIn(data, 'value')
    .split(';')
    .map((part) => part.trim().replaceAll(/\s*=\s*/gu, '='));
  const kept = parameters.filter((parameter) => parameter !== '').toSorted();
  return [tag, issuer.toLowerCase(), ...kept].join(';');
}

/** An authority that does not know a critical tag issues nothing (RFC 8659 section 4.1). */
function isCritical({ flags }: JsonObject): boolean {
  return typeof flags === 'number' && flags >= 128;
}

/** Whether reports that went somewhere would go to an address outside the zone that got none. */
function reportsAway(
  before: readonly GuardedRecord[],
  after: readonly GuardedRecord[],
  zoneName: string,
): boolean {
  const from = new Set(before.flatMap(reportsOf));
  const isInside = (address: string): boolean => {
    const [, host = ''] = /^(?:mailto:[^@]*@|https?:\/\/)([a-z0-9.-]+)/u.exec(address) ?? [];
    return host === zoneName || host.endsWith(`.${zoneName}`);
  };
  return (
    from.size > 0 && after.flatMap(reportsOf).some((address) => !from.has(address) && !isInside(address))
  );
}

function reportsOf({ data }: GuardedRecord): readonly string[] {
  return textIn(data, 'tag') === 'iodef' ? [textIn(data, 'value').toLowerCase()] : [];
}

function said(text: string): readonly GuardReason[] {
  return [reason('dns.caa', text)];
}
