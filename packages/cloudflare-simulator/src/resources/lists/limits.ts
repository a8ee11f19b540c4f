import type { PlanName } from '../../contract.ts';
import type { ListKind } from './model.ts';

type Quota = Readonly<Record<PlanName, number>>;

/** rules/url-forwarding, "Availability": per account, by its highest plan. The numbers are those of 2025. */
const REDIRECT_LISTS: Quota = { free: 5, pro: 5, business: 5, enterprise: 25 };
const REDIRECTS: Quota = { free: 10_000, pro: 25_000, business: 50_000, enterprise: 1_000_000 };
export const REDIRECT_RULES: Quota = { free: 15, pro: 15, business: 15, enterprise: 50 };

/** waf/tools/lists, "Availability": lists of hostnames and of ASNs are for Enterprise. */
const CUSTOM_LISTS: Quota = { free: 1, pro: 10, business: 10, enterprise: 1_000 };
const CUSTOM_ITEMS: Quota = { free: 10_000, pro: 10_000, business: 10_000, enterprise: 500_000 };

export function mostLists(kind: ListKind, plan: PlanName): number {
  if (kind === 'redirect') return REDIRECT_LISTS[plan];
  if (kind !== 'ip' && plan !== 'enterprise') return 0;
  return CUSTOM_LISTS[plan];
}

/** Over all lists of redirects, or over all others. */
export function mostItems(kind: ListKind, plan: PlanName): number {
  return kind === 'redirect' ? REDIRECTS[plan] : CUSTOM_ITEMS[plan];
}

/** waf/tools/lists/lists-api/json-object. */
export const LONGEST_NAME = 50;
export const LONGEST_DESCRIPTION = 500;
export const LONGEST_COMMENT = 500;

/** rules/url-forwarding/bulk-redirects/reference/parameters: 32 KB. */
export const LONGEST_URL = 32 * 1024;
/** rules/url-forwarding/bulk-redirects/how-it-works. */
export const MOST_SLASHES = 16;
/** rules/url-forwarding/bulk-redirects/faq: source URLs with one hostname and path, over all lists of the account. */
export const MOST_OF_ONE_PLACE = 16;

/** Not documented; public scripts ask for 500 a page. */
export const ITEM_PAGE = { smallest: 1, largest: 500, usual: 500 } as const;
