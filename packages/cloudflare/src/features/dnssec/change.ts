import {
  type Change,
  type Executor,
  type Guard,
  type GuardJudge,
  InputError,
  type JsonObject,
  type Outcome,
  oneByOne,
  type Reconciliation,
  type Scope,
  sameJson,
} from '@crunchtools/mcp-core';
import { reconcileStates } from '../../executor.ts';
import type { CloudflareApi } from '../../services.ts';
import { type ZoneRef, zonePlanOf } from '../../zone.ts';
import type { Dnssec, DnssecEdit } from './api.ts';
import {
  type DesiredDnssec,
  type DnssecState,
  describeDnssec,
  desiredStatus,
  dnssecGuards,
  dnssecReasons,
  problemsOf,
  warningsFor,
} from './dnssec.ts';

/**
 * What a user can set. Two are the same when their states are. DNSSEC that was never enabled counts as disabled, so
 * that undoing its first enabling leaves the zone signed, which does no harm.
 */
function dnssecState(dnssec: Dnssec): DnssecState {
  return {
    status: desiredStatus(dnssec.status),
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
export function updateDnssecState(
  zone: ZoneRef,
  dnssec: Dnssec,
  wish: DesiredDnssec,
): { readonly changes: readonly Change[]; readonly warnings: readonly string[] } {
  const problems = problemsOf(wish, zonePlanOf(zone));
  if (problems.length > 0) throw refused(problems);
  const state = dnssecState(dnssec);
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
function patchOf(before: DnssecState, after: DnssecState): DnssecEdit {
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
function stateFrom(json: JsonObject | undefined): DnssecState | undefined {
  if (json === undefined) return undefined;
  const { status, multi_signer: multiSigner, presigned, use_nsec3: useNsec3 } = json;
  return {
    status: desiredStatus(typeof status === 'string' ? status : ''),
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

/**
 * Reads and updates DNSSEC of a zone, which always exists: nothing of it is created or deleted. Deleting the keys
 * (`DELETE /zones/{zone_id}/dnssec`) is not offered: it gains nothing, and cannot be undone without new steps at the
 * registrar.
 */
export class DnssecExecutor implements Executor {
  readonly resource = 'dnssec';
  readonly identity = [];
  readonly guards: readonly Guard[] = dnssecGuards;
  readonly #api: CloudflareApi['dnssec'];

  constructor(api: CloudflareApi['dnssec']) {
    this.#api = api;
  }

  async read({ scope }: Pick<Change, 'scope'>): Promise<JsonObject | undefined> {
    return { ...dnssecState(await this.#api.get(scope.id)) };
  }

  async batchLimit(_scope: Scope): Promise<number> {
    return 1;
  }

  async apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    return oneByOne(changes, (change) => this.#applyOne(change));
  }

  /** A state is what it is, whoever set it: one that is as wished counts as applied. */
  async reconcile(changes: readonly Change[]): Promise<Reconciliation> {
    return reconcileStates(changes, async ({ scope }) => outcomeOf(scope, await this.#api.get(scope.id)));
  }

  judge(): GuardJudge {
    return ({ before, after }) => dnssecReasons(stateFrom(before), stateFrom(after));
  }

  irreversibleReason({ before }: Change): string | undefined {
    return stateFrom(before)?.status === 'error'
      ? 'the state before was an error, which nobody can ask for'
      : undefined;
  }

  summarise(
    _action: Change['action'],
    before: JsonObject | undefined,
    after: JsonObject | undefined,
  ): string {
    return describeDnssec(stateFrom(before), stateFrom(after));
  }

  async #applyOne({ action, scope, before, after }: Change): Promise<Outcome> {
    const [from, to] = [stateFrom(before), stateFrom(after)];
    if (action !== 'update' || from === undefined || to === undefined) {
      throw new Error(`DNSSEC cannot be changed by ${action}`);
    }
    return outcomeOf(scope, await this.#api.edit(scope.id, patchOf(from, to)));
  }
}

function outcomeOf({ id }: Scope, dnssec: Dnssec): Outcome {
  return { id, observed: { ...dnssecState(dnssec) } };
}
