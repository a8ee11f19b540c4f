import { startWordPress } from '../../systems/wordpress.mjs';
import { Admin } from './admin.mjs';
import { editCases } from './cases-edits.mjs';
import { ruleCases } from './cases-rules.mjs';
import { siteCases } from './cases-sites.mjs';
import { textCases } from './cases-texts.mjs';
import { dialects } from './dialects.mjs';
import { SiteTrial } from './trial.mjs';

/** @typedef {import('../../systems/wordpress.mjs').RealSite} RealSite */

const ways = { subfolder: { base: '/blog' }, plain: { plain: true } };

/**
 * What is compared on a real WordPress.
 *
 * @type {import('../comparison.mjs').Comparison<import('./dialects.mjs').Dialect, SiteTrial>}
 */
export const wordpress = {
  name: 'wordpress',
  cases: [...editCases, ...textCases, ...ruleCases, ...siteCases],
  dialects,
  async start() {
    const site = await startWordPress();
    /** @type {Map<string, Promise<RealSite>>} */
    const others = new Map();
    const another = (/** @type {'subfolder' | 'plain'} */ how) => {
      const started = others.get(how) ?? startWordPress(ways[how]);
      others.set(how, started);
      return started;
    };
    const admin = new Admin(site.url, site.accounts.other);
    return {
      account: { url: site.url, ...site.accounts.admin },
      trial: (parts) => new SiteTrial(parts, admin, site, another),
      version: async () => `WordPress ${await site.php("echo get_bloginfo('version');")}`,
      async stop() {
        for (const each of others.values()) await (await each).stop();
        await site.stop();
      },
    };
  },
};
