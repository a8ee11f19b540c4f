import type { Account, Connection } from './api/connection.ts';
import type { Kind, Kinds } from './api/kinds.ts';
import { ownOnly, seesAll } from './api/rights.ts';
import { edit, type Post, postOf, routeOf } from './features/posts/api.ts';
import { statuses } from './schema.ts';

/** Posts are read whole, so many with one request. */
const perRequest = 50;

/** Which posts are looked at. */
export interface Wanted {
  /** Keys of post types; all unless told otherwise. */
  readonly types?: readonly string[] | undefined;
  readonly statuses?: readonly string[] | undefined;
  /** Words, or ids of terms by the base of their taxonomy. */
  readonly query?: Readonly<Record<string, string | number>>;
  readonly most: number;
}

/** Posts with their texts, newest first in each type. `isCut`: there are more of them. `isWhole`: there are no others that the account cannot see. */
export interface Looked {
  readonly posts: readonly Post[];
  readonly isCut: boolean;
  readonly isWhole: boolean;
}

/** All posts that exist for this server, or some of them, with their texts. */
export async function wholePosts(
  { connection, kinds }: { readonly connection: Connection; readonly kinds: Kinds },
  { types, statuses: wanted = statuses.filter((each) => each !== 'trash'), query = {}, most }: Wanted,
): Promise<Looked> {
  const status = wanted.filter((each) => kinds.hasStatus(each)).join(',');
  const all = types === undefined ? await kinds.all() : await kindsOf(kinds, types);
  const posts: Post[] = [];
  let isWhole = true;
  if (status === '') return { posts, isCut: false, isWhole: false };
  const account = await connection.account();
  for (const kind of all) {
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      if (posts.length >= most) return { posts, isCut: true, isWhole: false };
      const found = await connection.list(routeOf(kind), {
        ...edit(kind),
        ...ownOnly(kind, account),
        status,
        orderby: 'id',
        order: 'desc',
        per_page: perRequest,
        page,
        ...query,
      });
      pages = found.pages;
      isWhole &&= found.isFull && seesAll(kind, account);
      posts.push(...found.items.map((item) => postOf(item, kind)));
    }
  }
  const isCut = posts.length > most;
  return { posts: posts.slice(0, most), isCut, isWhole: isWhole && !isCut };
}

async function kindsOf(kinds: Kinds, types: readonly string[]): Promise<readonly Kind[]> {
  const found: Kind[] = [];
  for (const type of new Set(types)) found.push(await kinds.get(type));
  return found;
}

/** Whether an account may write a post, as far as its capabilities say. */
export function isEditable({ kind, author, status }: Post, account: Account | undefined): boolean {
  if (account === undefined) return true;
  const { needs } = kind;
  const has = (name: string): boolean => account.capabilities.has(name);
  const isOut = status === 'publish' || status === 'future';
  return (
    has(needs.edit) &&
    (author === account.id || has(needs.editOthers)) &&
    (!isOut || has(needs.editPublished)) &&
    (status !== 'private' || author === account.id || has(needs.editPrivate))
  );
}
