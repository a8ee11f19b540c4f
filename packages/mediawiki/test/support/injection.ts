import { type Injection, type Talk, wholePage } from '@crunchtools/mcp-core/testing';

/** A page with each payload: read, planned, edited, asked about, deleted, brought back, and refused. */
async function tour(talk: Talk, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const payload = `ph${number}ph`;
    const title = `Case ${number}`;
    await talk.call('create_page', { title, text: `text: ${payload}`, summary: `comment: ${payload}` });
    await talk.call('get_page', { title });
    await talk.call('list_revisions', { title });
    await talk.call('search_pages', { query: payload });
    await talk.call('get_page', { title: `Refused ${payload}` });
    // The text of a page is what is edited, and judged: other texts in it are other edits. So these are of one without a payload.
    const plain = `Plain ${number}`;
    await talk.call('create_page', { title: plain, text: 'plain', summary: payload });
    const { revision } = await talk.call('get_page', { title: plain });
    await talk.call('edit_page', {
      title: plain,
      revision,
      append: 'planned',
      summary: payload,
      dry_run: true,
    });
    await talk.call('edit_page', { title: plain, revision, append: 'applied', summary: payload });
    await talk.call('edit_page', { title: plain, revision: 1, text: 'x' });
    const { confirm } = await talk.call('delete_page', { title: plain });
    await talk.call('delete_page', { title: plain, confirm: '0123456789abcdef' });
    const { change_id: deletion } = await talk.call('delete_page', { title: plain, confirm });
    const undoing = { change_ids: [deletion] };
    const asked = await talk.call('undo_change', undoing);
    await talk.call('undo_change', { ...undoing, confirm: asked['confirm'] });
    await talk.call('preview_page', { title, text: payload });
  }
  await talk.call('list_recent_changes', { limit: 50 });
  await talk.call('list_contributions', { user: 'Rana' });
  await talk.call('get_site', {});
  await talk.call('list_changes', {});
}

/** What `describeInjection` has to know of this server, but for where it is. */
export const injection: Omit<Injection, 'server'> = {
  service: {
    fixed: ['Lindenhof', 'Rana'],
    renamed: ['', ''],
    swapped: 'never',
    refusal: {
      request: 'titles=Refused\\+ph(\\d+)ph',
      radix: 10,
      statuses: [200, 400, 403, 503],
      answer: { errors: [{ code: 'strange', text: '{payload}', module: 'main' }] },
    },
    // How many lines a text has, its own affair.
    masks: [
      '"total_lines":\\d+(?:,"line_ends":"crlf")?,"lines":\\[[^\\]]*\\](?:,"continued":\\[[^\\]]*\\])?(?:,"next_line":\\d+)?',
      '(?:"<data>",?)+',
    ],
  },
  tour,
  statuses: ['planned', 'applied', 'needs_confirmation', 'refused'],
  codes: ['confirmation_invalid'],
  requests: 'name=\\"action\\"\\r\\n\\r\\ndelete',
  read: {
    tool: 'get_page',
    untrusted: ['title', 'user', 'comment', 'lines[]'],
    texts: (data) => [wholePage(data)],
    originals: (text) => [`text: ${text}`],
  },
  carries: 'forms',
};
