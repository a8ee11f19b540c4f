// LangChain's adapters: node langchain.mjs COMMAND ARGUMENTS…, one line of JSON on stdout. Run from their folder.
import process from 'node:process';
import { converse, load, textOf } from './converse.mjs';

const { MultiServerMCPClient } = await load('@langchain/mcp-adapters');

const [command, ...args] = process.argv.slice(2);
const client = new MultiServerMCPClient({
  mcpServers: { cloudflare: { transport: 'stdio', command, args } },
});
/** @type {readonly { name: string, invoke: (args: object, options?: object) => Promise<any> }[]} */
const tools = await client.getTools();
/** @param {string} name @param {object} given @param {AbortSignal} [signal] */
const call = async (name, given, signal) =>
  textOf(await tools.find((tool) => tool.name === name)?.invoke(given, { signal }));
const inside = await client.getClient('cloudflare');
await converse(tools.length, {
  call: (name, given) => call(name, given),
  read: async (uri) => (await client.readResource('cloudflare', uri))[0].text,
  prompt: async (name, given) => (await inside.getPrompt({ name, arguments: given })).messages,
  cancellable: call,
});
await client.close();
