import {
  ConflictError,
  type JsonObject,
  NotFoundError,
  RejectedError,
  type SafeError,
} from '@crunchtools/mcp-core';
import { hindrancesIn, warningsIn } from '../../api/answer.ts';
import type { Connection, Parameters } from '../../api/connection.ts';
import { nextOf, number, numberOr, object, objects, text, textOr, texts } from '../../api/read.ts';

/** One revision of a page. */
export interface Revision {
  readonly id: number;
  readonly parent: number;
  readonly user: string | undefined;
  readonly time: string;
  readonly comment: string | undefined;
  readonly size: number;
  readonly minor: boolean;
  readonly tags: readonly string[];
}

export interface Title {
  readonly ns: number;
  /** As the wiki writes it. */
  readonly title: string;
}

/** What is to be done to a page, as the wiki calls it. */
export type Deed = 'edit' | 'move' | 'delete' | 'undelete' | 'upload';

/** Why it cannot be done; empty when it can, or when it was not asked. */
export interface Tested {
  readonly hindrances: readonly SafeError[];
}

/** A page with one of its revisions. */
export interface Page extends Title, Tested {
  readonly id: number;
  readonly revision: Revision;
  readonly text: string;
  readonly model: string;
  readonly isRedirect: boolean;
  /** Who alone may do what, such as `edit: sysop`. */
  readonly protection: readonly string[];
}

export interface Missing extends Title, Tested {
  readonly id: undefined;
}

export interface Edit extends EditWords {
  readonly text: string;
  /** The revision that the text was made from; none creates a page. */
  readonly base: number | undefined;
}

export interface EditWords {
  readonly comment?: string | undefined;
  readonly minor?: boolean | undefined;
  readonly tag?: string | undefined;
}

/** What the wiki did of an edit. */
export interface Edited {
  readonly pageId: number;
  /** The new revision; absent when the text was there already. */
  readonly revision: number | undefined;
  /** The one before it: another than the base when the wiki merged what others wrote. */
  readonly before: number | undefined;
  readonly warnings: readonly string[];
}

export interface Deletion {
  readonly day: string;
  readonly user: string | undefined;
  readonly comment: string | undefined;
}

/** An entry of the log of deletions, or of moves. */
export interface LoggedDeed {
  readonly isRestoration: boolean;
  /** Of a move: the new title. */
  readonly to: string | undefined;
  readonly user: string | undefined;
}

const whole = { prop: 'revisions|info', rvslots: 'main', inprop: 'protection' } as const;
const facts = 'ids|timestamp|user|comment|size|flags|tags';

