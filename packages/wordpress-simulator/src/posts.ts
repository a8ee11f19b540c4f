import { type Account, forbidden } from './accounts.ts';
import { Failure, invalidParameter } from './failure.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import type { Kind } from './kinds.ts';
import { filtered, slugOf } from './text.ts';

export interface Revision {
  readonly id: number;
  readonly author: number;
  readonly time: string;
  readonly title: string;
  readonly content: string;
  readonly excerpt: string;
}

export interface Post {
  readonly id: number;
  readonly kind: Kind;
  status: string;
  slug: string;
  /** That it had before it went to the trash. */
  wantedSlug: string;
  /** UTC, `2026-11-30T15:00:00`. */
  date: string;
  /** Whether the date was set: until then it is that of the last change. */
  isDated: boolean;
  modified: string;
  author: number;
  title: string;
  content: string;
  excerpt: string;
  members: Record<string, Json>;
  readonly revisions: Revision[];
}

/** What posts need of the site that they are on. */
export interface Ground {
  readonly now: () => string;
  readonly nextId: () => number;
  readonly hasTerm: (base: string, id: number) => boolean;
  readonly url: string;
  /** One of several sites. */
  readonly isNetwork: boolean;
}

/** Parameters of a list. */
export interface Wanted {
  readonly [name: string]: string | undefined;
}

const statuses = ['publish', 'future', 'draft', 'pending', 'private'];
const listStatuses = [
  ...statuses,
  'trash',
  'auto-draft',
  'inherit',
  'request-pending',
  'request-confirmed',
  'request-failed',
  'request-completed',
  'any',
];
const isText = (value: Json | undefined): value is string => typeof value === 'string';

/** `a, b, and c`, as the messages of schemas have it. */
function named(choices: readonly string[]): string {
  return choices.length < 3
    ? choices.join(' and ')
    : `${choices.slice(0, -1).join(', ')}, and ${choices.at(-1)}`;
}

/** The posts of a site, of all types. */
export class Posts {
  readonly #ground: Ground;
  readonly #all = new Map<number, Post>();

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  find(id: number): Post | undefined {
    return this.#all.get(id);
  }

