// The AI SDK of Vercel: node schemas-vercel.mjs COMMAND ARGUMENTS…, one line of JSON on stdout. Run from its folder.
import process from 'node:process';
import { load } from './converse.mjs';
import { made } from './schemas.mjs';

const { createMCPClient } = await load('@ai-sdk/mcp');
const { Experimental_StdioMCPTransport: Stdio } = await load('@ai-sdk/mcp/mcp-stdio');

const [command, ...args] = process.argv.slice(2);
const client = await createMCPClient({ transport: new Stdio({ command, args, stderr: 'ignore' }) });
/** @type {readonly [string, { inputSchema: { jsonSchema: unknown } }][]} */
const tools = Object.entries(await client.tools());
const named = tools.map(([name, { inputSchema }]) => ({ name, inputSchema }));
process.stdout.write(`${JSON.stringify(made(named, ({ inputSchema }) => inputSchema.jsonSchema))}\n`);
await client.close();
