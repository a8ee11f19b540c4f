import {
  type ApiPath,
  canonicalJson,
  type JsonObject,
  type JsonValue,
  NotFoundError,
  path,
  type QueryParameters,
} from '@crunchtools/mcp-core';
import type { Connection, Listed } from '../../api/connection.ts';
import type { Kind, Kinds } from '../../api/kinds.ts';
import { malformed, number, numberOr, numbers, object, objects, text, textOr } from '../../api/read.ts';
import { ownOnly, seesAll } from '../../api/rights.ts';
import { versionOf } from '../../api/version.ts';
import { statuses, utc } from '../../schema.ts';

/** What a user can set of a post; members that its type has not are absent. */
export type PostState = JsonObject;

/** A post as it is now. */
export interface Post {
  readonly id: number;
  readonly kind: Kind;
  readonly state: PostState;
  readonly status: string;
  readonly title: string;
  readonly content: string;
  readonly slug: string;
  readonly author: number;
  /** UTC, to the second. */
  readonly date: string;
  readonly modified: string;
  readonly link: string;
  /** Changes with every change of what can be set: WordPress itself has no version. */
  readonly version: string;
  /** How many revisions there are, and the id of the newest; 0 for none. */
  readonly revisions: { readonly count: number; readonly newest: number };
  readonly isProtected: boolean;
  /** What its account may do with it, such as `publish`; empty where WordPress does not say. */
  readonly actions: ReadonlySet<string>;
}

/** A post in a list. */
export interface PostRow {
  readonly id: number;
  readonly title: string;
  readonly status: string;
  readonly slug: string;
  readonly date: string;
  readonly modified: string;
  readonly author: number;
  readonly link: string;
}

export interface Revision {
  readonly id: number;
  readonly author: number;
  readonly modified: string;
  readonly title: string;
  readonly content: string;
  readonly excerpt: string;
}

const own = [
  'id',
  'type',
  'status',
  'slug',
  'link',
  'date_gmt',
  'modified_gmt',
  'author',
  'title.raw',
  'content.raw',
  'content.protected',
  'excerpt.raw',
  'parent',
  'menu_order',
  'featured_media',
  'template',
  'format',
  'sticky',
  'comment_status',
  '_links',
] as const;

/** Members that are taken over as they are. */
const plain = [
  'author',
  'parent',
  'menu_order',
  'featured_media',
  'template',
  'format',
  'sticky',
  'comment_status',
] as const;

/** Of a list, what it takes to choose. */
const listedFields = 'id,type,title.raw,status,slug,date_gmt,modified_gmt,author,link';

/** Posts of all types (developer.wordpress.org, REST API handbook, Posts; 6.1.9, run). */
export class PostsApi {
  readonly #connection: Connection;
  readonly #kinds: Kinds;

  constructor(connection: Connection, kinds: Kinds) {
    this.#connection = connection;
    this.#kinds = kinds;
  }