  /** How many public posts have a term. */
  countOf(base: string, id: number): number {
    return [...this.#all.values()].filter(({ status, members }) => {
      const ids = members[base];
      return status === 'publish' && Array.isArray(ids) && ids.includes(id);
    }).length;
  }

  /** @throws {Failure} */
  get(kind: Kind, id: string): Post {
    const post = this.#all.get(Number(id));
    if (post?.kind === kind) return post;
    throw new Failure(404, 'rest_post_invalid_id', 'Invalid post ID.');
  }

  create(kind: Kind, sent: JsonObject, asker: Account | undefined): Post {
    requireSchema(sent, kind);
    const { capabilities: may } = asker ?? { capabilities: new Set<string>() };
    const author = sent['author'];
    if (typeof author === 'number' && author !== asker?.id && !may.has(`edit_others_${kind.capabilities}`))
      throw forbidden(
        asker,
        'rest_cannot_edit_others',
        `Sorry, you are not allowed to create posts as this user.`,
      );
    if (asker === undefined || !may.has(`edit_${kind.capabilities}`))
      throw forbidden(
        asker,
        'rest_cannot_create',
        'Sorry, you are not allowed to create posts as this user.',
      );
    requirePublish(kind, sent, asker);
    const now = this.#ground.now();
    const post: Post = {
      id: this.#ground.nextId(),
      kind,
      status: 'draft',
      slug: '',
      wantedSlug: '',
      date: now,
      isDated: false,
      modified: now,
      author: asker.id,
      title: '',
      content: '',
      excerpt: '',
      members: {
        parent: 0,
        menu_order: 0,
        featured_media: 0,
        template: '',
        format: 'standard',
        sticky: false,
        comment_status: kind.slug === 'page' ? 'closed' : 'open',
        ...Object.fromEntries(
          Object.values(kind.taxonomies).map((base) => [base, base === 'categories' ? [1] : []]),
        ),
      },
      revisions: [],
    };
    this.#set(post, sent, asker);
    this.#all.set(post.id, post);
    return post;
  }

  update(post: Post, sent: JsonObject, asker: Account | undefined): void {
    requireSchema(sent, post.kind);
    if (!mayEdit(post, asker))
      throw forbidden(asker, 'rest_cannot_edit', 'Sorry, you are not allowed to edit this post.');
    requirePublish(post.kind, sent, asker);
    this.#set(post, sent, asker);
    this.#revise(post, asker);
  }

  trash(post: Post, asker: Account | undefined): void {
    if (!mayDelete(post, asker))
      throw forbidden(asker, 'rest_cannot_delete', 'Sorry, you are not allowed to delete this post.');
    if (post.status === 'trash')
      throw new Failure(410, 'rest_already_trashed', 'The post has already been deleted.');
    post.wantedSlug = post.slug;
    post.slug = `${post.slug}__trashed`;
    post.status = 'trash';
    post.modified = this.#ground.now();
    this.#revise(post, asker);
  }

  #set(post: Post, sent: JsonObject, asker: Account | undefined): void {
    const was = post.status;
    const text = (name: string): string | undefined => {
      const value = sent[name];
      const given = isJsonObject(value) ? value['raw'] : value;
      return isText(given) ? (mayKeepHtml(asker, this.#ground) ? given : filtered(given)) : undefined;
    };
    const next = {
      title: (text('title') ?? post.title).trim(),
      content: text('content') ?? post.content,
      excerpt: text('excerpt') ?? post.excerpt,
    };
    if (Object.values(next).every((each) => each === ''))
      throw new Failure(400, 'empty_content', 'Content, title, and excerpt are empty.');
    const { author } = sent;
    if (typeof author === 'number' && author > 1000)
      throw new Failure(400, 'rest_invalid_author', 'Invalid author ID.');
    if (typeof sent['parent'] === 'number') this.#requireParent(post.kind, sent['parent']);
    Object.assign(post, next);
    if (typeof author === 'number') post.author = author;
    for (const name of Object.keys(post.members)) {
      const value = sent[name];
      if (value === undefined) continue;
      // Terms that there are not are left out without a word (6.1.9, recorded).
      post.members[name] = Array.isArray(value)
        ? value.filter((id) => this.#ground.hasTerm(name, Number(id)))
        : name === 'featured_media' && Number(value) > 1000
          ? 0
          : value;
    }
    // A parent below the post itself is dropped without a word (6.1.9, run).
    if (this.#isBelow(Number(sent['parent'] ?? 0), post)) post.members['parent'] = 0;
    if (isText(sent['status'])) post.status = sent['status'];
    this.#date(post, sent);
    this.#slug(post, sent, was);
    // Who may not publish names nothing that waits for review (`wp_insert_post`; 6.1.9, run).
    if (post.status === 'pending' && asker?.capabilities.has(`publish_${post.kind.capabilities}`) !== true)
      post.slug = '';
  }

  /** @throws {Failure} Posts of other types will do (6.1.9, run). */
  #requireParent(kind: Kind, parent: number): void {
    if (kind.members.includes('parent') && parent !== 0 && !this.#all.has(parent))
      throw new Failure(400, 'rest_post_invalid_id', 'Invalid post parent ID.');
  }

  #isBelow(id: number, post: Post): boolean {
    const found = this.#all.get(id);
    return (
      found !== undefined && (found === post || this.#isBelow(Number(found.members['parent'] ?? 0), post))
    );
  }

  #date(post: Post, sent: JsonObject): void {
    const now = this.#ground.now();
    const given = sent['date_gmt'] === undefined ? sent['date'] : sent['date_gmt'];
    if (isText(given)) {
      post.date = given.replace(/Z$/u, '').slice(0, 19);
      post.isDated = true;
    }
    if (given === null) post.isDated = false;
    const floats = post.status === 'draft' || post.status === 'pending';
    if (!post.isDated) post.date = now;
    if (!floats && post.status !== 'trash') post.isDated = true;
    if (post.status === 'future' && post.date <= now) post.status = 'publish';
    if (post.status === 'publish' && post.date > now) post.status = 'future';
    post.modified = now;
  }

  #slug(post: Post, sent: JsonObject, was: string): void {
    if (isText(sent['slug'])) post.slug = slugOf(sent['slug']);
    else if (
      was === 'trash' &&
      post.status !== 'trash' &&
      post.wantedSlug !== '' &&
      !this.#isTaken(post, post.wantedSlug)
    )
      post.slug = post.wantedSlug;
    // Those that nobody sees yet get none, and may share one.
    if (post.status === 'draft' || post.status === 'pending' || post.status === 'trash') return;
    const wanted = post.slug === '' ? slugOf(post.title) || String(post.id) : post.slug;
    let slug = wanted;
    for (let count = 2; this.#isTaken(post, slug); count += 1) slug = `${wanted}-${count}`;
    post.slug = slug;
  }

  #isTaken(post: Post, slug: string): boolean {
    return [...this.#all.values()].some(
      (other) =>
        other !== post &&
        other.kind === post.kind &&
        other.slug === slug &&
        other.members['parent'] === post.members['parent'],
    );
  }

  /** The text as it is now; not where the newest one has it already. */
  #revise(post: Post, asker: Account | undefined): void {
    const { title, content, excerpt } = post;
    const last = post.revisions.at(-1);
    if (!post.kind.supports.includes('revisions')) return;
    if (last !== undefined && last.title === title && last.content === content && last.excerpt === excerpt)
      return;
    post.revisions.push({
      id: this.#ground.nextId(),
      author: asker?.id ?? 0,
      time: post.modified,
      title,
      content,
      excerpt,
    });
  }

  /** @throws {Failure} One page of a list, with how many there are in all. */
  list(
    kind: Kind,
    wanted: Wanted,
    asker: Account | undefined,
  ): { readonly posts: readonly Post[]; readonly total: number; readonly pages: number } {
    const perPage = within('per_page', wanted['per_page'], 10);
    const page = Number(wanted['page'] ?? 1);
    const asked = (wanted['status'] ?? 'publish').split(',');
    for (const [index, status] of asked.entries())
      if (!listStatuses.includes(status))
        throw invalidParameter(
          'status',
          'rest_not_in_enum',
          `status[${index}] is not one of ${named(listStatuses)}.`,
        );
    if (
      asked.some((status) => status !== 'publish') &&
      asker?.capabilities.has(`edit_${kind.capabilities}`) !== true
    )
      throw invalidParameter('status', 'rest_forbidden_status', 'Status is forbidden.', {
        status: asker === undefined ? 401 : 403,
      });
    if (wanted['context'] === 'edit' && asker?.capabilities.has(`edit_${kind.capabilities}`) !== true)
      throw forbidden(
        asker,
        'rest_forbidden_context',
        'Sorry, you are not allowed to edit posts in this post type.',
      );
    const found = [...this.#all.values()].filter(
      (post) => post.kind === kind && asked.includes(post.status) && isWanted(post, wanted),
    );
    found.sort(orderOf(wanted));
    const pages = Math.ceil(found.length / perPage);
    if (page > pages && found.length > 0)
      throw new Failure(
        400,
        'rest_post_invalid_page_number',
        'The page number requested is larger than the number of pages available.',
      );
    const shown = found.slice((page - 1) * perPage, page * perPage).filter((post) => mayRead(post, asker));
    return { posts: shown, total: found.length, pages };
  }
}

