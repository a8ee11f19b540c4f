/** What a user can set of DNSSEC. `error` is Cloudflare's alone: it can be left, not asked for. */
export interface DnssecState {
  readonly status: 'active' | 'disabled' | 'error';
  readonly multi_signer: boolean;
  readonly presigned: boolean;
  readonly use_nsec3: boolean;
}

/** The members an update names; one that is `undefined` stays as it is. */
export interface DnssecWish {
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
export function wishedStatus(status: string): DnssecState['status'] {
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
