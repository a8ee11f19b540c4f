// Types only: this file is a bundle of its own, and must not bring a second copy of core's classes.
import type { WireRequest, WireResponse } from '@crunchtools/mcp-core';

interface Note {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

export interface Sandbox {
  readonly token: string;
  readonly send: (request: WireRequest, signal: AbortSignal) => Promise<WireResponse>;
}

/** No words: what holds a piece of the token is taken for it, and blotted out of answers. */
const token = '7c1f0e5d9b3a48d6a2e4c08b6f519d37';

/**
 * A service in memory, to be put where the network would be. A stub: replace it by a simulator that is written from
 * the service's documentation, in a package of its own, so that it can contradict this server.
 */
export function startSandbox(): Sandbox {
  const notes = new Map<string, Note>();
  add(notes, { title: 'Welcome', text: 'This note is in memory and ends with the process.' });
  return { token, send: async (request) => answer(notes, request) };
}

function answer(notes: Map<string, Note>, { method, path, headers, body }: WireRequest): WireResponse {
  if (headers['authorization'] !== `Bearer ${token}`) return reply(401, { message: 'Unknown token' });
  const [, id] = /^\/v1\/notes(?:\/([a-z0-9-]+))?$/u.exec(path) ?? [];
  if (path === '/v1/notes' && method === 'GET') return reply(200, { notes: [...notes.values()] });
  if (path === '/v1/notes' && method === 'POST') {
    const wished: unknown = JSON.parse(Buffer.from(body ?? []).toString('utf8'));
    if (!isNote(wished)) return reply(400, { message: 'A note needs a title and a text' });
    return reply(201, add(notes, wished));
  }
  const note = notes.get(id ?? '');
  if (note === undefined) return reply(404, { message: 'No such note' });
  if (method === 'GET') return reply(200, note);
  if (method !== 'DELETE') return reply(405, { message: 'Not for notes' });
  notes.delete(note.id);
  return reply(204, undefined);
}

function add(notes: Map<string, Note>, { title, text }: Pick<Note, 'title' | 'text'>): Note {
  const note = { id: crypto.randomUUID(), title, text };
  notes.set(note.id, note);
  return note;
}

function isNote(value: unknown): value is Pick<Note, 'title' | 'text'> {
  if (typeof value !== 'object' || value === null) return false;
  return typeof Reflect.get(value, 'title') === 'string' && typeof Reflect.get(value, 'text') === 'string';
}

function reply(status: number, content: object | undefined): WireResponse {
  const bytes = Buffer.from(content === undefined ? '' : JSON.stringify(content));
  const body = (async function* chunks() {
    if (bytes.length > 0) yield bytes;
  })();
  return { status, headers: { 'content-type': 'application/json' }, body };
}
