// OpenAI's agents with strict schemas: node openai-agents.mjs COMMAND ARGUMENTS…, one line of JSON on stdout.
import process from 'node:process';
import { converse, load, textOf } from './converse.mjs';

const { MCPServerStdio, RunContext, getAllMcpTools } = await load('@openai/agents');

const [command, ...args] = process.argv.slice(2);
const server = new MCPServerStdio({ name: 'cloudflare', command, args, timeout: 60_000 });
await server.connect();
/** @type {readonly { name: string, invoke: (context: object, input: string, details?: object) => Promise<any> }[]} */
const tools = await getAllMcpTools({ mcpServers: [server], convertSchemasToStrict: true });
/** @param {string} name @param {object} given @param {AbortSignal} [signal] */
const call = async (name, given, signal) => {
  const tool = tools.find((each) => each.name === name);
  return textOf(await tool?.invoke(new RunContext(), JSON.stringify(given), { signal }));
};
await converse(tools.length, {
  call: (name, given) => call(name, given),
  read: async (uri) => textOf((await server.readResource(uri)).contents),
  cancellable: call,
});
await server.close();
