import type { TestedNetwork } from '@crunchtools/mcp-core/testing';
import { grammar } from './request-grammar.ts';
import { server } from './server.ts';

export const network: TestedNetwork = {
  server,
  grammar,
  hosts: { 'wiki.example.org': 'send' },
  urls: { 'wiki.example.org': /^\/api\.php(?:\?|$)/u },
  tooLarge: 40,
  open: /meta=siteinfo&siprop=general&/u,
  read: ['get_page', { title: 'Watering' }],
  requests: 40,
  writes: 10,
};
