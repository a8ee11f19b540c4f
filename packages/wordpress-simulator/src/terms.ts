import { forbidden } from './accounts.ts';
import { type Answer, type Context, may, noRoute } from './answer.ts';
import { Failure } from './failure.ts';
import { type JsonObject, textOf } from './json.ts';
import { kinds } from './kinds.ts';
import { within } from './posts.ts';
import { filtered, slugOf } from './text.ts';

interface Term {
  readonly id: number;
  readonly taxonomy: string;
  name: string;
  slug: string;
  description: string;
  parent: number;
}

/** Taxonomies by what routes and posts call them. */
const taxonomies: ReadonlyMap<string, string> = new Map(
  kinds.flatMap((kind) => Object.entries(kind.taxonomies).map(([slug, base]) => [base, slug] as const)),
);

/** Categories, tags and the terms of the other taxonomies. */
export class Terms {
  readonly #all = new Map<number, Term>();
  readonly #url: string;
  /** Public posts that have a term. */
  readonly #count: (base: string, id: number) => number;
  #newest = 0;

  constructor(url: string, count: (base: string, id: number) => number) {
    this.#url = url;
    this.#count = count;
    this.add('category', { name: 'Uncategorized' });
  }

  has(base: string, id: number): boolean {
    return this.#all.get(id)?.taxonomy === taxonomies.get(base);
  }

