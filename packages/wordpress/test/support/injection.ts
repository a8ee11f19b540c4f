import { type Injection, type Talk, wholePage } from '@crunchtools/mcp-core/testing';
import { idIn } from './posts.ts';

/** Many small changes are asked about together from some number on. */
async function agreed(talk: Talk, name: string, args: Record<string, unknown>) {
  const first = await talk.call(name, args);
  return first['confirm'] === undefined ? first : talk.call(name, { ...args, confirm: first['confirm'] });
}

/** A post with each payload: read, planned, edited, asked about, trashed, brought back, and refused; terms and answers to comments, too. */
async function tour(talk: Talk, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const payload = `ph${number}ph`;
    const texts = { title: `title: ${payload}`, content: `text: ${payload}`, excerpt: payload };
    const id = idIn(await agreed(talk, 'create_post', texts));
    await talk.call('get_post', { id });
    await talk.call('update_post', { id, comment_status: 'closed', dry_run: true });
    await agreed(talk, 'update_post', { id, comment_status: 'closed' });
    await talk.call('list_posts', { search: payload });
    await talk.call('list_posts', { search: `Refused ${payload}` });
    // The text of a post is what is edited, and judged: other texts in it are other edits. So these are of one without a payload.
    const plain = idIn(await agreed(talk, 'create_post', { title: `Plain ${number}`, content: 'plain' }));
    const { version } = await talk.call('get_post', { id: plain });
    const edit = { id: plain, version, edits: [{ find: 'plain', replace: 'edited' }] };
    await talk.call('edit_post', { ...edit, dry_run: true });
    await agreed(talk, 'edit_post', edit);
    await talk.call('edit_post', { ...edit, version: 'r0-0000000000000000' });
    await talk.call('list_revisions', { id: plain });
    const { confirm } = await talk.call('delete_post', { id: plain });
    await talk.call('delete_post', { id: plain, confirm: '0123456789abcdef' });
    const { change_id: deletion } = await talk.call('delete_post', { id: plain, confirm });
    const undoing = { change_ids: [deletion] };
    await agreed(talk, 'undo_change', undoing);
    await agreed(talk, 'create_term', { taxonomy: 'post_tag', name: `Tag ${payload}`, description: payload });
    await talk.call('list_terms', { taxonomy: 'post_tag', search: payload });
    const answer = { id: 1, content: `An answer: ${payload}` };
    await agreed(talk, 'reply_comment', answer);
    await agreed(talk, 'delete_post', { id });
  }
  await talk.call('list_comments', { limit: 100 });
  await talk.call('list_media', {});
  await talk.call('list_site_parts', { part: 'users' });
  await talk.call('check_content', {});
  await talk.call('get_site', {});
  await talk.call('list_changes', {});
}

/** What `describeInjection` has to know of this server, but for where it is. */
export const injection: Omit<Injection, 'server'> = {
  service: {
    fixed: ['Lindenhof garden', 'Nadia', 'Piet'],
    renamed: ['', ''],
    swapped: 'never',
    refusal: {
      request: 'search=Refused(?:%20|\\+)ph(\\d+)ph',
      radix: 10,
      statuses: [400, 403, 404, 500, 503],
      answer: { code: 'strange', message: '{payload}', data: { status: 400 } },
    },
    // How many lines a text has, its own affair.
    masks: [
      '"total_lines":\\d+(?:,"line_ends":"crlf")?,(?:"terms":[^\\]]*\\]\\}\\],)?"lines":\\[[^\\]]*\\](?:,"continued":\\[[^\\]]*\\])?(?:,"next_line":\\d+)?',
      '(?:"<data>",?)+',
    ],
  },
  tour,
  statuses: ['planned', 'applied', 'needs_confirmation', 'failed'],
  codes: ['confirmation_invalid'],
  requests: 'DELETE /wp-json/wp/v2/posts/',
  read: {
    tool: 'get_post',
    untrusted: ['title', 'slug', 'link', 'preview_link', 'excerpt', 'lines[]'],
    texts: (data) => [wholePage(data)],
    originals: (text) => [`text: ${text}`],
  },
  carries: 'json',
};
