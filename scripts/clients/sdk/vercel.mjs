// The AI SDK of Vercel: node vercel.mjs COMMAND ARGUMENTS…, one line of JSON on stdout. Run from its folder.
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { converse } from './short.mjs';

const require = createRequire(path.join(process.cwd(), 'package.json'));
const load = (/** @type {string} */ name) => import(pathToFileURL(require.resolve(name)).href);
const { createMCPClient } = await load('@ai-sdk/mcp');
const { Experimental_StdioMCPTransport: Stdio } = await load('@ai-sdk/mcp/mcp-stdio');

const [command, ...args] = process.argv.slice(2);
const client = await createMCPClient({ transport: new Stdio({ command, args, stderr: 'ignore' }) });
const tools = await client.tools();
const seen = await converse(async (name, given) => {
  const { content } = await tools[name].execute(given, { toolCallId: 'call', messages: [] });
  return content.map((/** @type {{ text: string }} */ { text }) => text).join('');
});
process.stdout.write(`${JSON.stringify({ tools: Object.keys(tools).length, ...seen })}\n`);
await client.close();
