import { rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { toolsIn } from './observe.mjs';
import { converse, install, reasonOf } from './sdk.mjs';

/**
 * What makes schemas for a model out of those of the server. Each script prints, by the name of the tool, the schema or why it is refused.
 *
 * @typedef {object} Converter
 * @property {string} title
 * @property {string} version
 * @property {'python' | 'npm'} kind
 * @property {readonly string[]} packages
 * @property {string} script
 * @property {string} [known] Why it refuses every schema of a server that closes its arguments.
 */

/** @type {readonly Converter[]} */
export const converters = [
  {
    title: 'OpenAI Agents for Python, strict',
    version: 'openai-agents 0.24.0',
    kind: 'python',
    packages: ['openai-agents==0.24.0'],
    script: 'schemas-openai-agents.py',
  },
  {
    title: 'OpenAI Agents for JavaScript, strict',
    version: '@openai/agents 0.20.0',
    kind: 'npm',
    packages: ['@openai/agents@0.20.0'],
    script: 'schemas-openai-agents.mjs',
  },
  {
    title: 'pydantic-ai for a model of OpenAI',
    version: 'pydantic-ai-slim 2.68.0',
    kind: 'python',
    packages: ['mcp==2.3.0', 'fastmcp==4.2.3', 'pydantic-ai-slim[mcp,openai]==2.68.0'],
    script: 'schemas-pydantic-ai.py',
  },
  {
    title: 'LangChain for Python',
    version: 'langchain-mcp-adapters 0.3.2',
    kind: 'python',
    packages: ['langchain-mcp-adapters==0.3.2'],
    script: 'schemas-langchain.py',
  },
  {
    title: 'Gemini, for Python',
    version: 'google-genai 3.6.1',
    kind: 'python',
    packages: ['mcp==2.3.0', 'google-genai==3.6.1'],
    script: 'schemas-google-genai.py',
    known: 'it reads no `additionalProperties` that is true or false',
  },
  {
    title: 'Gemini, for JavaScript',
    version: '@google/genai 2.32.0',
    kind: 'npm',
    packages: ['@google/genai@2.32.0', '@modelcontextprotocol/sdk@1.32.2'],
    script: 'schemas-google-genai.mjs',
  },
  {
    title: 'Anthropic, for Python',
    version: 'anthropic 2.14.0',
    kind: 'python',
    packages: ['mcp==2.3.0', 'anthropic==2.14.0'],
    script: 'schemas-anthropic.py',
  },
  {
    title: 'Anthropic, for JavaScript',
    version: '@anthropic-ai/sdk 1.14.0',
    kind: 'npm',
    packages: ['@anthropic-ai/sdk@1.14.0', '@modelcontextprotocol/sdk@1.32.2'],
    script: 'schemas-anthropic.mjs',
  },
  {
    title: 'AI SDK of Vercel',
    version: '@ai-sdk/mcp 2.0.99',
    kind: 'npm',
    packages: ['@ai-sdk/mcp@2.0.99'],
    script: 'schemas-vercel.mjs',
  },
];

export const converterColumns = [
  'Converter',
  'Version',
  'Schemas',
  'Word for word',
  'Refused',
  'Open objects that it closes',
];

/** @param {unknown} value @param {string} name @returns {unknown} */
const at = (value, name) =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/**
 * The places where ours takes any member, and theirs none beyond those it names.
 *
 * @param {unknown} ours
 * @param {unknown} theirs
 * @param {string} place
 * @returns {readonly string[]}
 */
export function closedIn(ours, theirs, place) {
  if (typeof ours !== 'object' || ours === null) return [];
  const open = at(ours, 'type') === 'object' && at(ours, 'additionalProperties') !== false;
  const here = open && at(theirs, 'additionalProperties') === false ? [place] : [];
  // Strict schemas of OpenAI have no `oneOf`.
  const named = (/** @type {string} */ name) =>
    at(theirs, name) ?? (name === 'oneOf' ? at(theirs, 'anyOf') : undefined);
  const inside = Object.entries(ours).flatMap(([name, value]) =>
    closedIn(value, named(name), `${place}.${name}`),
  );
  return [...here, ...inside];
}

/**
 * @param {readonly unknown[]} tools As the server lists them.
 * @param {Readonly<Record<string, unknown>>} made As a script prints it.
 */
export function judged(tools, made) {
  const pairs = tools.map((tool) => {
    const name = String(at(tool, 'name'));
    return { name, ours: at(tool, 'inputSchema'), theirs: at(made[name], 'schema') };
  });
  const taken = pairs.filter(({ theirs }) => theirs !== undefined);
  return {
    tools: tools.length,
    same: taken.filter(({ ours, theirs }) => isDeepStrictEqual(ours, theirs)).length,
    refused: pairs.filter(({ theirs }) => theirs === undefined).map(({ name }) => name),
    closed: taken.flatMap(({ name, ours, theirs }) => closedIn(ours, theirs, name)),
  };
}

/** @param {readonly string[]} found */
const names = (found) => (found.length === 0 ? 'none' : found.join(', '));

/**
 * Runs one and says what the table of converters holds of it.
 *
 * @param {Converter} converter
 * @param {string} folder
 * @param {readonly string[]} server
 */
export async function converted(converter, folder, server) {
  const { title, version, known } = converter;
  const command = await install(converter, folder).catch(reasonOf);
  if (typeof command === 'string') return { cells: [title, version, command, '', '', ''], works: true };
  const wire = path.join(folder, 'wire.jsonl');
  await rm(wire, { force: true });
  const tee = [process.execPath, fileURLToPath(new URL('tee.cjs', import.meta.url)), wire, ...server];
  const made = await converse(command, folder, tee).catch((error) => ({ error: String(error) }));
  const { tools, same, refused, closed } = judged(toolsIn(wire), made);
  const all = known !== undefined && refused.length === tools;
  return {
    cells: [
      title,
      version,
      String(tools),
      String(same),
      all ? `all: ${known}` : names(refused),
      names(closed),
    ],
    works: tools > 0 && closed.length === 0 && (all || (refused.length === 0 && known === undefined)),
  };
}
