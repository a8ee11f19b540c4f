import { createHash } from 'node:crypto';
import { isTitle, type Namespace, readTitle, shortName, type Title } from './title.ts';
import { type Found, preSave, referencesOf } from './wikitext.ts';

export interface Revision {
  readonly id: number;
  readonly parent: number;
  readonly user: string;
  readonly time: Date;
  readonly comment: string;
  readonly minor: boolean;
  readonly bot: boolean;
  readonly text: string;
  readonly tags: readonly string[];
}

export interface Page {
  readonly id: number;
  title: Title;
  /** Oldest first. */
  readonly revisions: Revision[];
  touched: Date;
}

export interface FileVersion {
  readonly time: Date;
  readonly user: string;
  readonly comment: string;
  readonly bytes: Uint8Array;
  /** Of all but the newest. */
  archiveName: string | undefined;
}

/** One line of the log. */
export interface LogEntry {
  readonly id: number;
  readonly type: 'create' | 'delete' | 'move' | 'upload';
  readonly action: string;
  readonly title: Title;
  readonly page: number;
  readonly user: string;
  readonly time: Date;
  readonly comment: string;
  readonly params: {
    readonly target?: Title;
    readonly suppressesRedirect?: boolean;
    readonly count?: { readonly revisions: number; readonly files: number };
  };
}

export interface RecentChange {
  readonly id: number;
  readonly type: 'edit' | 'new' | 'log';
  readonly title: Title;
  readonly page: number;
  readonly revision: number;
  readonly oldRevision: number;
  readonly user: string;
  readonly time: Date;
  readonly comment: string;
  readonly minor: boolean;
  readonly bot: boolean;
  readonly oldLength: number;
  readonly newLength: number;
  readonly tags: readonly string[];
  readonly log: LogEntry | undefined;
}

/** Deleted revisions of one title. */
export interface Archived {
  readonly title: Title;
  readonly pageId: number;
  readonly revisions: readonly Revision[];
}

export interface Edit {
  readonly user: string;
  readonly comment?: string;
  readonly minor?: boolean;
  readonly bot?: boolean;
  readonly tags?: readonly string[];
}

/** Everything that a wiki keeps. */
export class Store {
  readonly siteName: string;
  readonly namespaces: readonly Namespace[];
  readonly pages = new Map<number, Page>();
  readonly archive: Archived[] = [];
  readonly files = new Map<string, FileVersion[]>();
  readonly deletedFiles = new Map<string, FileVersion[]>();
  readonly log: LogEntry[] = [];
  readonly recent: RecentChange[] = [];
  readonly watched = new Map<string, Set<string>>();
  readonly #byTitle = new Map<string, Page>();
  readonly #references = new WeakMap<Revision, Found>();
  readonly #now: () => Date;
  #lastPage = 0;
  #lastRevision = 0;
  #lastChange = 0;

  constructor(siteName: string, namespaces: readonly Namespace[], now: () => Date) {
    this.siteName = siteName;
    this.namespaces = namespaces;
    this.#now = now;
  }

  /** A page and the one where people talk about it. */
  watch(user: string, { ns, text }: Title): void {
    const titles = this.watched.get(user) ?? new Set();
    const name = shortName({ ns, text });
    for (const space of this.namespaces.filter(({ id }) => id === ns - (ns % 2) || id === ns - (ns % 2) + 1))
      titles.add(space.id === 0 ? name : `${space.name}:${name}`);
    this.watched.set(user, titles);
  }

