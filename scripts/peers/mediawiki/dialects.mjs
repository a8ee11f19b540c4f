import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installCrunchtools, ownServer } from '../install.mjs';
import { fields, inherited, items } from '../server.mjs';
import { crunchtools, installProfessional, professional } from './install.mjs';

/** @typedef {import('../server.mjs').Fields} Fields */
/** @typedef {import('../server.mjs').Call} Call */
/** @typedef {import('../server.mjs').Launch} Launch */
/** @typedef {{ readonly text: string, readonly revision?: number }} Page As the model got it. */

/**
 * How one server is spoken to. What it has no tool for is `undefined`.
 *
 * @typedef {object} Dialect
 * @property {string} title
 * @property {string} version
 * @property {(account: { url: string, user: string, password: string }) => Promise<Launch>} launch
 * @property {(title: string) => Call} read
 * @property {(answer: Fields) => Page} page
 * @property {(title: string, first: Fields, last: Fields, part: number) => Call | undefined} readOn The next part of a
 *   long page, after these answers.
 * @property {(title: string, section: number, text: string, revision?: number) => Call | undefined} section Replaces it.
 * @property {(title: string, text: string, summary?: string) => Call} create
 * @property {(title: string, text: string, revision?: number, summary?: string) => Call} write Its whole text.
 * @property {(title: string, page: Page, from: string, to: string) => Call} change One place, as it would have it done.
 * @property {(title: string, text: string, revision?: number) => Call | undefined} append
 * @property {(title: string, to: string) => Call} move
 * @property {(title: string) => Call} remove
 * @property {(title: string) => Call | undefined} restore What was deleted.
 * @property {(revision: number) => Call | undefined} undo
 * @property {(file: string, name: string) => Call | undefined} upload A file of this machine.
 */

/** @returns {Promise<Dialect>} */
async function own() {
  const launched = await ownServer('mediawiki', ({ url, user, password }) => ({
    MEDIAWIKI_URL: url,
    MEDIAWIKI_USER: user,
    MEDIAWIKI_PASSWORD: password,
  }));
  return {
    ...launched,
    read: (title) => ({ name: 'get_page', arguments: { title } }),
    page: (answer) => ({
      text: items(answer['lines']).join('\n'),
      ...(typeof answer['revision'] === 'number' && { revision: answer['revision'] }),
    }),
    readOn: (title, _first, { next_line }) =>
      next_line === undefined ? undefined : { name: 'get_page', arguments: { title, first_line: next_line } },
    create: (title, text, summary) => ({
      name: 'create_page',
      arguments: { title, text, ...(summary !== undefined && { summary }) },
    }),
    write: (title, text, revision, summary) => ({
      name: 'edit_page',
      arguments: { title, text, revision, ...(summary !== undefined && { summary }) },
    }),
    section: (title, section, text, revision) => ({
      name: 'edit_page',
      arguments: { title, section, text, revision },
    }),
    change: (title, { revision }, find, replace) => ({
      name: 'edit_page',
      arguments: { title, revision, edits: [{ find, replace }] },
    }),
    append: (title, append, revision) => ({ name: 'edit_page', arguments: { title, append, revision } }),
    move: (title, to) => ({ name: 'move_page', arguments: { title, to } }),
    remove: (title) => ({ name: 'delete_page', arguments: { title } }),
    restore: (title) => ({ name: 'restore_page', arguments: { title } }),
    undo: (revision) => ({ name: 'undo_edit', arguments: { revision } }),
    upload: () => undefined,
  };
}

