import type { Change, JsonObject, Scope } from '@crunchtools/mcp-core';

/** What a user can set of a note. */
export interface NoteState {
  readonly title: string;
  readonly text: string;
}

export function creation(scope: Scope, { title, text }: NoteState): Change {
  const after = { title, text };
  return {
    action: 'create',
    resource: 'note',
    scope,
    summary: describeNote('create', undefined, after),
    after,
  };
}

/** One line for a person. */
export function describeNote(
  action: Change['action'],
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): string {
  return `${action} note ${JSON.stringify((after ?? before)?.['title'] ?? '')}`;
}

/** @throws {Error} for a change that holds no note: a defect of this server. */
export function noteOf(after: JsonObject | undefined): NoteState {
  const { title, text } = after ?? {};
  if (typeof title !== 'string' || typeof text !== 'string') throw new Error('the change holds no note');
  return { title, text };
}
