import type { Account, Caller, CallerResource, CallerRoute, RouteAnswer } from '../../contract.ts';
import { ApiFailure } from '../../contract.ts';
import { unauthorized } from '../../failures.ts';

/**
 * "Verify Token", for tokens that a user owns and for those that an account owns. Each endpoint calls the other
 * kind invalid. Listing, creating and rolling tokens is not simulated.
 */
export function createTokenVerification(accounts: () => readonly Account[]): CallerResource {
  const user: CallerRoute = {
    method: 'GET',
    pattern: '/user/tokens/verify',
    permissions: [],
    handle: ({ caller }) => verify(caller, 'user'),
  };
  const account: CallerRoute = {
    method: 'GET',
    pattern: '/accounts/:account_id/tokens/verify',
    permissions: [],
    handle({ caller, params }) {
      if (!accounts().some(({ id }) => id === params['account_id'])) throw unauthorized();
      return verify(caller, 'account');
    },
  };
  return { routes: [user, account], reset: () => undefined };
}

function verify(caller: Caller, kind: Caller['kind']): RouteAnswer {
  if (caller.kind !== kind) throw new ApiFailure(401, [{ code: 1000, message: 'Invalid API Token' }]);
  const { id, status, expiresOn, notBefore, usable } = caller;
  const result = {
    id,
    status,
    ...(expiresOn === undefined ? {} : { expires_on: expiresOn }),
    ...(notBefore === undefined ? {} : { not_before: notBefore }),
  };
  const messages = usable ? [{ code: 10000, message: 'This API Token is valid and active' }] : [];
  return { result, messages };
}
