import { isJsonObject, type JsonObject, NotFoundError, type Policy, path } from '@crunchtools/mcp-core';
import { nounOf } from '../names.ts';
import type { Connection } from './connection.ts';
import { object, text, textOr, texts } from './read.ts';

/** A taxonomy: `category`, whose terms are at `categories`, which is also what posts call them. */
export interface Taxonomy {
  readonly slug: string;
  readonly base: string;
  readonly isHierarchical: boolean;
  /** Types whose posts have its terms, also those that do not exist for this server. */
  readonly types: readonly string[];
}

/** What a capability is called that posts of a type take, by what is done with them. */
export interface Needs {
  readonly edit: string;
  readonly editOthers: string;
  readonly editPublished: string;
  readonly editPrivate: string;
  /** Of a draft of one's own. */
  readonly delete: string;
}

/** A type of posts, as the site registered it. */
export interface Kind {
  readonly slug: string;
  readonly name: string;
  /** What one of them is called in a sentence: its key, but for types whose keys nobody says. */
  readonly noun: string;
  /** The two parts of `wp/v2`, then `posts`. */
  readonly route: readonly [string, string, string];
  readonly isHierarchical: boolean;
  /** Whether a visitor can open one by its address. */
  readonly isViewable: boolean;
  readonly supports: ReadonlySet<string>;
  /** Names of the capabilities that it takes to edit its posts. */
  readonly needs: Needs;
  readonly taxonomies: readonly Taxonomy[];
}

/** A taxonomy, with a type of posts that has it. */
export interface Place {
  readonly taxonomy: Taxonomy;
  readonly kind: Kind;
}

/** What a process keeps: types change with plugins only. */
export interface KnownKinds {
  all?: Promise<readonly Kind[]> | undefined;
}

/** Types that are no texts of people, or that have tools of their own. */
const others: ReadonlySet<string> = new Set([
  'attachment',
  'nav_menu_item',
  'wp_template',
  'wp_template_part',
  'wp_global_styles',
  'wp_font_family',
  'wp_font_face',
]);

/** The types of posts of the site, read once in a process, and which of them there are for this server. */
export class Kinds {
  readonly #connection: Connection;
  readonly #policy: Policy;
  readonly #known: KnownKinds;

  constructor(connection: Connection, policy: Policy, known: KnownKinds) {
    this.#connection = connection;
    this.#policy = policy;
    this.#known = known;
  }

  /** All that exist for this server and that its account may edit. */
  async all(): Promise<readonly Kind[]> {
    this.#known.all ??= this.#read().catch((error: unknown) => {
      this.#known.all = undefined;
      throw error;
    });
    return (await this.#known.all).filter(({ slug }) => this.#policy.scopeExists({ name: slug }));
  }

  /** @throws {NotFoundError} for a type that is none for this server, with those there are. */
  async get(slug: string): Promise<Kind> {
    const all = await this.all();
    const found = all.find((kind) => kind.slug === slug);
    if (found !== undefined) return found;
    throw new NotFoundError(
      `There is no post type of that name, or this account may not edit it. There are ${all.map((kind) => kind.slug).join(', ')}.`,
      {
        nextStep:
          'Others are not for this server, have no editor, or are hidden from the REST interface (show_in_rest).',
      },
    );
  }

  /** @throws {NotFoundError} for a taxonomy that no type of this server has, with those there are. */
  async taxonomy(slug: string): Promise<Place> {
    const all = (await this.all()).flatMap((kind) =>
      kind.taxonomies.map((taxonomy): Place => ({ taxonomy, kind })),
    );
    const found = all.find((place) => place.taxonomy.slug === slug);
    if (found !== undefined) return found;
    const names = new Set(all.map((place) => place.taxonomy.slug));
    const are = names.size === 0 ? 'No type of this server has any' : `There are ${[...names].join(', ')}`;
    throw new NotFoundError(`There is no taxonomy of that name. ${are}.`, { quotes: true });
  }

  /** Whether things of a type are to exist for this server. */
  exists(slug: string): boolean {
    return this.#policy.scopeExists({ name: slug });
  }

  /** Whether all posts that may have a term of a taxonomy exist for this server. */
  seesAllWith({ types }: Taxonomy): boolean {
    return !this.#policy.limits('status') && types.every((type) => this.exists(type));
  }

  /** Whether some posts, by their type or their status, do not exist for this server. */
  get isLimited(): boolean {
    return this.#policy.limitsScopes || this.#policy.limits('status');
  }

  /** Whether a post in that status exists for this server. */
  hasStatus(status: string): boolean {
    return this.#policy.mayHave('status', status);
  }

  async #read(): Promise<readonly Kind[]> {
    const [types, taxonomies] = await Promise.all([
      this.#connection.read(path`/wp/v2/types`, { context: 'edit' }),
      this.#connection.read(path`/wp/v2/taxonomies`),
    ]);
    const known = new Map(
      Object.values(taxonomies).map((each) => [
        text(object(each, 'taxonomy'), 'slug'),
        taxonomyOf(object(each, 'taxonomy')),
      ]),
    );
    return Object.values(types).flatMap((each) => kindOf(object(each, 'type'), known) ?? []);
  }
}

function taxonomyOf(taxonomy: JsonObject): Taxonomy {
  return {
    slug: text(taxonomy, 'slug'),
    base: textOr(taxonomy, 'rest_base') ?? text(taxonomy, 'slug'),
    isHierarchical: taxonomy['hierarchical'] === true,
    types: texts(taxonomy['types']),
  };
}

function needsOf(slug: string, given: unknown): Needs {
  const names = isJsonObject(given) ? given : {};
  const usual = slug === 'page' ? 'pages' : 'posts';
  const name = (what: string): string => textOr(names, `${what}_posts`) ?? `${what}_${usual}`;
  return {
    edit: name('edit'),
    editOthers: name('edit_others'),
    editPublished: name('edit_published'),
    editPrivate: name('edit_private'),
    delete: name('delete'),
  };
}

function kindOf(type: JsonObject, taxonomies: ReadonlyMap<string, Taxonomy>): Kind | undefined {
  const slug = text(type, 'slug');
  const supports = new Set(
    Object.entries(object(type['supports'] ?? {}, 'supports')).flatMap(([name, value]) =>
      value === false ? [] : [name],
    ),
  );
  const [first, second, more] = (textOr(type, 'rest_namespace') ?? 'wp/v2').split('/');
  const base = textOr(type, 'rest_base') ?? slug;
  const isOrdinary =
    /^[\w-]+$/u.test(base) && first !== undefined && second !== undefined && more === undefined;
  if (others.has(slug) || !supports.has('editor') || !isOrdinary) return undefined;
  return {
    slug,
    name: textOr(type, 'name') ?? slug,
    noun: nounOf(slug),
    route: [first, second, base],
    isHierarchical: type['hierarchical'] === true,
    isViewable: type['viewable'] === true,
    supports,
    needs: needsOf(slug, type['capabilities']),
    taxonomies: texts(type['taxonomies']).flatMap((name) => taxonomies.get(name) ?? []),
  };
}
