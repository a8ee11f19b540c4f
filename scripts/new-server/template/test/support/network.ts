import type { TestedNetwork } from '@crunchtools/mcp-core/testing';
import { grammar } from './request-grammar.ts';
import { server } from './server.ts';

export const network: TestedNetwork = {
  server,
  grammar,
  hosts: { 'api.example.com': 'send' },
  urls: { 'api.example.com': /^\/v1\//u },
  tooLarge: 12,
  read: ['list_notes', {}],
  requests: 3,
  writes: 1,
};
