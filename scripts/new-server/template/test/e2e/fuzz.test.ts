import { describeFuzz } from '@crunchtools/mcp-core/testing';
import { grammar } from '../support/request-grammar.ts';
import { server } from '../support/server.ts';

describeFuzz({
  server,
  grammar,
  // Good values of the arguments whose schemas do not say enough.
  words: { valueOf: () => undefined, freeNames: ['text'], uris: ['acme://changes/../x'] },
  learned: {},
  prologue: [['list_notes', {}]],
  inside: ['GET /v1/notes'],
  outside: ['GET /v1/users', 'PATCH /v1/notes', 'GET /v1/notes?q=a b', 'GET /v1/notes/../users'],
  messages: 1_000,
});
