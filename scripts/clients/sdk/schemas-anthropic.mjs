// Anthropic's SDK: node schemas-anthropic.mjs COMMAND ARGUMENTS…, one line of JSON on stdout. Run from its folder.
import process from 'node:process';
import { load } from './converse.mjs';
import { made } from './schemas.mjs';

const { mcpTool } = await load('@anthropic-ai/sdk/helpers/beta/mcp');
const { Client } = await load('@modelcontextprotocol/sdk/client/index.js');
const { StdioClientTransport } = await load('@modelcontextprotocol/sdk/client/stdio.js');

const [command, ...args] = process.argv.slice(2);
const client = new Client({ name: 'converter', version: '1.0.0' });
await client.connect(new StdioClientTransport({ command, args, stderr: 'ignore' }));
/** @type {{ tools: readonly { name: string }[] }} */
const { tools } = await client.listTools();
process.stdout.write(`${JSON.stringify(made(tools, (tool) => mcpTool(tool, client).input_schema))}\n`);
await client.close();
