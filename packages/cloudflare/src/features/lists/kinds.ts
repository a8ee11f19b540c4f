import { createHash } from 'node:crypto';
import type { Change, JsonObject, JsonValue, Scope } from '@crunchtools/mcp-core';
import { compact } from '../../schema.ts';
import { listedRange } from './address.ts';
import {
  describeRedirect,
  othersOf,
  redirectBody,
  redirectInState,
  redirectOf,
  redirectState,
  textIn,
} from './redirect.ts';

/** What a list holds of one kind, and how its items are told apart: by what they are about, not by Cloudflare's ids. */
export interface ItemKind {
  readonly kind: 'redirect' | 'ip';
  /** Of a change. */
  readonly resource: 'redirect' | 'list_address';
  /** The member of a state that no two items of a list share. */
  readonly member: 'source_url' | 'ip';
  /** The state of an item as Cloudflare answers it; `undefined` for what is none of this kind. */
  stateOf(list: string, value: JsonValue | undefined, comment: string | undefined): JsonObject | undefined;
  /** An item as the API takes it. @param existing what it replaces; members of it that are not known here stay, else those of the state. */
  bodyOf(state: JsonObject, existing: JsonValue | undefined): JsonObject;
  describe(state: JsonObject): string;
  /** Stays as long as an item is there, also when somebody replaces a list as a whole, which gives new ids. */
  idOf(key: string): string;
}

export const redirects: ItemKind = {
  kind: 'redirect',
  resource: 'redirect',
  member: 'source_url',
  stateOf(list, value, comment) {
    const redirect = redirectOf(value, comment);
    return redirect && redirectState(list, redirect, othersOf(value));
  },
  bodyOf: (state, existing) => redirectBody(redirectInState(state), existing ?? state['others']),
  describe: describeRedirect,
  idOf: (key) => `source:${createHash('sha256').update(key).digest('hex').slice(0, 24)}`,
};

export const addresses: ItemKind = {
  kind: 'ip',
  resource: 'list_address',
  member: 'ip',
  stateOf(list, value, comment) {
    if (typeof value !== 'string') return undefined;
    const range = listedRange(value);
    return compact({ list, ip: typeof range === 'string' ? value : range.ip, comment });
  },
  bodyOf: ({ ip, comment }, existing) => compact({ ip: existing ?? ip, comment }),
  describe: (state) => textIn(state, 'ip'),
  idOf: (key) => key.replace('/', '-'),
};

export function keyIn(kind: ItemKind, state: JsonObject | undefined): string {
  return textIn(state, kind.member);
}

/** Where an item lives: a list of an account. Its name is what policy looks at, the zone that it is about. */
export function listScope(accountId: string, list: string, name: string): Scope {
  return { id: `${accountId}/${list}`, name };
}

export function placeOf({ id }: Scope): { readonly accountId: string; readonly list: string } {
  const [accountId = '', list = ''] = id.split('/');
  return { accountId, list };
}

export function itemChange(
  kind: ItemKind,
  scope: Scope,
  { before, after }: { readonly before?: JsonObject; readonly after?: JsonObject },
): Change {
  const action = before === undefined ? 'create' : after === undefined ? 'delete' : 'update';
  return {
    action,
    resource: kind.resource,
    scope,
    id: kind.idOf(keyIn(kind, after ?? before)),
    summary: describeItem(kind, action, before, after),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

export function describeItem(
  kind: ItemKind,
  action: Change['action'],
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): string {
  const state = after ?? before ?? {};
  const noun = kind.kind === 'redirect' ? 'redirect' : 'address';
  return `${action} ${noun} ${kind.describe(state)} in the list ${textIn(state, 'list')}`;
}
