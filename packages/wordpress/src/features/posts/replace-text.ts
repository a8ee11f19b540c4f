import { ChangeList, defineWrite, InputError, NotFoundError } from '@crunchtools/mcp-core';
import { edited } from '@crunchtools/mcp-core/document/edit';
import * as z from 'zod';
import type { Kind } from '../../api/kinds.ts';
import { key, postId, statuses } from '../../schema.ts';
import type { Services } from '../../services.ts';
import type { Post } from './api.ts';
import { postChange } from './change.ts';
import { filterNotes, requireText } from './plan.ts';

const input = {
  find: z.string().min(1).max(10_000).describe('Exact, with case.'),
  replace: z.string().max(10_000),
  type: key.optional().describe('Default all that visitors see.'),
  ids: z.array(postId).min(1).max(200).optional().describe('From list_posts.'),
  search: z.string().min(1).max(200).optional().describe('Words that the posts hold, in place of ids.'),
  status: z.array(key).min(1).max(10).optional().describe('Default all but trash.'),
};

/** Posts of one type that are looked at in one call, and of one request. */
const mostPosts = 500;
const pageSize = 50;

export const replaceText = defineWrite<Services, typeof input>({
  name: 'replace_text',
  title: 'Replace text in posts',
  description:
    'Search and replace over many posts and pages as one plan: by ids, or those that hold some words.',
  toolset: 'posts',
  effect: 'update',
  paged: true,
  permissions: ['edit_posts'],
  input,
  async plan({ find, replace, type, ids, search, status }, { services, signal, progress }) {
    if ((ids === undefined) === (search === undefined)) throw new InputError('Give either ids or search.');
    requireText({ content: replace });
    const { kinds } = services;
    const all =
      type === undefined
        ? (await kinds.all()).filter(({ isViewable }) => isViewable)
        : [await kinds.get(type)];
    const asked = (status ?? statuses.filter((each) => each !== 'trash')).filter((each) =>
      kinds.hasStatus(each),
    );
    if (asked.length === 0) throw new InputError('No posts in these statuses exist for this server.');
    const changes = await ChangeList.create(ids?.length ?? mostPosts);
    const notes = new Set<string>();
    let looked = 0;
    for (const kind of all) {
      const wanted = {
        status: asked.join(','),
        ...(ids === undefined ? { search } : { include: ids.join(',') }),
      };
      for await (const { posts, total } of pagesOf(kind, wanted, services)) {
        if (signal.aborted) break;
        for (const post of posts) {
          looked += 1;
          if (!post.content.includes(find)) continue;
          const content = edited(post.content, [{ find, replace, all: true }]);
          if (content === post.content) continue;
          for (const note of filterNotes(content, services)) notes.add(note);
          changes.add(postChange(post, { content }));
        }
        if (total > mostPosts)
          notes.add(
            `There are ${total} posts of the type ${kind.slug}: the first ${mostPosts} were looked at.`,
          );
        await progress(looked, Math.max(looked + 1, total), `${looked} posts looked at`);
      }
    }
    if (changes.length === 0)
      throw new NotFoundError(
        `None of the ${looked} posts that were looked at has that text. Nothing was changed.`,
        {
          nextStep:
            'The text is looked for as it is stored, with its case and its HTML; get_post shows how it is written.',
        },
      );
    return {
      changes,
      warnings: [
        `${looked} posts were looked at, ${looked - changes.length} of them stay as they are.`,
        ...notes,
      ],
    };
  },
  example: { find: 'the gate', replace: 'the door', search: 'gate' },
  hostile: { find: '', replace: 'x', ids: [1] },
  requests: [
    'GET /wp-json/wp/v2/pages',
    'GET /wp-json/wp/v2/pages/{}',
    'GET /wp-json/wp/v2/posts',
    'GET /wp-json/wp/v2/recipes',
    'POST /wp-json/wp/v2/pages/{}',
  ],
  scopes: 'content',
});

/** Whole posts, page by page, until there are no more, or enough. */
async function* pagesOf(
  kind: Kind,
  wanted: Readonly<Record<string, string | undefined>>,
  { posts: api }: Services,
): AsyncGenerator<{ readonly posts: readonly Post[]; readonly total: number }> {
  for (let page = 1; page <= mostPosts / pageSize; page += 1) {
    const { posts, total, pages } = await api.listWhole(kind, { ...wanted, per_page: pageSize, page });
    yield { posts, total };
    if (page >= pages) return;
  }
}
