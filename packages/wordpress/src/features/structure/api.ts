import { type JsonObject, NotFoundError, PermissionError, path } from '@crunchtools/mcp-core';
import { replaceBetween } from '@crunchtools/mcp-core/document/between';
import type { Connection } from '../../api/connection.ts';
import { object, textOr } from '../../api/read.ts';
import { decoded } from '../../schema.ts';

/** The capability that WordPress asks for (6.1.9, read and recorded). */
const needed = {
  settings: 'manage_options',
  users: 'list_users',
  plugins: 'activate_plugins',
  themes: 'switch_themes',
  health: 'view_site_health_checks',
  templates: 'edit_theme_options',
  template_parts: 'edit_theme_options',
  menus: 'edit_theme_options',
} as const;

/** What of a site can be listed. */
export type Part = keyof typeof needed;

export interface Parts {
  readonly items: readonly JsonObject[];
  /** How many there are, which may be more. */
  readonly total: number;
}

function whole(items: readonly JsonObject[]): Parts {
  return { items, total: items.length };
}

/**
 * Tests that the site makes of itself when it is asked. Not `authorization-header`: it looks for a login of its own making, so that it
 * says of every application password that the header is lost (6.1.9, run). Not the sizes of folders, which take long.
 */
const healthTests = [
  'background-updates',
  'dotorg-communication',
  'https-status',
  'loopback-requests',
  'page-cache',
] as const;

/** Never the e-mail of anybody, nor that of the site. */
const settings =
  'title,description,url,timezone,date_format,time_format,start_of_week,language,default_category,posts_per_page,show_on_front,page_on_front,page_for_posts,default_comment_status,default_ping_status,site_logo,site_icon';

const templates = 'id,title,source,has_theme_file,area';

/** What belongs to a site as a whole, read (REST API handbook; 6.1.9, run). */
export class StructureApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * What there is of a part, as members that anybody may see who may see the part.
   * @throws {PermissionError} with the capability that it takes.
   */
  async list(part: Part): Promise<Parts> {
    try {
      return await this.#listed(part);
    } catch (error) {
      if (!(error instanceof PermissionError)) throw error;
      throw new PermissionError(
        `This account may not see ${part}: WordPress asks for the capability ${needed[part]}.`,
        {
          nextStep:
            'Administrators have it. get_site shows what this account may do; the rest works without it.',
          cause: error,
        },
      );
    }
  }

  async #listed(part: Part): Promise<Parts> {
    switch (part) {
      case 'settings': {
        const found = await this.#connection.read(path`/wp/v2/settings`, { _fields: settings });
        const values = Object.entries(found).map(([name, value]) => ({
          name,
          value: typeof value === 'string' ? decoded(value) : (value ?? null),
        }));
        return whole(values);
      }
      case 'users':
        return this.#all(path`/wp/v2/users`, 'id,name,slug,roles');
      case 'plugins':
        return this.#all(path`/wp/v2/plugins`, 'plugin,name,status,version');
      case 'health':
        return whole(await this.#health());
      case 'themes':
        return this.#all(path`/wp/v2/themes`, 'stylesheet,name,status,version');
      case 'templates':
        return this.#all(path`/wp/v2/templates`, templates);
      case 'template_parts':
        return this.#all(path`/wp/v2/template-parts`, templates);
      case 'menus': {
        const menus = await this.#all(path`/wp/v2/menus`, 'id,name,locations');
        const items = await this.#all(path`/wp/v2/menu-items`, 'id,title,url,parent,menus,menu_order');
        return { items: [...menus.items, ...items.items], total: menus.total + items.total };
      }
    }
  }

  /** One after another: the site asks itself and others, and some hosts answer one request at a time. */
  async #health(): Promise<readonly JsonObject[]> {
    const found: JsonObject[] = [];
    for (const test of healthTests) {
      try {
        const { status, label, description } = await this.#connection.read(
          path`/wp-site-health/v1/tests/${test}`,
        );
        found.push({ test, status: status ?? null, label: label ?? null, about: plainText(description) });
      } catch (error) {
        // A site of another version lacks some.
        if (!(error instanceof NotFoundError)) throw error;
      }
    }
    return found;
  }

  /** The first thousand: of members that sign up themselves there can be any number. */
  async #all(route: ReturnType<typeof path>, fields: string): Promise<Parts> {
    const found: JsonObject[] = [];
    for (let page = 1; ; page += 1) {
      const query = { context: 'edit', per_page: 100, page, _fields: fields };
      const { items, total, pages } = await this.#connection.list(route, query);
      found.push(...items.map(plain));
      if (page >= Math.min(pages, 10)) return { items: found, total };
    }
  }
}

/** `{ raw, rendered }` as its raw text; names of users and menus without the entities with which WordPress stores them (6.1.9, run). */
function plain(item: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => {
      if (name === 'name' && typeof value === 'string') return [name, decoded(value)];
      const isText = typeof value === 'object' && value !== null && 'raw' in value;
      return [name, isText ? (textOr(object(value, name), 'raw') ?? '') : value];
    }),
  );
}

/** Without its elements, and as much of it as says what is wrong. */
function plainText(html: unknown): string {
  if (typeof html !== 'string') return '';
  const bare = replaceBetween(html.slice(0, 5_000), /</gu, '>', () => ' ');
  return decoded(bare.replaceAll(/\s+/gu, ' ').trim()).slice(0, 500);
}
