import type { JsonObject } from '@crunchtools/mcp-core';
import type { Connection, Parameters } from '../../api/connection.ts';
import { nextOf, number, numberOr, object, objects, text, textOr, texts } from '../../api/read.ts';
/** A page in a list. */
export interface Listed {
  readonly ns: number;
  readonly title: string;
  readonly redirect: boolean;
  /** Why it is in a report: a count, a size. */
  readonly value: string | undefined;
}

export interface ListPage<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

export interface Range {
  readonly most: number;
  readonly from: string | undefined;
  readonly namespaces: string | undefined;
}

/** How a list is asked for: its name, the parameter of what it is about, the prefix of the others. */
export const pointing = {
  links_to: ['backlinks', 'bltitle', 'bl'],
  uses_template: ['embeddedin', 'eititle', 'ei'],
  uses_file: ['imageusage', 'iutitle', 'iu'],
  in_category: ['categorymembers', 'cmtitle', 'cm'],
} as const;

export type Pointing = keyof typeof pointing;

/** The special pages that are of use to whoever cleans up (mediawiki.org, API:Querypage). */
export const reports = {
  orphans: 'Lonelypages',
  dead_ends: 'Deadendpages',
  uncategorized: 'Uncategorizedpages',
  oldest: 'Ancientpages',
  short: 'Shortpages',
  broken_redirects: 'BrokenRedirects',
  wanted_pages: 'Wantedpages',
  wanted_categories: 'Wantedcategories',
} as const;

export type Report = keyof typeof reports;

export interface Hit {
  readonly ns: number;
  readonly title: string;
  readonly size: number;
  readonly time: string;
  /** The place that was found, without marks. */
  readonly excerpt: string;
}

/** One entry of a history over many pages. */
export interface Activity {
  readonly ns: number;
  readonly title: string;
  readonly type: string;
  readonly revision: number;
  readonly before: number;
  readonly user: string | undefined;
  readonly time: string;
  readonly comment: string | undefined;
  /** Bytes more, or fewer. */
  readonly size: number;
  readonly minor: boolean;
  readonly tags: readonly string[];
}

