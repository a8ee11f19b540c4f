import type { Fuzz } from '@crunchtools/mcp-core/testing';
import { words } from './fuzz-words.ts';
import { grammar } from './request-grammar.ts';
import { server } from './server.ts';

const asked = 'GET /api.php?action=query&format=json';

export const fuzz: Fuzz = {
  server,
  grammar,
  words,
  learned: { revision: { pattern: /\\?"revision\\?":(\d+)/gu, isNumber: true } },
  prologue: [
    ['list_recent_changes', { limit: 50 }],
    ['list_revisions', { title: 'Compost' }],
  ],
  scope: 'main',
  inside: [`${asked}&titles=Beds&prop=revisions&rvprop=ids%7Ccontent`],
  outside: [
    'GET /api.php?action=logout',
    'GET /w/api.php?action=query',
    'GET /index.php?action=query',
    `${asked}&titles=a b`,
    `${asked}&titles=a&titles=b`,
    `${asked}&centralauthtoken=x`,
    'POST /api.php?action=edit',
  ],
  messages: 1_000,
};
