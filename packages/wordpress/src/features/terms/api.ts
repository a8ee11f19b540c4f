import { type JsonObject, NotFoundError, path, type QueryParameters } from '@crunchtools/mcp-core';
import type { Connection, Listed } from '../../api/connection.ts';
import type { Taxonomy } from '../../api/kinds.ts';
import { number, numberOr, text, textOr } from '../../api/read.ts';
import { decoded, encoded } from '../../schema.ts';

/** A category, a tag, or one of another taxonomy. */
export interface Term {
  readonly id: number;
  readonly taxonomy: Taxonomy;
  readonly name: string;
  readonly slug: string;
  readonly description: string;
  /** 0 for one at the top, and where taxonomies have no levels. */
  readonly parent: number;
  /** Posts that are public and have it. */
  readonly count: number;
}

/** Without `context=edit`, which shows nothing more and is for those who may change terms: authors may assign them (6.1.9, run). */
const whole = { _fields: 'id,name,slug,description,parent,count' } as const;

/** Terms (REST API handbook, Categories, Tags; 6.1.9, run). A page past the end is an empty list here. */
export class TermsApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async list(
    taxonomy: Taxonomy,
    query: QueryParameters,
  ): Promise<{ readonly terms: readonly Term[] } & Omit<Listed, 'items'>> {
    const { items, ...more } = await this.#connection.list(path`/wp/v2/${taxonomy.base}`, {
      ...whole,
      ...query,
    });
    return { terms: items.map((item) => termOf(item, taxonomy)), ...more };
  }

  async find(taxonomy: Taxonomy, id: number): Promise<Term | undefined> {
    try {
      return termOf(await this.#connection.read(pathOf(taxonomy, id), whole), taxonomy);
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  /** Whether there are terms below one. */
  async hasBelow({ id, taxonomy }: Term): Promise<boolean> {
    if (!taxonomy.isHierarchical) return false;
    return (await this.list(taxonomy, { parent: id, per_page: 1 })).total > 0;
  }

  /** @throws {NotFoundError} with the ids that are none. */
  async require(taxonomy: Taxonomy, ids: readonly number[]): Promise<readonly Term[]> {
    const found: Term[] = [];
    for (let at = 0; at < ids.length; at += 100) {
      const include = ids.slice(at, at + 100).join(',');
      found.push(...(await this.list(taxonomy, { include, per_page: 100, hide_empty: false })).terms);
    }
    const missing = ids.filter((id) => !found.some((term) => term.id === id));
    if (missing.length === 0) return found;
    throw new NotFoundError(`There is no ${taxonomy.slug} ${missing.join(', ')}.`, {
      nextStep: 'list_terms finds ids.',
    });
  }

  /**
   * One of that name at that place, whatever its letter case: WordPress makes no second one. Of more than a hundred that have the
   * name within theirs, the newest are looked at: one that was just made is among them.
   */
  async named(taxonomy: Taxonomy, name: string, parent: number): Promise<Term | undefined> {
    const plain = plainName(name);
    const { terms } = await this.list(taxonomy, {
      search: encoded(plain),
      orderby: 'id',
      order: 'desc',
      per_page: 100,
    });
    return terms.find((term) => term.name.toLowerCase() === plain.toLowerCase() && term.parent === parent);
  }

  async create(taxonomy: Taxonomy, fields: JsonObject): Promise<Term> {
    return termOf(
      await this.#connection.write('POST', path`/wp/v2/${taxonomy.base}`, fields, whole),
      taxonomy,
    );
  }

  async update(taxonomy: Taxonomy, id: number, changed: JsonObject): Promise<Term> {
    return termOf(await this.#connection.write('POST', pathOf(taxonomy, id), changed, whole), taxonomy);
  }

  /** For good, and from all posts: WordPress has no trash for terms, and answers 501 without `force` (6.1.9, run). */
  async delete(taxonomy: Taxonomy, id: number): Promise<void> {
    await this.#connection.write('DELETE', pathOf(taxonomy, id), undefined, {
      force: true,
      _fields: 'deleted',
    });
  }

  /** The category that posts without one get; `undefined` where this account may not know. */
  async defaultCategory(): Promise<number | undefined> {
    const { capabilities } = await this.#connection.account();
    if (!capabilities.has('manage_options')) return undefined;
    return numberOr(
      await this.#connection.read(path`/wp/v2/settings`, { _fields: 'default_category' }),
      'default_category',
    );
  }
}

/** What is stored of a name: no elements, line ends and percent-encoded octets (`sanitize_text_field`, 6.1.9, recorded). */
function plainName(name: string): string {
  const bare = name
    .replaceAll(/<[^>]*>/gu, '')
    .replaceAll(/[\r\n\t ]+/gu, ' ')
    .trim();
  let plain = bare;
  while (/%[0-9a-f]{2}/iu.test(plain)) plain = plain.replaceAll(/%[0-9a-f]{2}/giu, '');
  return plain === bare ? bare : plain.replaceAll(/ +/gu, ' ').trim();
}

function pathOf({ base }: Taxonomy, id: number) {
  return path`/wp/v2/${base}/${String(id)}`;
}

function termOf(term: JsonObject, taxonomy: Taxonomy): Term {
  return {
    id: number(term, 'id'),
    taxonomy,
    // Names are stored, and answered, with entities (6.1.9, run).
    name: decoded(text(term, 'name')),
    slug: text(term, 'slug'),
    description: textOr(term, 'description') ?? '',
    parent: numberOr(term, 'parent') ?? 0,
    count: numberOr(term, 'count') ?? 0,
  };
}
