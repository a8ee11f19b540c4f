import { forbidden } from './accounts.ts';
import { type Answer, type Context, may, noRoute } from './answer.ts';
import { Failure } from './failure.ts';
import { isJsonObject, type Json, type JsonObject, textOf } from './json.ts';
import { slugOf } from './text.ts';

interface Written {
  readonly title: string;
  readonly description: string;
  readonly content: string;
  readonly area?: string;
}

interface Template {
  readonly slug: string;
  /** As the theme has it; nothing of one that somebody made. */
  readonly themed?: Written;
  /** What somebody made of it; nothing while it is as the theme has it. */
  custom?: { readonly id: number; readonly author: number } & Written;
}

type Base = 'templates' | 'template-parts';

export const theme = 'twentytwentythree';
const pattern = (slug: string): string => `<!-- wp:pattern {"slug":"${theme}/${slug}"} /-->\n`;
const areas: ReadonlySet<string> = new Set(['header', 'footer', 'uncategorized']);

function themed(slug: string, title: string, content: string, more: Partial<Written> = {}): Template {
  return { slug, themed: { title, description: '', content, ...more } };
}

/** A template with something to edit. */
const single = [
  '<!-- wp:template-part {"slug":"header","tagName":"header"} /-->',
  '<!-- wp:group {"tagName":"main"} -->\n<main class="wp-block-group"><!-- wp:post-title {"level":1} /-->\n\n<!-- wp:post-content /--></main>\n<!-- /wp:group -->',
  '<!-- wp:template-part {"slug":"footer","tagName":"footer"} /-->\n',
].join('\n\n');

/** Templates and their parts of the theme in use (6.1.9, recorded). */
export class Templates {
  readonly #nextId: () => number;
  readonly #all: Readonly<Record<Base, Template[]>> = {
    templates: [
      themed('home', 'Home', pattern('home'), { description: 'Displays as the site’s home page' }),
      themed('single', 'Single', single),
    ],
    'template-parts': [
      themed('header', 'Header', pattern('header-default'), { area: 'header' }),
      themed('footer', 'Footer', pattern('footer-default'), { area: 'footer' }),
    ],
  };

  constructor(nextId: () => number) {
    this.#nextId = nextId;
  }

  answer(base: Base, path: readonly string[], context: Context): Answer {
    const { method, query, asker } = context;
    if (!may(asker, 'edit_theme_options'))
      throw forbidden(
        asker,
        'rest_cannot_manage_templates',
        'Sorry, you are not allowed to access the templates on this site.',
      );
    const all = this.#all[base];
    if (path.length === 0) {
      if (method === 'POST') return { status: 201, json: shown(base, this.#create(all, context), context) };
      if (method !== 'GET') throw noRoute();
      return { json: all.map((template) => shown(base, template, context)) };
    }
    const template = all.find(({ slug }) => path.length === 2 && path[0] === theme && path[1] === slug);
    if (template === undefined)
      throw new Failure(404, 'rest_template_not_found', 'No templates exist with that id.');
    if (method === 'POST') this.#update(template, context);
    if (method === 'DELETE') return { json: this.#remove(base, all, template, context) };
    return { json: shown(base, template, context, query.get('source') === 'theme') };
  }

  #create(all: Template[], { sent, asker }: Context): Template {
    const wanted = slugOf(textOf(sent['slug']) || textIn(sent['title']));
    let slug = wanted;
    for (let count = 2; all.some((each) => each.slug === slug); count += 1) slug = `${wanted}-${count}`;
    const empty: Written = { title: '', description: '', content: '' };
    const made: Template = {
      slug,
      custom: { id: this.#nextId(), author: asker?.id ?? 0, ...writtenOver(empty, sent) },
    };
    all.push(made);
    return made;
  }

  #update(template: Template, { sent, asker }: Context): void {
    // The customised one is gone for good then: into the trash it goes by DELETE alone.
    if (sent['source'] === 'theme' && template.themed !== undefined) {
      delete template.custom;
      return;
    }
    const before = template.custom ?? template.themed ?? { title: '', description: '', content: '' };
    const id = template.custom?.id ?? this.#nextId();
    template.custom = { ...writtenOver(before, sent), id, author: asker?.id ?? 0 };
  }

  #remove(base: Base, all: Template[], template: Template, context: Context): JsonObject {
    if (template.custom === undefined)
      throw new Failure(400, 'rest_invalid_template', "Templates based on theme files can't be removed.");
    const gone = { ...shown(base, template, context), status: 'trash' };
    delete template.custom;
    if (template.themed === undefined) all.splice(all.indexOf(template), 1);
    return gone;
  }
}

function textIn(value: Json | undefined): string {
  return textOf(isJsonObject(value) ? value['raw'] : value);
}

/** Unknown areas become none, and a status is ignored. */
function writtenOver(before: Written, sent: JsonObject): Written {
  const text = (name: 'title' | 'description' | 'content'): string =>
    sent[name] === undefined ? before[name] : textIn(sent[name]);
  const wanted = sent['area'] === undefined ? before.area : textOf(sent['area']);
  const area = wanted === undefined || areas.has(wanted) ? wanted : 'uncategorized';
  return {
    title: text('title'),
    description: text('description'),
    content: text('content'),
    ...(area === undefined ? {} : { area }),
  };
}

function shown(base: Base, template: Template, { context }: Context, isTheme = false): JsonObject {
  const { slug } = template;
  const custom = isTheme ? undefined : template.custom;
  const written = custom ?? template.themed;
  const { title = '', description = '', content: raw = '', area } = written ?? {};
  return {
    id: `${theme}//${slug}`,
    theme,
    slug,
    source: custom === undefined ? 'theme' : 'custom',
    origin: custom === undefined || template.themed === undefined ? null : 'theme',
    type: base === 'templates' ? 'wp_template' : 'wp_template_part',
    title: { raw: title, rendered: title },
    description,
    content: context === 'edit' ? { raw, block_version: 1 } : { raw },
    status: 'publish',
    wp_id: custom?.id ?? 0,
    has_theme_file: template.themed !== undefined,
    author: custom?.author ?? 0,
    ...(base === 'templates' ? {} : { area: area ?? 'uncategorized' }),
  };
}
