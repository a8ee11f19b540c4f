import { ApiFailure } from '../../contract.ts';

/**
 * Codes and words as users of Terraform's provider and of WordPress plugins quoted them in public; the statuses of the
 * first and the last are assumed.
 */

export function unrecognized(id: string): ApiFailure {
  return new ApiFailure(400, [{ code: 1006, message: `Unrecognized zone setting name: ${id}` }]);
}

export function invalidValue(id: string): ApiFailure {
  return new ApiFailure(400, [{ code: 1007, message: `Invalid value for zone setting ${id}` }]);
}

/** The plan of the zone does not have it, or no customer may change it. */
export function notEditable(id: string): ApiFailure {
  return new ApiFailure(403, [{ code: 1015, message: `Not allowed to edit setting for ${id}` }]);
}
