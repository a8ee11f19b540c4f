import type { Context } from '../context.ts';
import { failure } from '../failure.ts';
import type { JsonObject } from '../json.ts';
import { manualTags } from '../modules/edit.ts';
import { versionInfo } from '../modules/files.ts';
import { isoTime, latest, type Page, type Revision, stamp } from '../store.ts';
import { isTitle, readTitle, shortName, type Title } from '../title.ts';
import { allCategories, prefixSearch } from './completing.ts';
import { type List, type ListResult, sorted } from './list.ts';
import { namespacesWanted, paramsOf, recentChanges } from './recent.ts';
import { queryPage } from './reports.ts';
import { watchlist } from './watching.ts';

export const lists: Readonly<Record<string, List>> = {
  search,
  allpages: allPages,
  allimages: allImages,
  categorymembers: categoryMembers,
  backlinks: (context) =>
    pointing(
      context,
      'backlinks',
      'bl',
      (page, title, { store }) =>
        store.references(latest(page)).links.some(({ text }) => text === title.text) ||
        store.references(latest(page)).redirect?.text === title.text,
    ),
  embeddedin: (context) =>
    pointing(context, 'embeddedin', 'ei', (page, title, { store }) =>
      store.references(latest(page)).templates.some(({ text }) => text === title.text),
    ),
  imageusage: (context) =>
    pointing(context, 'imageusage', 'iu', (page, title, { store }) =>
      store.references(latest(page)).files.includes(shortName(title)),
    ),
  recentchanges: recentChanges,
  usercontribs: userContributions,
  watchlist,
  prefixsearch: prefixSearch,
  allcategories: allCategories,
  logevents: logEvents,
  querypage: queryPage,
  tags,
};

function wordsIn(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
}

/** Whole words, all of them, as the search of a wiki on SQLite without extensions finds them. */
function search(context: Context): ListResult {
  const { parameters, store } = context;
  const query = parameters.text('srsearch') ?? '';
  if (query === '') throw failure('missingparam', 'The "srsearch" parameter must be set.');
  // Without a word about it, the search looks at titles (run; "a terrible legacy" in ApiQuerySearch.php).
  const isTitleOnly = parameters.text('srwhat') !== 'text';
  const isIn =
    parameters.text('srnamespace') === undefined
      ? ({ ns }: Title) => ns === 0
      : namespacesWanted(context, 'srnamespace');
  const words = wordsIn(query);
  const given = parameters.list('srprop');
  const shown = new Set([
    'ns',
    'title',
    'pageid',
    ...(given.length === 0 ? ['size', 'wordcount', 'timestamp', 'snippet'] : given),
  ]);
  const found = sorted(store.pages.values()).filter((page) => {
    const { text } = latest(page);
    const there = new Set(wordsIn(isTitleOnly ? shortName(page.title) : text));
    return isIn(page.title) && words.length > 0 && words.every((word) => there.has(word));
  });
  const offset = parameters.number('sroffset') ?? 0;
  const limit = parameters.limit('srlimit');
  const next = offset + limit;
  return {
    members: {
      searchinfo: { totalhits: found.length },
      search: found.slice(offset, next).map((page) => {
        const hit = searchHit(page, words);
        return Object.fromEntries(Object.entries(hit).filter(([name]) => shown.has(name)));
      }),
    },
    ...(found.length > next ? { next: { sroffset: next } } : {}),
  };
}

function searchHit(page: Page, words: readonly string[]): JsonObject {
  const { text, time } = latest(page);
  const line = text.split('\n').find((each) => words.some((word) => wordsIn(each).includes(word))) ?? '';
  const snippet = line
    .slice(0, 100)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\p{L}\p{N}_]+/gu, (word) =>
      words.includes(word.toLowerCase()) ? `<span class='searchmatch'>${word}</span>` : word,
    );
  return {
    ns: page.title.ns,
    title: page.title.text,
    pageid: page.id,
    size: Buffer.byteLength(text),
    wordcount: wordsIn(text).length,
    snippet: `${snippet}\n`,
    timestamp: isoTime(time),
  };
}

function allPages(context: Context): ListResult {
  const { parameters, store } = context;
  const ns = parameters.number('apnamespace') ?? 0;
  const prefix = parameters.text('apprefix')?.replaceAll('_', ' ') ?? '';
  const from = (parameters.text('apcontinue') ?? parameters.text('apfrom') ?? '').replaceAll('_', ' ');
  const filter = parameters.text('apfilterredir') ?? 'all';
  const wanted = `${prefix.slice(0, 1).toUpperCase()}${prefix.slice(1)}`;
  const found = sorted(store.pages.values()).filter((page) => {
    const name = shortName(page.title);
    const isRedirect = store.references(latest(page)).redirect !== undefined;
    const isKind = filter === 'all' || (filter === 'redirects') === isRedirect;
    return page.title.ns === ns && name.startsWith(wanted) && name >= from && isKind;
  });
  const limit = parameters.limit('aplimit');
  const next = found[limit];
  return {
    members: {
      allpages: found
        .slice(0, limit)
        .map(({ id, title }) => ({ pageid: id, ns: title.ns, title: title.text })),
    },
    ...(next === undefined ? {} : { next: { apcontinue: shortName(next.title).replaceAll(' ', '_') } }),
  };
}

