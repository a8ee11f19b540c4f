// LangChain's adapters: node langchain.mjs COMMAND ARGUMENTS…, one line of JSON on stdout. Run from their folder.
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { converse } from './short.mjs';

const require = createRequire(path.join(process.cwd(), 'package.json'));
const { MultiServerMCPClient } = await import(pathToFileURL(require.resolve('@langchain/mcp-adapters')).href);

const [command, ...args] = process.argv.slice(2);
const client = new MultiServerMCPClient({
  mcpServers: { cloudflare: { transport: 'stdio', command, args } },
});
/** @type {readonly { name: string, invoke: (args: object) => Promise<any> }[]} */
const tools = await client.getTools();
const seen = await converse(async (name, given) => {
  const answer = await tools.find((tool) => tool.name === name)?.invoke(given);
  return typeof answer === 'string'
    ? answer
    : [answer]
        .flat()
        .map((block) => block.text)
        .join('');
});
process.stdout.write(`${JSON.stringify({ tools: tools.length, ...seen })}\n`);
await client.close();
