import { forbidden } from './accounts.ts';
import { type Answer, type Context, may, noRoute } from './answer.ts';
import { Failure, invalidParameter } from './failure.ts';
import { isJsonObject, type Json, type JsonObject, textOf } from './json.ts';

interface Template {
  readonly slug: string;
  readonly title: string;
  readonly area?: string;
  readonly themed: string;
  /** What somebody made of it; nothing while it is as the theme has it. */
  custom?: { readonly id: number; readonly content: string };
}

const theme = 'twentytwentythree';
const pattern = (slug: string): string => `<!-- wp:pattern {"slug":"${theme}/${slug}"} /-->\n`;

/** What belongs to a site as a whole: settings, templates, menus, plugins and themes. */
export class Structure {
  readonly #settings: Record<string, Json>;
  readonly #nextId: () => number;
  readonly #people: () => readonly JsonObject[];
  readonly #templates: Readonly<Record<string, readonly Template[]>> = {
    templates: [
      { slug: 'home', title: 'Home', themed: pattern('home') },
      { slug: 'single', title: 'Single', themed: pattern('single') },
    ],
    'template-parts': [
      { slug: 'header', title: 'Header', area: 'header', themed: pattern('header-default') },
      { slug: 'footer', title: 'Footer', area: 'footer', themed: pattern('footer-default') },
    ],
  };
  readonly #menus: { readonly name: string; readonly items: readonly (readonly [string, string])[] }[] = [];

  constructor(title: string, url: string, nextId: () => number, people: () => readonly JsonObject[]) {
    this.#people = people;
    this.#nextId = nextId;
    this.#settings = {
      title,
      description: '',
      url,
      email: 'admin@example.org',
      timezone: '',
      date_format: 'F j, Y',
      time_format: 'g:i a',
      start_of_week: 1,
      language: 'en_US',
      use_smilies: true,
      default_category: 1,
      default_post_format: '0',
      posts_per_page: 10,
      show_on_front: 'posts',
      page_on_front: 0,
      page_for_posts: 0,
      default_ping_status: 'open',
      default_comment_status: 'open',
      site_logo: null,
      site_icon: 0,
    };
  }

  addMenu(name: string, items: readonly (readonly [string, string])[]): void {
    this.#menus.push({ name, items });
  }

  /** @returns nothing for a route of something else. */
  answer(base: string, rest: readonly string[], context: Context): Answer | undefined {
    if (base === 'settings' && rest.length === 0) return this.#ofSettings(context);
    const templates = this.#templates[base];
    if (templates !== undefined) return this.#ofTemplates(base, templates, rest, context);
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

  #ofSettings({ method, sent, asker }: Context): Answer {
    if (!may(asker, 'manage_options'))
      throw forbidden(asker, 'rest_forbidden', 'Sorry, you are not allowed to do that.');
    if (method === 'GET') return { json: { ...this.#settings } };
    if (method !== 'POST') throw noRoute();
    const numbers = Object.entries(sent).filter(([name]) => typeof this.#settings[name] === 'number');
    for (const [name, value] of numbers)
      if (typeof value !== 'number')
        throw invalidParameter(name, 'rest_invalid_type', `${name} is not of type integer.`, { param: name });
    for (const [name, value] of Object.entries(sent)) {
      if (this.#settings[name] === undefined) continue;
      // Names are stored with entities (6.1.9, recorded).
      this.#settings[name] =
        name === 'title' || name === 'description'
          ? textOf(value)
              .replaceAll(/&(?!\w+;)/gu, '&amp;')
              .replaceAll('<', '&lt;')
              .replaceAll('>', '&gt;')
          : value;
    }
    return { json: { ...this.#settings } };
  }

  #ofTemplates(
    base: string,
    all: readonly Template[],
    path: readonly string[],
    { method, query, sent, asker, context }: Context,
  ): Answer {
    if (!may(asker, 'edit_theme_options'))
      throw forbidden(
        asker,
        'rest_cannot_manage_templates',
        'Sorry, you are not allowed to access the templates on this site.',
      );
    const shown = (template: Template, isTheme = false): JsonObject => {
      const custom = isTheme ? undefined : template.custom;
      const raw = custom?.content ?? template.themed;
      return {
        id: `${theme}//${template.slug}`,
        theme,
        slug: template.slug,
        source: custom === undefined ? 'theme' : 'custom',
        type: base === 'templates' ? 'wp_template' : 'wp_template_part',
        title: { raw: template.title, rendered: template.title },
        content: context === 'edit' ? { raw, block_version: 1 } : { raw },
        status: 'publish',
        wp_id: custom?.id ?? 0,
        has_theme_file: true,
        ...(template.area === undefined ? {} : { area: template.area }),
      };
    };
    if (path.length === 0) {
      if (method !== 'GET') throw noRoute();
      return { json: all.map((template) => shown(template)) };
    }
    const template = all.find(({ slug }) => path.length === 2 && path[0] === theme && path[1] === slug);
    if (template === undefined)
      throw new Failure(404, 'rest_template_not_found', 'No templates exist with that id.');
    if (method === 'POST') {
      const given = isJsonObject(sent['content']) ? sent['content']['raw'] : sent['content'];
      template.custom = { id: template.custom?.id ?? this.#nextId(), content: textOf(given) };
    }
    if (method === 'DELETE') {
      if (template.custom === undefined)
        throw new Failure(400, 'rest_invalid_template', "Templates based on theme files can't be removed.");
      const gone = { ...shown(template), status: 'trash' };
      delete template.custom;
      return { json: gone };
    }
    return { json: shown(template, query.get('source') === 'theme') };
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

function listed({ method, asker }: Context, part: keyof typeof closed, items: readonly JsonObject[]): Answer {
  const { capability, code, message, isWhole = false } = closed[part];
  if (method !== 'GET') throw noRoute();
  if (!may(asker, capability)) throw forbidden(asker, code, message);
  return isWhole
    ? { json: items }
    : { json: items, total: items.length, pages: Math.ceil(items.length / 100) };
}
