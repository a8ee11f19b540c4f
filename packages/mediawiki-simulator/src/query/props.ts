import type { Context } from '../context.ts';
import { failure } from '../failure.ts';
import type { JsonObject } from '../json.ts';
import { versionInfo } from '../modules/files.ts';
import { type Action, problemsOf } from '../permissions.ts';
import { isoTime, latest, type Page, type Revision, sha1Of, stamp } from '../store.ts';
import { shortName, type Title } from '../title.ts';
import { sectionText } from '../wikitext.ts';

/** What a page of an answer is about. */
export interface Subject {
  readonly title: Title;
  readonly page: Page | undefined;
  /** Those that were asked for by their ids. */
  readonly revisions: readonly Revision[] | undefined;
}

/** Members of one page, and where to go on. */
export interface PropResult {
  readonly members: JsonObject;
  readonly next?: JsonObject;
}

export type Prop = (context: Context, subject: Subject, isAlone: boolean) => PropResult;

export const props: Readonly<Record<string, Prop>> = {
  info,
  revisions,
  deletedrevisions: deletedRevisions,
  imageinfo: imageInfo,
  fileusage: fileUsage,
  categoryinfo: categoryInfo,
};

/** System messages have a text though nobody wrote a page of theirs. */
const systemMessages: ReadonlySet<string> = new Set(['Sitenotice', 'Sidebar', 'Mainpage']);

function testedActions(context: Context, { title, page }: Subject): JsonObject {
  const { parameters } = context;
  const wanted = parameters.list('intestactions');
  if (wanted.length === 0) return {};
  const isFull = parameters.text('intestactionsdetail') === 'full';
  const actions = wanted.flatMap((name) => {
    const action = isAction(name) ? name : undefined;
    const problems = action === undefined ? [] : problemsOf(context, action, title, page);
    return [[name, isFull ? problems.map((problem) => ({ ...problem })) : problems.length === 0] as const];
  });
  return { actions: Object.fromEntries(actions) };
}

function isAction(name: string): name is Action {
  return ['edit', 'create', 'move', 'delete', 'undelete', 'upload', 'reupload'].includes(name);
}

function info(context: Context, subject: Subject): PropResult {
  const { parameters, store, asker } = context;
  const { title, page } = subject;
  const wanted = parameters.list('inprop');
  const path = title.text.replaceAll(' ', '_');
  const common = {
    contentmodel: 'wikitext',
    pagelanguage: 'en',
    pagelanguagehtmlcode: 'en',
    pagelanguagedir: 'ltr',
  };
  const extra = {
    ...testedActions(context, subject),
    ...(page === undefined && title.ns === 8 && systemMessages.has(shortName(title)) ? { known: true } : {}),
    ...(wanted.includes('protection')
      ? {
          protection: [],
          restrictiontypes:
            page === undefined ? ['create'] : title.ns === 6 ? ['edit', 'move', 'upload'] : ['edit', 'move'],
        }
      : {}),
    ...(wanted.includes('watched')
      ? { watched: store.watched.get(asker.name)?.has(title.text) ?? false }
      : {}),
    ...(wanted.includes('url')
      ? {
          fullurl: `https://wiki.example.org/index.php/${path}`,
          editurl: `https://wiki.example.org/index.php?title=${path}&action=edit`,
          canonicalurl: `https://wiki.example.org/index.php/${path}`,
        }
      : {}),
  };
  if (page === undefined) return { members: { ...common, ...extra } };
  const newest = latest(page);
  return {
    members: {
      ...common,
      touched: isoTime(page.touched),
      lastrevid: newest.id,
      length: Buffer.byteLength(newest.text),
      ...(store.references(newest).redirect === undefined ? {} : { redirect: true }),
      ...(page.revisions.length === 1 ? { new: true } : {}),
      ...extra,
    },
  };
}

function revisions(context: Context, { page, revisions: chosen }: Subject, isAlone: boolean): PropResult {
  const { parameters } = context;
  const wanted = parameters.list('rvprop');
  const limit = parameters.text('rvlimit');
  if (limit !== undefined && !isAlone && page !== undefined)
    throw failure(
      'invalidparammix',
      'The "titles", "pageids" or a generator was used to supply multiple pages, but the "rvlimit", "rvstartid", "rvendid", "rvdir=newer", "rvuser", "rvexcludeuser", "rvstart", and "rvend" parameters may only be used on a single page.',
    );
  if (page === undefined) return { members: {} };
  const section = parameters.text('rvsection');
  parameters.text('rvslots');
  const show = (revision: Revision): JsonObject => shownRevision(revision, wanted, section);
  if (chosen !== undefined) return { members: { revisions: chosen.map(show) } };
  const user = parameters.text('rvuser');
  const start = parameters.number('rvstartid');
  const isNewer = parameters.text('rvdir') === 'newer';
  const from = Number(
    parameters.text('rvcontinue')?.split('|')[1] ?? start ?? (isNewer ? 0 : Number.POSITIVE_INFINITY),
  );
  const ordered = isNewer ? page.revisions : page.revisions.toReversed();
  const all = ordered.filter(
    ({ id, user: by }) => (isNewer ? id >= from : id <= from) && (user === undefined || user === by),
  );
  const most = limit === undefined ? 1 : parameters.limit('rvlimit');
  const next = limit === undefined ? undefined : all[most];
  return {
    members: { revisions: all.slice(0, most).map(show) },
    ...(next === undefined ? {} : { next: { rvcontinue: `${stamp(next.time)}|${next.id}` } }),
  };
}