/** @throws {Failure} */
export function within(name: string, given: string | undefined, usual: number): number {
  const value = given === undefined ? usual : Number(given);
  if (value >= 1 && value <= 100) return value;
  throw invalidParameter(
    name,
    'rest_out_of_bounds',
    `${name} must be between 1 (inclusive) and 100 (inclusive)`,
  );
}

function isWanted(post: Post, wanted: Wanted): boolean {
  const words = (wanted['search'] ?? '')
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
  const text = `${post.title}\n${post.excerpt}\n${post.content}`.toLowerCase();
  const terms = Object.values(post.kind.taxonomies).every((base) => {
    const ids = post.members[base];
    return (
      wanted[base] === undefined ||
      (Array.isArray(ids) && wanted[base].split(',').some((id) => ids.includes(Number(id))))
    );
  });
  return (
    terms &&
    words.every((word) => text.includes(word)) &&
    (wanted['slug'] === undefined || wanted['slug'].split(',').includes(post.slug)) &&
    (wanted['include'] === undefined || wanted['include'].split(',').includes(String(post.id))) &&
    (wanted['author'] === undefined ||
      !post.kind.members.includes('author') ||
      wanted['author'] === String(post.author))
  );
}

function orderOf(wanted: Wanted): (one: Post, other: Post) => number {
  const ids = wanted['include']?.split(',') ?? [];
  if (wanted['orderby'] === 'include')
    return (one, other) => ids.indexOf(String(one.id)) - ids.indexOf(String(other.id));
  const sign = wanted['order'] === 'asc' ? 1 : -1;
  const by = (post: Post): string | number => {
    const { orderby } = wanted;
    if (orderby === 'id') return post.id;
    if (orderby === 'title') return post.title.toLowerCase();
    if (orderby === 'slug') return post.slug;
    return orderby === 'modified' ? post.modified : post.date;
  };
  return (one, other) => {
    const [first, second] = [by(one), by(other)];
    return first === second ? sign * (one.id - other.id) : (first < second ? -1 : 1) * sign;
  };
}

