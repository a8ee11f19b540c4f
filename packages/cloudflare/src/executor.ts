import {
  type Change,
  type JsonObject,
  type Outcome,
  type Reconciliation,
  sameJson,
} from '@crunchtools/mcp-core';

/**
 * What became of changes of objects that always exist, when no answer came: applied, if each is as it was to be, whoever
 * made it so. One that is as it was proves that nothing was written; a third state does not: Cloudflare may have stored
 * another spelling, or somebody else has written.
 *
 * @param look reads the object of a change as it is now. None is read behind the first that is not as it was to be.
 */
export async function reconcileStates(
  changes: readonly Change[],
  look: (change: Change) => Promise<Outcome>,
): Promise<Reconciliation> {
  const outcomes: Outcome[] = [];
  for (const change of changes) {
    const outcome = await look(change);
    if (!sameJson(outcome.observed, change.after))
      return { verdict: sameJson(outcome.observed, change.before) ? 'not_applied' : 'unknown' };
    outcomes.push(outcome);
  }
  return { verdict: 'applied', outcomes };
}

/** What creates, changes and deletes objects of one kind, and how their changes are told apart. */
interface Kind<Found> {
  readonly noun: string;
  readonly api: {
    create(scopeId: string, body: JsonObject): Promise<Found>;
    patch(scopeId: string, id: string, body: JsonObject): Promise<Found>;
    delete(scopeId: string, id: string): Promise<void>;
  };
  readonly patchOf: (before: JsonObject, after: JsonObject) => JsonObject;
  readonly outcomeOf: (found: Found) => Outcome;
}

/** Applies one change of an object that comes and goes, by the one request that it takes. */
export async function applyToObject<Found>(
  { action, scope, id = '', before = {}, after = {} }: Change,
  { noun, api, patchOf, outcomeOf }: Kind<Found>,
): Promise<Outcome> {
  switch (action) {
    case 'create':
      return outcomeOf(await api.create(scope.id, after));
    case 'update':
      return outcomeOf(await api.patch(scope.id, id, patchOf(before, after)));
    case 'delete':
      await api.delete(scope.id, id);
      return { id };
    case 'reorder':
    case 'purge':
    case 'send':
      throw new Error(`${noun} cannot be changed by ${action}`);
  }
}