function allImages({ parameters, store }: Context): ListResult {
  const from = (parameters.text('aicontinue') ?? parameters.text('aifrom') ?? '').replaceAll('_', ' ');
  const prefix = (parameters.text('aiprefix') ?? '').replaceAll('_', ' ');
  parameters.text('aiprop');
  const names = [...store.files.keys()].toSorted().filter((name) => name >= from && name.startsWith(prefix));
  const limit = parameters.limit('ailimit');
  const next = names[limit];
  return {
    members: {
      allimages: names.slice(0, limit).flatMap((name) => {
        const version = store.files.get(name)?.at(-1);
        if (version === undefined) return [];
        const {
          comment: _,
          url: _u,
          descriptionurl: _d,
          mediatype: _m,
          ...info
        } = versionInfo(name, version);
        return [{ name: name.replaceAll(' ', '_'), ...info, ns: 6, title: `File:${name}` }];
      }),
    },
    ...(next === undefined ? {} : { next: { aicontinue: next.replaceAll(' ', '_') } }),
  };
}

function titleOf({ parameters, store }: Context, name: string): Title {
  const given = parameters.text(name);
  if (given === undefined) throw failure('missingparam', `The "${name}" parameter must be set.`);
  const title = readTitle(given, store.namespaces);
  if (!isTitle(title)) throw failure('invalidtitle', `Bad title "${given}".`);
  return title;
}

function categoryMembers(context: Context): ListResult {
  const { parameters, store } = context;
  const title = titleOf(context, 'cmtitle');
  if (title.ns !== 14) throw failure('invalidcategory', `The category name you entered is not valid.`);
  parameters.text('cmprop');
  const types = parameters.list('cmtype');
  const isIn = namespacesWanted(context, 'cmnamespace');
  const found = [...store.pages.values()]
    .flatMap((page) => {
      const entry = store.references(latest(page)).categories.find(({ name }) => name === shortName(title));
      const type = page.title.ns === 14 ? 'subcat' : page.title.ns === 6 ? 'file' : 'page';
      const isWanted = types.length === 0 || types.includes(type);
      return entry === undefined || !isWanted || !isIn(page.title)
        ? []
        : [{ page, type, key: sortKey(entry.sortKey, page) }];
    })
    .toSorted((a, b) => order(a).localeCompare(order(b)));
  const limit = parameters.limit('cmlimit');
  const from = Number(parameters.text('cmcontinue')?.split('|')[2] ?? 0);
  const start = from === 0 ? 0 : found.findIndex(({ page }) => page.id === from);
  const next = found[start + limit];
  return {
    members: {
      categorymembers: found
        .slice(start, start + limit)
        .map(({ page }) => ({ pageid: page.id, ns: page.title.ns, title: page.title.text })),
    },
    ...(next === undefined
      ? {}
      : { next: { cmcontinue: `${next.type}|${Buffer.from(next.key).toString('hex')}|${next.page.id}` } }),
  };
}

function sortKey(given: string, page: Page): string {
  const name = shortName(page.title).toUpperCase();
  return given === '' ? name : `${given.toUpperCase()}\n${name}`;
}

function order({ type, key }: { readonly type: string; readonly key: string }): string {
  return `${['page', 'subcat', 'file'].indexOf(type)}${key}`;
}

function pointing(
  context: Context,
  list: string,
  prefix: string,
  points: (page: Page, title: Title, context: Context) => boolean,
): ListResult {
  const { parameters, store } = context;
  const title = titleOf(context, `${prefix}title`);
  const isIn = namespacesWanted(context, `${prefix}namespace`);
  const filter = parameters.text(`${prefix}filterredir`) ?? 'all';
  const found = [...store.pages.values()]
    .filter((page) => isIn(page.title) && points(page, title, context))
    .map((page) => ({ page, isRedirect: store.references(latest(page)).redirect !== undefined }))
    .filter(({ isRedirect }) => filter === 'all' || (filter === 'redirects') === isRedirect)
    .toSorted((a, b) => a.page.title.ns - b.page.title.ns || a.page.id - b.page.id);
  const limit = parameters.limit(`${prefix}limit`);
  const given = parameters.text(`${prefix}continue`)?.split('|').map(Number);
  const start =
    given === undefined
      ? 0
      : found.findIndex(({ page }) => page.id >= (given[1] ?? 0) && page.title.ns >= (given[0] ?? 0));
  const next = found[start + limit];
  return {
    members: {
      [list]: found.slice(start, start + limit).map(({ page, isRedirect }) => ({
        pageid: page.id,
        ns: page.title.ns,
        title: page.title.text,
        ...(isRedirect ? { redirect: true } : {}),
      })),
    },
    ...(next === undefined
      ? {}
      : { next: { [`${prefix}continue`]: `${next.page.title.ns}|${next.page.id}` } }),
  };
}

