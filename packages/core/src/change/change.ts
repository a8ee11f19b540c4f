import type { JsonObject } from '../json.ts';

/** What a change does to one object. `purge` has no object: it drops copies that will be made again. */
export type ChangeAction = 'create' | 'update' | 'delete' | 'reorder' | 'purge';

/** The place an object lives in: a Cloudflare zone, a wiki, a site. */
export interface Scope {
  readonly id: string;
  readonly name: string;
}

/**
 * Where an object stands in a list whose order has a meaning. The neighbours say it better than the index once
 * others come and go.
 */
export interface Place {
  /** From 1. */
  readonly index: number;
  /** The id of the object in front of it; `null` for the first. */
  readonly after: string | null;
  /** The id of the object behind it; `null` for the last. */
  readonly before: string | null;
}

/**
 * One intended or applied change, as plain data: it can be shown, hashed, checked against policy, journalled
 * and turned around. `before` and `after` hold only what a user can set, so that they can be compared and
 * written back; what the service adds (times, derived flags) is not part of them.
 */
export interface Change {
  readonly action: ChangeAction;
  /** The kind of object; names the executor that reads and writes it. */
  readonly resource: string;
  readonly scope: Scope;
  /** Absent until a created object has one, and for a purge. */
  readonly id?: string;
  /** For a creation that brings a deleted object back: the id it had. */
  readonly replaces?: string;
  /** One line for a person: `delete A www.example.com → 192.0.2.1`. */
  readonly summary: string;
  /** Absent for a create and a purge. */
  readonly before?: JsonObject;
  /** Absent for a delete. For a purge: what is purged. */
  readonly after?: JsonObject;
  /**
   * Where it stood and where it is to stand, for objects in an order. Not part of the state: it shifts when a
   * neighbour comes or goes. `after` is absent where the place does not change.
   */
  readonly place?: { readonly before?: Place; readonly after?: Place };
  /** Changes of one group go out in one batch, as far as a batch can hold them. */
  readonly group?: string;
}

/** What a change did: `id` and `after` are as the service reported them, not as they were wished. */
export type AppliedChange = Change;

/** The key under which changes to the same object meet. */
export function objectKey(change: Pick<Change, 'resource' | 'scope' | 'id'>): string {
  return `${change.resource}/${change.scope.id}/${change.id ?? ''}`;
}
