import type { Context } from '../context.ts';
import { failure } from '../failure.ts';
import type { Json, JsonObject } from '../json.ts';
import { latest } from '../store.ts';
import { isTitle, readTitle, type Title, type TitleProblem } from '../title.ts';
import { lists } from './lists.ts';
import { metas } from './meta.ts';
import { props, type Subject } from './props.ts';
import { watchedPages } from './watching.ts';

/** `action=query` (mediawiki.org, API:Query). */
export function query(context: Context): JsonObject {
  const { parameters } = context;
  const found: Record<string, JsonObject | readonly JsonObject[]> = {};
  const next: Record<string, Json | undefined> = {};
  for (const name of parameters.list('meta')) Object.assign(found, known(metas, 'meta', name)(context));
  const beside: Record<string, Json | undefined> = {};
  for (const name of parameters.list('list')) {
    if (name === 'watchlistraw') {
      const watched = watchedPages(context);
      Object.assign(beside, watched.members);
      if (watched.next !== undefined) Object.assign(next, watched.next, { continue: '-||' });
      continue;
    }
    const result = known(lists, 'list', name)(context);
    Object.assign(found, result.members);
    if (result.next !== undefined) Object.assign(next, result.next, { continue: '-||' });
  }
  const subjects = subjectsOf(context);
  if (subjects !== undefined) {
    Object.assign(found, subjects.about);
    if (subjects.pages.length > 0)
      found['pages'] = subjects.pages.map((page) =>
        pageMembers(context, page, subjects.pages.length === 1, next),
      );
  }
  const isWhole = Object.keys(next).length === 0;
  const isListed = subjects === undefined;
  return {
    ...(isWhole || isListed ? { batchcomplete: true } : {}),
    ...(isWhole ? {} : { continue: next }),
    ...beside,
    ...(Object.keys(found).length === 0 ? {} : { query: found }),
  };
}

function known<Kind>(kinds: Readonly<Record<string, Kind>>, parameter: string, name: string): Kind {
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (kind === undefined)
    throw failure('badvalue', `Unrecognized value for parameter "${parameter}": ${name}.`);
  return kind;
}

type PageShown =
  | Subject
  | { readonly title: string; readonly problem: TitleProblem }
  | { readonly pageId: number };

interface Subjects {
  /** Redirects and spellings that were followed. */
  readonly about: Record<string, readonly JsonObject[] | JsonObject>;
  readonly pages: readonly PageShown[];
}

function subjectsOf(context: Context): Subjects | undefined {
  const { parameters, store, asker } = context;
  const titles = parameters.list('titles');
  const pageIds = parameters.list('pageids').map(Number);
  const revisionIds = parameters.list('revids').map(Number);
  const most = asker.rights.has('apihighlimits') ? 500 : 50;
  for (const [name, values] of Object.entries({ titles, pageids: pageIds, revids: revisionIds })) {
    if (values.length > most)
      throw failure(
        'toomanyvalues',
        `Too many values supplied for parameter "${name}". The limit is ${most}.`,
        {
          limit: most,
          lowlimit: 50,
          highlimit: 500,
        },
      );
  }
  if (titles.length > 0) return byTitle(context, titles);
  if (pageIds.length > 0) {
    const pages = pageIds.map((id): PageShown => {
      const page = store.pages.get(id);
      return page === undefined ? { pageId: id } : { title: page.title, page, revisions: undefined };
    });
    return { about: {}, pages };
  }
  return revisionIds.length > 0 ? byRevision(context, revisionIds) : undefined;
}

function byTitle({ parameters, store }: Context, titles: readonly string[]): Subjects {
  const normalized: JsonObject[] = [];
  const redirects: JsonObject[] = [];
  const pages = new Map<string, PageShown>();
  for (const given of titles) {
    let title = readTitle(given, store.namespaces);
    if (!isTitle(title)) {
      pages.set(given, { title: given, problem: title });
      continue;
    }
    if (title.text !== given) normalized.push({ fromencoded: false, from: given, to: title.text });
    if (parameters.flag('redirects')) title = followed(title, redirects);
    const page = store.page(title);
    if (title.text !== '') pages.set(title.text, { title, page, revisions: undefined });
  }
  const about = {
    ...(normalized.length === 0 ? {} : { normalized }),
    ...(redirects.length === 0 ? {} : { redirects }),
  };
  return { about, pages: [...pages.values()] };

  function followed(from: Title, told: JsonObject[]): Title {
    const page = store.page(from);
    const to = page === undefined ? undefined : store.references(latest(page)).redirect;
    if (to === undefined) return from;
    told.push({ from: from.text, to: to.text });
    return to;
  }
}

function byRevision({ store }: Context, ids: readonly number[]): Subjects {
  const bad: Record<string, JsonObject> = {};
  const pages = new Map<
    number,
    {
      title: Title;
      page: NonNullable<Subject['page']>;
      revisions: NonNullable<Subject['revisions']>[number][];
    }
  >();
  for (const id of ids) {
    const found = store.revision(id);
    if (found === undefined) {
      bad[String(id)] = { revid: id, missing: true };
      continue;
    }
    const entry = pages.get(found.page.id) ?? { title: found.page.title, page: found.page, revisions: [] };
    entry.revisions.push(found.revision);
    pages.set(found.page.id, entry);
  }
  return {
    about: Object.keys(bad).length === 0 ? {} : { badrevids: bad },
    pages: [...pages.values()],
  };
}

function pageMembers(
  context: Context,
  shown: PageShown,
  isAlone: boolean,
  next: Record<string, Json | undefined>,
): JsonObject {
  if ('pageId' in shown) return { pageid: shown.pageId, missing: true };
  if ('problem' in shown) return { title: shown.title, invalidreason: { ...shown.problem }, invalid: true };
  const members: Record<string, Json | undefined> = {
    ...(shown.page === undefined ? {} : { pageid: shown.page.id }),
    ns: shown.title.ns,
    title: shown.title.text,
    ...(shown.page === undefined ? { missing: true } : {}),
  };
  for (const name of context.parameters.list('prop')) {
    const result = known(props, 'prop', name)(context, shown, isAlone);
    const others = context.parameters
      .list('prop')
      .filter((other) => other !== name && other !== 'deletedrevisions');
    Object.assign(members, result.members);
    if (result.next !== undefined) Object.assign(next, result.next, { continue: `||${others.join('|')}` });
  }
  return members;
}
