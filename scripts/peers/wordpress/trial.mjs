import { Trial } from '../trial.mjs';

/** @typedef {import('../trial.mjs').Case<SiteTrial>} Case */
/** @typedef {import('./dialects.mjs').Dialect} Dialect */

/**
 * One server beside the site it works on.
 *
 * @extends {Trial<Dialect>}
 */
export class SiteTrial extends Trial {
  /**
   * @param {ConstructorParameters<typeof Trial<Dialect>>[0]} parts
   * @param {import('./admin.mjs').Admin} admin Another administrator.
   * @param {import('../../systems/wordpress.mjs').RealSite} site
   * @param {(how: 'subfolder' | 'plain') => Promise<import('../../systems/wordpress.mjs').RealSite>} another A site
   *   that is served in another way.
   */
  constructor(parts, admin, site, another) {
    super(parts);
    this.admin = admin;
    this.site = site;
    this.another = another;
  }

  /** A post of the other administrator. @param {string} name @param {string} content @param {object} [more] */
  draft(name, content, more = {}) {
    return this.admin.create({ title: this.title(name), content, ...more });
  }

  /** @param {number} id @returns {Promise<import('./dialects.mjs').Post>} */
  async read(id) {
    return this.dialect.post(await this.server.call(this.dialect.read(id)));
  }

  /** Puts another text in one place, as the server would have it done. @param {number} id @param {string} from @param {string} to */
  async change(id, from, to) {
    return this.approved(this.dialect.change(id, await this.read(id), from, to));
  }
}
