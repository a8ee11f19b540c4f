import type { QueryParameters } from '@crunchtools/mcp-core';
import type { Account } from './connection.ts';
import type { Kind } from './kinds.ts';

/** Whether an account that may edit posts of a type sees those of others in lists, too. */
export function seesAll({ needs }: Kind, { capabilities }: Account): boolean {
  return capabilities.has(needs.editOthers);
}

/**
 * What is asked for of lists: to be edited, WordPress shows an account without the right to edit posts of others its own alone, and
 * counts the others all the same (6.1.9, run), so that only its own are asked for.
 */
export function ownOnly(kind: Kind, account: Account): QueryParameters {
  return seesAll(kind, account) ? {} : { author: account.id };
}
