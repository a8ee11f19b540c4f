// OpenAI's agents, strict: node schemas-openai-agents.mjs COMMAND ARGUMENTS…, one line of JSON on stdout. Run from their folder.
import process from 'node:process';
import { load } from './converse.mjs';
import { made } from './schemas.mjs';

const { MCPServerStdio, getAllMcpTools } = await load('@openai/agents');

const [command, ...args] = process.argv.slice(2);
const server = new MCPServerStdio({ name: 'cloudflare', command, args, timeout: 60_000 });
await server.connect();
/** @type {readonly { name: string, parameters: unknown }[]} */
const tools = await getAllMcpTools({ mcpServers: [server], convertSchemasToStrict: true });
process.stdout.write(`${JSON.stringify(made(tools, ({ parameters }) => parameters))}\n`);
await server.close();
