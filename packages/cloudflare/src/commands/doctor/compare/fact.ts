import { type JsonObject, SafeError } from '@crunchtools/mcp-core';
import type { RawApi } from '../../../api/raw.ts';
import { objectsIn, type Seen } from './shape.ts';

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
