import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '@crunchtools/mcp-core';
import { compact } from '../../schema.ts';
import { listedRange } from './address.ts';
import type { ListItem } from './api.ts';
import {
  describeRedirect,
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
  /** An item as the API takes it. @param existing what it replaces; members of it that are not known here stay. */
  bodyOf(state: JsonObject, existing: JsonValue | undefined): JsonObject;
  describe(state: JsonObject): string;
  /** Stays as long as an item is there, also when a list is replaced as a whole, which gives new ids. */
  idOf(key: string): string;
}

export const redirects: ItemKind = {
  kind: 'redirect',
  resource: 'redirect',
  member: 'source_url',
  stateOf(list, value, comment) {
    const redirect = redirectOf(value, comment);
    return redirect && redirectState(list, redirect);
  },
  bodyOf: (state, existing) => redirectBody(redirectInState(state), existing),
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

/** An item as it was answered. */
export function rawBody(
  { kind }: ItemKind,
  { value, comment }: Pick<ListItem, 'value' | 'comment'>,
): JsonObject {
  return compact({ [kind]: value, comment });
}

export function keyIn(kind: ItemKind, state: JsonObject | undefined): string {
  return textIn(state, kind.member);
}
