import { keyOf } from './model-dns-operations.ts';
import type { Claim } from './model-replay.ts';
import type { Item, State } from './model-world.ts';

/** What the structured answer of a write tool holds. */
export interface Answer {
  readonly status: 'planned' | 'needs_confirmation' | 'applied' | 'refused' | 'failed';
  readonly changes: readonly Claim[];
  readonly counts?: Readonly<Record<string, number>>;
  readonly change_id?: string;
  readonly confirm?: string;
  readonly error?: { readonly code: string; readonly message: string };
}

/** What came up in a run. */
export interface Tally {
  operations: number;
  readonly statuses: Record<string, number>;
  readonly outcomes: Record<string, number>;
  readonly errors: Record<string, number>;
  edits: number;
  undone: number;
  crashes: number;
  requests: number;
  troubles: number;
}

/** What can be said of an answer by itself. */
export function requireConsistent(answer: Answer): void {
  const { status, error, changes } = answer;
  const outcomes = changes.map(({ outcome }) => outcome);
  const isWhole = outcomes.every((outcome) => outcome === undefined);
  const wrong =
    error?.code === 'internal'
      ? 'a defect'
      : (error === undefined) !== (status === 'applied')
        ? 'an error, or none, where it should not be'
        : status === 'applied' && !isWhole
          ? 'applied in part'
          : status === 'refused' && outcomes.some((outcome) => outcome === 'applied' || outcome === 'unknown')
            ? 'refused, and something was done'
            : undefined;
  if (wrong !== undefined) throw new Error(`${wrong}: ${JSON.stringify(answer)}`);
}

/** How many changes an answer says were applied, and of how many it says that it does not know. */
export function toldBy({ status, changes, counts }: Answer): {
  readonly applied: number;
  readonly unknown: number;
} {
  const of = (outcome: string): number =>
    counts?.[outcome] ?? changes.filter((change) => change.outcome === outcome).length;
  if (status !== 'applied') return { applied: of('applied'), unknown: of('unknown') };
  const all = ['create', 'update', 'delete', 'reorder', 'purge'] as const;
  const counted = all.reduce((sum, action) => sum + (counts?.[action] ?? 0), 0);
  return { applied: counts === undefined ? changes.length : counted, unknown: 0 };
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
