import { type Account, forbidden } from './accounts.ts';
import { type Answer, type Context, may, noRoute } from './answer.ts';
import { Failure } from './failure.ts';
import { type JsonObject, textOf } from './json.ts';
import { within } from './posts.ts';
import { filtered } from './text.ts';

interface Comment {
  readonly id: number;
  readonly post: number;
  readonly parent: number;
  readonly author: number;
  readonly name: string;
  readonly email: string;
  readonly url: string;
  readonly content: string;
  readonly date: string;
  status: string;
  /** That it had before it went to the trash or the spam. */
  earlier: string;
}

/** What comments need of the site. */
export interface CommentGround {
  readonly url: string;
  readonly now: () => string;
  /** The slug of a post; nothing where there is none. */
  readonly slugOfPost: (id: number) => string | undefined;
  /** The account that wrote a post. */
  readonly authorOfPost: (id: number) => number | undefined;
}

/** What visitors and accounts say of posts. */
export class Comments {
  readonly #all: Comment[] = [];
  readonly #ground: CommentGround;

  constructor(ground: CommentGround) {
    this.#ground = ground;
  }

  add(given: Pick<Comment, 'post' | 'name' | 'email' | 'url' | 'content' | 'status'>): void {
    this.#all.push({
      ...given,
      id: this.#all.length + 1,
      parent: 0,
      author: 0,
      date: this.#ground.now(),
      earlier: given.status,
    });
  }

  /** All of a post, whatever they were, go with it (6.1.9, recorded). */
  trashWith(post: number): void {
    for (const comment of this.#all) if (comment.post === post) comment.status = 'post-trashed';
  }

  answer([id, ...more]: readonly string[], context: Context): Answer {
    if (more.length > 0) throw noRoute();
    return { ...(id === undefined ? this.#collection(context) : this.#one(id, context)), isFlat: true };
  }

  #collection(context: Context): Answer {
    const { method, query, asker } = context;
    if (method === 'POST') return { status: 201, json: this.#shown(this.#reply(context), context.context) };
    if (method !== 'GET') throw noRoute();
    if (context.context === 'edit' && !may(asker, 'moderate_comments'))
      throw forbidden(asker, 'rest_forbidden_context', 'Sorry, you are not allowed to edit comments.');
    const asked = query.get('status') ?? 'approve';
    const wanted = asked === 'all' ? ['approved', 'hold'] : [asked === 'approve' ? 'approved' : asked];
    const words = (query.get('search') ?? '').toLowerCase();
    const found = this.#all
      .filter(({ status }) => wanted.includes(status))
      .filter(({ content, name }) => `${content}\n${name}`.toLowerCase().includes(words))
      .filter(({ post }) => (query.get('post') ?? String(post)) === String(post))
      .filter(({ author }) => (query.get('author') ?? String(author)) === String(author))
      .toReversed();
    const perPage = within('per_page', query.get('per_page') ?? undefined, 10);
    const page = Number(query.get('page') ?? 1);
    return {
      json: found
        .slice((page - 1) * perPage, page * perPage)
        .filter((each) => each.status === 'approved' || this.#mayEdit(each, asker))
        .map((each) => this.#shown(each, context.context)),
      total: found.length,
      pages: Math.ceil(found.length / perPage),
    };
  }

  /** Whoever wrote a post may moderate what is said of it (6.1.9, recorded). */
  #mayEdit({ post }: Comment, asker: Account | undefined): boolean {
    return (
      may(asker, 'moderate_comments') || (asker !== undefined && this.#ground.authorOfPost(post) === asker.id)
    );
  }

  #reply({ sent, asker }: Context): Comment {
    const [post, parent] = [Number(sent['post']), Number(sent['parent'] ?? 0)];
    if (asker === undefined)
      throw new Failure(401, 'rest_comment_login_required', 'Sorry, you must be logged in to comment.');
    if (this.#ground.slugOfPost(post) === undefined)
      throw new Failure(
        403,
        'rest_comment_invalid_post_id',
        'Sorry, you are not allowed to create this comment without a post.',
      );
    const given = textOf(sent['content']).trim();
    if (given === '') throw new Failure(400, 'rest_comment_content_invalid', 'Invalid comment content.');
    const content = withRel(may(asker, 'unfiltered_html') ? given : filtered(given), this.#ground.url);
    const isSame = (other: Comment): boolean =>
      other.post === post &&
      other.parent === parent &&
      other.author === asker.id &&
      // What is sent is compared with what is stored: an answer with a link is never the same (`wp_allow_comment`, 6.1.9, recorded).
      other.content === given &&
      other.status !== 'trash';
    if (this.#all.some(isSame))
      throw new Failure(
        409,
        'comment_duplicate',
        'Duplicate comment detected; it looks as though you&#8217;ve already said that!',
      );
    const made: Comment = {
      id: this.#all.length + 1,
      post,
      parent,
      author: asker.id,
      name: asker.name,
      email: `${asker.login}@example.org`,
      url: '',
      content,
      date: this.#ground.now(),
      status: 'approved',
      earlier: 'approved',
    };
    this.#all.push(made);
    return made;
  }

  #one(id: string, { method, sent, asker, context }: Context): Answer {
    const comment = this.#all.find((each) => String(each.id) === id);
    if (comment === undefined) throw new Failure(404, 'rest_comment_invalid_id', 'Invalid comment ID.');
    if (method === 'GET') {
      if (context === 'edit' || (comment.status !== 'approved' && !this.#mayEdit(comment, asker)))
        requireModerator(asker, 'edit');
      return { json: this.#shown(comment, context) };
    }
    if (!this.#mayEdit(comment, asker)) requireModerator(asker, method === 'DELETE' ? 'delete' : 'edit');
    if (method === 'DELETE') {
      if (comment.status === 'trash')
        throw new Failure(410, 'rest_already_trashed', 'The comment has already been trashed.');
      moved(comment, 'trash');
    } else if (method === 'POST') moved(comment, textOf(sent['status'] ?? comment.status));
    else throw noRoute();
    return { json: this.#shown(comment, context) };
  }

  #shown(comment: Comment, context: string | null): JsonObject {
    const { id, post, parent, author, name, email, url, content, date, status } = comment;
    const isEdit = context === 'edit';
    return {
      id,
      post,
      parent,
      author,
      author_name: name,
      ...(isEdit ? { author_email: email, author_ip: '192.0.2.7', author_user_agent: 'Mozilla/5.0' } : {}),
      author_url: url,
      date,
      date_gmt: date,
      content: isEdit
        ? { rendered: `<p>${content}</p>\n`, raw: content }
        : { rendered: `<p>${content}</p>\n` },
      link: `${this.#ground.url}/${this.#ground.slugOfPost(post) ?? ''}/#comment-${id}`,
      status,
      type: 'comment',
      meta: [],
    };
  }
}

/** `wp_rel_ugc` (6.1.9, recorded): links of comments to elsewhere say what they are, whoever writes. */
function withRel(html: string, site: string): string {
  return html.replaceAll(/<a ([^<>]+)>/giu, (link, attributes: string) => {
    const [, address = ''] = /\bhref=["']([^"']*)/iu.exec(attributes) ?? [];
    if (hostOf(address) === hostOf(site)) return link;
    const [own = '', given = ''] = /\s*\brel="([^"]*)"/iu.exec(attributes) ?? [];
    const rel = new Set([...given.split(' '), 'nofollow', 'ugc']);
    return `<a ${attributes.replace(own, '')} rel="${[...rel].join(' ').trim()}">`;
  });
}

function hostOf(address: string): string | undefined {
  try {
    return new URL(address).host;
  } catch {
    return undefined;
  }
}

function requireModerator(asker: Account | undefined, act: 'edit' | 'delete'): void {
  if (!may(asker, 'moderate_comments'))
    throw forbidden(asker, `rest_cannot_${act}`, `Sorry, you are not allowed to ${act} this comment.`);
}

const statuses: Readonly<Record<string, string>> = {
  approved: 'approved',
  approve: 'approved',
  '1': 'approved',
  hold: 'hold',
  '0': 'hold',
  spam: 'spam',
  trash: 'trash',
};

/** An unknown status is ignored (6.1.9, recorded). */
function moved(comment: Comment, wanted: string): void {
  const isAway = comment.status === 'trash' || comment.status === 'spam';
  const status = wanted === 'untrash' || wanted === 'unspam' ? comment.earlier : statuses[wanted];
  if (status === undefined) return;
  if (!isAway) comment.earlier = comment.status;
  comment.status = status;
}