  /** The wiki counts seconds. */
  now(): Date {
    return new Date(Math.floor(this.#now().getTime() / 1000) * 1000);
  }

  page(title: Title | string): Page | undefined {
    return this.#byTitle.get(typeof title === 'string' ? title : title.text);
  }

  revision(id: number): { readonly page: Page; readonly revision: Revision } | undefined {
    for (const page of this.pages.values()) {
      const revision = page.revisions.find((each) => each.id === id);
      if (revision !== undefined) return { page, revision };
    }
    return undefined;
  }

  /** What saving a text under a title would store. */
  saved(title: Title, text: string, user: string, isAnonymous: boolean): string {
    return preSave(text, {
      user,
      isAnonymous,
      title,
      now: this.now(),
      namespaces: this.namespaces,
      template: (name) => this.templateText(name),
    });
  }

  templateText(name: string): string | undefined {
    const title = readTitle(name.includes(':') ? name : `Template:${name}`, this.namespaces);
    const page = isTitle(title) ? this.page(title) : undefined;
    return page === undefined ? undefined : latest(page).text;
  }

  references(revision: Revision): Found {
    let found = this.#references.get(revision);
    found ??= referencesOf(revision.text, this.namespaces);
    this.#references.set(revision, found);
    return found;
  }

  write(
    title: Title,
    text: string,
    edit: Edit,
  ): { readonly page: Page; readonly revision: Revision; readonly isNew: boolean } {
    const known = this.page(title);
    const page = known ?? this.#newPage(title);
    const before = page.revisions.at(-1);
    const redirects = this.#redirectTags(before?.text, text);
    const revision = this.#addRevision(page, text, {
      ...edit,
      comment: edit.comment ?? automaticComment(known, text),
      tags: [...(edit.tags ?? []), ...redirects],
    });
    // A creation is in the log, too, but not among the recent changes twice.
    if (known === undefined) this.#addLogLine('create', 'create', title, page.id, revision, {});
    this.#noteChange({
      type: known === undefined ? 'new' : 'edit',
      page,
      revision,
      oldLength: before === undefined ? 0 : Buffer.byteLength(before.text),
      log: undefined,
    });
    return { page, revision, isNew: known === undefined };
  }

  /** Whether a title holds nothing but one revision of a redirect to a page. */
  isRedirectOnly(title: Title, to: Title): boolean {
    const page = this.page(title);
    return page?.revisions.length === 1 && this.references(latest(page)).redirect?.text === to.text;
  }

  /** A redirect stays behind unless told otherwise. */
  move(page: Page, to: Title, edit: Edit, leaveRedirect: boolean): void {
    const from = page.title;
    const over = this.isRedirectOnly(to, from) ? this.page(to) : undefined;
    const comment = `${edit.user} moved page [[${from.text}]] to [[${to.text}]]${over === undefined ? '' : ' over redirect'}${edit.comment ? `: ${edit.comment}` : ''}`;
    if (over !== undefined) {
      this.pages.delete(over.id);
      this.archive.push({ title: to, pageId: over.id, revisions: over.revisions });
      const reason = `Deleted to make way for move from "[[${from.text}]]"`;
      this.#addLogLine('delete', 'delete_redir', to, 0, { user: edit.user, comment: reason }, {});
    }
    this.#byTitle.delete(from.text);
    page.title = to;
    this.#byTitle.set(to.text, page);
    this.#addRevision(page, latest(page).text, { ...edit, comment, minor: true, tags: [] });
    const versions = this.files.get(shortName(from));
    if (from.ns === 6 && versions !== undefined) {
      this.files.delete(shortName(from));
      this.files.set(shortName(to), versions);
    }
    if (leaveRedirect) {
      const redirect = this.#newPage(from);
      this.#addRevision(redirect, `#REDIRECT [[${to.ns === 14 || to.ns === 6 ? ':' : ''}${to.text}]]`, {
        ...edit,
        comment,
        tags: ['mw-new-redirect'],
      });
    }
    this.#addLog('move', over === undefined ? 'move' : 'move_redir', from, page.id, edit, {
      target: to,
      suppressesRedirect: !leaveRedirect,
    });
  }

  remove(page: Page, edit: Edit): LogEntry {
    const { title } = page;
    this.#byTitle.delete(title.text);
    this.pages.delete(page.id);
    this.archive.push({ title, pageId: page.id, revisions: page.revisions });
    const name = shortName(title);
    const versions = title.ns === 6 ? this.files.get(name) : undefined;
    if (versions !== undefined) {
      this.files.delete(name);
      this.deletedFiles.set(name, versions);
    }
    return this.#addLog('delete', 'delete', title, 0, edit, {});
  }

  /** Puts all deleted revisions of a title back; `undefined` when there are none. */
  bringBack(title: Title, edit: Edit): { readonly revisions: number; readonly files: number } | undefined {
    const parts = this.archive.filter((each) => each.title.text === title.text);
    if (parts.length === 0) return undefined;
    for (const part of parts) this.archive.splice(this.archive.indexOf(part), 1);
    const revisions = parts.flatMap((part) => part.revisions).toSorted((a, b) => a.id - b.id);
    const known = this.page(title);
    if (known !== undefined) {
      known.revisions.push(...revisions);
      known.revisions.sort((a, b) => a.time.getTime() - b.time.getTime() || a.id - b.id);
    } else
      this.#placePage({
        id: parts.at(-1)?.pageId ?? 0,
        title,
        revisions: [...revisions],
        touched: this.now(),
      });
    const name = shortName(title);
    const versions = title.ns === 6 ? this.deletedFiles.get(name) : undefined;
    if (versions !== undefined) {
      this.deletedFiles.delete(name);
      this.files.set(name, versions);
    }
    const count = { revisions: revisions.length, files: versions?.length ?? 0 };
    this.#addLog('delete', 'restore', title, this.page(title)?.id ?? 0, edit, { count });
    return count;
  }

  /** A new version of a file; the page of a new one gets a text. */
  upload(name: string, bytes: Uint8Array, text: string, edit: Edit): FileVersion {
    const title: Title = { ns: 6, text: `File:${name}` };
    const versions = this.files.get(name) ?? [];
    const time = this.now();
    for (const version of versions) version.archiveName ??= `${stamp(time)}!${name.replaceAll(' ', '_')}`;
    const version = { time, user: edit.user, comment: edit.comment ?? '', bytes, archiveName: undefined };
    this.files.set(name, [...versions, version]);
    const known = this.page(title);
    const page = known ?? this.#newPage(title);
    const before = page.revisions.at(-1);
    const comment = `${edit.user} uploaded a new version of [[${title.text}]]`;
    this.#addRevision(page, before?.text ?? text, {
      ...edit,
      ...(before === undefined ? {} : { comment }),
      minor: false,
    });
    this.#addLog('upload', versions.length === 0 ? 'upload' : 'overwrite', title, page.id, edit, {});
    return version;
  }

  #newPage(title: Title): Page {
    this.#lastPage += 1;
    return this.#placePage({ id: this.#lastPage, title, revisions: [], touched: this.now() });
  }

  #placePage(page: Page): Page {
    this.pages.set(page.id, page);
    this.#byTitle.set(page.title.text, page);
    return page;
  }

  #addRevision(page: Page, text: string, edit: Edit): Revision {
    this.#lastRevision += 1;
    const { user, comment = '', minor = false, bot = false, tags = [] } = edit;
    const parent = page.revisions.at(-1)?.id ?? 0;
    const revision = {
      id: this.#lastRevision,
      parent,
      user,
      time: this.now(),
      comment,
      minor,
      bot,
      text,
      tags,
    };
    page.revisions.push(revision);
    page.touched = revision.time;
    return revision;
  }

  #redirectTags(before: string | undefined, text: string): readonly string[] {
    const now = referencesOf(text, this.namespaces).redirect;
    const old = before === undefined ? undefined : referencesOf(before, this.namespaces).redirect;
    if (now !== undefined && old === undefined) return ['mw-new-redirect'];
    if (now === undefined && old !== undefined) return ['mw-removed-redirect'];
    if (now !== undefined && now.text !== old?.text) return ['mw-changed-redirect-target'];
    return before !== undefined && before !== '' && text === '' ? ['mw-blank'] : [];
  }

  #noteChange({
    type,
    page,
    revision,
    oldLength,
    log,
  }: Pick<RecentChange, 'type' | 'oldLength' | 'log'> & {
    readonly page: Page;
    readonly revision: Revision;
  }): void {
    const { user, time, comment, minor, bot, tags } = revision;
    this.#push({
      type,
      title: page.title,
      page: page.id,
      revision: revision.id,
      oldRevision: revision.parent,
      user,
      time,
      comment,
      minor,
      bot,
      oldLength,
      newLength: Buffer.byteLength(revision.text),
      tags,
      log,
    });
  }

  #push(change: Omit<RecentChange, 'id'>): void {
    this.#lastChange += 1;
    this.recent.push({ ...change, id: this.#lastChange });
  }

  #addLog(
    type: LogEntry['type'],
    action: string,
    title: Title,
    page: number,
    { user, comment = '', bot = false }: Edit,
    params: LogEntry['params'],
  ): LogEntry {
    const entry = this.#addLogLine(type, action, title, page, { user, comment }, params);
    this.#push({
      type: 'log',
      title,
      page,
      revision: 0,
      oldRevision: 0,
      user,
      time: entry.time,
      comment,
      minor: false,
      bot,
      oldLength: 0,
      newLength: 0,
      tags: [],
      log: entry,
    });
    return entry;
  }

  #addLogLine(
    type: LogEntry['type'],
    action: string,
    title: Title,
    page: number,
    { user, comment }: { readonly user: string; readonly comment: string },
    params: LogEntry['params'],
  ): LogEntry {
    const entry = {
      id: this.log.length + 1,
      type,
      action,
      title,
      page,
      user,
      time: this.now(),
      comment,
      params,
    };
    this.log.push(entry);
    return entry;
  }
}

export function latest(page: Page): Revision {
  const revision = page.revisions.at(-1);
  if (revision === undefined) throw new Error('a page has at least one revision');
  return revision;
}

/** `Created page with "…"`: the beginning, as it came in, with line ends as blanks. */
export function automaticComment(page: Page | undefined, text: string): string {
  if (/^\s*#REDIRECT/iu.test(text)) {
    const [, target = ''] = /\[\[([^\]|]+)/u.exec(text) ?? [];
    return `Redirected page to [[${target}]]`;
  }
  if (page !== undefined) return text === '' ? 'Blanked the page' : '';
  if (text === '') return 'Created blank page';
  return `Created page with "${text
    .trim()
    .replaceAll(/[\r\n]/gu, ' ')
    .slice(0, 200)}"`;
}

export function sha1Of(content: string | Uint8Array): string {
  return createHash('sha1').update(content).digest('hex');
}

/** `2026-11-30T11:29:23Z`. */
export function isoTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

/** `20261130112923`. */
export function stamp(time: Date): string {
  return time.toISOString().slice(0, 19).replaceAll(/[-:T]/gu, '');
}
