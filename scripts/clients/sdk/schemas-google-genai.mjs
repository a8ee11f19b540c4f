// Function declarations for Gemini: node schemas-google-genai.mjs COMMAND ARGUMENTS…, one line of JSON on stdout. Run from its folder.
import process from 'node:process';
import { load } from './converse.mjs';
import { made } from './schemas.mjs';

const { mcpToTool } = await load('@google/genai');
const { Client } = await load('@modelcontextprotocol/sdk/client/index.js');
const { StdioClientTransport } = await load('@modelcontextprotocol/sdk/client/stdio.js');

const [command, ...args] = process.argv.slice(2);
const client = new Client({ name: 'converter', version: '1.0.0' });
await client.connect(new StdioClientTransport({ command, args, stderr: 'ignore' }));
/** @type {readonly { name: string, parametersJsonSchema: unknown }[]} */
const declared = (await (await mcpToTool(client)).tool()).functionDeclarations;
process.stdout.write(`${JSON.stringify(made(declared, (each) => each.parametersJsonSchema))}\n`);
await client.close();
