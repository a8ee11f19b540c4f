import type { Scope } from '@crunchtools/mcp-core';
import type { NotesApi } from './features/notes/api.ts';

/** What tools of this server work with during one call. */
export interface Services {
  readonly notes: NotesApi;
  /** The place that notes live in: there is one. A service with several has a tool argument for it. */
  readonly site: Scope;
}
