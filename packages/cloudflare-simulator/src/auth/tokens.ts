import type { Caller, Permission } from '../contract.ts';
import { permissionNames } from '../contract.ts';
import { stableId } from '../determinism.ts';
import { isRecord, isStringArray } from '../json.ts';

/**
 * The user token that is accepted unless another is asked for. It has the form of a real one (prefix, 40
 * characters, checksum) so that it passes the checks of clients, and says what it is; the rest is no words, so
 * that a client that keeps tokens out of its output does not find it in ordinary text.
 */
export const SIMULATOR_TOKEN = 'cfut_SimulatorQ7xW2mK9vT4bN8cR5zL3pD6hJ1fG0sYc0ffee00';

/** The form Cloudflare's gateway takes for a bearer token; the 37 digits of a Global API Key are too few. */
const TOKEN_FORM = /^[\w-]{40,200}$/;

const ACCOUNT_TOKEN_PREFIX = 'cfat_';

/** A token as Cloudflare's "create token" form describes it. */
export interface TokenGrant {
  /** 40 to 200 letters, digits, `_` or `-`. */
  readonly token: string;
  /** Default: `account` for the prefix `cfat_`, else `user`. */
  readonly kind?: 'user' | 'account' | undefined;
  /** Default: every permission. */
  readonly permissions?: readonly Permission[] | undefined;
  /** Names or ids of the only zones that the token reaches. Default: all. */
  readonly zones?: readonly string[] | undefined;
  /** Default: active. */
  readonly status?: 'active' | 'disabled' | 'expired' | undefined;
  /** RFC 3339. */
  readonly expires_on?: string | undefined;
  /** RFC 3339. */
  readonly not_before?: string | undefined;
}

export interface TokenStore {
  /** Adds a token, or replaces the one with the same value. @throws {TypeError} when it has not the form of one. */
  add(grant: TokenGrant): void;
  /** Who a token stands for at this moment (milliseconds since the epoch). */
  find(token: string, now: number): Caller | undefined;
  /** Back to the tokens that the store began with. */
  reset(): void;
}

export function isWellFormedToken(value: string): boolean {
  return TOKEN_FORM.test(value);
}

export function createTokenStore(initial: readonly TokenGrant[]): TokenStore {
  const grants = new Map<string, TokenGrant>();
  const store: TokenStore = {
    add(grant) {
      if (!isWellFormedToken(grant.token)) {
        throw new TypeError('A token is 40 to 200 letters, digits, "_" or "-"');
      }
      grants.set(grant.token, grant);
    },
    find(token, now) {
      const grant = grants.get(token);
      return grant === undefined ? undefined : callerOf(grant, now);
    },
    reset() {
      grants.clear();
      for (const grant of initial) store.add(grant);
    },
  };
  store.reset();
  return store;
}

function callerOf(grant: TokenGrant, now: number): Caller {
  const expired = grant.expires_on !== undefined && Date.parse(grant.expires_on) <= now;
  const early = grant.not_before !== undefined && Date.parse(grant.not_before) > now;
  const status = expired ? 'expired' : (grant.status ?? 'active');
  const zones = grant.zones === undefined ? undefined : new Set(grant.zones);
  return {
    id: stableId('token', grant.token),
    kind: grant.kind ?? (grant.token.startsWith(ACCOUNT_TOKEN_PREFIX) ? 'account' : 'user'),
    status,
    expiresOn: grant.expires_on,
    notBefore: grant.not_before,
    usable: status === 'active' && !early,
    permissions: new Set(grant.permissions ?? permissionNames),
    reaches: ({ id, name }) => zones === undefined || zones.has(id) || zones.has(name),
  };
}

/** Reads a grant that came as JSON. @throws {TypeError} naming the field that is wrong. */
export function parseTokenGrant(value: unknown): TokenGrant {
  if (!isRecord(value)) throw new TypeError('A token is a JSON object');
  const token = value['token'];
  if (typeof token !== 'string') throw new TypeError('"token" must be a string');
  return {
    token,
    kind: oneOf(value, 'kind', ['user', 'account']),
    permissions: parsePermissions(value['permissions']),
    zones: parseZones(value['zones']),
    status: oneOf(value, 'status', ['active', 'disabled', 'expired']),
    expires_on: parseTime(value, 'expires_on'),
    not_before: parseTime(value, 'not_before'),
  };
}

function parsePermissions(value: unknown): readonly Permission[] | undefined {
  if (value === undefined) return undefined;
  if (!isStringArray(value)) throw new TypeError('"permissions" must be a list of names');
  return value.map((name) => {
    const known = permissionNames.find((permission) => permission === name);
    if (known === undefined) throw new TypeError(`There is no permission ${JSON.stringify(name)}`);
    return known;
  });
}

function parseZones(value: unknown): readonly string[] | undefined {
  if (value === undefined || isStringArray(value)) return value;
  throw new TypeError('"zones" must be a list of names or ids');
}

function parseTime(value: Readonly<Record<string, unknown>>, field: string): string | undefined {
  const time = value[field];
  if (time === undefined) return undefined;
  if (typeof time === 'string' && !Number.isNaN(Date.parse(time))) return time;
  throw new TypeError(`"${field}" must be a time as in RFC 3339`);
}

function oneOf<const Choice extends string>(
  value: Readonly<Record<string, unknown>>,
  field: string,
  choices: readonly Choice[],
): Choice | undefined {
  const given = value[field];
  if (given === undefined) return undefined;
  const choice = choices.find((known) => known === given);
  if (choice === undefined) throw new TypeError(`"${field}" must be one of: ${choices.join(', ')}`);
  return choice;
}