/** Pages of the Action API (mediawiki.org, API:Query, API:Edit, API:Move, API:Delete, API:Undelete; 1.39.17, run). */
export class PagesApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @param ids at most 50. */
  async byIds(ids: readonly (string | number)[]): Promise<readonly Page[]> {
    if (ids.length === 0) return [];
    const found = await this.#pages({ pageids: ids.join('|') });
    return found.filter((page) => page.id !== undefined);
  }

  /** @param titles at most 50. @param deeds what is to be done to them, to learn whether it can be. */
  async byTitles(titles: readonly string[], ...deeds: readonly Deed[]): Promise<readonly (Page | Missing)[]> {
    return titles.length === 0 ? [] : this.#pages({ titles: titles.join('|') }, deeds);
  }

  async find(title: string, ...deeds: readonly Deed[]): Promise<Page | Missing> {
    const [page] = await this.byTitles([title], ...deeds);
    if (page === undefined)
      throw new NotFoundError('That is no title of a page of this wiki.', {
        nextStep:
          'A title has at most 255 bytes, no %41, &amp; or ~~~ in it, no . or .. between slashes, and no prefix of another wiki.',
      });
    return page;
  }

  /** @throws {NotFoundError} */
  async get(title: string, ...deeds: readonly Deed[]): Promise<Page> {
    const page = await this.find(title, ...deeds);
    if (page.id !== undefined) return page;
    throw new NotFoundError('There is no page of that title.', {
      nextStep: 'search_pages and list_pages find titles.',
    });
  }

  /** The page that is to move, and what is at its new title. @throws {NotFoundError} */
  async pair(title: string, to: string): Promise<readonly [Page, Page | Missing]> {
    return [await this.get(title, 'move', 'edit'), await this.find(to, 'edit')];
  }

  /** The page as it was at a revision. @throws {NotFoundError} */
  async atRevision(id: number): Promise<Page> {
    const [page] = await this.#pages({ revids: id });
    if (page?.id === undefined) throw noRevision(id);
    return page;
  }

  /** Newest first. */
  async revisions(
    title: string,
    {
      most,
      from,
      user,
      content = false,
    }: {
      readonly most: number;
      readonly from?: string | undefined;
      readonly user?: string | undefined;
      readonly content?: boolean;
    },
  ): Promise<{
    readonly page: Title & { readonly id: number };
    readonly revisions: readonly (Revision & { readonly text: string | undefined })[];
    readonly next: string | undefined;
  }> {
    const answer = await this.#connection.read({
      action: 'query',
      titles: title,
      prop: 'revisions',
      rvprop: content ? `${facts}|content` : facts,
      rvslots: content ? 'main' : undefined,
      rvlimit: most,
      rvcontinue: from,
      rvuser: user,
    });
    const [page] = pagesIn(answer);
    const id = page === undefined ? undefined : numberOr(page, 'pageid');
    if (page === undefined || id === undefined) throw new NotFoundError('There is no page of that title.');
    return {
      page: { id, ...titleOf(page) },
      revisions: objects(page['revisions']).map((revision) => ({
        ...revisionOf(revision),
        text: contentOf(revision)?.text,
      })),
      next: nextOf(answer, 'rvcontinue'),
    };
  }

  /** One section by its number; 0 is what stands before the first heading. @throws {NotFoundError} */
  async section(revision: number, section: number): Promise<string> {
    const answer = await this.#connection.read({
      action: 'query',
      revids: revision,
      prop: 'revisions',
      rvprop: 'ids|content',
      rvslots: 'main',
      rvsection: section,
    });
    const found = objects(pagesIn(answer)[0]?.['revisions'])[0];
    const content = found === undefined ? undefined : contentOf(found);
    if (content !== undefined) return content.text;
    throw new NotFoundError(`There is no section ${section}.`, {
      nextStep: 'get_page lists the sections of a page.',
    });
  }

  /** Newest first. @throws {PermissionError} for an account that may not see them. */
  async deleted(
    title: string,
    most = 5,
  ): Promise<
    Title &
      Tested & {
        readonly revisions: readonly (Revision & { readonly text: string | undefined })[];
        readonly exists: boolean;
      }
  > {
    const answer = await this.#connection.read({
      action: 'query',
      titles: title,
      prop: 'deletedrevisions|info',
      intestactions: 'undelete',
      intestactionsdetail: 'full',
      drvprop: `${facts}|content`,
      drvslots: 'main',
      drvlimit: most,
    });
    const [page = {}] = pagesIn(answer);
    return {
      ...titleOf(page),
      hindrances: hindrancesIn(page['actions']),
      exists: numberOr(page, 'pageid') !== undefined,
      revisions: objects(page['deletedrevisions']).map((revision) => ({
        ...revisionOf(revision),
        text: contentOf(revision)?.text,
      })),
    };
  }

  /**
   * Who deleted a page that is missing, when (the day, UTC) and why; nothing when the newest entry of its log says otherwise, or there is none
   * (API:Logevents). What is hidden of it is absent.
   */
  async deletion(title: string): Promise<Deletion | undefined> {
    const { query } = await this.#connection.read({
      action: 'query',
      list: 'logevents',
      letitle: title,
      leprop: 'type|timestamp|user|comment',
      lelimit: 1,
    });
    const [newest] = objects(object(query, 'query')['logevents']);
    const day = /^\d{4}-\d{2}-\d{2}(?=T)/u.exec(newest === undefined ? '' : text(newest, 'timestamp'))?.[0];
    if (newest === undefined || newest['action'] !== 'delete' || day === undefined) return undefined;
    return { day, user: textOr(newest, 'user'), comment: textOr(newest, 'comment') };
  }

  /**
   * Who deleted and restored what has a title, or moved it away from there, newest first (API:Logevents). What is hidden of it is absent.
   */
  async logged(title: string, type: 'delete' | 'move'): Promise<readonly LoggedDeed[]> {
    const { query } = await this.#connection.read({
      action: 'query',
      list: 'logevents',
      letitle: title,
      letype: type,
      leprop: 'type|user|details',
      lelimit: 10,
    });
    return objects(object(query, 'query')['logevents']).map((entry) => {
      const { params } = entry;
      return {
        isRestoration: entry['action'] === 'restore',
        to: params === undefined ? undefined : textOr(object(params, 'params'), 'target_title'),
        user: textOr(entry, 'user'),
      };
    });
  }

  /** What saving a text would store, with signatures and `subst:` expanded (API:Parsing wikitext, onlypst). */
  async stored(title: string, wikitext: string): Promise<string> {
    const { parse } = await this.#connection.read({
      action: 'parse',
      title,
      text: wikitext,
      onlypst: true,
      contentmodel: 'wikitext',
      prop: 'text',
    });
    return text(object(parse, 'parse'), 'text');
  }

  async edit(
    target: { readonly title: string } | { readonly id: string },
    { text: wanted, base, comment, minor, tag }: Edit,
  ): Promise<Edited> {
    const answer = await this.#connection.write({
      action: 'edit',
      ...('id' in target ? { pageid: target.id, nocreate: true } : { title: target.title, createonly: true }),
      baserevid: base,
      summary: comment,
      minor,
      tags: tag,
      text: wanted,
    });
    const edited = object(answer['edit'], 'edit');
    if (edited['result'] !== 'Success') throw heldBack(edited);
    return {
      pageId: number(edited, 'pageid'),
      revision: numberOr(edited, 'newrevid'),
      before: numberOr(edited, 'oldrevid'),
      warnings: warningsIn(answer),
    };
  }

  async move(
    from: string,
    to: string,
    {
      comment,
      tag,
      redirect,
      talk,
      subpages,
    }: EditWords & { readonly redirect: boolean; readonly talk: boolean; readonly subpages: boolean },
  ): Promise<readonly string[]> {
    const answer = await this.#connection.write({
      action: 'move',
      from,
      to,
      reason: comment,
      tags: tag,
      noredirect: !redirect,
      movetalk: talk,
      movesubpages: subpages,
    });
    const moved = object(answer['move'], 'move');
    const failed = [
      ...objects(moved['talkmove-errors']),
      ...objects(moved['subpages']).flatMap((page) => objects(page['errors'])),
    ];
    return [...warningsIn(answer), ...failed.flatMap((error) => textOr(error, 'text') ?? [])];
  }

  /** @returns the title under which it was deleted: another one where somebody moved it a moment before. */
  async delete(id: string, { comment, tag }: EditWords): Promise<string | undefined> {
    const answer = await this.#connection.write({
      action: 'delete',
      pageid: id,
      reason: comment,
      tags: tag,
    });
    return textOr(object(answer['delete'], 'delete'), 'title');
  }

  async undelete(title: string, { comment, tag }: EditWords): Promise<void> {
    await this.#connection.write({ action: 'undelete', title, reason: comment, tags: tag });
  }

  async #pages(which: Parameters, deeds: readonly Deed[] = []): Promise<readonly (Page | Missing)[]> {
    const answer = await this.#connection.read({
      action: 'query',
      ...whole,
      rvprop: `${facts}|content`,
      ...(deeds.length === 0 ? {} : { intestactions: deeds.join('|'), intestactionsdetail: 'full' }),
      ...which,
    });
    return pagesIn(answer).flatMap((page) => pageOf(page) ?? []);
  }
}

