import { describeUnable } from '@crunchtools/mcp-core/testing';
import { server } from '../support/server.ts';

describeUnable({
  server,
  cases: [[[], {}, 'ACME_API_TOKEN is not set']],
  tools: ['list_notes', 'create_note'],
});
