import { fields } from '../server.mjs';
import { Trial } from '../trial.mjs';

/** @typedef {import('../trial.mjs').Case<WikiTrial>} Case */

/**
 * One server beside the wiki it works on.
 *
 * @extends {Trial<import('./dialects.mjs').Dialect>}
 */
export class WikiTrial extends Trial {
  /**
   * @param {ConstructorParameters<typeof Trial<import('./dialects.mjs').Dialect>>[0]} parts
   * @param {import('./admin.mjs').Admin} admin
   * @param {import('../../systems/mediawiki.mjs').RealWiki} wiki
   */
  constructor(parts, admin, wiki) {
    super(parts);
    this.admin = admin;
    this.wiki = wiki;
  }

  /** @param {string} title @returns {Promise<import('./dialects.mjs').Page>} */
  async read(title) {
    return this.dialect.page((await this.server.call(this.dialect.read(title))).data);
  }
}

/** What of an answer is not the value of a key that holds text of the page. @param {unknown} data @param {string} text */
export function withoutText(data, text) {
  return JSON.stringify(fields(data)).replaceAll(JSON.stringify(text).slice(1, -1), '');
}
