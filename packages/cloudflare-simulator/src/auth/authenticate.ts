import type { Caller } from '../contract.ts';
import { ApiFailure } from '../contract.ts';
import { authenticationError } from '../failures.ts';
import type { TokenStore } from './tokens.ts';
import { isWellFormedToken } from './tokens.ts';

type Headers = Readonly<Record<string, string>>;

const BEARER = /^Bearer +(\S+) *$/i;
const EMAIL = /^[^@\s]+@[^@\s]+$/;
const GLOBAL_API_KEY = /^(?:[0-9a-f]{37}|cfk_[\w-]{40,})$/;

/**
 * Finds out which token sent a request. A Global API Key is never accepted: this account has none.
 * @param now milliseconds since the epoch.
 * @throws {ApiFailure} 400 for a missing or malformed header, 401 or 403 for a token that is not valid now.
 */
export function authenticate(headers: Headers, pattern: string, tokens: TokenStore, now: number): Caller {
  const verifies = isVerification(pattern);
  const token = bearerToken(headers, verifies);
  const caller = tokens.find(token, now);
  if (caller === undefined) throw invalidToken(pattern);
  if (!caller.usable && !verifies) throw invalidToken(pattern);
  return caller;
}

/** The bearer token as sent, whether it is known or not; undefined when there is none. */
export function sentToken(headers: Headers): string | undefined {
  return BEARER.exec(headers['authorization'] ?? '')?.[1];
}

function bearerToken(headers: Headers, verifies: boolean): string {
  if (headers['authorization'] === undefined) throw withoutBearer(headers, verifies);
  const token = sentToken(headers);
  if (token === undefined || !isWellFormedToken(token)) {
    throw invalidHeader(6111, 'Invalid format for Authorization header');
  }
  return token;
}

function withoutBearer(headers: Headers, verifies: boolean): ApiFailure {
  if (verifies) return new ApiFailure(400, [{ code: 1001, message: 'Missing "Authorization" header' }]);
  const email = headers['x-auth-email'];
  const key = headers['x-auth-key'];
  if (email === undefined || key === undefined) {
    return new ApiFailure(400, [
      { code: 9106, message: 'Missing X-Auth-Key, X-Auth-Email or Authorization headers' },
    ]);
  }
  if (!EMAIL.test(email)) return invalidHeader(6102, 'Invalid format for X-Auth-Email header');
  if (!GLOBAL_API_KEY.test(key)) return invalidHeader(6103, 'Invalid format for X-Auth-Key header');
  return new ApiFailure(403, [{ code: 9103, message: 'Unknown X-Auth-Key or X-Auth-Email' }]);
}

function invalidHeader(code: number, message: string): ApiFailure {
  return new ApiFailure(400, [
    { code: 6003, message: 'Invalid request headers', error_chain: [{ code, message }] },
  ]);
}

/** Cloudflare's services word this differently; the code tells which one refused. */
function invalidToken(pattern: string): ApiFailure {
  if (isVerification(pattern)) return new ApiFailure(401, [{ code: 1000, message: 'Invalid API Token' }]);
  if (isBelowZone(pattern)) return authenticationError(401);
  return new ApiFailure(403, [{ code: 9109, message: 'Invalid access token' }]);
}

/** Whether the pattern names something inside a zone, and not the zone itself. */
export function isBelowZone(pattern: string): boolean {
  return pattern.startsWith('/zones/:zone_id/');
}

function isVerification(pattern: string): boolean {
  return pattern.endsWith('/tokens/verify');
}
