import type { Change, JsonObject, ObjectStore, StoredObject, Subject } from '@crunchtools/mcp-core';
import { textIn } from '../posts/state.ts';
import type { Media, MediaApi } from './api.ts';
import { isNamed } from './file-type.ts';

const scope = { id: 'attachment', name: 'attachment' } as const;

/** What can be set of a file, with its name and size. */
export function stateOf({ url, bytes, title, alt, caption, description }: Media): JsonObject {
  return { file: url.slice(url.lastIndexOf('/') + 1), bytes, title, alt_text: alt, caption, description };
}

export function mediaCreation(after: JsonObject, type: string): Change {
  const summary = `${describe('create', undefined, after)} (${type}, ${Number(after['bytes'])} bytes)`;
  return { action: 'create', resource: 'media', scope, summary, after };
}

export function mediaUpdate(media: Media, changed: JsonObject): Change {
  const before = stateOf(media);
  const after = { ...before, ...changed };
  return { ...target(media), action: 'update', summary: describe('update', before, after), before, after };
}

export function mediaDeletion(media: Media): Change {
  const before = stateOf(media);
  return { ...target(media), action: 'delete', summary: describe('delete', before, undefined), before };
}

function target({ id }: Media): Pick<Change, 'resource' | 'scope' | 'id'> {
  return { resource: 'media', scope, id: String(id) };
}

/** Whether a file that is there is what is to be uploaded. */
export function isSameFile({ url, bytes }: Media, name: string, size: number): boolean {
  return isNamed(url, name) && (bytes === size || bytes === 0 || /-(?:scaled|rotated)\.\w+$/u.test(url));
}

/** As many of the files that this account uploaded last are looked through. */
export const mostLooked = 20;

function stored(media: Media): StoredObject {
  return { id: String(media.id), state: stateOf(media) };
}

export function mediaStore(api: MediaApi): ObjectStore {
  return {
    resource: 'media',
    identity: ['file', 'title'],
    rules: [],
    async find({ id }: Subject) {
      const media = await api.find(Number(id));
      return media && stored(media);
    },
    async create(_, after) {
      const { file: _file, ...rest } = after;
      if (api.pending === undefined) throw new Error('the bytes of the file are gone');
      const { bytes, type } = api.pending;
      const fields = Object.entries(rest).flatMap(([name, value]) =>
        typeof value === 'string' && value !== '' ? [[name, value] as const] : [],
      );
      const sent = { bytes, filename: textIn(after, 'file'), contentType: type };
      return stored(await api.upload(Object.fromEntries(fields), sent));
    },
    async update({ id }, changed) {
      return stored(await api.update(Number(id), changed));
    },
    remove: ({ id }) => api.delete(Number(id)),
    async made(_, after) {
      const { media: own } = await api.newestOwn(mostLooked);
      const found = own.find((each) => isSameFile(each, textIn(after, 'file'), Number(after['bytes'])));
      return found && stored(found);
    },
    final: ({ action }) =>
      action === 'delete' ? 'WordPress has no trash for media: the file is gone' : undefined,
    summarise: describe,
  };
}

function describe(
  action: Change['action'],
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): string {
  return `${action === 'create' ? 'upload' : action} ${JSON.stringify(textIn(after ?? before, 'file'))}`;
}
