import { describeNetwork, describeSiteContact } from '@crunchtools/mcp-core/testing';
import { simulatedAccounts } from '@crunchtools/wordpress-simulator';
import { network } from '../support/network.ts';
import { serveDemo } from '../support/served-site.ts';
import { server } from '../support/server.ts';

const { user, password } = simulatedAccounts.admin;
const plain = password.replaceAll(' ', '');

describeNetwork(network);

describeSiteContact({
  server,
  serve: serveDemo,
  credentials: {
    'application password': (site) => ({
      WORDPRESS_URL: `${site.origin}/blog`,
      WORDPRESS_USER: user,
      WORDPRESS_APP_PASSWORD: password,
    }),
  },
  secrets: [password, plain, Buffer.from(`${user}:${plain}`).toString('base64')],
  read: ['get_post', { id: 5 }],
  write: ['create_post', { title: 'New', content: 'x' }],
  identifies: /\?_fields=name%2Cnamespaces|rest_route=%2F&/u,
  isHarmless: (seen) => seen.method === 'GET',
  isWrite: (seen) => seen.method !== 'GET',
});
