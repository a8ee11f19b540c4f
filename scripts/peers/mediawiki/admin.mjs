import { fields } from '../server.mjs';

/** @typedef {{ readonly id: number, readonly user: string, readonly comment: string }} Revision */

/** The wiki itself, seen and changed by a person who uses none of the servers. */
export class Admin {
  #url;
  #account;
  /** @type {Map<string, string>} */
  #cookies = new Map();

  /** @param {string} url @param {{ user: string, password: string }} account */
  constructor(url, account) {
    this.#url = url;
    this.#account = account;
  }

  /** @param {Record<string, string>} parameters @returns {Promise<Record<string, unknown>>} */
  async #ask(parameters) {
    const body = new URLSearchParams({ format: 'json', formatversion: '2', ...parameters });
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(`${this.#url}/api.php`, { method: 'POST', body, headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/su);
      this.#cookies.set(name, value);
    }
    return fields(await answer.json());
  }

  /** @param {string} type */
  async #token(type) {
    const { query } = await this.#ask({ action: 'query', meta: 'tokens', type });
    return String(fields(fields(query)['tokens'])[`${type}token`]);
  }

  /** Sessions are lost in some cases: every change begins with a login. @param {Record<string, string>} parameters */
  async #change(parameters) {
    this.#cookies.clear();
    const { user, password } = this.#account;
    const login = {
      action: 'login',
      lgname: user,
      lgpassword: password,
      lgtoken: await this.#token('login'),
    };
    await this.#ask(login);
    const done = await this.#ask({ ...parameters, assert: 'user', token: await this.#token('csrf') });
    if (done['error'] !== undefined) throw new Error(JSON.stringify(done['error']));
    return done;
  }

  /** @param {string} title @param {string} text */
  async write(title, text) {
    const { edit } = await this.#change({ action: 'edit', title, text });
    return Number(fields(edit)['newrevid']);
  }

  /** @param {string} title */
  async remove(title) {
    await this.#change({ action: 'delete', title });
  }

  /** @param {string} title @returns {Promise<string | undefined>} Its text; nothing where there is no such page. */
  async text(title) {
    return this.#page(title, 'content', '1').then(([newest]) => {
      const content = fields(fields(fields(newest)['slots'])['main'])['content'];
      return typeof content === 'string' ? content : undefined;
    });
  }

  /** @param {string} title @returns {Promise<readonly Revision[]>} Newest first. */
  async history(title) {
    const found = await this.#page(title, 'ids|user|comment', '50');
    return found.map((each) => ({
      id: Number(each['revid']),
      user: String(each['user']),
      comment: String(each['comment']),
    }));
  }

  /** @param {string} title @param {string} rvprop @param {string} rvlimit */
  async #page(title, rvprop, rvlimit) {
    const which = { action: 'query', prop: 'revisions', titles: title, rvslots: 'main' };
    const { query } = await this.#ask({ ...which, rvprop, rvlimit });
    const pages = fields(query)['pages'];
    const page = fields(Array.isArray(pages) ? pages[0] : undefined);
    return Array.isArray(page['revisions']) ? page['revisions'].map(fields) : [];
  }

  async version() {
    const { query } = await this.#ask({ action: 'query', meta: 'siteinfo' });
    return String(fields(fields(query)['general'])['generator']);
  }
}
