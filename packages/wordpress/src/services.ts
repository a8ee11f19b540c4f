import type { Connection } from './api/connection.ts';
import type { Kinds } from './api/kinds.ts';
import type { PostsApi } from './features/posts/api.ts';
import type { SiteApi } from './features/site/api.ts';

/** What tools of this server work with during one call. */
export interface Services {
  readonly connection: Connection;
  readonly kinds: Kinds;
  readonly posts: PostsApi;
  readonly site: SiteApi;
}
