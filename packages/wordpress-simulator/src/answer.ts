import type { Account } from './accounts.ts';
import { Failure } from './failure.ts';
import type { Json } from './json.ts';
import type { Routed } from './request.ts';

export interface Answer {
  readonly status?: number;
  readonly json: Json;
  readonly total?: number;
  readonly pages?: number;
  /** The methods that the account may use there (`rest_send_allow_header`). */
  readonly allow?: string;
  /** `_fields` names no members of members of it, and leaves the links: so it is of revisions and comments. */
  readonly isFlat?: boolean;
}

/** One call. */
export interface Context extends Routed {
  readonly asker: Account | undefined;
  readonly context: string | null;
}

export function noRoute(): Failure {
  return new Failure(404, 'rest_no_route', 'No route was found matching the URL and request method.');
}

export function may(asker: Account | undefined, capability: string): boolean {
  return asker?.capabilities.has(capability) === true;
}
