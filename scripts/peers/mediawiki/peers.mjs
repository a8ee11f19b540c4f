import { startMediaWiki } from '../../systems/mediawiki.mjs';
import { Admin } from './admin.mjs';
import { editCases } from './cases-edits.mjs';
import { ruleCases } from './cases-rules.mjs';
import { textCases } from './cases-texts.mjs';
import { dialects } from './dialects.mjs';
import { WikiTrial } from './trial.mjs';

/**
 * What is compared on a real MediaWiki.
 *
 * @type {import('../comparison.mjs').Comparison<import('./dialects.mjs').Dialect, WikiTrial>}
 */
export const mediawiki = {
  name: 'mediawiki',
  cases: [...editCases, ...textCases, ...ruleCases],
  dialects,
  async start() {
    const wiki = await startMediaWiki();
    const { user, password } = wiki.accounts.admin;
    const admin = new Admin(wiki.url, wiki.accounts.admin);
    return {
      account: { url: wiki.url, user, password },
      trial: (parts) => new WikiTrial(parts, admin, wiki),
      version: () => admin.version(),
      stop: wiki.stop,
    };
  },
};
