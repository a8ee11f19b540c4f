import { type Change, PermissionError, type Reconciliation } from '@crunchtools/mcp-core';
import type { LoggedDeed, Page, PagesApi, Revision } from './api.ts';

type Found = Revision & { readonly text: string | undefined };

/** What a change was to make of a page, and who made it. */
export interface Doubted {
  readonly change: Change;
  readonly title: string;
  readonly text: string;
  /** The name of this server's account, which is known after the first request. */
  readonly user: () => string | undefined;
}

/** As many revisions, newest first, are looked through. */
const most = 20;

/**
 * Finds out by the history of the wiki what became of a write of a page that got no answer. Never by the time: clocks of two
 * machines differ, by hours where one is set wrong; the number of a revision only rises.
 *
 * Not covered: a deletion or restoration whose user is hidden in the log, which is taken for this one.
 */
export async function reconcilePage(doubted: Doubted, api: PagesApi): Promise<Reconciliation> {
  const { change, title } = doubted;
  const { action, id, replaces } = change;
  const page = id === undefined ? await api.find(title) : (await api.byIds([id]))[0];
  if (action === 'delete') {
    if (page !== undefined) return { verdict: 'not_applied' };
    const verdict = await whoseDeletion(title, doubted.user(), api);
    return verdict === 'applied' ? { verdict, outcomes: [{ id: id ?? '' }] } : { verdict };
  }
  if (page?.id === undefined)
    return replaces === undefined ? whereGone(doubted, api) : { verdict: 'not_applied' };
  const { revisions } = await api.revisions(page.title, { most, content: true });
  if (replaces === undefined) return written(doubted, page, revisions);
  const found = restored(replaces, page, revisions);
  const verdict =
    found.verdict === 'applied' ? await whoseDeletion(title, doubted.user(), api, true) : found.verdict;
  return verdict === 'applied' ? found : { verdict };
}

/**
 * Whether the account did what is done, by the log, newest first: somebody else may have done the very same, and what the account did
 * not do it must not take back.
 * @param same the entries of the log that say so.
 */
export function whose(
  same: readonly LoggedDeed[],
  account: string | undefined,
): 'applied' | 'not_applied' | 'unknown' {
  const [newest] = same;
  if (newest?.user === undefined || newest.user === account) return 'applied';
  // It may have been this time, and somebody else once more after it; or long ago.
  return same.some(({ user }) => user === account) ? 'unknown' : 'not_applied';
}

/** What a title's log says about its deletion, or its restoration. */
export async function whoseDeletion(
  title: string,
  account: string | undefined,
  api: PagesApi,
  isRestoration = false,
): Promise<'applied' | 'not_applied' | 'unknown'> {
  const logged = await api.logged(title, 'delete');
  return whose(
    logged.filter((deed) => deed.isRestoration === isRestoration),
    account,
  );
}

/** The page of a change has its old history; another one was made meanwhile. @param replaces the id of the page, or of its newest revision. */
function restored(replaces: string, page: Page, revisions: readonly Found[]): Reconciliation {
  const isIt = replaces === String(page.id) || revisions.some(({ id }) => replaces === `deleted-${id}`);
  if (!isIt) return { verdict: movedAway(page) };
  const observed = { title: page.title, text: page.text };
  return {
    verdict: 'applied',
    outcomes: [{ id: String(page.id), observed, version: String(page.revision.id) }],
  };
}

function written(doubted: Doubted, page: Page, revisions: readonly Found[]): Reconciliation {
  const { text, change } = doubted;
  const own = ownOf(doubted, revisions);
  if (own.length === 0) return { verdict: change.action === 'create' ? movedAway(page) : 'not_applied' };
  // Of a text that was merged or expanded, this cannot be told from what else the account may have done.
  const found = own.find((revision) => revision.text === text);
  if (found === undefined) return { verdict: 'unknown' };
  const observed = { title: page.title, text };
  return { verdict: 'applied', outcomes: [{ id: String(page.id), observed, version: String(found.id) }] };
}

/** What was made may have been moved at once: a redirect is left then, and the history is elsewhere. */
function movedAway({ isRedirect }: Page): 'unknown' | 'not_applied' {
  return isRedirect ? 'unknown' : 'not_applied';
}

/** Somebody deleted the page: before the write, or after it. Its history says so to those who may see it. */
async function whereGone(doubted: Doubted, api: PagesApi): Promise<Reconciliation> {
  const { change, title, text } = doubted;
  const isNew = change.action === 'create';
  try {
    const own = ownOf(doubted, (await api.deleted(title, most)).revisions);
    if (own.length === 0) return { verdict: 'not_applied' };
    const found = own.find((revision) => revision.text === text);
    // A page of the same text may have been made and deleted long before.
    if (found === undefined || isNew) return { verdict: 'unknown' };
    const outcome = { id: change.id ?? '', observed: { title, text }, version: String(found.id) };
    return { verdict: 'applied', outcomes: [outcome] };
  } catch (error) {
    if (!(error instanceof PermissionError)) throw error;
    // A page that was never there, much more often than one that was made and deleted within seconds.
    return { verdict: isNew ? 'not_applied' : 'unknown' };
  }
}

/** What the account wrote after the version that the plan was made from; of a new page, its first revision. */
function ownOf({ change, user }: Doubted, revisions: readonly Found[]): readonly Found[] {
  const isLater = ({ id, parent }: Found): boolean =>
    change.action === 'create' ? parent === 0 : id > Number(change.version);
  const name = user();
  return revisions.filter((revision) => revision.user === name && isLater(revision));
}
