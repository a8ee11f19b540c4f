import { type JsonObject, NotFoundError, path, type QueryParameters } from '@crunchtools/mcp-core';
import type { Connection, Listed } from '../../api/connection.ts';
import { number, numberOr, object, text, textOr } from '../../api/read.ts';
import { decoded } from '../../schema.ts';

/** What somebody said of a post. Never with the e-mail, the address or the browser of who said it: they are not asked for. */
export interface Comment {
  readonly id: number;
  readonly post: number;
  /** The comment that it answers; 0 for none. */
  readonly parent: number;
  /** The account that wrote it; 0 for a visitor. */
  readonly author: number;
  readonly name: string;
  readonly url: string;
  readonly content: string;
  /** `approved`, `hold`, `spam` or `trash`. */
  readonly status: string;
  readonly date: string;
}

/** As little as it takes to set a comment again. */
export interface CommentRow {
  readonly id: number;
  readonly status: string;
}

const brief = { _fields: 'id,status' } as const;

/** WordPress has no members of members under `_fields` for comments (6.1.9, run). */
const whole = {
  context: 'edit',
  _fields: 'id,post,parent,author,author_name,author_url,content,status,date_gmt',
} as const;

/** Comments (REST API handbook, Comments; 6.1.9, run). A page past the end is an empty list here. */
export class CommentsApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @param status one of them, or `all` for those that are approved or held: several give none (6.1.9, run). */
  async list(
    query: QueryParameters,
  ): Promise<{ readonly comments: readonly Comment[] } & Omit<Listed, 'items'>> {
    const { items, ...more } = await this.#connection.list(path`/wp/v2/comments`, {
      ...whole,
      ...query,
    });
    return { comments: items.map(commentOf), ...more };
  }

  async find(id: number): Promise<Comment | undefined> {
    try {
      return commentOf(await this.#connection.read(pathOf(id), whole));
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  /**
   * The newest comments of a post in one status, also `post-trashed`, with pingbacks. Without `context=edit`, which authors
   * of posts may not ask for, though they may moderate. `total` counts those, too, that the account may not see.
   */
  async rows(
    post: number,
    status: string,
    most: number,
  ): Promise<{ readonly rows: readonly CommentRow[]; readonly total: number }> {
    const query = { ...brief, post, status, type: 'all', per_page: most };
    const { items, total } = await this.#connection.list(path`/wp/v2/comments`, query);
    return { rows: items.map((item) => ({ id: number(item, 'id'), status: text(item, 'status') })), total };
  }

  /** @returns the status that it has then: one that WordPress does not know is ignored with 200. */
  async setStatus(id: number, status: string): Promise<string> {
    return text(await this.#connection.write('POST', pathOf(id), { status }, brief), 'status');
  }

  /** What this account said of a post, newest first: what is approved or held unless asked for another status. */
  async own(post: number, status = 'all'): Promise<readonly Comment[]> {
    const { id } = await this.#connection.account();
    return (await this.list({ post, author: id, status, per_page: 100 })).comments;
  }

  async reply(post: number, parent: number, content: string): Promise<Comment> {
    return commentOf(
      await this.#connection.write('POST', path`/wp/v2/comments`, { post, parent, content }, whole),
    );
  }

  /** An unknown status is ignored with 200 (6.1.9, run), so what it is afterwards is in the answer. */
  async moderate(id: number, status: string): Promise<Comment> {
    return commentOf(await this.#connection.write('POST', pathOf(id), { status }, whole));
  }
}

function pathOf(id: number) {
  return path`/wp/v2/comments/${String(id)}`;
}

function commentOf(comment: JsonObject): Comment {
  return {
    id: number(comment, 'id'),
    post: number(comment, 'post'),
    parent: numberOr(comment, 'parent') ?? 0,
    author: numberOr(comment, 'author') ?? 0,
    name: decoded(textOr(comment, 'author_name') ?? ''),
    url: textOr(comment, 'author_url') ?? '',
    content: textOr(object(comment['content'] ?? {}, 'content'), 'raw') ?? '',
    status: text(comment, 'status'),
    date: `${text(comment, 'date_gmt')}Z`,
  };
}
