import type { QueryParameters } from '@crunchtools/mcp-core';
import type { Account } from './connection.ts';
import type { Needs } from './kinds.ts';

/** What has posts that are edited: a type, or the media library. */
interface Owned {
  readonly needs: Pick<Needs, 'editOthers'>;
}

/** Whether an account that may edit posts of a type sees those of others in lists, too. */
export function seesAll({ needs }: Owned, { capabilities }: Account): boolean {
  return capabilities.has(needs.editOthers);
}

/**
 * What is asked for of lists: to be edited, WordPress shows an account without the right to edit posts of others its own alone, and
 * counts the others all the same (6.1.9, run), so that only its own are asked for.
 */
export function ownOnly(owned: Owned, account: Account): QueryParameters {
  return seesAll(owned, account) ? {} : { author: account.id };
}
