import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { root } from '../run.mjs';
import { crunchtools, installCrunchtools, installProfessional, professional } from './install.mjs';

/** @typedef {Record<string, unknown>} Fields */
/** @typedef {{ readonly name: string, readonly arguments: Fields }} Call */
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
/** @typedef {{ command: string, args: readonly string[], env: Record<string, string> }} Launch */

/** @param {unknown} value @returns {Fields} */
export function fields(value) {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** @param {unknown} value @returns {readonly unknown[]} */
function items(value) {
  return Array.isArray(value) ? value : [];
}

const inherited = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' };

/** @returns {Promise<Dialect>} */
async function own() {
  const manifest = await readFile(path.join(root, 'packages/mediawiki/package.json'), 'utf8');
  const version = String(JSON.parse(manifest).version);
  const cli = path.join(root, 'packages/mediawiki/dist/launch.cjs');
  return {
    title: 'this server',
    version,
    launch: async ({ url, user, password }) => ({
      command: process.execPath,
      args: [cli],
      env: { MEDIAWIKI_URL: url, MEDIAWIKI_USER: user, MEDIAWIKI_PASSWORD: password },
    }),
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
  const [command, script] = [await installCrunchtools(installs), await installProfessional(installs)];
  return [await own(), ofCrunchtools(command), ofProfessional(script, folder)];
}

/**
 * @typedef {object} Answer
 * @property {boolean} ok Neither refused nor failed, and not waiting for an approval.
 * @property {boolean} asked Whether it wanted a person's approval first.
 * @property {string} text All that the model got.
 * @property {Fields} data
 */

/** One server at work. */
export class Server {
  #client;
  /** @type {(line: string) => void} */
  #log;

  /** @param {Client} client @param {(line: string) => void} log */
  constructor(client, log) {
    this.#client = client;
    this.#log = log;
  }

  /** @param {Launch} launch @param {(line: string) => void} log Gets what was called and answered. */
  static async start({ command, args, env }, log) {
    const client = new Client({ name: 'comparison', version: '1' });
    await client.connect(new StdioClientTransport({ command, args: [...args], env, stderr: 'ignore' }));
    return new Server(client, log);
  }

  async tools() {
    return (await this.#client.listTools()).tools;
  }

  /** @param {Call} call @returns {Promise<Answer>} */
  async call(call) {
    const answer = await this.#answerTo(call);
    const [asked, answered] = [JSON.stringify(call), answer.text].map((text) => text.slice(0, 2_000));
    this.#log(`> ${asked}\n< ${answer.ok ? 'ok' : 'not ok'} ${answered}\n`);
    return answer;
  }

  /** @param {Call} call @returns {Promise<Answer>} */
  async #answerTo({ name, arguments: given }) {
    try {
      const { content, structuredContent, isError } = await this.#client.callTool({ name, arguments: given });
      const texts = content.map((part) => (part.type === 'text' ? part.text : ''));
      const data = fields(structuredContent);
      const asked = data['status'] === 'needs_confirmation';
      return { ok: isError !== true && !asked, asked, text: texts.join('\n'), data };
    } catch (error) {
      return { ok: false, asked: false, text: error instanceof Error ? error.message : '', data: {} };
    }
  }

  /** The same, by a person who agrees to everything. @param {Call} call @returns {Promise<Answer>} */
  async approved(call) {
    const first = await this.call(call);
    if (!first.asked) return first;
    const confirm = first.data['confirm'];
    const second = await this.call({ name: call.name, arguments: { ...call.arguments, confirm } });
    return { ...second, asked: true, text: `${first.text}\n${second.text}` };
  }

  end() {
    return this.#client.close();
  }
}
