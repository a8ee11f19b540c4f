// The client of the TypeScript SDK, version 1: node typescript.mjs COMMAND ARGUMENTS…, one line of JSON on stdout.
import process from 'node:process';
import { converse, load, person, textOf } from './converse.mjs';

const { Client } = await load('@modelcontextprotocol/sdk/client/index.js');
const { StdioClientTransport } = await load('@modelcontextprotocol/sdk/client/stdio.js');
const { ElicitRequestSchema } = await load('@modelcontextprotocol/sdk/types.js');

const [command, ...args] = process.argv.slice(2);
const client = new Client({ name: 'lab', version: '1' }, { capabilities: { elicitation: {} } });
const answer = person();
client.setRequestHandler(ElicitRequestSchema, async () => answer());
await client.connect(new StdioClientTransport({ command, args, stderr: 'ignore' }));
const { tools } = await client.listTools();
/** @param {string} name @param {object} given @param {AbortSignal} [signal] */
const call = async (name, given, signal) =>
  textOf((await client.callTool({ name, arguments: given }, undefined, { signal })).content.slice(0, 1));
await converse(tools.length, {
  call: (name, given) => call(name, given),
  asks: true,
  read: async (uri) => (await client.readResource({ uri })).contents[0].text,
  prompt: async (name, given) => (await client.getPrompt({ name, arguments: given })).messages,
  cancellable: call,
});
await client.close();
