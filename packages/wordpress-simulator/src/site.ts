import { Accounts, forbidden, shownAccount } from './accounts.ts';
import { type Answer, type Context, noRoute } from './answer.ts';
import { Comments } from './comments.ts';
import { Failure } from './failure.ts';
import { healthAnswer } from './health.ts';
import type { Json, JsonObject } from './json.ts';
import { type Kind, kinds, shownKinds, shownTaxonomies } from './kinds.ts';
import { MediaLibrary } from './media.ts';
import { type Ground, mayEdit, mayRead, Posts, shownPost, shownRevision, within } from './posts.ts';
import { routed, type SimulatedRequest, type SimulatedResponse, withFields } from './request.ts';
import { Structure } from './structure.ts';
import { Terms } from './terms.ts';

export interface SiteOptions {
  readonly name?: string;
  readonly url?: string;
  /** What stands before `/wp-json`: `/blog`, or nothing. */
  readonly basePath?: string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** One of several sites of a network. */
  readonly isNetwork?: boolean;
}

/** A site in memory, reached as over the network. */
export interface Site {
  readonly accounts: Accounts;
  readonly posts: Posts;
  readonly media: MediaLibrary;
  readonly terms: Terms;
  readonly comments: Comments;
  readonly structure: Structure;
  answer(request: SimulatedRequest): SimulatedResponse;
}

export function createSite({
  name = 'Test Site',
  url = 'https://www.example.org',
  basePath = '',
  now = Date.now,
  isNetwork = false,
}: SiteOptions = {}): Site {
  let count = 0;
  const ground: Ground = {
    url: `${url}${basePath}`,
    isNetwork,
    now: () => new Date(now()).toISOString().slice(0, 19),
    hasTerm: (base, id) => terms.has(base, id),
    nextId: () => {
      count += 1;
      return count;
    },
  };
  const accounts = new Accounts();
  const posts = new Posts(ground);
  const terms = new Terms(ground.url, (base, id) => posts.countOf(base, id));
  const comments = new Comments({
    ...ground,
    slugOfPost: (id) => posts.find(id)?.slug,
    authorOfPost: (id) => posts.find(id)?.author,
  });
  const media = new MediaLibrary(ground);
  const structure = new Structure(name, ground.url, ground.nextId, () =>
    accounts.all().map((each) => shownAccount(each, 'edit')),
  );
  const routes = new Routes({ posts, media, terms, comments, structure }, ground);
  return {
    accounts,
    posts,
    media,
    terms,
    comments,
    structure,
    answer(request) {
      const asked = routed(request, basePath);
      if (asked === undefined) return page();
      const asker = accounts.asker(asked.headers['authorization']);
      try {
        const answer = routes.answer({ ...asked, asker, context: asked.query.get('context') });
        return reply(answer, withFields(answer.json, asked.query.get('_fields'), answer.isFlat !== true));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        const { status, code, message, data, more } = error;
        const said = { code, message, data: data === null ? null : { status, ...data }, ...more };
        return reply({ status, json: null }, said);
      }
    },
  };
}

class Routes {
  readonly #parts: Pick<Site, 'media' | 'terms' | 'comments' | 'structure'>;
  readonly #posts: Posts;
  readonly #ground: Ground;

  constructor(parts: Pick<Site, 'posts' | 'media' | 'terms' | 'comments' | 'structure'>, ground: Ground) {
    this.#parts = parts;
    this.#posts = parts.posts;
    this.#ground = ground;
  }

  answer(context: Context): Answer {
    const [first, second, base = '', ...rest] = context.route;
    if (first === undefined) return { json: this.#about() };
    if (first === 'wp-site-health' && second === 'v1') return healthAnswer([base, ...rest], context);
    if (first !== 'wp' || second !== 'v2') throw noRoute();
    const kind = kinds.find((each) => each.base === base);
    if (kind !== undefined) return this.#ofKind(kind, rest, context);
    const { media, terms, comments, structure } = this.#parts;
    if (base === 'media') return media.answer(rest, context);
    if (base === 'comments') return comments.answer(rest, context);
    const other = terms.answer(base, rest, context) ?? structure.answer(base, rest, context);
    if (other !== undefined) return other;
    const { method, asker } = context;
    if (method !== 'GET') throw noRoute();
    if (base === 'users' && rest[0] === 'me') {
      if (asker === undefined)
        throw new Failure(401, 'rest_not_logged_in', 'You are not currently logged in.');
      return { json: shownAccount(asker, context.context) };
    }
    if (base === 'types') {
      if (context.context === 'edit' && asker === undefined)
        throw forbidden(
          asker,
          'rest_cannot_view',
          'Sorry, you are not allowed to edit posts in this post type.',
        );
      const isShown = (each: Kind): boolean => asker?.capabilities.has(`edit_${each.capabilities}`) === true;
      return { json: shownKinds(isShown) };
    }
    if (base === 'taxonomies') return { json: shownTaxonomies() };
    throw noRoute();
  }

  #about(): JsonObject {
    return {
      url: this.#ground.url,
      home: this.#ground.url,
      ...this.#parts.structure.settings.inIndex(),
      namespaces: ['oembed/1.0', 'wp/v2', 'wp-site-health/v1', 'wp-block-editor/v1'],
      authentication: {
        'application-passwords': {
          endpoints: { authorization: `${this.#ground.url}/wp-admin/authorize-application.php` },
        },
      },
    };
  }

