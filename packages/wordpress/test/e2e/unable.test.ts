import { describeUnable } from '@crunchtools/mcp-core/testing';
import { server } from '../support/server.ts';

const user = { WORDPRESS_USER: 'admin' };
const url = { WORDPRESS_URL: 'https://www.example.org' };
const password = { WORDPRESS_APP_PASSWORD: 'Kq7v X2mZ 9pL4 tR8w B3nY 6dH1' };
const ofAccount = { WORDPRESS_APP_PASSWORD: 'the-password-of-the-account' };

describeUnable({
  server,
  cases: [
    [[], {}, 'WORDPRESS_URL'],
    [[], { ...url, ...user }, 'WORDPRESS_APP_PASSWORD'],
    [[], { ...url, ...user, ...ofAccount }, 'is no application password'],
    [[], { WORDPRESS_URL: 'http://www.example.org', ...user, ...password }, 'is http'],
    [['--statuses', 'any thing'], {}, '--statuses takes statuses such as draft'],
  ],
  tools: ['get_site', 'create_post'],
});
