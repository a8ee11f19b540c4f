import { type Change, InputError, type JsonObject, sameJson } from '@crunchtools/mcp-core';
import type { Dnssec, DnssecEdit } from '../api/dnssec.ts';
import {
  type DnssecState,
  type DnssecWish,
  describeDnssec,
  problemsOf,
  warningsFor,
  wishedStatus,
} from '../domain/dnssec/index.ts';
import { planOf, type ZoneRef } from '../zone.ts';

/**
 * What a user can set. Two are the same when their states are. DNSSEC that was never enabled counts as disabled, so
 * that undoing its first enabling leaves the zone signed, which does no harm.
 */
export function stateOf(dnssec: Dnssec): DnssecState {
  return {
    status: wishedStatus(dnssec.status),
    multi_signer: dnssec.dnssec_multi_signer,
    presigned: dnssec.dnssec_presigned,
    use_nsec3: dnssec.dnssec_use_nsec3,
  };
}

/**
 * The change that gives a zone the wished DNSSEC, or none when it has it, and what to know before approving. There is
 * one DNSSEC in a zone; its id is the zone's.
 * @throws {InputError} that names every problem of the wish.
 */
export function edit(
  zone: ZoneRef,
  dnssec: Dnssec,
  wish: DnssecWish,
): { readonly changes: readonly Change[]; readonly warnings: readonly string[] } {
  const problems = problemsOf(wish, planOf(zone));
  if (problems.length > 0) throw refused(problems);
  const state = stateOf(dnssec);
  const wished: DnssecState = {
    status: wish.status ?? state.status,
    multi_signer: wish.multi_signer ?? state.multi_signer,
    presigned: wish.presigned ?? state.presigned,
    use_nsec3: wish.use_nsec3 ?? state.use_nsec3,
  };
  const before: JsonObject = { ...state };
  const after: JsonObject = { ...wished };
  if (sameJson(before, after)) return { changes: [], warnings: ['DNSSEC is like this already.'] };
  const change: Change = {
    action: 'update',
    resource: 'dnssec',
    scope: zone,
    id: zone.id,
    summary: describeDnssec(state, wished),
    before,
    after,
  };
  return { changes: [change], warnings: warningsFor(state, wished, dnssec.status) };
}

/** The members of `after` that differ from `before`, as PATCH takes them. */
export function patchOf(before: DnssecState, after: DnssecState): DnssecEdit {
  const changed = <Member extends keyof DnssecState>(member: Member): DnssecState[Member] | undefined =>
    before[member] === after[member] ? undefined : after[member];
  return {
    status: changed('status'),
    dnssec_multi_signer: changed('multi_signer'),
    dnssec_presigned: changed('presigned'),
    dnssec_use_nsec3: changed('use_nsec3'),
  };
}

/** The state that a change holds as plain data. */
export function stateFrom(json: JsonObject | undefined): DnssecState | undefined {
  if (json === undefined) return undefined;
  const { status, multi_signer: multiSigner, presigned, use_nsec3: useNsec3 } = json;
  return {
    status: wishedStatus(typeof status === 'string' ? status : ''),
    multi_signer: multiSigner === true,
    presigned: presigned === true,
    use_nsec3: useNsec3 === true,
  };
}

function refused(problems: readonly string[]): InputError {
  return new InputError(`DNSSEC cannot be changed like this: ${problems.join('; ')}.`, {
    nextStep: 'Correct what is named and call again. Nothing was sent.',
    details: { problems },
  });
}