/** Lists of the Action API (mediawiki.org, API:Lists; 1.39.17, run). */
export class SearchApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Without `srwhat`, a wiki with the search that MediaWiki brings looks at titles only (run). */
  async search(
    query: string,
    where: 'text' | 'title',
    { most, from, namespaces }: Range,
  ): Promise<ListPage<Hit> & { readonly total: number | undefined }> {
    const answer = await this.#connection.read({
      action: 'query',
      list: 'search',
      srsearch: query,
      srwhat: where,
      srprop: 'size|timestamp|snippet',
      srlimit: most,
      sroffset: from,
      srnamespace: namespaces,
    });
    const found = object(answer['query'], 'query');
    return {
      items: objects(found['search']).map(hitOf),
      next: nextOf(answer, 'sroffset'),
      total: numberOr(object(found['searchinfo'] ?? {}, 'searchinfo'), 'totalhits'),
    };
  }

  /** @param ns one namespace: the wiki lists no more at once. */
  async withPrefix(prefix: string | undefined, ns: number, { most, from }: Range): Promise<ListPage<Listed>> {
    return this.#list(
      'allpages',
      'ap',
      { apprefix: prefix, apnamespace: ns },
      { most, from, namespaces: undefined },
    );
  }

  /** Titles that begin with what somebody typed, in the namespace that it names (API:Prefixsearch). */
  async beginning(typed: string, most: number): Promise<ListPage<Listed>> {
    const answer = await this.#connection.read({
      action: 'query',
      list: 'prefixsearch',
      pssearch: typed,
      pslimit: most,
    });
    const items = objects(object(answer['query'], 'query')['prefixsearch']).map(listedOf);
    return { items, next: nextOf(answer, 'psoffset') };
  }

  /** Categories that pages are in, without the name of the namespace (API:Allcategories). */
  async categories(prefix: string, most: number): Promise<ListPage<string>> {
    const answer = await this.#connection.read({
      action: 'query',
      list: 'allcategories',
      acprefix: prefix,
      aclimit: most,
    });
    const items = objects(object(answer['query'], 'query')['allcategories']);
    return { items: items.map((each) => text(each, 'category')), next: nextOf(answer, 'accontinue') };
  }

  async pointingAt(how: Pointing, title: string, range: Range): Promise<ListPage<Listed>> {
    const [list, about, prefix] = pointing[how];
    return this.#list(list, prefix, { [about]: title }, range);
  }

  async report(name: Report, { most, from }: Range): Promise<ListPage<Listed>> {
    const answer = await this.#connection.read({
      action: 'query',
      list: 'querypage',
      qppage: reports[name],
      qplimit: most,
      qpoffset: from,
    });
    const page = object(object(answer['query'], 'query')['querypage'], 'querypage');
    return { items: objects(page['results']).map(listedOf), next: nextOf(answer, 'qpoffset') };
  }

  /** Recent changes of all pages; what a wiki keeps of them ends after some weeks. */
  async changes(
    range: Range & {
      readonly user?: string | undefined;
      readonly tag?: string | undefined;
      readonly since?: string | undefined;
    },
  ): Promise<ListPage<Activity>> {
    const { most, from, namespaces, user, tag, since } = range;
    const answer = await this.#connection.read({
      action: 'query',
      list: 'recentchanges',
      rcprop: 'title|ids|sizes|flags|user|comment|timestamp|loginfo|tags',
      rctype: 'edit|new|log',
      rclimit: most,
      rccontinue: from,
      rcnamespace: namespaces,
      rcuser: user,
      rctag: tag,
      rcend: since,
    });
    const items = objects(object(answer['query'], 'query')['recentchanges']).map(changeOf);
    return { items, next: nextOf(answer, 'rccontinue') };
  }

  /** The same of the pages that the account watches (API:Watchlist). */
  async watchedChanges(
    range: Range & { readonly user?: string | undefined; readonly since?: string | undefined },
  ): Promise<ListPage<Activity>> {
    const { most, from, namespaces, user, since } = range;
    const answer = await this.#connection.read({
      action: 'query',
      list: 'watchlist',
      wlprop: 'title|ids|sizes|flags|user|comment|timestamp|loginfo|tags',
      wltype: 'edit|new|log',
      // Not the newest of each page alone.
      wlallrev: true,
      wllimit: most,
      wlcontinue: from,
      wlnamespace: namespaces,
      wluser: user,
      wlend: since,
    });
    const items = objects(object(answer['query'], 'query')['watchlist']).map(changeOf);
    return { items, next: nextOf(answer, 'wlcontinue') };
  }

  /** The pages that the account watches. They stand beside the member that other lists are in. */
  async watched({ most, from, namespaces }: Range): Promise<ListPage<Listed>> {
    const answer = await this.#connection.read({
      action: 'query',
      list: 'watchlistraw',
      wrlimit: most,
      wrcontinue: from,
      wrnamespace: namespaces,
    });
    return { items: objects(answer['watchlistraw']).map(listedOf), next: nextOf(answer, 'wrcontinue') };
  }

  async contributions(user: string, { most, from, namespaces }: Range): Promise<ListPage<Activity>> {
    const answer = await this.#connection.read({
      action: 'query',
      list: 'usercontribs',
      ucuser: user,
      ucprop: 'ids|title|timestamp|comment|size|sizediff|flags|tags',
      uclimit: most,
      uccontinue: from,
      ucnamespace: namespaces,
    });
    const items = objects(object(answer['query'], 'query')['usercontribs']).map((change) => ({
      ...activityOf(change),
      type: change['new'] === true ? 'new' : 'edit',
      before: numberOr(change, 'parentid') ?? 0,
      size: numberOr(change, 'sizediff') ?? 0,
    }));
    return { items, next: nextOf(answer, 'uccontinue') };
  }

  async #list(
    list: string,
    prefix: string,
    about: Parameters,
    { most, from, namespaces }: Range,
  ): Promise<ListPage<Listed>> {
    const answer = await this.#connection.read({
      action: 'query',
      list,
      ...about,
      [`${prefix}limit`]: most,
      [`${prefix}continue`]: from,
      [`${prefix}namespace`]: about[`${prefix}namespace`] ?? namespaces,
    });
    return {
      items: objects(object(answer['query'], 'query')[list]).map(listedOf),
      next: nextOf(answer, `${prefix}continue`),
    };
  }
}

function listedOf(page: JsonObject): Listed {
  return {
    ns: number(page, 'ns'),
    title: text(page, 'title'),
    redirect: page['redirect'] === true,
    value: textOr(page, 'timestamp') ?? textOr(page, 'value'),
  };
}

function changeOf(change: JsonObject): Activity {
  return {
    ...activityOf(change),
    type: textOr(change, 'logtype') ?? textOr(change, 'type') ?? 'edit',
    before: numberOr(change, 'old_revid') ?? 0,
    size: (numberOr(change, 'newlen') ?? 0) - (numberOr(change, 'oldlen') ?? 0),
  };
}

function hitOf(hit: JsonObject): Hit {
  return {
    ns: number(hit, 'ns'),
    title: text(hit, 'title'),
    size: numberOr(hit, 'size') ?? 0,
    time: text(hit, 'timestamp'),
    excerpt: plain(textOr(hit, 'snippet') ?? ''),
  };
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#039': "'",
  nbsp: ' ',
};

/** The text of a snippet, which is HTML with no more than marks and entities. */
export function plain(html: string): string {
  return html
    .replaceAll(/<[^>]*>/gu, '')
    .replaceAll(/&(amp|lt|gt|quot|#039|nbsp);/gu, (_, name: string) => entities[name] ?? '')
    .trim();
}

function activityOf(change: JsonObject): Omit<Activity, 'type' | 'before' | 'size'> {
  return {
    ns: number(change, 'ns'),
    title: text(change, 'title'),
    revision: numberOr(change, 'revid') ?? 0,
    user: textOr(change, 'user'),
    time: text(change, 'timestamp'),
    comment: textOr(change, 'comment'),
    minor: change['minor'] === true,
    tags: texts(change['tags']),
  };
}
