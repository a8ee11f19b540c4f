import { at, listAt, type Person } from './person.ts';

/** One revision as the wiki keeps it. */
export interface Kept {
  readonly id: number;
  readonly page: string;
  readonly user: string;
  readonly comment: string;
  readonly text: string;
  readonly isDeleted: boolean;
}

export interface Logged {
  readonly id: number;
  /** `delete/restore`. */
  readonly what: string;
  readonly title: string;
  readonly user: string;
}

export interface PageNow {
  readonly title: string;
  readonly id: number;
  readonly revision: number;
  readonly text: string;
}

/** Everything there is to know of some titles, in the words of the wiki. */
export interface Truth {
  readonly pages: ReadonlyMap<string, PageNow>;
  /** Titles without a page whose deleted history is kept. */
  readonly archived: readonly string[];
  readonly revisions: ReadonlyMap<number, Kept>;
  /** Newest first. */
  readonly log: readonly Logged[];
  /** By name, the SHA-1 of the newest version. */
  readonly files: ReadonlyMap<string, string>;
}

const facts = 'ids|user|comment|content';

export async function truthOf(
  person: Person,
  titles: readonly string[],
  files: readonly string[],
): Promise<Truth> {
  const pages = new Map<string, PageNow>();
  const archived: string[] = [];
  const revisions = new Map<number, Kept>();
  for (const title of titles) {
    const [live, gone] = [
      await person.read({
        action: 'query',
        titles: title,
        prop: 'revisions',
        rvprop: facts,
        rvslots: 'main',
        rvlimit: 500,
      }),
      await person.read({
        action: 'query',
        titles: title,
        prop: 'deletedrevisions',
        drvprop: facts,
        drvslots: 'main',
        drvlimit: 500,
      }),
    ];
    const [page] = listAt(live, 'query', 'pages');
    const kept = listAt(page, 'revisions').map((revision) => keptOf(revision, title, false));
    const deleted = listAt(listAt(gone, 'query', 'pages')[0], 'deletedrevisions').map((revision) =>
      keptOf(revision, title, true),
    );
    for (const revision of [...deleted, ...kept]) revisions.set(revision.id, revision);
    const [newest] = kept;
    if (newest !== undefined)
      pages.set(title, { title, id: Number(at(page, 'pageid')), revision: newest.id, text: newest.text });
    else if (deleted.length > 0) archived.push(title);
  }
  return { pages, archived, revisions, log: await logOf(person), files: await filesOf(person, files) };
}

function keptOf(revision: Record<string, unknown>, page: string, isDeleted: boolean): Kept {
  const { revid, user, comment } = revision;
  const text = String(at(revision, 'slots', 'main', 'content'));
  return { id: Number(revid), page, user: String(user), comment: String(comment), text, isDeleted };
}

async function logOf(person: Person): Promise<readonly Logged[]> {
  const answer = await person.read({
    action: 'query',
    list: 'logevents',
    leprop: 'ids|title|type|user',
    lelimit: 50,
  });
  return listAt(answer, 'query', 'logevents').map(({ logid, type, action, title, user }) => ({
    id: Number(logid),
    what: `${String(type)}/${String(action)}`,
    title: String(title),
    user: String(user),
  }));
}

async function filesOf(person: Person, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const answer = await person.read({
    action: 'query',
    titles: names.map((name) => `File:${name}`).join('|'),
    prop: 'imageinfo',
    iiprop: 'sha1',
  });
  const found = listAt(answer, 'query', 'pages').flatMap((page) => {
    const [newest] = listAt(page, 'imageinfo');
    return newest === undefined ? [] : [[String(page['title']).slice(5), String(newest['sha1'])] as const];
  });
  return new Map(found);
}

/** Everybody who is named by the recent changes of the wiki. */
export async function whoWrote(person: Person): Promise<ReadonlySet<string>> {
  const answer = await person.read({
    action: 'query',
    list: 'recentchanges',
    rcprop: 'user|title',
    rclimit: 500,
  });
  return new Set(listAt(answer, 'query', 'recentchanges').map(({ user }) => String(user)));
}
