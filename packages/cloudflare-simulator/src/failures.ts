import { ApiFailure } from './contract.ts';

/**
 * Refusals that do not belong to one resource. Cloudflare keeps no public register of these codes; those below
 * were seen in answers that users quoted in public issue trackers, unless a comment says that one is assumed.
 */

/**
 * The path has the shape of a known one, but an identifier in it is not 32 hexadecimal digits (recordings/zones.json).
 * The status is assumed.
 */
export function invalidIdentifier(path: string): ApiFailure {
  return new ApiFailure(404, [couldNotRoute(path)]);
}

/** recordings/zones.json. Until 2022 code 7003 stood before it. */
export function noRoute(): ApiFailure {
  return new ApiFailure(400, [{ code: 7000, message: 'No route for that URI' }]);
}

export function methodNotAllowed(): ApiFailure {
  return new ApiFailure(405, [{ code: 10405, message: 'Method not allowed for this authentication scheme' }]);
}

export function unknownZone(): ApiFailure {
  return new ApiFailure(404, [{ code: 1001, message: 'Invalid zone identifier' }]);
}

/** What the zone and account endpoints say when the token lacks the permission or does not reach the object. */
export function unauthorized(): ApiFailure {
  return new ApiFailure(403, [{ code: 9109, message: 'Unauthorized to access requested resource' }]);
}

/** What the endpoints below a zone say in the same case, and when they do not know the token at all. */
export function authenticationError(status: 401 | 403): ApiFailure {
  return new ApiFailure(status, [{ code: 10000, message: 'Authentication error' }]);
}

export function malformedJson(): ApiFailure {
  return new ApiFailure(400, [{ code: 6007, message: 'Malformed JSON in request body' }]);
}

/** The code is assumed: Cloudflare documents which values it takes, not how it refuses the others. */
export function invalidParameter(name: string, rule: string): ApiFailure {
  return new ApiFailure(400, [
    {
      code: 1004,
      message: `Invalid value for query parameter '${name}': ${rule}`,
      source: { pointer: name },
    },
  ]);
}

function couldNotRoute(path: string): { code: number; message: string } {
  return {
    code: 7003,
    message: `Could not route to ${path}, perhaps your object identifier is invalid?`,
  };
}
