import { describeNetwork, describeSiteContact } from '@crunchtools/mcp-core/testing';
import { simulatedAccounts } from '@crunchtools/mediawiki-simulator';
import { network } from '../support/network.ts';
import { actionOf, serveWiki } from '../support/served-wiki.ts';
import { server } from '../support/server.ts';

const { user, password } = simulatedAccounts.admin;
const token = 'Vq3mK8xT5wB2nY7dH4sJ9gC6fE1pL0zR';
const writes = new Set(['edit', 'move', 'delete', 'undelete', 'upload', 'filerevert']);

describeNetwork(network);

describeSiteContact({
  server,
  serve: serveWiki,
  credentials: {
    'bot password': (site) => ({
      MEDIAWIKI_URL: `${site.origin}/w`,
      MEDIAWIKI_USER: user,
      MEDIAWIKI_PASSWORD: password,
    }),
    token: (site) => ({ MEDIAWIKI_URL: `${site.origin}/w`, MEDIAWIKI_TOKEN: token }),
  },
  secrets: [password, token, 'lgpassword', 'wiki_BPsession'],
  read: ['get_page', { title: 'Beds' }],
  write: ['create_page', { title: 'New', text: 'x' }],
  identifies: /meta=siteinfo/u,
  isHarmless: (seen) => actionOf(seen) === 'query',
  isWrite: (seen) => writes.has(actionOf(seen)),
});
