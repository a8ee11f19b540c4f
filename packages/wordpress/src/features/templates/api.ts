import {
  type ApiPath,
  canonicalJson,
  type JsonObject,
  NotFoundError,
  path,
  type QueryParameters,
  segment,
} from '@crunchtools/mcp-core';
import type { Connection } from '../../api/connection.ts';
import { object, text, textOr } from '../../api/read.ts';
import { versionOf } from '../../api/version.ts';

/** A template, or a part that templates share, of the block theme in use. */
export interface Template {
  /** `theme//slug`. */
  readonly id: string;
  readonly type: TemplateType;
  readonly title: string;
  readonly content: string;
  readonly description: string;
  /** Of a part: header, footer, … */
  readonly area: string | undefined;
  /** Whether somebody changed it, or made it: otherwise it is as the theme has it. */
  readonly isCustom: boolean;
  /** Whether the theme has one of that name, which it can become again. */
  readonly isThemed: boolean;
  /** Changes with every change of what can be set: WordPress has none, and shows no revisions of templates (6.1.9, run). */
  readonly version: string;
}

export type TemplateType = keyof typeof bases;

const bases = { wp_template: 'templates', wp_template_part: 'template-parts' } as const;

const whole = {
  context: 'edit',
  _fields: 'id,type,title.raw,content.raw,description,area,source,has_theme_file,wp_id',
} as const;

/** Templates (REST API handbook, Templates; 6.1.9, recorded). */
export class TemplatesApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @param more `source: theme` for the one of the theme, whatever somebody made of it. */
  async find(type: TemplateType, id: string, more: QueryParameters = {}): Promise<Template | undefined> {
    try {
      return templateOf(await this.#connection.read(pathOf(type, id), { ...whole, ...more }));
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  /** The texts of all templates of the theme in use and of their parts. */
  async texts(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const base of Object.values(bases)) {
      const query = { context: 'edit', _fields: 'content.raw' };
      const { items } = await this.#connection.list(path`/wp/v2/${base}`, query);
      found.push(...items.map((item) => raw(item, 'content')));
    }
    return found;
  }

  /** @param changed `title`, `content`, `description`, `area`. The first change of a template makes a copy of it on the site. */
  async update(type: TemplateType, id: string, changed: JsonObject): Promise<Template> {
    return templateOf(await this.#connection.write('POST', pathOf(type, id), changed, whole));
  }

  /** As the theme has it, again; what somebody made of it goes to the trash, where only a person finds it. */
  async revert(type: TemplateType, id: string): Promise<void> {
    await this.#connection.write('DELETE', pathOf(type, id), undefined, { _fields: 'id' });
  }
}

/** One slash stands for the two of an id, as web servers join them (`_sanitize_template_id`; 6.1.9, recorded). */
function pathOf(type: TemplateType, id: string): ApiPath {
  return id
    .split('/')
    .filter((part) => part !== '')
    .reduce((route, part) => path`/${route}/${segment(part)}`, path`/wp/v2/${bases[type]}`);
}

function templateOf(template: JsonObject): Template {
  const area = textOr(template, 'area');
  const state = {
    title: raw(template, 'title'),
    content: raw(template, 'content'),
    description: textOr(template, 'description') ?? '',
    isCustom: text(template, 'source') === 'custom',
  };
  const hash = versionOf(canonicalJson({ ...state, area: area ?? '' }));
  return {
    ...state,
    id: text(template, 'id'),
    type: text(template, 'type') === 'wp_template' ? 'wp_template' : 'wp_template_part',
    area,
    isThemed: template['has_theme_file'] === true,
    version: `r${Number(template['wp_id'] ?? 0)}-${hash}`,
  };
}

function raw(template: JsonObject, name: string): string {
  return textOr(object(template[name] ?? {}, name), 'raw') ?? '';
}
