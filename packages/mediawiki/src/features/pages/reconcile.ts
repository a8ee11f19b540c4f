import { type Change, PermissionError, type Reconciliation } from '@crunchtools/mcp-core';
import type { Page, PagesApi, Revision } from './api.ts';

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
 * Not covered: somebody else who makes the very same deletion or restoration meanwhile, which is taken for this one.
 */
export async function reconcilePage(doubted: Doubted, api: PagesApi): Promise<Reconciliation> {
  const { change, title } = doubted;
  const { action, id, replaces } = change;
  const page = id === undefined ? await api.find(title) : (await api.byIds([id]))[0];
  if (action === 'delete')
    return page === undefined
      ? { verdict: 'applied', outcomes: [{ id: id ?? '' }] }
      : { verdict: 'not_applied' };
  if (page?.id === undefined)
    return replaces === undefined ? whereGone(doubted, api) : { verdict: 'not_applied' };
  const { revisions } = await api.revisions(page.title, { most, content: true });
  return replaces === undefined ? written(doubted, page, revisions) : restored(replaces, page, revisions);
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
