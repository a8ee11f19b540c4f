// The AI SDK of Vercel: node vercel.mjs COMMAND ARGUMENTS…, one line of JSON on stdout. Run from its folder.
import process from 'node:process';
import { converse, load, person, textOf } from './converse.mjs';

const { createMCPClient, ElicitationRequestSchema } = await load('@ai-sdk/mcp');
const { Experimental_StdioMCPTransport: Stdio } = await load('@ai-sdk/mcp/mcp-stdio');

const [command, ...args] = process.argv.slice(2);
const transport = new Stdio({ command, args, stderr: 'ignore' });
const client = await createMCPClient({ transport, capabilities: { elicitation: {} } });
client.onElicitationRequest(ElicitationRequestSchema, person());
const tools = await client.tools();
/** @param {string} name @param {object} given @param {AbortSignal} [abortSignal] */
const call = async (name, given, abortSignal) =>
  textOf((await tools[name].execute(given, { toolCallId: 'call', messages: [], abortSignal })).content);
await converse(Object.keys(tools).length, {
  call: (name, given) => call(name, given),
  asks: true,
  read: async (uri) => (await client.readResource({ uri })).contents[0].text,
  prompt: async (name, given) => (await client.getPrompt({ name, arguments: given })).messages,
  cancellable: call,
});
await client.close();
