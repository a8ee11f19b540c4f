import { fields, Server } from './server.mjs';

/**
 * What was seen, against what the case wants: `does` it, in part, `does not`, or the server has no tool for it.
 *
 * @typedef {{ readonly mark: 'does' | 'in part' | 'does not' | 'no tool', readonly said: string }} Seen
 */
/** @typedef {{ readonly name: string, readonly wanted: string, readonly run: (trial: Trial) => Promise<Seen> }} Case */

/** @param {string} said @returns {Seen} */
export const does = (said) => ({ mark: 'does', said });
/** @param {string} said @returns {Seen} */
export const inPart = (said) => ({ mark: 'in part', said });
/** @param {string} said @returns {Seen} */
export const doesNot = (said) => ({ mark: 'does not', said });
/** @type {Seen} */
export const noTool = { mark: 'no tool', said: 'no tool for it' };

/** One server beside the wiki it works on. */
export class Trial {
  /**
   * @param {object} parts
   * @param {import('./server.mjs').Dialect} parts.dialect
   * @param {Server} parts.server As the administrator.
   * @param {import('./admin.mjs').Admin} parts.admin
   * @param {import('../systems/mediawiki.mjs').RealWiki} parts.wiki
   * @param {string} parts.folder Temporary.
   * @param {(line: string) => void} parts.log
   */
  constructor({ dialect, server, admin, wiki, folder, log }) {
    this.dialect = dialect;
    this.server = server;
    this.admin = admin;
    this.wiki = wiki;
    this.folder = folder;
    this.log = log;
  }

  /** A title that no other server uses. @param {string} name */
  title(name) {
    return `${name} of ${this.dialect.title.replaceAll('/', '-')}`;
  }

  /** @param {string} title @returns {Promise<import('./server.mjs').Page>} */
  async read(title) {
    return this.dialect.page((await this.server.call(this.dialect.read(title))).data);
  }

  /**
   * @param {import('./server.mjs').Call} call
   * @returns {Promise<import('./server.mjs').Answer>}
   */
  approved(call) {
    return this.server.approved(call);
  }

  /**
   * Another process of the same server.
   *
   * @template Value
   * @param {{ url?: string, user?: string, password?: string }} account
   * @param {(server: Server) => Promise<Value>} work
   */
  async beside(account, work) {
    const { user, password } = this.wiki.accounts.admin;
    const launch = await this.dialect.launch({ url: this.wiki.url, user, password, ...account });
    const server = await Server.start(launch, this.log);
    try {
      return await work(server);
    } finally {
      await server.end();
    }
  }
}

/** What of an answer is not the value of a key that holds text of the page. @param {unknown} data @param {string} text */
export function withoutText(data, text) {
  return JSON.stringify(fields(data)).replaceAll(JSON.stringify(text).slice(1, -1), '');
}
