import type { Account, CallerResource, CallerRoute } from '../../contract.ts';
import { ApiFailure } from '../../contract.ts';
import { unauthorized } from '../../failures.ts';
import type { PageLimits } from '../../query.ts';
import { choiceOf, paginate } from '../../query.ts';

/** "List Accounts": 20 a page unless asked otherwise. As lenient as zones are by recordings; for accounts that is assumed. */
const ACCOUNT_PAGES: PageLimits = { smallest: 1, largest: 1_000, usual: 20 };

/** "List Accounts" and "Account Details", for any valid token: the permissions they need are not simulated. */
export function createAccounts(accounts: () => readonly Account[]): CallerResource {
  const list: CallerRoute = {
    method: 'GET',
    pattern: '/accounts',
    permissions: [],
    handle({ query, caller }) {
      if (caller.kind === 'account') throw accountTokenRefused();
      const sign = choiceOf(query, 'direction', ['asc', 'desc']) === 'desc' ? -1 : 1;
      const name = query.get('name');
      const found = accounts()
        .filter((account) => name === null || account.name === name)
        .sort((one, other) => sign * one.name.localeCompare(other.name, 'en'));
      const { items, info } = paginate(found, query, ACCOUNT_PAGES);
      return { result: items.map(describeAccount), resultInfo: info };
    },
  };
  const get: CallerRoute = {
    method: 'GET',
    pattern: '/accounts/:account_id',
    permissions: [],
    handle({ params }) {
      const account = accounts().find(({ id }) => id === params['account_id']);
      if (account === undefined) throw unauthorized();
      return { result: describeAccount(account) };
    },
  };
  return { routes: [list, get], reset: () => undefined };
}

/** Seen in public reports of 2024 and later: a token that an account owns cannot list accounts. */
function accountTokenRefused(): ApiFailure {
  return new ApiFailure(400, [
    { code: 1001, message: 'List accounts endpoint does not support account owned tokens.' },
  ]);
}

function describeAccount({ id, name, createdOn }: Account): unknown {
  return { id, name, type: 'standard', settings: { enforce_twofactor: false }, created_on: createdOn };
}
