import type { Context } from '../context.ts';
import { failure } from '../failure.ts';
import { isoTime, stamp } from '../store.ts';
import { isTitle, readTitle, shortName, type Title } from '../title.ts';
import type { ListResult } from './list.ts';
import { namespacesWanted, shownChange } from './recent.ts';

const isAddress = /^[\d.]+$|:/u;

/** What happened to the pages that somebody watches; one change of each page unless all are wanted. */
export function watchlist(context: Context): ListResult {
  const { parameters, store, asker } = context;
  requireWatching(context);
  parameters.text('wlprop');
  const types = parameters.list('wltype');
  const isWhole = parameters.flag('wlallrev');
  const start = parameters.text('wlend');
  const user = parameters.text('wluser');
  const isIn = namespacesWanted(context, 'wlnamespace');
  const from = Number(parameters.text('wlcontinue')?.split('|')[1] ?? Number.POSITIVE_INFINITY);
  const watched = store.watched.get(asker.name) ?? new Set();
  const newest = new Set<string>();
  const found = store.recent.toReversed().filter((change) => {
    const isWanted =
      change.id <= from &&
      watched.has(change.title.text) &&
      isIn(change.title) &&
      (user === undefined || change.user === user) &&
      (types.length === 0 || types.includes(change.type)) &&
      (start === undefined || isoTime(change.time) >= start);
    if (!isWanted || (!isWhole && newest.has(change.title.text))) return false;
    newest.add(change.title.text);
    return true;
  });
  const limit = parameters.limit('wllimit');
  const next = found[limit];
  const shown = found.slice(0, limit).map((change) => {
    const { rcid: _, ...members } = shownChange(change);
    return { ...members, anon: isAddress.test(change.user) };
  });
  return {
    members: { watchlist: shown },
    ...(next === undefined ? {} : { next: { wlcontinue: `${stamp(next.time)}|${next.id}` } }),
  };
}

/** Titles are listed by namespace and name. */
function key(title: Title): string {
  return `${String(title.ns).padStart(5, '0')}|${shortName(title)}`;
}

/** What somebody watches, which stands beside the answer's query and not in it. */
export function watchedPages(context: Context): ListResult {
  const { parameters, store, asker } = context;
  requireWatching(context);
  const from = parameters.text('wrcontinue')?.replaceAll('_', ' ') ?? '';
  const titles = [...(store.watched.get(asker.name) ?? [])].flatMap((text) => {
    const title = readTitle(text, store.namespaces);
    return isTitle(title) ? [title] : [];
  });
  const start = /^(\d+)\|(.*)$/su.exec(from);
  const first = start === null ? '' : `${(start[1] ?? '').padStart(5, '0')}|${start[2]}`;
  const isIn = namespacesWanted(context, 'wrnamespace');
  const found = titles
    .toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
    .filter((title) => isIn(title) && key(title) >= first);
  const limit = parameters.limit('wrlimit');
  const next = found[limit];
  return {
    members: { watchlistraw: found.slice(0, limit).map(({ ns, text }) => ({ ns, title: text })) },
    ...(next === undefined
      ? {}
      : { next: { wrcontinue: `${next.ns}|${shortName(next).replaceAll(' ', '_')}` } }),
  };
}

function requireWatching({ asker }: Context): void {
  if (asker.account === undefined) throw failure('notloggedin', 'You must be logged-in to have a watchlist.');
  if (!asker.rights.has('viewmywatchlist'))
    throw failure('permissiondenied', "You don't have permission to view your watchlist.");
}
