import { SafeError } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import type { Account } from './api.ts';

/** As many as are read: Cloudflare lists zones of at most 500 accounts. */
const mostAccounts = 500;
const perPage = 50;

/** Cloudflare refuses tokens that an account owns as a bad request. */
const unlistable: ReadonlySet<string> = new Set(['permission_denied', 'unauthenticated', 'rejected']);

/**
 * The accounts that the credential reaches, by name. Tokens that an account owns may not list accounts, and others
 * lack the permission: the zones that are visible name theirs. A list of allowed zones hides the other accounts.
 */
export async function accountsOf({ api, allowedZones }: Services): Promise<readonly Account[]> {
  if (allowedZones !== undefined) {
    const pages = await Promise.all(allowedZones.map((name) => api.zones.list({ name })));
    return accountsOfZones(
      pages.flatMap(({ items }) => items.filter(({ name }) => allowedZones.includes(name))),
    );
  }
  try {
    return await everyAccount(api);
  } catch (error) {
    if (!(error instanceof SafeError) || !unlistable.has(error.code)) throw error;
    const { items } = await api.zones.list({ per_page: perPage });
    const accounts = accountsOfZones(items);
    if (accounts.length === 0) throw error;
    return accounts;
  }
}

async function everyAccount({ accounts }: Services['api']): Promise<readonly Account[]> {
  const found: Account[] = [];
  for (let page = 1; found.length < mostAccounts; page += 1) {
    const { items, pages } = await accounts.list({ page, per_page: perPage });
    found.push(...items);
    if (page >= pages) break;
  }
  return found;
}

function accountsOfZones(
  zones: readonly {
    readonly account: { readonly id: string | undefined; readonly name: string | undefined };
  }[],
): readonly Account[] {
  const accounts = new Map<string, Account>();
  for (const { account } of zones) {
    if (account.id !== undefined)
      accounts.set(account.id, { id: account.id, name: account.name, type: undefined });
  }
  return [...accounts.values()].sort((one, other) => ((one.name ?? '') < (other.name ?? '') ? -1 : 1));
}