function isOwn(post: Post, asker: Account): boolean {
  return post.kind.members.includes('author')
    ? post.author === asker.id
    : asker.capabilities.has('edit_others_posts');
}

/** Drafts of reusable blocks nobody may delete (6.1.9, run; not 7.1.4). */
function isKeptDraft({ kind, status }: Post): boolean {
  return kind.slug === 'wp_block' && status !== 'publish' && status !== 'future';
}

function maySo(post: Post, asker: Account | undefined, act: 'edit' | 'delete'): boolean {
  if (asker === undefined) return false;
  const { capabilities } = asker;
  const own = post.kind.capabilities;
  const isOut = post.status === 'publish' || post.status === 'future';
  return (
    capabilities.has(`${act}_${own}`) &&
    (isOwn(post, asker) || capabilities.has(`${act}_others_${own}`)) &&
    (!isOut || capabilities.has(`${act}_published_${own}`))
  );
}

export function mayEdit(post: Post, asker: Account | undefined): boolean {
  return maySo(post, asker, 'edit');
}

function mayDelete(post: Post, asker: Account | undefined): boolean {
  return !isKeptDraft(post) && maySo(post, asker, 'delete');
}

export function mayRead(post: Post, asker: Account | undefined): boolean {
  return post.status === 'publish' || mayEdit(post, asker);
}

function requirePublish(kind: Kind, { status }: JsonObject, asker: Account | undefined): void {
  if (
    (status === 'publish' || status === 'future' || status === 'private') &&
    asker?.capabilities.has(`publish_${kind.capabilities}`) !== true
  )
    throw forbidden(
      asker,
      'rest_cannot_publish',
      'Sorry, you are not allowed to publish posts in this post type.',
    );
}

/** @throws {Failure} for values that the schema of posts does not know. */
/** In a message, with which the site says what there are (6.1.9, run). */
const formats = 'standard aside chat gallery link image quote status video audio'.split(' ');

function requireSchema(sent: JsonObject, kind: Kind): void {
  const choices: Readonly<Record<string, readonly string[]>> = {
    status: statuses,
    comment_status: ['open', 'closed'],
    ...(kind.members.includes('format') ? { format: formats } : {}),
  };
  for (const [name, allowed] of Object.entries(choices)) {
    const value = sent[name];
    if (value !== undefined && !(isText(value) && allowed.includes(value)))
      throw invalidParameter(name, 'rest_not_in_enum', `${name} is not one of ${named(allowed)}.`);
  }
  for (const name of ['date', 'date_gmt']) {
    const value = sent[name];
    if (isText(value) && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/u.test(value))
      throw invalidParameter(name, 'rest_invalid_date', 'Invalid date.');
  }
  if (kind.members.includes('parent') && sent['parent'] !== undefined && typeof sent['parent'] !== 'number')
    throw invalidParameter('parent', 'rest_invalid_type', 'parent is not of type integer.', {
      param: 'parent',
    });
}

