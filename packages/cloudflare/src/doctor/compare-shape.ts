import { isJsonObject, type JsonObject, type JsonValue, SafeError } from '@crunchtools/mcp-core';
import type { RawApi } from '../api/connection.ts';

/** Whether a belief holds. `not_seen`: the account has nothing that could tell. `not_read`: the token may not read it. */
export type FactVerdict = 'holds' | 'differs' | 'not_seen' | 'not_read';

export interface Seen {
  readonly verdict: FactVerdict;
  /** Types and names of members that Cloudflare gives: never a value, and no name that a user could choose. */
  readonly shape?: string;
}

export const notSeen: Seen = { verdict: 'not_seen' };

export function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** Whether all of them are so; which shapes there were, each once. */
export function everyOne<Item>(
  items: readonly Item[],
  holds: (item: Item) => boolean,
  shape: (item: Item) => string,
): Seen {
  if (items.length === 0) return notSeen;
  const shapes = [...new Set(items.map(shape))].toSorted().slice(0, 10).join('; ');
  return { verdict: items.every(holds) ? 'holds' : 'differs', shape: shapes };
}

export function typeOf(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return value === null ? 'null' : 'absent';
  if (Array.isArray(value)) return 'list';
  return isJsonObject(value) ? 'object' : typeof value;
}

/** The types of these members: `id string, ttl number`. */
export function typesOf(object: JsonObject, names: readonly string[]): string {
  return names.map((name) => `${name} ${typeOf(object[name])}`).join(', ');
}

/** Text with its letters and digits replaced: `0000-00-00T00:00:00.000000Z`. For times only. */
export function formOf(value: JsonValue | undefined): string {
  if (typeof value !== 'string') return typeOf(value);
  return /^[\dTZ:.+-]{1,40}$/u.test(value) ? value.replaceAll(/\d/gu, '0') : 'another form';
}

export function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** One belief of docs/unproved.md, and how an account tells whether it holds. */
export interface Fact {
  readonly id: string;
  readonly believed: string;
  look(account: Account): Promise<Seen>;
}

/** What several facts look at, read once. */
export interface Account {
  readonly raw: RawApi;
  /** Some of the zones that the token sees. */
  readonly zones: readonly JsonObject[];
  readonly zoneIds: readonly string[];
  /** A page of records of each zone. */
  records(): Promise<readonly JsonObject[]>;
  /** The rules of our phases in each zone. */
  rules(): Promise<readonly JsonObject[]>;
}

export async function statusAndCode(read: Promise<unknown>): Promise<string> {
  try {
    await read;
    return 'an answer';
  } catch (error) {
    if (!(error instanceof SafeError)) throw error;
    const { status, errors } = error.details ?? {};
    const codes = objectsIn(errors).map(({ code }) => (typeof code === 'number' ? code : '?'));
    return `HTTP ${typeof status === 'number' ? status : '?'}, codes ${codes.join(' ')}`;
  }
}

export function equals(shape: string, expected: string): Seen {
  return { verdict: shape === expected ? 'holds' : 'differs', shape };
}

export function firstZone(account: Account): string | undefined {
  return account.zoneIds[0];
}
