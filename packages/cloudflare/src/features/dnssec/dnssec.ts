import type { Guard, GuardReason } from '@crunchtools/mcp-core';
import type { ZonePlan } from '../dns/types.ts';

/** What a user can set of DNSSEC. `error` is Cloudflare's alone: it can be left, not asked for. */
export interface DnssecState {
  readonly status: 'active' | 'disabled' | 'error';
  readonly multi_signer: boolean;
  readonly presigned: boolean;
  readonly use_nsec3: boolean;
}

/** The members an update names; one that is `undefined` stays as it is. */
export interface DesiredDnssec {
  readonly status?: 'active' | 'disabled' | undefined;
  readonly multi_signer?: boolean | undefined;
  readonly presigned?: boolean | undefined;
  readonly use_nsec3?: boolean | undefined;
}

/**
 * The wish behind a status: `pending` and `active` are the same wish, as are `pending-disabled` and `disabled`; which
 * of the two it is decides the registrar (developers.cloudflare.com/dns/dnssec/dnssec-states). So an update counts as
 * stored, and undo finds no edit of somebody else, whenever the registrar acts.
 */
export function desiredStatus(status: string): DnssecState['status'] {
  if (status === 'active' || status === 'pending') return 'active';
  return status === 'disabled' || status === 'pending-disabled' ? 'disabled' : 'error';
}

/** One line for a person. */
export function describeDnssec(before: DnssecState | undefined, after: DnssecState | undefined): string {
  if (after === undefined) return 'DNSSEC';
  const parts = [
    before?.status === after.status ? undefined : statusWords[after.status],
    switched('multi-signer', before?.multi_signer, after.multi_signer),
    switched('pre-signed', before?.presigned, after.presigned),
    switched('NSEC3', before?.use_nsec3, after.use_nsec3),
  ].filter((part) => part !== undefined);
  return `DNSSEC: ${parts.length === 0 ? 'nothing changes' : parts.join(', ')}`;
}

const statusWords: Readonly<Record<DnssecState['status'], string>> = {
  active: 'enable',
  disabled: 'disable',
  error: 'error',
};

function switched(what: string, before: boolean | undefined, after: boolean): string | undefined {
  if ((before ?? false) === after) return undefined;
  return `${what} ${after ? 'on' : 'off'}`;
}

/**
 * Why a change of DNSSEC needs a person's approval; `undefined` where nothing changes. Every change does: who validates
 * takes a zone whose keys, signatures and DS record do not fit together for forged, and gets no answer at all.
 */
export function dnssecReason(
  before: DnssecState | undefined,
  after: DnssecState | undefined,
): string | undefined {
  const reasons = [
    before?.status === after?.status ? undefined : reasonForStatus(after?.status),
    before?.presigned === after?.presigned
      ? undefined
      : 'It changes who signs the zone: the DS record at the registrar must be of the new signer.',
    before?.multi_signer === after?.multi_signer
      ? undefined
      : 'It changes whether keys of other providers are part of the zone.',
    before?.use_nsec3 === after?.use_nsec3
      ? undefined
      : 'It changes how the zone proves that names do not exist.',
  ];
  return reasons.find((candidate) => candidate !== undefined);
}

function reasonForStatus(status: DnssecState['status'] | undefined): string {
  return status === 'active'
    ? 'DNSSEC binds the zone to its keys: with a wrong DS record at the registrar, nobody who validates reaches it.'
    : 'Without DNSSEC answers can be forged; a DS record that stays at the registrar makes the zone unreachable once it is no longer signed.';
}

/** What to do around a change, in the right order. Facts: developers.cloudflare.com/dns/dnssec and its pages. */
export function warningsFor(
  before: DnssecState,
  after: DnssecState,
  currentStatus: string,
): readonly string[] {
  return [...warningsForStatus(before, after, currentStatus), ...warningsForSigners(before, after)];
}

function warningsForStatus(
  before: DnssecState,
  after: DnssecState,
  currentStatus: string,
): readonly string[] {
  if (before.status === after.status) return [];
  if (after.status === 'active') {
    return [
      'First remove any DS record of an earlier provider at the registrar and wait for its TTL; then enable; then add the DS record that get_dnssec shows.',
    ];
  }
  const hasDs = currentStatus === 'active';
  return [
    ...(hasDs
      ? [
          'The DS record is still at the registrar: the better order is to remove it there first, wait for its TTL, often a day, and disable then.',
        ]
      : []),
    'Cloudflare goes on signing after this until the DS record is gone. Do not move the zone to other name servers before that: it would become unreachable.',
  ];
}