/** In a network nobody but its administrator, who is not simulated, whatever the list of capabilities says (6.1.9, run). */
function mayKeepHtml(asker: Account | undefined, { isNetwork }: Ground): boolean {
  return !isNetwork && asker?.capabilities.has('unfiltered_html') === true;
}

/** What an account may do with a post (`get_available_actions`; 6.1.9, run). */
function actionsOf({ kind }: Post, asker: Account, ground: Ground): readonly string[] {
  const may = (what: string): boolean => asker.capabilities.has(`${what}_${kind.capabilities}`);
  const mayForOthers = may('edit_others');
  return [
    ...(may('publish') ? ['publish'] : []),
    ...(mayKeepHtml(asker, ground) ? ['unfiltered-html'] : []),
    ...(kind.slug === 'post' && mayForOthers && may('publish') ? ['sticky'] : []),
    ...(kind.members.includes('author') && mayForOthers ? ['assign-author'] : []),
    ...Object.values(kind.taxonomies).map((base) => `assign-${base}`),
  ];
}

/** A post as answers show it. */
export function shownPost(
  post: Post,
  ground: Ground,
  { context, asker }: { readonly context: string | null; readonly asker: Account | undefined },
): JsonObject {
  const { id, kind, slug, status, date, modified, revisions } = post;
  const link =
    status === 'publish' || status === 'private'
      ? `${ground.url}/${slug}/`
      : `${ground.url}/?${kind.slug === 'page' ? 'page_id' : kind.slug === 'post' ? 'p' : `post_type=${kind.slug}&p`}=${id}`;
  const isEdit = context === 'edit';
  const raw = (text: string): JsonObject => (isEdit ? { raw: text, rendered: text } : { rendered: text });
  const members = Object.entries(post.members).filter(
    ([name]) => kind.members.includes(name) || Object.values(kind.taxonomies).includes(name),
  );
  const last = revisions.at(-1);
  const at = `${ground.url}/wp-json/wp/v2/${kind.base}/${id}`;
  return {
    id,
    date,
    date_gmt: date,
    modified,
    modified_gmt: modified,
    slug,
    status,
    type: kind.slug,
    link,
    title: raw(post.title),
    content: {
      ...raw(post.content),
      protected: false,
      ...(isEdit ? { block_version: post.content.includes('<!-- wp:') ? 1 : 0 } : {}),
    },
    ...(kind.members.includes('excerpt') ? { excerpt: { ...raw(post.excerpt), protected: false } } : {}),
    ...(kind.members.includes('author') ? { author: post.author } : {}),
    ...Object.fromEntries(members),
    _links: {
      self: [{ href: at }],
      ...(isEdit && asker !== undefined
        ? Object.fromEntries(
            actionsOf(post, asker, ground).map((name) => [`wp:action-${name}`, [{ href: at }]]),
          )
        : {}),
      ...(kind.supports.includes('revisions')
        ? {
            'version-history': [{ count: revisions.length, href: `${at}/revisions` }],
            ...(last === undefined
              ? {}
              : { 'predecessor-version': [{ id: last.id, href: `${at}/revisions/${last.id}` }] }),
          }
        : {}),
    },
  };
}

export function shownRevision(
  post: Post,
  { id, author, time, title, content, excerpt }: Revision,
): JsonObject {
  return {
    id,
    author,
    date: time,
    date_gmt: time,
    modified: time,
    modified_gmt: time,
    parent: post.id,
    slug: `${post.id}-revision-v1`,
    title: { raw: title, rendered: title },
    content: { raw: content, rendered: content },
    excerpt: { raw: excerpt, rendered: excerpt },
    _links: {},
  };
}