export function shownRevision(revision: Revision, wanted: readonly string[], section?: string): JsonObject {
  const { id, parent, minor, user, time, comment, text, tags } = revision;
  const content = section === undefined ? text : sectionText(text, Number(section));
  const main =
    content === undefined
      ? { nosuchsection: true }
      : { contentmodel: 'wikitext', contentformat: 'text/x-wiki', content };
  const isWanted = (name: string, members: JsonObject): JsonObject => (wanted.includes(name) ? members : {});
  return {
    ...isWanted('ids', { revid: id, parentid: parent }),
    ...isWanted('flags', { minor }),
    ...isWanted('user', { user }),
    ...isWanted('timestamp', { timestamp: isoTime(time) }),
    ...isWanted('size', { size: Buffer.byteLength(text) }),
    ...isWanted('sha1', { sha1: sha1Of(text) }),
    ...isWanted('content', { slots: { main } }),
    ...isWanted('comment', { comment }),
    ...isWanted('tags', { tags }),
  };
}

function deletedRevisions({ parameters, store, asker }: Context, { title }: Subject): PropResult {
  if (!asker.rights.has('deletedhistory'))
    throw failure('permissiondenied', "You don't have permission to view deleted comments.");
  const wanted = parameters.list('drvprop');
  parameters.text('drvslots');
  const most = parameters.limit('drvlimit');
  const all = store.archive
    .filter((part) => part.title.text === title.text)
    .flatMap((part) => part.revisions)
    .toSorted((a, b) => b.time.getTime() - a.time.getTime() || b.id - a.id);
  const from = Number(parameters.text('drvcontinue')?.split('|')[3] ?? Number.POSITIVE_INFINITY);
  const found = all.filter(({ id }) => id <= from);
  const next = found[most];
  if (all.length === 0) return { members: {} };
  return {
    members: { deletedrevisions: found.slice(0, most).map((revision) => shownRevision(revision, wanted)) },
    ...(next === undefined
      ? {}
      : {
          next: {
            drvcontinue: `${title.ns}|${title.text.replaceAll(' ', '_')}|${stamp(next.time)}|${next.id}`,
          },
        }),
  };
}

function imageInfo({ parameters, store }: Context, { title }: Subject): PropResult {
  const versions = title.ns === 6 ? (store.files.get(shortName(title)) ?? []) : [];
  const wanted = parameters.list('iiprop');
  const most = parameters.limit('iilimit', 1);
  if (versions.length === 0) return { members: { imagerepository: '' } };
  const shown = versions.toReversed().slice(0, most);
  const groups: Readonly<Record<string, readonly string[]>> = {
    size: ['size', 'width', 'height'],
    url: ['url', 'descriptionurl'],
  };
  const names = new Set(wanted.flatMap((prop) => groups[prop] ?? [prop]));
  return {
    members: {
      imagerepository: 'local',
      imageinfo: shown.map((version) =>
        Object.fromEntries(
          Object.entries(versionInfo(shortName(title), version)).filter(([name]) =>
            names.has(name === 'archivename' ? 'archivename' : name),
          ),
        ),
      ),
    },
  };
}

function fileUsage({ parameters, store }: Context, { title }: Subject): PropResult {
  if (title.ns !== 6) return { members: {} };
  const users = [...store.pages.values()]
    .filter((page) => store.references(latest(page)).files.includes(shortName(title)))
    .slice(0, parameters.limit('fulimit'));
  if (users.length === 0) return { members: {} };
  return {
    members: {
      fileusage: users.map((page) => ({
        pageid: page.id,
        ns: page.title.ns,
        title: page.title.text,
        redirect: store.references(latest(page)).redirect !== undefined,
      })),
    },
  };
}

function categoryInfo({ store }: Context, { title }: Subject): PropResult {
  if (title.ns !== 14) return { members: {} };
  const members = [...store.pages.values()].filter((page) =>
    store.references(latest(page)).categories.some(({ name }) => name === shortName(title)),
  );
  if (members.length === 0) return { members: {} };
  const files = members.filter((page) => page.title.ns === 6).length;
  const subcats = members.filter((page) => page.title.ns === 14).length;
  const size = members.length;
  return {
    members: { categoryinfo: { size, pages: size - files - subcats, files, subcats, hidden: false } },
  };
}
