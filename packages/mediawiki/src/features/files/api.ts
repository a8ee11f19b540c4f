import { type JsonObject, NotFoundError, RejectedError } from '@crunchtools/mcp-core';
import type { Connection } from '../../api/connection.ts';
import { nextOf, number, numberOr, object, objects, text, textOr, texts } from '../../api/read.ts';
import type { EditWords } from '../pages/api.ts';

export interface FileVersion {
  readonly time: string;
  readonly user: string | undefined;
  readonly comment: string | undefined;
  readonly size: number;
  readonly width: number;
  readonly height: number;
  readonly mime: string;
  readonly sha1: string;
  /** Of an older version: what the wiki calls it. */
  readonly archiveName: string | undefined;
}

export interface File {
  /** `File:Shed plan.png`. */
  readonly title: string;
  readonly pageId: number;
  /** Newest first. */
  readonly versions: readonly FileVersion[];
  readonly usedBy: readonly string[];
}

/** Bytes of the files of one call, by their SHA-1: a change is plain data, and names them by it. */
export type Contents = Map<string, { readonly bytes: Uint8Array; readonly page: string | undefined }>;

export interface ListedFile {
  readonly title: string;
  readonly size: number;
  readonly mime: string;
  readonly time: string;
  readonly user: string | undefined;
}

/** Files of the Action API (mediawiki.org, API:Imageinfo, API:Upload, API:Filerevert; 1.39.17, run). */
export class FilesApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** `undefined` where the wiki has none of its own, also of files that another wiki keeps for it. */
  async find(title: string): Promise<File | undefined> {
    const answer = await this.#connection.read({
      action: 'query',
      titles: title,
      prop: 'imageinfo|fileusage',
      iiprop: 'timestamp|user|comment|size|sha1|mime|archivename',
      iilimit: 20,
      fulimit: 50,
    });
    const [page = {}] = objects(object(answer['query'], 'query')['pages']);
    const pageId = numberOr(page, 'pageid');
    const versions = objects(page['imageinfo']).map(versionOf);
    if (page['imagerepository'] !== 'local' || pageId === undefined || versions.length === 0)
      return undefined;
    return {
      title: text(page, 'title'),
      pageId,
      versions,
      usedBy: objects(page['fileusage']).map((each) => text(each, 'title')),
    };
  }

  async list(
    prefix: string | undefined,
    most: number,
    from: string | undefined,
  ): Promise<{ readonly items: readonly ListedFile[]; readonly next: string | undefined }> {
    const answer = await this.#connection.read({
      action: 'query',
      list: 'allimages',
      aiprefix: prefix,
      aiprop: 'size|mime|timestamp|user',
      ailimit: most,
      aicontinue: from,
    });
    const items = objects(object(answer['query'], 'query')['allimages']).map((file) => ({
      title: text(file, 'title'),
      size: number(file, 'size'),
      mime: text(file, 'mime'),
      time: text(file, 'timestamp'),
      user: textOr(file, 'user'),
    }));
    return { items, next: nextOf(answer, 'aicontinue') };
  }

  /** A version over one that exists is wanted as such, or the wiki refuses. */
  async upload(
    name: string,
    bytes: Uint8Array,
    { comment, tag }: EditWords,
    { page, overwrites }: { readonly page: string | undefined; readonly overwrites: boolean },
  ): Promise<void> {
    const answer = await this.#connection.write(
      { action: 'upload', filename: name, comment, tags: tag, text: page, ignorewarnings: overwrites },
      { bytes },
    );
    const uploaded = object(answer['upload'], 'upload');
    if (uploaded['result'] === 'Success') return;
    throw refusedUpload(uploaded['warnings'] === undefined ? {} : object(uploaded['warnings'], 'warnings'));
  }

  async revert(name: string, archiveName: string, { comment }: EditWords): Promise<void> {
    const answer = await this.#connection.write({
      action: 'filerevert',
      filename: name,
      archivename: archiveName,
      comment,
    });
    const reverted = object(answer['filerevert'], 'filerevert');
    if (reverted['result'] !== 'Success')
      throw new RejectedError('MediaWiki could not put the older version back. Nothing was changed.', {
        nextStep:
          'Two versions within one second cannot be told apart by the wiki: make the same call again.',
      });
  }

  async requireFile(title: string): Promise<File> {
    const found = await this.find(title);
    if (found !== undefined) return found;
    throw new NotFoundError('The wiki has no file of its own by that name.', {
      nextStep: 'list_files has those there are.',
    });
  }
}

function refusedUpload(warnings: JsonObject): RejectedError {
  const same = texts(warnings['duplicate']);
  const reason =
    same.length > 0
      ? 'The wiki has the same file by another name.'
      : `The wiki warns of the file (${Object.keys(warnings)
          .filter((name) => /^[\w-]{1,60}$/u.test(name))
          .join(', ')}).`;
  return new RejectedError(`${reason} Nothing was changed.`, {
    nextStep: 'Use the file that is there, or another name or file.',
    ...(same.length === 0 ? {} : { details: { same: [...same] }, quotes: true }),
  });
}

function versionOf(version: JsonObject): FileVersion {
  return {
    time: text(version, 'timestamp'),
    user: textOr(version, 'user'),
    comment: textOr(version, 'comment'),
    size: numberOr(version, 'size') ?? 0,
    width: numberOr(version, 'width') ?? 0,
    height: numberOr(version, 'height') ?? 0,
    mime: textOr(version, 'mime') ?? 'application/octet-stream',
    sha1: textOr(version, 'sha1') ?? '',
    archiveName: textOr(version, 'archivename'),
  };
}