  add(taxonomy: string, { name, slug, description, parent }: JsonObject): number {
    this.#newest += 1;
    const term: Term = { id: this.#newest, taxonomy, name: '', slug: '', description: '', parent: 0 };
    this.#set(term, {
      name: name ?? '',
      slug: slug ?? '',
      description: description ?? '',
      parent: parent ?? 0,
    });
    this.#all.set(term.id, term);
    return term.id;
  }

  /** @returns nothing for a route of something else. */
  answer(base: string, [id, ...more]: readonly string[], context: Context): Answer | undefined {
    const taxonomy = taxonomies.get(base);
    if (taxonomy === undefined) return undefined;
    if (more.length > 0) throw noRoute();
    return id === undefined
      ? this.#collection(base, taxonomy, context)
      : this.#one(base, taxonomy, id, context);
  }

  #collection(base: string, taxonomy: string, { method, query, sent, asker, context }: Context): Answer {
    if (method === 'POST') {
      if (!may(asker, taxonomy === 'category' ? 'manage_categories' : 'edit_posts'))
        throw forbidden(
          asker,
          'rest_cannot_create',
          'Sorry, you are not allowed to create terms in this taxonomy.',
        );
      this.#requireParent(sent);
      const name = nameOf(sent['name']);
      if (name === '') throw new Failure(500, 'empty_term_name', 'A name is required for this term.', null);
      const parent = Number(sent['parent'] ?? 0);
      const same = this.#of(taxonomy).find(
        (term) => term.name.toLowerCase() === name.toLowerCase() && term.parent === parent,
      );
      if (same !== undefined && (sent['slug'] === undefined || slugOf(textOf(sent['slug'])) === same.slug))
        throw new Failure(
          400,
          'term_exists',
          taxonomy === 'category'
            ? 'A term with the name provided already exists with this parent.'
            : 'A term with the name provided already exists in this taxonomy.',
          { term_id: same.id },
          { additional_data: [same.id, same.id] },
        );
      return { status: 201, json: this.#shown(base, this.#get(taxonomy, String(this.add(taxonomy, sent)))) };
    }
    if (method !== 'GET') throw noRoute();
    requireContext(context, asker);
    const words = (query.get('search') ?? '').toLowerCase();
    const include = query.get('include')?.split(',');
    const found = this.#of(taxonomy)
      .filter((term) => `${term.name}\n${term.slug}`.toLowerCase().includes(words))
      .filter(({ id }) => include?.includes(String(id)) ?? true)
      .filter(({ parent }) => String(parent) === (query.get('parent') ?? String(parent)))
      .sort((one, other) =>
        query.get('orderby') === 'id' ? 0 : one.name.localeCompare(other.name, 'en') || one.id - other.id,
      );
    if (query.get('order') === 'desc') found.reverse();
    const perPage = within('per_page', query.get('per_page') ?? undefined, 10);
    const page = Number(query.get('page') ?? 1);
    return {
      json: found.slice((page - 1) * perPage, page * perPage).map((term) => this.#shown(base, term)),
      total: found.length,
      pages: Math.ceil(found.length / perPage),
    };
  }

  #one(base: string, taxonomy: string, id: string, { method, query, sent, asker, context }: Context): Answer {
    const term = this.#get(taxonomy, id);
    if (method === 'GET') {
      requireContext(context, asker);
      return { json: this.#shown(base, term) };
    }
    if (method === 'POST') {
      if (!may(asker, 'manage_categories'))
        throw forbidden(asker, 'rest_cannot_update', 'Sorry, you are not allowed to edit this term.');
      this.#requireParent(sent);
      const slug = sent['slug'] === undefined ? undefined : slugOf(textOf(sent['slug']));
      if (this.#of(taxonomy).some((other) => other !== term && other.slug === slug))
        throw new Failure(
          500,
          'duplicate_term_slug',
          `The slug &#8220;${slug}&#8221; is already in use by another term.`,
          null,
        );
      this.#set(term, sent);
      return { json: this.#shown(base, term) };
    }
    if (method !== 'DELETE') throw noRoute();
    // Nobody may delete the one that posts without a category get.
    if (!may(asker, 'manage_categories') || id === '1')
      throw forbidden(asker, 'rest_cannot_delete', 'Sorry, you are not allowed to delete this term.');
    if (query.get('force') !== 'true')
      throw new Failure(
        501,
        'rest_trash_not_supported',
        "Terms do not support trashing. Set 'force=true' to delete.",
      );
    this.#all.delete(term.id);
    for (const child of this.#of(taxonomy)) if (child.parent === term.id) child.parent = term.parent;
    return { json: { deleted: true, previous: this.#shown(base, term) } };
  }

  #of(taxonomy: string): readonly Term[] {
    return [...this.#all.values()].filter((term) => term.taxonomy === taxonomy);
  }

  #get(taxonomy: string, id: string): Term {
    const term = this.#all.get(Number(id));
    if (term?.taxonomy === taxonomy) return term;
    throw new Failure(404, 'rest_term_invalid', 'Term does not exist.');
  }

  #requireParent({ parent }: JsonObject): void {
    if (parent !== undefined && parent !== 0 && !this.#all.has(Number(parent)))
      throw new Failure(400, 'rest_term_invalid', 'Parent term does not exist.');
  }

  #set(term: Term, { name, slug, description, parent }: JsonObject): void {
    if (name !== undefined) term.name = nameOf(name);
    if (description !== undefined) term.description = filtered(textOf(description));
    if (parent !== undefined) term.parent = this.#isBelow(Number(parent), term) ? 0 : Number(parent);
    if (slug !== undefined || term.slug === '')
      term.slug = this.#free(term, slugOf(textOf(slug) || term.name));
  }

  /** A parent below the term itself is dropped without a word (6.1.9, run). */
  #isBelow(id: number, term: Term): boolean {
    const found = this.#all.get(id);
    return found !== undefined && (found === term || this.#isBelow(found.parent, term));
  }

  /** Where another has it: with the slug of the parent, then with a number. */
  #free(term: Term, wanted: string): string {
    const others = this.#of(term.taxonomy).filter((other) => other !== term);
    const isTaken = (slug: string): boolean => others.some((other) => other.slug === slug);
    const parent = this.#all.get(term.parent);
    const stem = isTaken(wanted) && parent !== undefined ? `${wanted}-${parent.slug}` : wanted;
    let slug = stem;
    for (let count = 2; isTaken(slug); count += 1) slug = `${stem}-${count}`;
    return slug;
  }

  #shown(base: string, { id, taxonomy, name, slug, description, parent }: Term): JsonObject {
    return {
      id,
      count: this.#count(base, id),
      description,
      link: `${this.#url}/${taxonomy === 'post_tag' ? 'tag' : taxonomy}/${slug}/`,
      name,
      slug,
      taxonomy,
      ...(taxonomy === 'category' ? { parent } : {}),
      meta: [],
    };
  }
}

/** Without elements and percent-encoded octets, and with entities: so it is stored (`sanitize_text_field`, 6.1.9, run). */
function nameOf(given: unknown): string {
  let plain = textOf(given).replaceAll(/<[^>]*>/gu, '');
  while (/%[0-9a-f]{2}/iu.test(plain)) plain = plain.replaceAll(/%[0-9a-f]{2}/giu, '');
  return plain
    .replaceAll(/[\r\n\t ]+/gu, ' ')
    .trim()
    .replaceAll(/&(?!\w+;)/gu, '&amp;');
}

/** To be edited, terms are shown to those who may edit them (6.1.9, run). */
function requireContext(context: string | null, asker: Context['asker']): void {
  if (context === 'edit' && !may(asker, 'manage_categories'))
    throw forbidden(
      asker,
      'rest_forbidden_context',
      'Sorry, you are not allowed to edit terms in this taxonomy.',
    );
}
