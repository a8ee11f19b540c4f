import {
  afterWrite,
  type Change,
  type Executor,
  type Guard,
  type GuardJudge,
  IrreversibleError,
  type JsonObject,
  type Outcome,
  oneByOne,
  type Reconciliation,
  type Scope,
  type Subject,
} from '@crunchtools/mcp-core';
import type { EditNote } from '../../services.ts';
import type { EditWords, PagesApi } from '../pages/api.ts';
import type { Account } from '../pages/change.ts';
import { whoseDeletion } from '../pages/reconcile.ts';
import type { Contents, File, FilesApi, FileVersion } from './api.ts';

export interface FileState {
  readonly name: string;
  readonly size: number;
  readonly sha1: string;
}

export function fileChange(scope: Scope, existing: File | undefined, after: FileState & JsonObject): Change {
  const before = existing === undefined ? undefined : stateOf(existing);
  const action = before === undefined ? 'create' : 'update';
  return {
    action,
    resource: 'file',
    scope,
    ...(existing === undefined ? {} : { id: String(existing.pageId), before: { ...before } }),
    summary: describeFile(action, before, after),
    after,
  };
}

function stateOf({ title, versions: [newest] }: File): (FileState & JsonObject) | undefined {
  if (newest === undefined) return undefined;
  return { name: title.replace(/^[^:]*:/u, ''), size: newest.size, sha1: newest.sha1 };
}

/** @throws {Error} for a change that holds no file: a defect of this server. */
function fileIn(state: JsonObject | undefined): FileState {
  const { name, size, sha1 } = state ?? {};
  if (typeof name !== 'string' || typeof size !== 'number' || typeof sha1 !== 'string')
    throw new Error('the change holds no file');
  return { name, size, sha1 };
}

function describeFile(
  action: Change['action'],
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): string {
  const { name, size } = fileIn(after ?? before);
  return `${action} file ${JSON.stringify(name)} (${size} bytes)`;
}

/** Those that came after the one with these bytes, newest first; all where there was none. */
function versionsSince({ versions }: File, sha1: string | undefined): readonly FileVersion[] {
  const at = versions.findIndex((version) => version.sha1 === sha1);
  return at === -1 ? versions : versions.slice(0, at);
}

/** Uploads files, puts older versions back, and takes new files away again. */
export class FileExecutor implements Executor {
  readonly resource = 'file';
  readonly identity = ['name'];
  readonly guards: readonly Guard[] = fileGuards;
  readonly #api: FilesApi;
  readonly #pages: PagesApi;
  readonly #contents: Contents;
  readonly #note: EditNote;
  readonly #account: () => Account | undefined;

  constructor(
    api: FilesApi,
    pages: PagesApi,
    contents: Contents,
    note: EditNote,
    account: () => Account | undefined,
  ) {
    this.#api = api;
    this.#pages = pages;
    this.#contents = contents;
    this.#note = note;
    this.#account = account;
  }

  async read({ before, after }: Subject): Promise<JsonObject | undefined> {
    const found = await this.#api.find(`File:${fileIn(after ?? before).name}`);
    return found && stateOf(found);
  }

  async batchLimit(): Promise<number> {
    return 1;
  }

  async apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    return oneByOne(changes, (change) => this.#applyOne(change));
  }

  async #applyOne(change: Change): Promise<Outcome> {
    const { action, id, before, after, replaces } = change;
    const words: EditWords = { comment: this.#note.comment ?? 'Taken back', tag: this.#note.tag };
    if (action === 'delete' && id !== undefined) {
      await this.#pages.delete(id, words);
      return { id };
    }
    const { name, sha1 } = fileIn(after);
    const content = this.#contents.get(sha1);
    if (replaces !== undefined) await this.#pages.undelete(`File:${name}`, words);
    else if (content === undefined) await this.#putBack(name, sha1, words);
    else
      await this.#api.upload(name, content.bytes, words, {
        page: content.page,
        overwrites: before !== undefined,
      });
    const found = await afterWrite(() => this.#api.requireFile(`File:${name}`));
    return { id: String(found.pageId), observed: { ...stateOf(found) } };
  }

  /** The bytes of an older version are at the wiki, not here. */
  async #putBack(name: string, sha1: string, words: EditWords): Promise<void> {
    const { versions } = await this.#api.requireFile(`File:${name}`);
    const old = versions.find((version) => version.sha1 === sha1 && version.archiveName !== undefined);
    if (old?.archiveName === undefined)
      throw new IrreversibleError(
        'The wiki no longer has the older version of the file. Nothing was changed.',
      );
    if (versions.some((each) => each.archiveName === old.archiveName && each.sha1 !== sha1))
      throw new IrreversibleError(
        'The wiki cannot tell the older version of the file from another of the same second. Nothing was changed.',
        { nextStep: 'Upload the older version again.' },
      );
    await this.#api.revert(name, old.archiveName, words);
  }

  async reconcile(changes: readonly Change[]): Promise<Reconciliation> {
    const [change] = changes;
    if (change === undefined) return { verdict: 'not_applied' };
    const { action, id, before, after } = change;
    const title = `File:${fileIn(after ?? before).name}`;
    const found = await this.#api.find(title);
    if (action === 'delete') {
      if (found !== undefined) return { verdict: 'not_applied' };
      const verdict = await whoseDeletion(title, this.#account()?.name, this.#pages);
      return verdict === 'applied' ? { verdict, outcomes: [{ id: id ?? '' }] } : { verdict };
    }
    if (found === undefined) return { verdict: 'not_applied' };
    const wanted = fileIn(after).sha1;
    const since = versionsSince(found, before === undefined ? undefined : fileIn(before).sha1);
    const [newest] = since;
    const own = this.#account()?.name;
    const isOwn = ({ user }: FileVersion): boolean => user === undefined || user === own;
    if (newest !== undefined && newest.sha1 === wanted && isOwn(newest))
      return {
        verdict: 'applied',
        outcomes: [{ id: String(found.pageId), observed: { ...stateOf(found) } }],
      };
    // It may lie below one that somebody else put over it, or hold other bytes: the wiki keeps two versions of one second under one name.
    return { verdict: since.some(isOwn) ? 'unknown' : 'not_applied' };
  }

  judge(): GuardJudge {
    return ({ action }) =>
      action === 'update'
        ? [
            {
              guard: overwriteGuard.id,
              text: 'It puts another version over a file that exists.',
              kind: 'value',
            },
          ]
        : [];
  }

  irreversibleReason({ action }: Change): string | undefined {
    const rights = this.#account()?.rights;
    if (action === 'create' && rights?.has('delete') === false)
      return 'this account may not delete files, which is how a new file is taken back';
    return undefined;
  }

  summarise(action: Change['action'], before: JsonObject | undefined, after: JsonObject | undefined): string {
    return describeFile(action, before, after);
  }
}

const overwriteGuard: Guard = {
  id: 'file.overwrite',
  asked: 'A new version of a file that exists.',
  why: 'Every page that shows the file shows the new one.',
  example: 'upload_file with overwrite',
};

export const fileGuards: readonly Guard[] = [overwriteGuard];
