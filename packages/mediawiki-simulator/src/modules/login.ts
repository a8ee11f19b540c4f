import type { Context } from '../context.ts';
import type { JsonObject } from '../json.ts';

/** `action=login` with a bot password (mediawiki.org, API:Login). A refusal is HTTP 200, too. */
export function login({ request, parameters, accounts, cookies }: Context): JsonObject {
  const made = accounts.logIn(request, {
    name: parameters.text('lgname') ?? '',
    password: parameters.text('lgpassword') ?? '',
    token: parameters.text('lgtoken') ?? '',
  });
  if (made === 'wrong-token') return { login: { result: 'WrongToken' } };
  if (made === 'wrong-password') {
    const text = 'Incorrect username or password entered. Please try again.';
    return { login: { result: 'Failed', reason: { code: 'wrongpassword', text } } };
  }
  cookies.push(made.cookie);
  return { login: { result: 'Success', lguserid: made.account.id, lgusername: made.account.name } };
}
