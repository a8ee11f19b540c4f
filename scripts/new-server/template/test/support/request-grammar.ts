import type { RequestGrammar } from '@crunchtools/mcp-core/testing';

/** Every request that this server may ever send, written from the reference of the service, not from the code that sends them. */
export const grammar: RequestGrammar = {
  requests: [
    { methods: 'GET POST', path: '/v1/notes' },
    { methods: 'GET DELETE', path: '/v1/notes/{id}' },
  ],
  parts: { id: '[0-9a-f-]{36}' },
  isWrite: ({ method }) => method !== 'GET',
};
