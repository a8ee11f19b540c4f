import { describeUnable } from '@crunchtools/mcp-core/testing';
import { server } from '../support/server.ts';

const url = { MEDIAWIKI_URL: 'https://wiki.example.org' };
const token = { MEDIAWIKI_TOKEN: 'k3v9u0q2m8w4t7r1t5h6p0s8' };

describeUnable({
  server,
  cases: [
    [[], {}, 'MEDIAWIKI_URL'],
    [[], { ...url, MEDIAWIKI_USER: 'Admin@mcp' }, 'MEDIAWIKI_PASSWORD'],
    [[], { MEDIAWIKI_URL: 'http://wiki.example.org', ...token }, 'is http'],
  ],
  tools: ['get_site', 'create_page'],
});
