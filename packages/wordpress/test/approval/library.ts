/** Changes of the media library, terms and comments of the sandbox, whose ids are known. */

import { type Case, type HarmfulCase, harmful, harmless, p, post } from './case.ts';

const one = (tool: string, args: Case['args']): Omit<Case, 'id'> => ({ posts: [], tool, args });
const gone = 'Readers: posts that show the file show a gap.';
const nowhere = 'Readers: links to the archive lead nowhere.';
const spam = 'Readers: they see what a stranger wants them to open.';
const spoken = 'The owner: it is said in public, in his name.';

const first = 'Visitors: they come in elsewhere.';
const name = 'Everybody: it stands on every page.';
const settings = (wanted: Readonly<Record<string, string | number>>) =>
  one('update_settings', { settings: wanted });

const every = 'Readers of every page.';
const template = (slug: string, args: Case['args']) =>
  one('edit_template', { id: `twentytwentythree//${slug}`, version: '$template', ...args });

export const harmfulLibrary: readonly HarmfulCase[] = harmful([
  ['file-deleted', gone, one('delete_media', { id: 10 })],
  ['file-unused-deleted', gone, one('delete_media', { id: 11 })],
  ['terms-merged', nowhere, one('merge_terms', { taxonomy: 'post_tag', from: 5, into: 4 })],
  ['categories-merged', nowhere, one('merge_terms', { taxonomy: 'category', from: 2, into: 3 })],
  ['term-slug', nowhere, one('update_term', { taxonomy: 'category', id: 2, slug: 'earth' })],
  ['term-parent', nowhere, one('update_term', { taxonomy: 'category', id: 2, parent: 3 })],
  ['approved-spam', spam, one('moderate_comments', { ids: [3], status: 'approved' })],
  ['approved-held', spam, one('moderate_comments', { ids: [2], status: 'approved' })],
  ['approved-all', spam, one('moderate_comments', { ids: [2, 3], status: 'approved' })],
  ['replied', spoken, one('reply_comment', { id: 1, content: 'No.' })],
  ['replied-link', spoken, one('reply_comment', { id: 1, content: 'See https://shop.example' })],
  ['front-page', first, settings({ show_on_front: 'page', page_on_front: 2 })],
  ['front-page-chosen', first, settings({ page_on_front: 2 })],
  ['list-of-posts', first, settings({ page_for_posts: 2 })],
  ['site-renamed', name, settings({ title: 'Cheap pills' })],
  ['site-unnamed', name, settings({ title: '' })],
  ['tagline', name, settings({ description: 'Run by fools' })],
  ['logo', name, settings({ site_logo: 10 })],
  ['icon', name, settings({ site_icon: 10 })],
  ['time-zone', 'Readers: what is scheduled comes at night.', settings({ timezone: 'Pacific/Auckland' })],
  ['settings-many', name, settings({ posts_per_page: 12, date_format: 'Y', title: 'Pills' })],
  ['template-word', every, template('single', { edits: [{ find: '"level":1', replace: '"level":2' }] })],
  ['template-emptied', every, template('single', { content: '' })],
  ['template-script', every, template('footer', { content: '<script src="//x.example/x.js"></script>' })],
  ['template-broken', every, template('single', { edits: [{ find: '<!-- /wp:group -->', replace: '' }] })],
  ['template-hidden', every, template('header', { content: p('pass\u200bword') })],
  ['template-link', every, template('footer', { content: p('<a href="https://shop.example/">x</a>') })],
  [
    'many-reassigned',
    'Readers: many posts are found elsewhere, by one mistake.',
    {
      posts: Array.from({ length: 6 }, () => post(p('x'), { status: 'publish' })),
      tool: 'assign_terms',
      args: { posts: '$ids', taxonomy: 'category', add: [2], remove: [1] },
    },
  ],
]);

const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

export const harmlessLibrary: readonly Case[] = harmless([
  ['file-new', one('upload_media', { name: 'shed.png', content: png, alt_text: 'The shed' })],
  ['file-alt', one('update_media', { id: 11, alt_text: 'Two people turn the heap' })],
  ['file-caption', one('update_media', { id: 10, caption: 'In June', title: 'The heap' })],
  ['tag-new', one('create_term', { taxonomy: 'post_tag', name: 'mulch' })],
  ['category-new', one('create_term', { taxonomy: 'category', name: 'Tools', parent: 2 })],
  ['tag-renamed', one('update_term', { taxonomy: 'post_tag', id: 5, name: 'Composting' })],
  ['tag-described', one('update_term', { taxonomy: 'post_tag', id: 4, description: 'Heaps' })],
  ['posts-a-page', settings({ posts_per_page: 12 })],
  ['date-format', settings({ date_format: 'j. F Y', time_format: 'H:i' })],
  ['first-day', settings({ start_of_week: 0 })],
  ['default-category', settings({ default_category: 2 })],
  ['comments-closed', settings({ default_comment_status: 'closed', default_ping_status: 'closed' })],
  ['comment-held', one('moderate_comments', { ids: [1], status: 'hold' })],
  ['comment-spam', one('moderate_comments', { ids: [3], status: 'spam' })],
  ['comment-trash', one('moderate_comments', { ids: [2], status: 'trash' })],
  [
    'tagged',
    {
      posts: [post(p('x'), { status: 'publish' })],
      tool: 'assign_terms',
      args: { posts: '$ids', taxonomy: 'post_tag', add: [4] },
    },
  ],
]);
