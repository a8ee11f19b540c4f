import {
  afterWrite,
  type Change,
  type ChangeSequence,
  ConflictError,
  type Executor,
  type Guard,
  type GuardJudge,
  type JsonObject,
  type Outcome,
  oneByOne,
  type Reconciliation,
  type Scope,
  type Subject,
} from '@crunchtools/mcp-core';
import type { WikiWords } from '../../names.ts';
import type { EditNote } from '../../services.ts';
import type { Edited, EditWords, Page, PagesApi } from './api.ts';
import { moveGuards, moveReasons, pageGuards, pageReasons, restoredReason } from './guard.ts';
import { reconcilePage, whose } from './reconcile.ts';
import { mayExpand } from './stored.ts';

/** What a user can set of a page. */
export interface PageState {
  readonly title: string;
  readonly text: string;
}

/** What an executor knows of this server's account. */
export interface Account {
  readonly name: string;
  readonly rights: ReadonlySet<string>;
}

/** @param state of the connection: nothing before the first request. */
export function accountOf(
  state: { readonly user: string; readonly rights: ReadonlySet<string> } | undefined,
): Account | undefined {
  return state && { name: state.user, rights: state.rights };
}

export function textChange(scope: Scope, page: Page, text: string): Change {
  const before = stateOf(page);
  const after = { ...before, text };
  const summary = describePage('update', before, after);
  const object = { resource: 'page', scope, id: String(page.id), version: String(page.revision.id) };
  return { action: 'update', ...object, summary, before, after };
}

export function pageCreation(scope: Scope, after: PageState & JsonObject, replaces?: string): Change {
  const summary = describePage('create', undefined, after);
  return {
    action: 'create',
    resource: 'page',
    scope,
    summary,
    after,
    ...(replaces === undefined ? {} : { replaces }),
  };
}

/** What a restored page takes the place of: what somebody deleted, and not this process. */
export function restoredFrom(revision: number): string {
  return `deleted-${revision}`;
}

function isRestored({ replaces }: Change): boolean {
  return replaces?.startsWith('deleted-') === true;
}

export function pageDeletion(scope: Scope, page: Page): Change {
  const before = stateOf(page);
  const summary = describePage('delete', before, undefined);
  const object = { resource: 'page', scope, id: String(page.id), version: String(page.revision.id) };
  return { action: 'delete', ...object, summary, before };
}

export function stateOf({ title, text }: PageState): PageState & JsonObject {
  return { title, text };
}

/** One line for a person. */
export function describePage(
  action: Change['action'],
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): string {
  const sizes = [before, after].map((state) => Buffer.byteLength(textIn(state, 'text')));
  const [from = 0, to = 0] = sizes;
  const size = action === 'update' ? `${from} → ${to} bytes` : `${Math.max(from, to)} bytes`;
  return `${action} page ${JSON.stringify((after ?? before)?.['title'] ?? '')} (${size})`;
}

function textIn(state: JsonObject | undefined, name: string): string {
  const value = state?.[name];
  return typeof value === 'string' ? value : '';
}

function isIn(scope: Scope, page: Page): boolean {
  return scope.id === String(page.ns);
}

/** @throws {Error} for a change that holds no page: a defect of this server. */
function pageIn(state: JsonObject | undefined): PageState {
  const { title, text } = state ?? {};
  if (typeof title !== 'string' || typeof text !== 'string') throw new Error('the change holds no page');
  return { title, text };
}

/** The wiki deletes by id, and keeps what it deleted under the title that the page had then: from there it is brought back. */
function deletedElsewhere(title: string, planned: PageState): Pick<Outcome, 'before' | 'warnings'> {
  return {
    before: stateOf({ title, text: planned.text }),
    warnings: [
      `Somebody moved the page to ${JSON.stringify(title)} a moment before, and it was deleted there: its old title may have a redirect.`,
    ],
  };
}

