/** Rulesets of an account, to read: those that Cloudflare manages. None of its own can be made here. */

import type { Account, CallerRequest, CallerResource, CallerRoute } from '../../contract.ts';
import { unauthorized } from '../../failures.ts';
import { managedRulesets } from './managed.ts';
import { pageOf } from './reads.ts';
import { entrypointMissing, rulesetMissing } from './refusals.ts';

const RULESETS = '/accounts/:account_id/rulesets';

/** The rules of a managed ruleset are Cloudflare's, and left out: a client sees an empty list. */
export function createAccountRulesets(accounts: () => readonly Account[]): CallerResource {
  const at = (pattern: string, handle: CallerRoute['handle']): CallerRoute => ({
    method: 'GET',
    pattern,
    permissions: ['Account Rulesets Read'],
    handle(request) {
      requireAccount(accounts(), request);
      return handle(request);
    },
  });
  const all = managedRulesets('enterprise').toSorted((one, other) => (one.id < other.id ? -1 : 1));
  return {
    routes: [
      at(RULESETS, ({ query }) => {
        const { items, info } = pageOf(all, query);
        return { result: items, resultInfo: info, layout: 'indented' };
      }),
      at(`${RULESETS}/:ruleset_id`, ({ params }) => {
        const id = params['ruleset_id'] ?? '';
        const ruleset = all.find((known) => known.id === id);
        if (ruleset === undefined) throw rulesetMissing(id);
        return { result: { ...ruleset, rules: [] }, layout: 'indented' };
      }),
      at(`${RULESETS}/phases/:phase/entrypoint`, ({ params }) => {
        throw entrypointMissing(params['phase'] ?? '');
      }),
    ],
    reset: () => undefined,
  };
}

function requireAccount(accounts: readonly Account[], { params }: CallerRequest): void {
  if (!accounts.some(({ id }) => id === params['account_id'])) throw unauthorized();
}
