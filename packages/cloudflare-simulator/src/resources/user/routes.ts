/** The user behind a token, and the accounts that he is a member of (API reference, User; Memberships). */

import type { Account, CallerRequest, CallerResource, PlanName, Zone } from '../../contract.ts';
import { stableId } from '../../determinism.ts';
import { unauthorized } from '../../failures.ts';
import { paginate } from '../../query.ts';

/** API reference, List Memberships. */
const MEMBERSHIP_PAGES = { smallest: 5, largest: 50, usual: 20 };

const ROLE = 'Super Administrator - All Privileges';

/** A token that an account owns has no user; how Cloudflare refuses it here is assumed. */
export function createUser(accounts: () => readonly Account[], zones: () => readonly Zone[]): CallerResource {
  return {
    routes: [
      {
        method: 'GET',
        pattern: '/user',
        permissions: ['User Details Read'],
        handle(request) {
          requireUser(request);
          return { result: describeUser(accounts(), zones()) };
        },
      },
      {
        method: 'GET',
        pattern: '/memberships',
        permissions: ['Memberships Read'],
        handle(request) {
          requireUser(request);
          const { items, info } = paginate(accounts(), request.query, MEMBERSHIP_PAGES);
          return { result: items.map(describeMembership), resultInfo: info };
        },
      },
    ],
    reset: () => undefined,
  };
}

function requireUser({ caller }: CallerRequest): void {
  if (caller.kind === 'account') throw unauthorized();
}

function describeUser(accounts: readonly Account[], zones: readonly Zone[]): unknown {
  const hasPlan = (plan: PlanName): boolean => zones.some((zone) => zone.plan === plan);
  return {
    id: stableId('user'),
    email: 'user@example.com',
    first_name: null,
    last_name: null,
    telephone: null,
    country: null,
    zipcode: null,
    two_factor_authentication_enabled: false,
    two_factor_authentication_locked: false,
    has_pro_zones: hasPlan('pro'),
    has_business_zones: hasPlan('business'),
    has_enterprise_zones: hasPlan('enterprise'),
    suspended: false,
    betas: [],
    organizations: accounts.map(({ id, name }) => ({
      id,
      name,
      status: 'active',
      permissions: ['#zone:read', '#zone:edit'],
      roles: [ROLE],
    })),
  };
}

function describeMembership({ id, name, createdOn }: Account): unknown {
  return {
    id: stableId('membership', id),
    status: 'accepted',
    account: { id, name, type: 'standard', settings: { enforce_twofactor: false }, created_on: createdOn },
    roles: [ROLE],
    permissions: { zones: { read: true, write: true }, dns_records: { read: true, write: true } },
  };
}