/** Reads and writes the texts of pages. Nothing else does. */
export class PageExecutor implements Executor {
  readonly resource = 'page';
  readonly identity = ['title'];
  /** A move is a change of its own kind. */
  readonly setElsewhere = ['title'];
  readonly guards: readonly Guard[] = pageGuards;
  readonly #api: PagesApi;
  readonly #account: () => Account | undefined;
  readonly #note: EditNote;
  readonly #words: () => Promise<WikiWords>;

  constructor(
    api: PagesApi,
    account: () => Account | undefined,
    note: EditNote,
    words: () => Promise<WikiWords>,
  ) {
    this.#api = api;
    this.#account = account;
    this.#note = note;
    this.#words = words;
  }

  /** What was moved to another namespace is not there any more: that one may not exist for this server. */
  async read({ id, scope, before, after }: Subject): Promise<JsonObject | undefined> {
    const [page] =
      id === undefined
        ? await this.#api.byTitles([pageIn(after ?? before).title])
        : await this.#api.byIds([id]);
    return page?.id === undefined || !isIn(scope, page) ? undefined : stateOf(page);
  }

  async inTheWay(change: Change): Promise<JsonObject | undefined> {
    return change.replaces === undefined ? this.read(change) : undefined;
  }

  async readAll(subjects: readonly Subject[]): Promise<readonly (JsonObject | undefined)[]> {
    const ids = subjects.flatMap(({ id }) => id ?? []);
    const pages = new Map<string, Page>();
    for (let at = 0; at < ids.length; at += 50)
      for (const page of await this.#api.byIds(ids.slice(at, at + 50))) pages.set(String(page.id), page);
    return subjects.map(({ id = '', scope }) => {
      const page = pages.get(id);
      return page === undefined || !isIn(scope, page) ? undefined : stateOf(page);
    });
  }

  async version({ id }: Subject): Promise<string | undefined> {
    const [page] = id === undefined ? [] : await this.#api.byIds([id]);
    return page && String(page.revision.id);
  }

  /** The wiki keeps every text. */
  async stateAt({ id }: Subject, version: string): Promise<JsonObject | undefined> {
    const page = await this.#api.atRevision(Number(version));
    return String(page.id) === id ? stateOf(page) : undefined;
  }

  /** The wiki takes one page a request. */
  async batchLimit(): Promise<number> {
    return 1;
  }

  async apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    return oneByOne(changes, (change) => this.#applyOne(change));
  }

  async #applyOne(change: Change): Promise<Outcome> {
    const { action, id, after, replaces, version } = change;
    if (action === 'delete' && id !== undefined) {
      const planned = pageIn(change.before);
      const expected = await this.#requireVersion(id, version, planned);
      const title = (await this.#api.delete(id, this.#editWords())) ?? expected;
      return title === expected ? { id } : { id, ...deletedElsewhere(title, planned) };
    }
    const { title, text } = pageIn(after);
    if (action === 'create' && replaces !== undefined) {
      await this.#requireFree(title);
      await this.#api.undelete(title, this.#editWords());
      const page = await afterWrite(() => this.#api.get(title));
      return { id: String(page.id), observed: stateOf(page), version: String(page.revision.id) };
    }
    if (action === 'create')
      return this.#outcome(
        await this.#api.edit({ title }, { text, base: undefined, ...this.#editWords() }),
        change,
      );
    if (action !== 'update' || id === undefined || version === undefined)
      throw new Error(`a page cannot be changed by ${action}`);
    const base = Number(version);
    return this.#outcome(await this.#api.edit({ id }, { text, base, ...this.#editWords() }), change);
  }

  /**
   * The wiki deletes whatever is there; what somebody wrote or moved a moment ago is not what was approved. A protection makes a
   * revision, too, of the same text. An undo may take back a page that this server itself moved.
   *
   * @returns the title that the page has now.
   */
  async #requireVersion(id: string, version: string | undefined, before: PageState): Promise<string> {
    const [page] = await this.#api.byIds([id]);
    if (page === undefined) return before.title;
    const now = String(page.revision.id);
    if (version === undefined || now === version) return page.title;
    const isUndo = this.#note.comment === undefined;
    if (!isUndo && page.title !== before.title)
      throw new ConflictError(
        'Somebody moved the page since the deletion was planned. Nothing was changed.',
        {
          nextStep:
            'search_pages finds it under its new title. The same call again is about what has the old one now.',
          details: { revision: Number(now) },
        },
      );
    if (page.text === before.text) return page.title;
    throw new ConflictError('Somebody edited the page since the deletion was planned. Nothing was changed.', {
      nextStep: 'Make the same call again, and look at its plan.',
      details: { revision: Number(now) },
    });
  }

