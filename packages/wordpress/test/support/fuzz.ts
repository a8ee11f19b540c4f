import type { Fuzz } from '@crunchtools/mcp-core/testing';
import { words } from './fuzz-words.ts';
import { grammar } from './request-grammar.ts';
import { server } from './server.ts';

export const fuzz: Fuzz = {
  server,
  grammar,
  words,
  learned: {
    id: { pattern: /\\?"id\\?":"?(\d+)/gu, isNumber: true },
    version: { pattern: /\\?"version\\?":\\?"(r\d+-[0-9a-f]{16})/gu },
  },
  prologue: [
    ['list_posts', { limit: 50 }],
    ['get_post', { id: 5 }],
    ['list_media', {}],
    ['list_comments', {}],
  ],
  scope: 'post',
  inside: [
    'GET /wp-json/wp/v2/posts/5?context=edit&_fields=id%2Ctitle',
    'DELETE /wp-json/wp/v2/pages/12?_fields=id',
  ],
  outside: [
    'DELETE /wp-json/wp/v2/comments/1?force=true',
    'POST /wp-json/wp/v2/media/1/edit',
    'DELETE /wp-json/wp/v2/posts/5?force=true',
    'GET /wp-json/wp/v2/posts/0',
    'GET /wp-json/wp/v2/posts/5/../users',
    'POST /wp-json/wp/v2/users',
    'GET /wp-json/wp/v2/users/me/application-passwords',
    'POST /wp-json/wp/v2/users/1/application-passwords',
    'GET /wp-json/wp/v2/posts?search=a b',
    'POST /wp-json/wp/v2/plugins',
    'POST /index.php?rest_route=/',
  ],
  messages: 1_000,
};