/** @param {string} command @returns {Dialect} */
function ofCrunchtools(command) {
  return {
    title: 'crunchtools/mcp-mediawiki',
    version: crunchtools.version,
    launch: async ({ url, user, password }) => ({
      command,
      args: [],
      env: { ...inherited, MEDIAWIKI_URL: url, MEDIAWIKI_USERNAME: user, MEDIAWIKI_PASSWORD: password },
    }),
    read: (title) => ({ name: 'get_page_tool', arguments: { title } }),
    page: (answer) => {
      const page = fields(items(fields(answer['query'])['pages'])[0]);
      const revision = fields(items(page['revisions'])[0]);
      const content = fields(fields(revision['slots'])['main'])['content'];
      return {
        text: typeof content === 'string' ? content : '',
        ...(typeof revision['revid'] === 'number' && { revision: revision['revid'] }),
      };
    },
    readOn: () => undefined,
    create: (title, content, summary) => ({
      name: 'create_page_tool',
      arguments: { title, content, ...(summary !== undefined && { summary }) },
    }),
    write: (title, content, _revision, summary) => ({
      name: 'edit_page_tool',
      arguments: { title, content, ...(summary !== undefined && { summary }) },
    }),
    section: () => undefined,
    change: (title, { text }, from, to) => ({
      name: 'edit_page_tool',
      arguments: { title, content: text.replace(from, to) },
    }),
    append: () => undefined,
    move: (from_title, to_title) => ({ name: 'move_page_tool', arguments: { from_title, to_title } }),
    remove: (title) => ({ name: 'delete_page_tool', arguments: { title } }),
    restore: () => undefined,
    undo: () => undefined,
    upload: () => undefined,
  };
}

/** @param {readonly [string, string]} installed @param {string} folder @returns {Dialect} */
function ofProfessional([command, script], folder) {
  return {
    title: 'ProfessionalWiki/MediaWiki-MCP-Server',
    version: professional.version,
    async launch({ url, user, password }) {
      const config = path.join(folder, `professional-${new URL(url).port}.json`);
      const site = { sitename: 'Test Wiki', server: url, articlepath: '/index.php', scriptpath: '' };
      const wiki = { ...site, username: `\${WIKI_USER}`, password: `\${WIKI_PASSWORD}` };
      await writeFile(config, JSON.stringify({ defaultWiki: 'test', wikis: { test: wiki } }));
      const env = { ...inherited, CONFIG: config, WIKI_USER: user, WIKI_PASSWORD: password };
      return { command, args: [script], env };
    },
    read: (title) => ({ name: 'get-page', arguments: { title, metadata: true } }),
    page: ({ source, latestRevisionId }) => ({
      text: typeof source === 'string' ? source : '',
      ...(typeof latestRevisionId === 'number' && { revision: latestRevisionId }),
    }),
    // Of a page that it cut, it has the sections.
    readOn: (title, { truncation, sections }, _last, part) =>
      truncation !== undefined && part <= items(sections).length
        ? { name: 'get-page', arguments: { title, section: part - 1 } }
        : undefined,
    create: (title, source, comment) => ({
      name: 'create-page',
      arguments: { title, source, ...(comment !== undefined && { comment }) },
    }),
    write: (title, source, latestId, comment) => ({
      name: 'update-page',
      arguments: {
        title,
        source,
        ...(latestId !== undefined && { latestId }),
        ...(comment !== undefined && { comment }),
      },
    }),
    section: (title, section, source, latestId) => ({
      name: 'update-page',
      arguments: { title, section, source, latestId },
    }),
    change: (title, { text, revision }, from, to) => ({
      name: 'update-page',
      arguments: { title, source: text.replace(from, to), latestId: revision },
    }),
    append: (title, text, latestId) => ({
      name: 'update-page',
      arguments: { title, source: `\n${text}`, mode: 'append', latestId },
    }),
    move: (fromTitle, toTitle) => ({ name: 'move-page', arguments: { fromTitle, toTitle } }),
    remove: (title) => ({ name: 'delete-page', arguments: { title } }),
    restore: (title) => ({ name: 'undelete-page', arguments: { title } }),
    undo: () => undefined,
    upload: (filepath, title) => ({ name: 'upload-file', arguments: { filepath, title, text: 'A test.' } }),
  };
}

/**
 * @param {string} installs Where the others are installed, unless they are there.
 * @param {string} folder Temporary, for what they want configured.
 * @returns {Promise<readonly Dialect[]>}
 */
export async function dialects(installs, folder) {
  const command = await installCrunchtools(installs, crunchtools);
  const script = await installProfessional(installs);
  return [await own(), ofCrunchtools(command), ofProfessional(script, folder)];
}