  /** The wiki would mix the deleted history into the page that is there, and leave its text as it is. */
  async #requireFree(title: string): Promise<void> {
    if ((await this.#api.find(title))?.id === undefined) return;
    throw new ConflictError('There is a page of that title by now. Nothing was changed.', {
      nextStep: 'Move the present page away first, then make the same call again.',
    });
  }

  /** What is stored is read where the wiki can have made something else of the text. */
  async #outcome(
    { pageId, revision, before, warnings }: Edited,
    { after, version, before: planned }: Change,
  ): Promise<Outcome> {
    const { title, text } = pageIn(after);
    const isMerged =
      version !== undefined &&
      before !== undefined &&
      String(before) !== version &&
      (await afterWrite(() => this.#api.atRevision(before))).text !== textIn(planned, 'text');
    const isKnown = !isMerged && warnings.length === 0 && !mayExpand(text);
    const observed =
      isKnown || revision === undefined
        ? { title, text }
        : stateOf(await afterWrite(() => this.#api.atRevision(revision)));
    const told = isMerged
      ? [
          `Somebody else changed other lines meanwhile (revision ${before}); the wiki kept both. Revision ${revision} is what is there now.`,
        ]
      : [];
    const made = revision === undefined ? version : String(revision);
    return {
      id: String(pageId),
      observed,
      warnings: [...told, ...warnings],
      ...(made === undefined ? {} : { version: made }),
    };
  }

  /** By the history of the wiki. */
  async reconcile(changes: readonly Change[]): Promise<Reconciliation> {
    const [change] = changes;
    if (change === undefined) return { verdict: 'not_applied' };
    const { title, text } = pageIn(change.after ?? change.before);
    return reconcilePage({ change, title, text, user: () => this.#account()?.name }, this.#api);
  }

  async judge(changes: ChangeSequence): Promise<GuardJudge> {
    const others = new Set<Change>();
    for (const change of changes)
      if (isRestored(change) && !(await this.#isOwnDeletion(change))) others.add(change);
    const words = await this.#words();
    return (change) => [
      ...pageReasons(change, this.#account()?.name, words),
      ...(others.has(change) ? [restoredReason] : []),
    ];
  }

  async #isOwnDeletion({ after }: Change): Promise<boolean> {
    const deletion = await this.#api.deletion(pageIn(after).title);
    return deletion?.user !== undefined && deletion.user === this.#account()?.name;
  }

  irreversibleReason({ action }: Change): string | undefined {
    const rights = this.#account()?.rights;
    if (action === 'create' && rights?.has('delete') === false)
      return 'this account may not delete pages, which is how a new page is taken back';
    if (action === 'delete' && rights?.has('undelete') === false)
      return 'this account may not restore deleted pages';
    return undefined;
  }

  summarise(action: Change['action'], before: JsonObject | undefined, after: JsonObject | undefined): string {
    return describePage(action, before, after);
  }

  /** An undo has no words of its own. */
  #editWords(): EditWords {
    return { ...this.#note, comment: this.#note.comment ?? 'Taken back' };
  }
}

/** A page under another title: a change of its own, so that a text of megabytes is no part of it. */
export function move(scope: Scope, page: Pick<Page, 'id' | 'title'>, to: string, how: MoveHow): Change {
  const before = { title: page.title, ...how };
  const after = { title: to, ...how };
  return {
    action: 'update',
    resource: 'page_title',
    scope,
    id: String(page.id),
    summary: describeMove(before, after),
    before,
    after,
  };
}

/** What comes along. Part of both states, so that it is shown and a move back does the same. */
export interface MoveHow {
  readonly redirect: boolean;
  readonly talk: boolean;
  readonly subpages: boolean;
}

function describeMove(before: JsonObject | undefined, after: JsonObject | undefined): string {
  return `move page ${JSON.stringify(before?.['title'] ?? '')} to ${JSON.stringify(after?.['title'] ?? '')}`;
}

function howIn(state: JsonObject | undefined): MoveHow {
  return {
    redirect: state?.['redirect'] === true,
    talk: state?.['talk'] === true,
    subpages: state?.['subpages'] === true,
  };
}

/** Moves pages. */
export class MoveExecutor implements Executor {
  readonly resource = 'page_title';
  readonly identity = ['title'];
  readonly guards: readonly Guard[] = moveGuards;
  readonly #api: PagesApi;
  readonly #account: () => Account | undefined;
  readonly #note: EditNote;

  constructor(api: PagesApi, account: () => Account | undefined, note: EditNote) {
    this.#api = api;
    this.#account = account;
    this.#note = note;
  }

  /** Of how a page was moved nothing is left: that is taken from the change. */
  async read({ id, after, before }: Subject): Promise<JsonObject | undefined> {
    const [page] = id === undefined ? [] : await this.#api.byIds([id]);
    return page && { title: page.title, ...howIn(after ?? before) };
  }

  async batchLimit(): Promise<number> {
    return 1;
  }

  async apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    return oneByOne(changes, async ({ id, before, after }) => {
      const [from, to] = [before, after].map((state) => textIn(state, 'title'));
      if (id === undefined || !from || !to) throw new Error('the change holds no move');
      const isUndo = this.#note.comment === undefined;
      const words = { ...this.#note, comment: isUndo ? 'Taken back' : this.#note.comment };
      const how = howIn(after);
      // What was moved away leaves no redirect where it never was, if the account may leave it out.
      const warnings = await this.#api.move(from, to, {
        ...words,
        ...how,
        redirect: how.redirect && !isUndo,
      });
      return { id, observed: { ...after }, warnings };
    });
  }

  async reconcile(changes: readonly Change[]): Promise<Reconciliation> {
    const [change] = changes;
    if (change === undefined) return { verdict: 'not_applied' };
    const { id, before, after } = change;
    const found = await this.read(change);
    const [from, to] = [before, after].map((state) => textIn(state, 'title'));
    if (found !== undefined && id !== undefined && found['title'] === to) {
      const logged = await this.#api.logged(from ?? '', 'move');
      const same = logged.filter((deed) => deed.to === to);
      const verdict = whose(same, this.#account()?.name);
      return verdict === 'applied' ? { verdict, outcomes: [{ id, observed: found }] } : { verdict };
    }
    return { verdict: found?.['title'] === before?.['title'] ? 'not_applied' : 'unknown' };
  }

  async judge(changes: ChangeSequence): Promise<GuardJudge> {
    const titles: string[] = [];
    for (const { after } of changes) titles.push(textIn(after, 'title'));
    const spaces = new Map<string, number>();
    // Without a colon it is a page of the main namespace.
    const asked = titles.filter((title) => title.includes(':'));
    for (let at = 0; at < asked.length; at += 50)
      for (const { title, ns } of await this.#api.byTitles(asked.slice(at, at + 50))) spaces.set(title, ns);
    return (change) => moveReasons(change, spaces.get(textIn(change.after, 'title')) ?? 0);
  }

  irreversibleReason(): undefined {
    return undefined;
  }

  summarise(_: Change['action'], before: JsonObject | undefined, after: JsonObject | undefined): string {
    return describeMove(before, after);
  }
}
