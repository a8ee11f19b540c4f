import process from 'node:process';
import { installCrunchtools, ownServer } from '../install.mjs';
import { fields, inherited, items } from '../server.mjs';
import { crunchtools, docdyhr, installDocdyhr } from './install.mjs';

/** @typedef {import('../server.mjs').Answer} Answer */
/** @typedef {import('../server.mjs').Call} Call */
/** @typedef {{ readonly text: string, readonly version?: string }} Post As the model got it. */

/**
 * How one server is spoken to. What it has no tool for is `undefined`.
 *
 * @typedef {import('../trial.mjs').Launched & Calls} Dialect
 *
 * @typedef {object} Calls
 * @property {(id: number) => Call} read
 * @property {(answer: Answer) => Post} post
 * @property {(id: number, last: Answer) => Call | undefined} readOn The next part of a long post.
 * @property {(title: string, content: string) => Call} create A draft.
 * @property {(id: number, post: Post, content: string) => Call} write Its whole text.
 * @property {(id: number, post: Post, from: string, to: string) => Call} change One place.
 * @property {(id: number) => Call} publish
 * @property {(id: number, at: string) => Call | undefined} schedule At a time in UTC, which is the site's.
 * @property {(id: number) => Call} trash
 * @property {(id: number) => Call} restore Out of the trash.
 * @property {(id: number) => Call | undefined} destroy For good.
 * @property {(id: number, tags: readonly number[]) => Call} tags
 * @property {(search: string, limit: number, page?: number) => Call | undefined} list
 * @property {(post: number) => Call} comments
 * @property {(comment: number) => Call | undefined} comment The text of one, where a list does not have it.
 * @property {(answer: Answer) => Call | undefined} undo What that answer told of.
 * @property {(file: string) => Call | undefined} upload A file of this machine.
 * @property {() => Call | undefined} newPassword For the first user.
 * @property {(login: string) => Call | undefined} newUser An administrator.
 */

/** @param {unknown} value */
const textOf = (value) => (typeof value === 'string' ? value : '');

/** @returns {Promise<Dialect>} */
async function own() {
  const launched = await ownServer('wordpress', ({ url, user, password }) => ({
    WORDPRESS_URL: url,
    WORDPRESS_USER: user,
    WORDPRESS_APP_PASSWORD: password,
  }));
  return {
    ...launched,
    read: (id) => ({ name: 'get_post', arguments: { id } }),
    post: ({ data }) => ({
      text: items(data['lines']).join('\n'),
      ...(typeof data['version'] === 'string' && { version: data['version'] }),
    }),
    readOn: (id, { data: { next_line } }) =>
      next_line === undefined ? undefined : { name: 'get_post', arguments: { id, first_line: next_line } },
    create: (title, content) => ({ name: 'create_post', arguments: { title, content } }),
    write: (id, post, content) => ({
      name: 'edit_post',
      arguments: { id, version: post.version ?? 'none', content },
    }),
    change: (id, post, find, replace) => ({
      name: 'edit_post',
      arguments: { id, version: post.version ?? 'none', edits: [{ find, replace }] },
    }),
    publish: (id) => ({ name: 'publish_post', arguments: { id } }),
    schedule: (id, at) => ({ name: 'publish_post', arguments: { id, at: `${at}Z` } }),
    trash: (id) => ({ name: 'delete_post', arguments: { id } }),
    restore: (id) => ({ name: 'restore_post', arguments: { id } }),
    destroy: () => undefined,
    tags: (id, add) => ({ name: 'assign_terms', arguments: { posts: [id], taxonomy: 'post_tag', add } }),
    list: (search, limit, page) => ({
      name: 'list_posts',
      arguments: { search, limit, status: ['publish'], ...(page !== undefined && { page }) },
    }),
    comments: (post) => ({ name: 'list_comments', arguments: { post } }),
    comment: () => undefined,
    undo: ({ data: { change_id } }) => ({ name: 'undo_change', arguments: { change_ids: [change_id] } }),
    upload: () => undefined,
    newPassword: () => undefined,
    newUser: () => undefined,
  };
}

/** Of crunchtools. @param {number} post_id @param {object} given @returns {Call} */
const updatePost = (post_id, given) => ({ name: 'wordpress_update_post', arguments: { post_id, ...given } });

