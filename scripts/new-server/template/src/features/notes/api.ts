import {
  isJsonObject,
  type JsonValue,
  MalformedResponseError,
  NotFoundError,
  path,
} from '@crunchtools/mcp-core';
import type { Connection } from '../../api/connection.ts';

export interface Note {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** `/notes`. Name the page of the service's reference that each path and shape comes from. */
export class NotesApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async list(): Promise<readonly Note[]> {
    const answer = await this.#connection.send({ method: 'GET', path: path`/notes` });
    const notes = isJsonObject(answer) ? answer['notes'] : undefined;
    if (!Array.isArray(notes)) throw malformed('list of notes');
    return notes.map((note: JsonValue) => noteOf(note));
  }

  /** @returns `undefined` when there is none. */
  async find(id: string): Promise<Note | undefined> {
    try {
      return noteOf(await this.#connection.send({ method: 'GET', path: path`/notes/${id}` }));
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  async create(note: { readonly title: string; readonly text: string }): Promise<Note> {
    return noteOf(await this.#connection.send({ method: 'POST', path: path`/notes`, json: { ...note } }));
  }

  async delete(id: string): Promise<void> {
    await this.#connection.send({ method: 'DELETE', path: path`/notes/${id}` });
  }
}

function noteOf(value: JsonValue | undefined): Note {
  if (!isJsonObject(value)) throw malformed('note');
  const { id, title, text } = value;
  if (typeof id !== 'string' || typeof title !== 'string' || typeof text !== 'string')
    throw malformed('note');
  return { id, title, text };
}

function malformed(what: string): MalformedResponseError {
  return new MalformedResponseError(`The answer holds no ${what}.`, { nextStep: 'Try again later.' });
}