  #ofKind(kind: Kind, [id, more, revision, ...rest]: readonly string[], context: Context): Answer {
    if (rest.length > 0 || (more !== undefined && more !== 'revisions')) throw noRoute();
    if (more !== undefined && id !== undefined) return this.#revisions(kind, id, revision, context);
    return id === undefined ? this.#collection(kind, context) : this.#one(kind, id, context);
  }

  #collection(kind: Kind, { method, query, sent, asker, context }: Context): Answer {
    if (method === 'POST')
      return {
        status: 201,
        json: shownPost(this.#posts.create(kind, sent, asker), this.#ground, { context, asker }),
      };
    if (method !== 'GET') throw noRoute();
    const { posts, total, pages } = this.#posts.list(kind, Object.fromEntries(query), asker);
    return { json: posts.map((post) => shownPost(post, this.#ground, { context, asker })), total, pages };
  }

  #one(kind: Kind, id: string, { method, sent, asker, context }: Context): Answer {
    const post = this.#posts.get(kind, id);
    if (method === 'GET' && context === 'edit' && !mayEdit(post, asker))
      throw forbidden(asker, 'rest_forbidden_context', 'Sorry, you are not allowed to edit this post.');
    if (method === 'GET' && !mayRead(post, asker))
      throw forbidden(asker, 'rest_forbidden', 'Sorry, you are not allowed to do that.');
    if (method === 'POST') this.#posts.update(post, sent, asker);
    if (method === 'DELETE') {
      this.#posts.trash(post, asker);
      this.#parts.comments.trashWith(post.id);
    }
    return { json: shownPost(post, this.#ground, { context, asker }) };
  }

  #revisions(
    kind: Kind,
    id: string,
    revision: string | undefined,
    { method, query, asker }: Context,
  ): Answer {
    const post = this.#posts.find(Number(id));
    if (post?.kind !== kind) throw new Failure(404, 'rest_post_invalid_parent', 'Invalid post parent ID.');
    if (method !== 'GET') throw noRoute();
    if (!mayEdit(post, asker))
      throw forbidden(
        asker,
        'rest_cannot_read',
        'Sorry, you are not allowed to view revisions of this post.',
      );
    if (revision !== undefined) {
      const found = post.revisions.find((each) => String(each.id) === revision);
      if (found === undefined) throw new Failure(404, 'rest_post_invalid_id', 'Invalid revision ID.');
      return { json: shownRevision(post, found), isFlat: true };
    }
    const all = post.revisions.toReversed();
    const perPage = query.has('per_page')
      ? within('per_page', query.get('per_page') ?? undefined, 10)
      : Math.max(all.length, 1);
    const at = Number(query.get('page') ?? 1);
    const pages = Math.ceil(all.length / perPage);
    if (at > pages && all.length > 0)
      throw new Failure(
        400,
        'rest_revision_invalid_page_number',
        'The page number requested is larger than the number of pages available.',
      );
    const shown = all.slice((at - 1) * perPage, at * perPage);
    return {
      json: shown.map((each) => shownRevision(post, each)),
      total: all.length,
      pages,
      isFlat: true,
    };
  }
}

function reply({ status = 200, total, pages, allow }: Answer, json: Json): SimulatedResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      ...(total === undefined ? {} : { 'x-wp-total': String(total), 'x-wp-totalpages': String(pages) }),
      ...(allow === undefined ? {} : { allow }),
    },
    body: Buffer.from(JSON.stringify(json)),
  };
}

function page(): SimulatedResponse {
  return {
    status: 404,
    headers: { 'content-type': 'text/html; charset=UTF-8' },
    body: Buffer.from('<!DOCTYPE html><title>Page not found</title>'),
  };
}