function warningsForSigners(before: DnssecState, after: DnssecState): readonly string[] {
  return [
    ...(!before.presigned && after.presigned
      ? [
          'A pre-signed zone is served as transferred in: all its records become DNS-only, and the DS record at the registrar must be that of the primary.',
        ]
      : []),
    ...(before.presigned && !after.presigned
      ? [
          'Cloudflare signs with a key of its own from now on: until its DS record is at the registrar beside that of the primary, validation fails.',
        ]
      : []),
    ...(before.multi_signer && !after.multi_signer
      ? [
          'DNSKEY records of other providers leave the zone: remove their DS records and name servers at the registrar first, and wait for the TTLs.',
        ]
      : []),
  ];
}

export interface Situation {
  readonly status: string;
  /** Whether it was never enabled, or deleted: the zone is not signed. */
  readonly isUnsigned: boolean;
  readonly presigned: boolean;
}

/** What to do next, given how things are, as one or two sentences. */
export function nextStep({ status, isUnsigned, presigned }: Situation): string {
  switch (status) {
    case 'active':
      return 'Nothing to do: the DS record is at the registrar. Remove it there before moving the zone to other name servers.';
    case 'pending':
      return presigned
        ? 'Make sure that the DS record of the primary provider, who signs, is at the registrar.'
        : 'Give the DS record to the registrar of the domain. check_dns for name @ and type DS tells when the world sees it.';
    case 'pending-disabled':
      return 'Remove the DS record at the registrar, and keep the name servers until its TTL is over.';
    case 'disabled':
      return isUnsigned
        ? 'To sign the zone, first make sure that the registrar has no DS record (check_dns for name @ and type DS), then call update_dnssec with status active.'
        : 'Nothing to do. The zone is still signed, which does no harm; status active asks for the DS record again.';
    default:
      return 'Cloudflare reports an error: compare the DS record at the registrar (check_dns for name @ and type DS) with the one here.';
  }
}

/** Why a wish cannot be sent, one sentence each; empty when it can. The zone's plan may be unknown. */
export function problemsOf(wish: DesiredDnssec, plan: ZonePlan | undefined): readonly string[] {
  return [refuseNothing(wish), refuseNsec3(wish, plan), refusePresigned(wish, plan)].filter(
    (problem) => problem !== undefined,
  );
}

function refuseNothing(wish: DesiredDnssec): string | undefined {
  const names = ['status', 'multi_signer', 'presigned', 'use_nsec3'] as const;
  return names.every((name) => wish[name] === undefined)
    ? 'nothing to change is given: name status, multi_signer, presigned or use_nsec3'
    : undefined;
}

/** developers.cloudflare.com/dns/dnssec/enable-nsec3, "Availability". */
function refuseNsec3({ use_nsec3: wanted }: DesiredDnssec, plan: ZonePlan | undefined): string | undefined {
  if (wanted !== true || plan === undefined || plan === 'enterprise') return undefined;
  return 'use_nsec3: NSEC3 is for Enterprise zones; the NSEC answers of Cloudflare do not give away names either';
}

/** developers.cloudflare.com/dns/zone-setups/zone-transfers: secondary zones are for Enterprise. */
function refusePresigned({ presigned }: DesiredDnssec, plan: ZonePlan | undefined): string | undefined {
  if (presigned !== true || plan === undefined || plan === 'enterprise') return undefined;
  return 'presigned: only a secondary zone is transferred in with its signatures, and those are for Enterprise';
}

export const dnssecGuards: readonly Guard[] = [
  {
    id: 'dnssec.any',
    asked: 'Every change of DNSSEC: on, off, who signs, and how it proves that names do not exist.',
    why: 'Where keys, signatures and the DS record at the registrar do not fit together, whoever validates no longer reaches the zone; without DNSSEC, answers can be forged.',
    example: 'update_dnssec status disabled',
  },
];

export function dnssecReasons(...change: Parameters<typeof dnssecReason>): readonly GuardReason[] {
  const text = dnssecReason(...change);
  return text === undefined ? [] : [{ guard: 'dnssec.any', text, kind: 'value' }];
}