  /**
   * A post by its id, which no two types share, whatever its status.
   * @param slug its type; without it, each is asked in turn.
   * @throws {NotFoundError} also for one that is not to exist for this server.
   */
  async get(id: number, slug?: string): Promise<Post> {
    const kinds = slug === undefined ? await this.#kinds.all() : [await this.#kinds.get(slug)];
    for (const kind of kinds) {
      const post = await this.find(kind, id);
      if (post !== undefined && this.#kinds.hasStatus(post.status)) return post;
      if (post !== undefined) break;
    }
    const [only, other] = kinds;
    const what = other === undefined && only !== undefined ? only.noun : 'post of any type';
    throw new NotFoundError(`There is no ${what} with the id ${id}.`, { nextStep: 'list_posts finds ids.' });
  }

  /** @returns nothing where there is none of the type. */
  async find(kind: Kind, id: number): Promise<Post | undefined> {
    try {
      return this.#postOf(await this.#connection.read(routeOf(kind, id), edit(kind)), kind);
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  /** Whether lists show this account posts of others of a type, too. */
  async seesAll(kind: Kind): Promise<boolean> {
    return seesAll(kind, await this.#connection.account());
  }

  /** One page of the posts of a type. */
  async list(
    kind: Kind,
    query: QueryParameters,
  ): Promise<{ readonly posts: readonly PostRow[] } & Omit<Listed, 'items'>> {
    const filter = ownOnly(kind, await this.#connection.account());
    const wanted = { context: 'edit', _fields: listedFields, ...filter, ...query };
    const { items, ...more } = await this.#connection.list(routeOf(kind), wanted);
    return { posts: items.map(rowOf), ...more };
  }

  /** One page of the posts of a type, whole, newest first. */
  async listWhole(
    kind: Kind,
    query: QueryParameters,
  ): Promise<{ readonly posts: readonly Post[]; readonly total: number; readonly pages: number }> {
    const filter = ownOnly(kind, await this.#connection.account());
    const order = { orderby: 'id', order: 'desc', status: statuses.join(',') };
    const wanted = { ...edit(kind), ...order, ...filter, ...query };
    const { items, total, pages } = await this.#connection.list(routeOf(kind), wanted);
    for (const item of items) this.#connection.learn(item);
    // What the account may read and not edit comes without its raw text.
    const posts = items
      .filter((item) => raw(item, 'content') !== undefined)
      .map((item) => postOf(item, kind));
    return { posts, total, pages };
  }

  /** The posts that this account made last. Types without authors know no such parameter, and ignore it. */
  async newestOwn(kind: Kind, amount: number): Promise<readonly Post[]> {
    const { id } = await this.#connection.account();
    return (await this.listWhole(kind, { author: id, per_page: amount })).posts;
  }

  /** Those there are of some ids of one type, up to 100. */
  async byIds(kind: Kind, ids: readonly number[]): Promise<readonly Post[]> {
    if (ids.length === 0) return [];
    return (await this.listWhole(kind, { include: ids.join(','), per_page: ids.length })).posts;
  }

  async create(kind: Kind, state: PostState): Promise<Post> {
    return this.#postOf(await this.#connection.write('POST', routeOf(kind), sentOf(state), edit(kind)), kind);
  }

  /** @param changed members of a state. */
  async update(kind: Kind, id: number, changed: PostState): Promise<Post> {
    return this.#postOf(
      await this.#connection.write('POST', routeOf(kind, id), sentOf(changed), edit(kind)),
      kind,
    );
  }

  #postOf(post: JsonObject, kind: Kind): Post {
    this.#connection.learn(post);
    return postOf(post, kind);
  }

  /** Into the trash, never for good: without `force`, a site that has no trash refuses it with 501. */
  async trash(kind: Kind, id: number): Promise<void> {
    await this.#connection.write('DELETE', routeOf(kind, id), undefined, { _fields: 'id' });
  }

  /** Newest first, each with its text. WordPress knows no nested `_fields` here (6.1.9, run). */
  async revisions(
    kind: Kind,
    id: number,
    most: number,
    page = 1,
  ): Promise<{ readonly revisions: readonly Revision[] } & Omit<Listed, 'items'>> {
    const { items, ...more } = await this.#connection.list(revisionsOf(kind, id), {
      ...revisionFields,
      per_page: most,
      page,
    });
    return { revisions: items.map(revisionOf), ...more };
  }

  async revision(kind: Kind, id: number, revision: number): Promise<Revision> {
    try {
      const route = path`/${revisionsOf(kind, id)}/${String(revision)}`;
      return revisionOf(await this.#connection.read(route, revisionFields));
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      throw new NotFoundError(`The ${kind.noun} has no revision ${revision}.`, {
        nextStep: 'list_revisions finds them; sites may keep the last few alone.',
        cause: error,
      });
    }
  }
}

const revisionFields = { context: 'edit', _fields: 'id,author,modified_gmt,title,content,excerpt' } as const;

/** What is asked for of whole posts. */
export function edit(kind: Kind): QueryParameters {
  return { context: 'edit', _fields: [...own, ...kind.taxonomies.map(({ base }) => base)].join(',') };
}

export function routeOf({ route: [first, second, base] }: Kind, id?: number): ApiPath {
  return id === undefined
    ? path`/${first}/${second}/${base}`
    : path`/${first}/${second}/${base}/${String(id)}`;
}

function revisionsOf(kind: Kind, id: number): ApiPath {
  return path`/${routeOf(kind, id)}/revisions`;
}

function raw(post: JsonObject, name: string): string | undefined {
  const member = post[name];
  return member === undefined ? undefined : textOr(object(member, name), 'raw');
}

export function postOf(post: JsonObject, kind: Kind): Post {
  const title = raw(post, 'title') ?? '';
  const content = raw(post, 'content');
  if (content === undefined) throw malformed('raw text: its account may not edit the post');
  const modified = utc(text(post, 'modified_gmt'));
  const date = utc(textOr(post, 'date_gmt') ?? text(post, 'modified_gmt'));
  const status = text(post, 'status');
  const excerpt = raw(post, 'excerpt');
  const terms = kind.taxonomies.filter(({ base }) => Array.isArray(post[base]));
  const state: Record<string, JsonValue> = {
    title,
    content,
    ...(excerpt === undefined ? {} : { excerpt }),
    status,
    slug: text(post, 'slug'),
    date: floats(status, date, modified) ? null : date,
  };
  for (const name of plain) if (post[name] !== undefined) state[name] = post[name] ?? null;
  for (const { base } of terms) state[base] = [...numbers(post[base])].sort((one, other) => one - other);
  const revisions = revisionsIn(post);
  const hash = versionOf(`${modified} ${canonicalJson(state)}`);
  return {
    id: number(post, 'id'),
    kind,
    state,
    status,
    title,
    content,
    slug: text(post, 'slug'),
    author: numberOr(post, 'author') ?? 0,
    date,
    modified,
    link: textOr(post, 'link') ?? '',
    version: `r${revisions.newest}-${hash}`,
    revisions,
    isProtected: object(post['content'] ?? {}, 'content')['protected'] === true,
    actions: actionsIn(post),
  };
}

/** The date of a draft is that of its last change until it is set: with each change it is another one (6.1.9, run). */
function floats(status: string, date: string, modified: string): boolean {
  return (status === 'draft' || status === 'pending') && date === modified;
}

function revisionsIn(post: JsonObject): Post['revisions'] {
  const links = object(post['_links'] ?? {}, '_links');
  const [history = {}] = objects(links['version-history']);
  const [newest = {}] = objects(links['predecessor-version']);
  return { count: numberOr(history, 'count') ?? 0, newest: numberOr(newest, 'id') ?? 0 };
}

function actionsIn(post: JsonObject): ReadonlySet<string> {
  const names = Object.keys(object(post['_links'] ?? {}, '_links'));
  const prefix = 'wp:action-';
  return new Set(names.flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : [])));
}

/** A state, or members of one, as WordPress takes them. */
function sentOf(state: PostState): JsonObject {
  const { date, ...rest } = state;
  if (date === undefined) return rest;
  // `null` makes the date of a draft float again.
  return { ...rest, date_gmt: typeof date === 'string' ? date.replace(/Z$/u, '') : null };
}

function rowOf(post: JsonObject): PostRow {
  const modified = utc(text(post, 'modified_gmt'));
  return {
    id: number(post, 'id'),
    title: raw(post, 'title') ?? '',
    status: text(post, 'status'),
    slug: text(post, 'slug'),
    date: utc(textOr(post, 'date_gmt') ?? modified),
    modified,
    author: numberOr(post, 'author') ?? 0,
    link: textOr(post, 'link') ?? '',
  };
}

function revisionOf(revision: JsonObject): Revision {
  return {
    id: number(revision, 'id'),
    author: numberOr(revision, 'author') ?? 0,
    modified: utc(text(revision, 'modified_gmt')),
    title: raw(revision, 'title') ?? '',
    content: raw(revision, 'content') ?? '',
    excerpt: raw(revision, 'excerpt') ?? '',
  };
}
