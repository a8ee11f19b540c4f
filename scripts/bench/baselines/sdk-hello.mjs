// A server with one tool, as the SDK's first example makes it.
import { McpServer } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import * as z from 'zod';

const server = new McpServer({ name: 'hello', version: '1' });
server.registerTool(
  'hello',
  { title: 'Hello', description: 'Says hello.', inputSchema: z.object({ name: z.string() }) },
  ({ name }) => ({ content: [{ type: 'text', text: `Hello, ${name}` }] }),
);
void server.connect(new StdioServerTransport());
