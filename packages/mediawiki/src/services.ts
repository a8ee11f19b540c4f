import type { Connection } from './api/connection.ts';
import type { Contents, FilesApi } from './features/files/api.ts';
import type { PagesApi } from './features/pages/api.ts';
import type { SearchApi } from './features/search/api.ts';
import type { SiteApi } from './features/site/api.ts';
import type { WikiWords } from './names.ts';
import type { Namespaces } from './namespaces.ts';

/** What tools of this server work with during one call. */
export interface Services {
  readonly connection: Connection;
  readonly pages: PagesApi;
  readonly search: SearchApi;
  readonly files: FilesApi;
  readonly site: SiteApi;
  readonly namespaces: Namespaces;
  /** The words of wikitext in the language of the wiki. */
  readonly words: () => Promise<WikiWords>;
  /** What this call says of its writes in the history of the wiki. */
  readonly note: EditNote;
  /** Bytes of the files that this call is to upload. */
  readonly contents: Contents;
}

/** Set by the tool that plans, read by what carries the plan out. */
export interface EditNote {
  comment?: string | undefined;
  minor?: boolean | undefined;
  tag?: string | undefined;
}