/** An extension may hold an edit back, with a captcha or a filter, under `result: Failure` (API:Edit, "CAPTCHAs and extension errors"). */
function heldBack(edited: JsonObject): RejectedError {
  if (edited['captcha'] !== undefined)
    return new RejectedError(
      'The wiki wants a captcha solved, which no program may do. Nothing was changed.',
      {
        nextStep:
          'Make the edit in a browser, or ask an administrator for the right skipcaptcha, which the group of bots has.',
      },
    );
  const said = textOr(edited, 'info') ?? textOr(edited, 'spamblacklist');
  const nextStep = 'Make the edit in a browser, where the wiki says why, or ask an administrator.';
  if (said === undefined)
    return new RejectedError('An extension of the wiki held the edit back. Nothing was changed.', {
      nextStep,
    });
  return new RejectedError(
    `An extension of the wiki held the edit back, and says: ${said} Nothing was changed.`,
    { nextStep, quotes: true },
  );
}

function pagesIn(answer: JsonObject): readonly JsonObject[] {
  const { query } = answer;
  return query === undefined ? [] : objects(object(query, 'query')['pages']);
}

function titleOf(page: JsonObject): Title {
  return { ns: number(page, 'ns'), title: text(page, 'title') };
}

function pageOf(page: JsonObject): Page | Missing | undefined {
  if (page['invalid'] === true || numberOr(page, 'ns') === undefined) return undefined;
  const id = numberOr(page, 'pageid');
  const hindrances = hindrancesIn(page['actions']);
  if (id === undefined) return { id, ...titleOf(page), hindrances };
  const [revision] = objects(page['revisions']);
  const content = revision === undefined ? undefined : contentOf(revision);
  if (revision === undefined || content === undefined)
    throw new ConflictError('The text of that page cannot be read: it is hidden, or is no text.', {
      nextStep: 'An administrator of the wiki can see hidden revisions.',
    });
  return {
    id,
    ...titleOf(page),
    hindrances,
    revision: revisionOf(revision),
    text: content.text,
    model: content.model,
    isRedirect: page['redirect'] === true,
    protection: objects(page['protection']).map(
      (each) => `${textOr(each, 'type')}: ${textOr(each, 'level')}`,
    ),
  };
}

function revisionOf(revision: JsonObject): Revision {
  return {
    id: number(revision, 'revid'),
    parent: numberOr(revision, 'parentid') ?? 0,
    user: textOr(revision, 'user'),
    time: text(revision, 'timestamp'),
    comment: textOr(revision, 'comment'),
    size: numberOr(revision, 'size') ?? 0,
    minor: revision['minor'] === true,
    tags: texts(revision['tags']),
  };
}

function contentOf(revision: JsonObject): { readonly text: string; readonly model: string } | undefined {
  const slots = revision['slots'];
  const main = slots === undefined ? undefined : object(slots, 'slots')['main'];
  if (main === undefined) return undefined;
  const content = textOr(object(main, 'main'), 'content');
  const model = textOr(object(main, 'main'), 'contentmodel') ?? 'wikitext';
  return content === undefined ? undefined : { text: content, model };
}

export function noRevision(id: number): NotFoundError {
  return new NotFoundError(`There is no revision ${id}, or it was deleted.`, {
    nextStep: 'list_revisions has the revisions of a page.',
  });
}