function userContributions(context: Context): ListResult {
  const { parameters, store, accounts } = context;
  const user = parameters.text('ucuser') ?? '';
  parameters.text('ucprop');
  const isIn = namespacesWanted(context, 'ucnamespace');
  const from = Number(parameters.text('uccontinue')?.split('|')[1] ?? Number.POSITIVE_INFINITY);
  const found = [...store.pages.values()]
    .flatMap((page) => page.revisions.map((revision) => ({ page, revision })))
    .filter(({ page, revision }) => revision.user === user && revision.id <= from && isIn(page.title))
    .toSorted(
      (a, b) => b.revision.time.getTime() - a.revision.time.getTime() || b.revision.id - a.revision.id,
    );
  const limit = parameters.limit('uclimit');
  const next = found[limit];
  return {
    members: {
      usercontribs: found.slice(0, limit).map(({ page, revision }) => ({
        userid: accounts.named(user)?.id ?? 0,
        user,
        ...contribution(page, revision),
      })),
    },
    ...(next === undefined
      ? {}
      : { next: { uccontinue: `${stamp(next.revision.time)}|${next.revision.id}` } }),
  };
}

function contribution(page: Page, revision: Revision): JsonObject {
  const before = page.revisions.find(({ id }) => id === revision.parent);
  const size = Buffer.byteLength(revision.text);
  return {
    pageid: page.id,
    revid: revision.id,
    parentid: revision.parent,
    ns: page.title.ns,
    title: page.title.text,
    timestamp: isoTime(revision.time),
    new: revision.parent === 0,
    minor: revision.minor,
    top: latest(page).id === revision.id,
    comment: revision.comment,
    size,
    sizediff: size - Buffer.byteLength(before?.text ?? ''),
    tags: revision.tags,
  };
}

function logEvents(context: Context): ListResult {
  const { parameters, store } = context;
  const title = parameters.text('letitle') === undefined ? undefined : titleOf(context, 'letitle');
  const type = parameters.text('letype');
  const user = parameters.text('leuser');
  parameters.text('leprop');
  const from = Number(parameters.text('lecontinue')?.split('|')[1] ?? Number.POSITIVE_INFINITY);
  const found = store.log
    .toReversed()
    .filter(
      (entry) =>
        entry.id <= from &&
        (title === undefined || entry.title.text === title.text) &&
        (type === undefined || entry.type === type) &&
        (user === undefined || entry.user === user),
    );
  const limit = parameters.limit('lelimit');
  const next = found[limit];
  return {
    members: {
      logevents: found.slice(0, limit).map((entry) => ({
        logid: entry.id,
        ns: entry.title.ns,
        title: entry.title.text,
        pageid: store.page(entry.title)?.id ?? 0,
        params: paramsOf(entry),
        type: entry.type,
        action: entry.action,
        user: entry.user,
        timestamp: isoTime(entry.time),
        comment: entry.comment,
      })),
    },
    ...(next === undefined ? {} : { next: { lecontinue: `${stamp(next.time)}|${next.id}` } }),
  };
}

function tags({ parameters, store }: Context): ListResult {
  parameters.text('tgprop');
  parameters.text('tglimit');
  const used = (name: string): number =>
    [...store.pages.values()]
      .flatMap((page) => page.revisions)
      .filter((revision) => revision.tags.includes(name)).length;
  const software = [
    'mw-blank',
    'mw-changed-redirect-target',
    'mw-contentmodelchange',
    'mw-manual-revert',
    'mw-new-redirect',
    'mw-removed-redirect',
    'mw-replace',
    'mw-reverted',
    'mw-rollback',
    'mw-server-side-upload',
    'mw-undo',
  ];
  return {
    members: {
      tags: [
        ...manualTags.map((name) => ({
          name,
          displayname: name,
          description: '',
          hitcount: used(name),
          defined: true,
          source: ['manual'],
          active: true,
        })),
        ...software.map((name) => ({
          name,
          displayname: name,
          description: '',
          hitcount: used(name),
          defined: true,
          source: ['extension'],
          active: true,
        })),
      ],
    },
  };
}
