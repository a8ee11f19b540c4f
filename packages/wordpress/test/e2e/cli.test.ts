import { describeCommandLine } from '@crunchtools/mcp-core/testing';
import { server } from '../support/server.ts';

describeCommandLine({
  server,
  help: [
    'WORDPRESS_URL',
    'WORDPRESS_USER, WORDPRESS_APP_PASSWORD',
    'an application password, made at Users > Profile of the site',
    '--types LIST',
    '--statuses LIST',
  ],
  tool: 'get_post',
  doctor: [
    'Site: a WordPress answers, at /wp-json',
    'Access: accepted, as administrator',
    'Permission publish_posts: for post',
  ],
  missing: ['PROBLEM Access: WORDPRESS_URL', 'Create an application password at Users > Profile of the site'],
});
