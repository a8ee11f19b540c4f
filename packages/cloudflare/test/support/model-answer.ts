import type { Told } from '@crunchtools/mcp-core/testing';
import { keyOf } from './model-dns-operations.ts';
import type { Claim } from './model-replay.ts';
import type { Item, State } from './model-world.ts';

const actions = new Set(['create', 'update', 'delete', 'reorder', 'purge']);

/** Whether a change in an answer is of the kind that the model knows. */
export function isClaim(told: Told): told is Told & Claim {
  return actions.has(told.action);
}

/** A change that took effect and of which the server does not know it, as it would have told it. */
export function resolved(claim: Claim, before: State, found: State): Claim {
  const { after = {}, action, resource } = claim;
  if (action === 'delete' || action === 'purge') return claim;
  const known = new Set(Object.values(before).flatMap((items: readonly Item[]) => items.map(({ id }) => id)));
  const candidates = Object.values(found).flatMap((items: readonly Item[]) => items);
  // Of the items of lists what tells them apart is the id here.
  if (resource === 'redirect' || resource === 'list_address') return claim;
  const isMeant = ({ id, state }: Item): boolean => {
    if (action !== 'create') return id === claim.id;
    if (known.has(id)) return false;
    if (resource === 'dns_record') return keyOf(state) === keyOf(after);
    if (resource === 'zone' || resource === 'list') return state['name'] === after['name'];
    if (resource === 'redirect_rule') return state['list'] === after['list'];
    return resource === 'rule' ? state['ref'] === after['ref'] : state['url'] === after['url'];
  };
  const item = candidates.find(isMeant);
  if (item === undefined) throw new Error(`took effect, and is not there: ${JSON.stringify(claim)}`);
  return { ...claim, id: item.id, after: { ...after, ...item.state } };
}
