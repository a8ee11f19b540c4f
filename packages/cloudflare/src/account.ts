import { AmbiguousError, NotFoundError } from '@crunchtools/mcp-core';
import type { Account } from './features/zones/api.ts';

/**
 * The one account that a call is about.
 * @param given its name or id; may be left out where there is one.
 * @throws {SafeError} that says how to name one.
 */
export function chosenAccount(accounts: readonly Account[], given: string | undefined): Account {
  const wanted = given?.trim();
  const matching =
    wanted === undefined ? accounts : accounts.filter(({ id, name }) => id === wanted || name === wanted);
  const [account, ...others] = matching;
  if (account === undefined) {
    throw new NotFoundError('There is no such account that this token reaches.', {
      nextStep: 'Call list_accounts for the accounts there are.',
    });
  }
  if (others.length === 0) return account;
  throw new AmbiguousError(
    wanted === undefined
      ? `The token reaches ${matching.length} accounts: account must name one.`
      : `${matching.length} accounts have that name.`,
    {
      nextStep: 'Pass the id of the account that is meant.',
      quotes: true,
      details: { choices: matching.slice(0, 20).map(({ id, name = null }) => ({ account_id: id, name })) },
    },
  );
}