/** @param {string} command @returns {Dialect} */
function ofCrunchtools(command) {
  return {
    title: 'crunchtools/mcp-wordpress',
    version: crunchtools.version,
    launch: async ({ url, user, password }) => ({
      command,
      args: [],
      env: {
        ...inherited,
        WORDPRESS_URL: url,
        WORDPRESS_USERNAME: user,
        WORDPRESS_APP_PASSWORD: password,
      },
    }),
    read: (post_id) => ({ name: 'wordpress_get_post', arguments: { post_id } }),
    post: ({ data }) => ({ text: textOf(fields(data['post'])['content']) }),
    readOn: () => undefined,
    create: (title, content) => ({ name: 'wordpress_create_post', arguments: { title, content } }),
    write: (id, _post, content) => updatePost(id, { content }),
    change: (id, { text }, from, to) => updatePost(id, { content: text.replace(from, to) }),
    publish: (id) => updatePost(id, { status: 'publish' }),
    schedule: (id, date) => updatePost(id, { status: 'future', date }),
    trash: (post_id) => ({ name: 'wordpress_delete_post', arguments: { post_id } }),
    restore: (id) => updatePost(id, { status: 'draft' }),
    destroy: (post_id) => ({ name: 'wordpress_delete_post', arguments: { post_id, force: true } }),
    tags: (id, tags) => updatePost(id, { tags }),
    list: (search, per_page, page) => ({
      name: 'wordpress_list_posts',
      arguments: { search, per_page, ...(page !== undefined && { page }) },
    }),
    comments: (post) => ({ name: 'wordpress_list_comments', arguments: { post } }),
    comment: (comment_id) => ({ name: 'wordpress_get_comment', arguments: { comment_id } }),
    undo: () => undefined,
    upload: (file_path) => ({ name: 'wordpress_upload_media', arguments: { file_path } }),
    newPassword: () => undefined,
    newUser: () => undefined,
  };
}

/** Of docdyhr. @param {number} id @param {object} given @returns {Call} */
const update = (id, given) => ({ name: 'wp_update_post', arguments: { id, ...given } });

/** Its answers are texts for people. @param {string} script @returns {Dialect} */
function ofDocdyhr(script) {
  return {
    title: 'docdyhr/mcp-wordpress',
    version: docdyhr.version,
    refuses: /^(?:Failed to|Error|Post with ID)/u,
    launch: async ({ url, user, password }) => ({
      command: process.execPath,
      args: [script],
      env: {
        ...inherited,
        // It speaks to nothing on the own machine and not without https, unless it is told to.
        ALLOW_INSECURE_HTTP: 'true',
        ALLOW_PRIVATE_URLS: 'true',
        WORDPRESS_SITE_URL: url,
        WORDPRESS_USERNAME: user,
        WORDPRESS_APP_PASSWORD: password,
      },
    }),
    read: (id) => ({ name: 'wp_get_post', arguments: { id } }),
    post: ({ text }) => {
      const [, behind = ''] = text.split('\n## Content\n');
      return { text: behind.split('\n\n## Management\n')[0] ?? '' };
    },
    readOn: () => undefined,
    create: (title, content) => ({ name: 'wp_create_post', arguments: { title, content, status: 'draft' } }),
    write: (id, _post, content) => update(id, { content }),
    change: (id, { text }, from, to) => update(id, { content: text.replace(from, to) }),
    publish: (id) => update(id, { status: 'publish' }),
    schedule: (id, date) => update(id, { status: 'publish', date }),
    trash: (id) => ({ name: 'wp_delete_post', arguments: { id } }),
    restore: (id) => update(id, { status: 'draft' }),
    destroy: (id) => ({ name: 'wp_delete_post', arguments: { id, force: true } }),
    tags: (id, tags) => update(id, { tags }),
    list: (search, per_page, page) =>
      page === undefined ? { name: 'wp_list_posts', arguments: { search, per_page } } : undefined,
    comments: (post) => ({ name: 'wp_list_comments', arguments: { post } }),
    comment: (id) => ({ name: 'wp_get_comment', arguments: { id } }),
    undo: () => undefined,
    upload: (file_path) => ({ name: 'wp_upload_media', arguments: { file_path } }),
    newPassword: () => ({
      name: 'wp_create_application_password',
      arguments: { user_id: 1, app_name: 'comparison' },
    }),
    newUser: (username) => ({
      name: 'wp_create_user',
      arguments: {
        username,
        email: `${username}@example.org`,
        password: 'a-Passw0rd-4711-of-a-trial',
        roles: ['administrator'],
      },
    }),
  };
}

/**
 * @param {string} installs Where the others are installed, unless they are there.
 * @returns {Promise<readonly Dialect[]>}
 */
export async function dialects(installs) {
  const command = await installCrunchtools(installs, crunchtools);
  const script = await installDocdyhr(installs);
  return [await own(), ofCrunchtools(command), ofDocdyhr(script)];
}
