import { forbidden } from './accounts.ts';
import { type Answer, type Context, may, noRoute } from './answer.ts';
import type { JsonObject } from './json.ts';
import { within } from './posts.ts';
import { Settings } from './settings.ts';
import { Templates, theme } from './templates.ts';

/** What belongs to a site as a whole: settings, templates, menus, plugins and themes. */
export class Structure {
  readonly settings: Settings;
  readonly #templates: Templates;
  readonly #people: () => readonly JsonObject[];
  readonly #menus: { readonly name: string; readonly items: readonly (readonly [string, string])[] }[] = [];

  constructor(title: string, url: string, nextId: () => number, people: () => readonly JsonObject[]) {
    this.#people = people;
    this.settings = new Settings(title, url);
    this.#templates = new Templates(nextId);
  }

  addMenu(name: string, items: readonly (readonly [string, string])[]): void {
    this.#menus.push({ name, items });
  }

  /** @returns nothing for a route of something else. */
  answer(base: string, rest: readonly string[], context: Context): Answer | undefined {
    if (base === 'settings' && rest.length === 0) return this.settings.answer(context);
    if (base === 'templates' || base === 'template-parts') return this.#templates.answer(base, rest, context);
    if (rest.length > 0) return undefined;
    if (base === 'users') return listed(context, 'users', this.#people());
    if (base === 'plugins')
      return listed(context, 'plugins', [
        { plugin: 'akismet/akismet', status: 'inactive', name: 'Akismet Anti-Spam', version: '5.0.2' },
      ]);
    if (base === 'themes')
      return listed(context, 'themes', [
        {
          stylesheet: theme,
          template: theme,
          version: '1.0',
          name: { raw: 'Twenty Twenty-Three', rendered: 'Twenty Twenty-Three' },
          status: 'active',
        },
      ]);
    if (base === 'menus')
      return listed(
        context,
        'menus',
        this.#menus.map(({ name }, index) => ({ id: index + 1, name, locations: [] })),
      );
    if (base === 'menu-items')
      return listed(
        context,
        'menu-items',
        this.#menus.flatMap(({ items }, menu) =>
          items.map(([title, url], index) => ({
            id: 1_000 * (menu + 1) + index,
            menus: menu + 1,
            title: { raw: title, rendered: title },
            url,
            parent: 0,
            menu_order: index + 1,
          })),
        ),
      );
    return undefined;
  }
}

/** One part whose list only some accounts may see. */
interface Closed {
  readonly capability: string;
  readonly code: string;
  readonly message: string;
  /** Without pages, as the list of plugins has none. */
  readonly isWhole?: boolean;
}

const closed: Readonly<Record<'users' | 'plugins' | 'themes' | 'menus' | 'menu-items', Closed>> = {
  users: {
    capability: 'list_users',
    code: 'rest_forbidden_context',
    message: 'Sorry, you are not allowed to edit users.',
  },
  plugins: {
    capability: 'activate_plugins',
    code: 'rest_cannot_view_plugins',
    message: 'Sorry, you are not allowed to manage plugins for this site.',
    isWhole: true,
  },
  themes: {
    capability: 'switch_themes',
    code: 'rest_cannot_view_themes',
    message: 'Sorry, you are not allowed to view themes.',
  },
  menus: {
    capability: 'edit_theme_options',
    code: 'rest_forbidden_context',
    message: 'Sorry, you are not allowed to edit terms in this taxonomy.',
  },
  'menu-items': {
    capability: 'edit_theme_options',
    code: 'rest_forbidden_context',
    message: 'Sorry, you are not allowed to edit posts in this post type.',
  },
};

function listed(
  { method, asker, query }: Context,
  part: keyof typeof closed,
  items: readonly JsonObject[],
): Answer {
  const { capability, code, message, isWhole = false } = closed[part];
  if (method !== 'GET') throw noRoute();
  if (!may(asker, capability)) throw forbidden(asker, code, message);
  if (isWhole) return { json: items };
  const perPage = within('per_page', query.get('per_page') ?? undefined, 10);
  const page = Number(query.get('page') ?? 1);
  return {
    json: items.slice((page - 1) * perPage, page * perPage),
    total: items.length,
    pages: Math.ceil(items.length / perPage),
  };
}
