import type { TestedNetwork } from '@crunchtools/mcp-core/testing';
import { grammar } from './request-grammar.ts';
import { server } from './server.ts';

export const network: TestedNetwork = {
  server,
  grammar,
  hosts: { 'www.example.org': 'send' },
  urls: { 'www.example.org': /^\/(?:wp-json(?:\/wp\/v2\/|\?)|index\.php\?rest_route=)/u },
  tooLarge: 40,
  open: /^\/wp-json\?_fields=name%2Cnamespaces%2Cauthentication$|^\/index\.php\?rest_route=%2F&/u,
  read: ['get_post', { id: 5 }],
  requests: 60,
  writes: 15,
};
