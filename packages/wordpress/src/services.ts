import type { Connection } from './api/connection.ts';
import type { Kinds } from './api/kinds.ts';
import type { CommentsApi } from './features/comments/api.ts';
import type { MediaApi } from './features/media/api.ts';
import type { PostsApi } from './features/posts/api.ts';
import type { SettingsApi } from './features/settings/api.ts';
import type { SiteApi } from './features/site/api.ts';
import type { StructureApi } from './features/structure/api.ts';
import type { TemplatesApi } from './features/templates/api.ts';
import type { TermsApi } from './features/terms/api.ts';

/** What tools of this server work with during one call. */
export interface Services {
  readonly connection: Connection;
  readonly kinds: Kinds;
  readonly posts: PostsApi;
  readonly site: SiteApi;
  readonly media: MediaApi;
  readonly terms: TermsApi;
  readonly comments: CommentsApi;
  readonly structure: StructureApi;
  readonly settings: SettingsApi;
  readonly templates: TemplatesApi;
}
