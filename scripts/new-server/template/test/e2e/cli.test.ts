import { describeCommandLine } from '@crunchtools/mcp-core/testing';
import { server } from '../support/server.ts';

describeCommandLine({
  server,
  help: ['ACME_API_TOKEN'],
  tool: 'list_notes',
  doctor: ['Token: accepted', 'Permission Notes Read: for api.example.com'],
  missing: ['PROBLEM Token: ACME_API_TOKEN is not set'],
});
