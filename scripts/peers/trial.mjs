import { Server } from './server.mjs';

/**
 * What was seen, against what the case wants: `does` it, in part, `does not`, or the server has no tool for it.
 *
 * @typedef {{ readonly mark: 'does' | 'in part' | 'does not' | 'no tool', readonly said: string }} Seen
 */
/**
 * @template Trial
 * @typedef {{ readonly name: string, readonly wanted: string, readonly run: (trial: Trial) => Promise<Seen> }} Case
 */
/** @typedef {{ readonly url: string, readonly user: string, readonly password: string }} Account */
/**
 * What every dialect has, whatever it speaks of.
 *
 * @typedef {object} Launched
 * @property {string} title
 * @property {string} version
 * @property {RegExp} [refuses] Matches the answers that say that nothing was done, of a server that does not mark them
 *   as errors.
 * @property {(account: Account) => Promise<import('./server.mjs').Launch>} launch
 */

/** @param {string} said @returns {Seen} */
export const does = (said) => ({ mark: 'does', said });
/** @param {string} said @returns {Seen} */
export const inPart = (said) => ({ mark: 'in part', said });
/** @param {string} said @returns {Seen} */
export const doesNot = (said) => ({ mark: 'does not', said });
/** @type {Seen} */
export const noTool = { mark: 'no tool', said: 'no tool for it' };

/**
 * One server beside the real service it works on.
 *
 * @template {Launched} Dialect
 */
export class Trial {
  /**
   * @param {object} parts
   * @param {Dialect} parts.dialect
   * @param {Server} parts.server As the account.
   * @param {Account} parts.account An administrator.
   * @param {string} parts.folder Temporary.
   * @param {(line: string) => void} parts.log
   */
  constructor({ dialect, server, account, folder, log }) {
    this.dialect = dialect;
    this.server = server;
    this.account = account;
    this.folder = folder;
    this.log = log;
  }

  /** A title that no other server uses. @param {string} name */
  title(name) {
    return `${name} of ${this.dialect.title.replaceAll('/', '-')}`;
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
   * @param {Partial<Account>} account
   * @param {(server: Server) => Promise<Value>} work
   */
  async beside(account, work) {
    const launch = await this.dialect.launch({ ...this.account, ...account });
    const server = await Server.start(launch, this.log, this.dialect.refuses);
    try {
      return await work(server);
    } finally {
      await server.end();
    }
  }
}
