import { type JsonObject, path } from '@crunchtools/mcp-core';
import type { Connection } from '../../api/connection.ts';
import { object, textOr } from '../../api/read.ts';

export type Part = 'settings' | 'users' | 'plugins' | 'themes' | 'templates' | 'template_parts' | 'menus';

/** Never the e-mail of anybody, nor that of the site. */
const settings =
  'title,description,url,timezone,date_format,time_format,start_of_week,language,default_category,posts_per_page,show_on_front,page_on_front,page_for_posts,default_comment_status,default_ping_status';

const templates = 'id,title,source,has_theme_file,area';

/** What belongs to a site as a whole, read (REST API handbook; 6.1.9, run). */
export class StructureApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** What there is of a part, as members that anybody may see who may see the part. */
  async list(part: Part): Promise<readonly JsonObject[]> {
    switch (part) {
      case 'settings': {
        const found = await this.#connection.read(path`/wp/v2/settings`, { _fields: settings });
        return Object.entries(found).map(([name, value]) => ({ name, value: value ?? null }));
      }
      case 'users':
        return this.#all(path`/wp/v2/users`, 'id,name,slug,roles');
      case 'plugins':
        return this.#all(path`/wp/v2/plugins`, 'plugin,name,status,version');
      case 'themes':
        return this.#all(path`/wp/v2/themes`, 'stylesheet,name,status,version');
      case 'templates':
        return this.#all(path`/wp/v2/templates`, templates);
      case 'template_parts':
        return this.#all(path`/wp/v2/template-parts`, templates);
      case 'menus': {
        const menus = await this.#all(path`/wp/v2/menus`, 'id,name,locations');
        const items = await this.#all(path`/wp/v2/menu-items`, 'id,title,url,parent,menus,menu_order');
        return [...menus, ...items];
      }
    }
  }

  /** Only the first hundred: sites with more users or plugins are not listed whole. */
  async #all(route: ReturnType<typeof path>, fields: string): Promise<readonly JsonObject[]> {
    const { items } = await this.#connection.list(route, { context: 'edit', per_page: 100, _fields: fields });
    return items.map(plain);
  }
}

/** `{ raw, rendered }` as its raw text. */
function plain(item: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => {
      const isText = typeof value === 'object' && value !== null && 'raw' in value;
      return [name, isText ? (textOr(object(value, name), 'raw') ?? '') : value];
    }),
  );
}
