import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { npm } from '../npm.mjs';

/**
 * Clients that programs are built with. Each script prints what it saw as one line of JSON.
 *
 * @typedef {object} SdkClient
 * @property {string} title
 * @property {string} version
 * @property {'python' | 'npm'} kind
 * @property {readonly string[]} packages With versions.
 * @property {string} script
 * @property {Readonly<Record<string, unknown>>} expected
 */

const conversation = {
  tools: 32,
  zones: 3,
  approved: 'applied',
  declined: 'refused',
  srv: 'planned',
  undone: 'applied',
  resource: true,
  prompt: true,
  after_cancel: 3,
};

/** With libraries that agents are made with: nobody is asked, so the value of `confirm` is repeated. */
const short = {
  tools: 32,
  zones: 3,
  asked: 'needs_confirmation',
  confirmed: 'applied',
  srv: 'applied',
  priority: [10],
  whole: true,
};

/** @type {readonly SdkClient[]} */
export const sdkClients = [
  {
    title: 'Python SDK',
    version: 'mcp 2.3.0',
    kind: 'python',
    packages: ['mcp==2.3.0'],
    script: 'python-mcp.py',
    expected: { revision: '2026-07-28', ...conversation },
  },
  {
    title: 'TypeScript SDK, version 1',
    version: '@modelcontextprotocol/sdk 1.32.2',
    kind: 'npm',
    packages: ['@modelcontextprotocol/sdk@1.32.2'],
    script: 'typescript-v1.mjs',
    expected: { revision: 'handshake', ...conversation },
  },
  {
    title: 'FastMCP, typed answers',
    version: 'fastmcp 4.2.3',
    kind: 'python',
    packages: ['mcp==2.3.0', 'fastmcp==4.2.3'],
    script: 'typed-answers.py',
    expected: {
      tools: 32,
      marks: true,
      kept: ['confirm', 'reasons', 'next_step', 'untrusted', 'about_untrusted', 'changes'],
      confirmed: 'applied',
    },
  },
  {
    title: 'pydantic-ai, arguments for a model of OpenAI',
    version: 'pydantic-ai-slim 2.68.0',
    kind: 'python',
    packages: ['mcp==2.3.0', 'pydantic-ai-slim[mcp,openai]==2.68.0'],
    script: 'open-objects.py',
    expected: { tools: 32, closed: [] },
  },
  {
    title: 'pydantic-ai, its toolset',
    version: 'pydantic-ai-slim 2.68.0',
    kind: 'python',
    packages: ['mcp==2.3.0', 'fastmcp==4.2.3', 'pydantic-ai-slim[mcp,openai]==2.68.0'],
    script: 'pydantic-ai.py',
    expected: short,
  },
  {
    title: 'LangChain for Python, in one session',
    version: 'langchain-mcp-adapters 0.3.2',
    kind: 'python',
    packages: ['langchain-mcp-adapters==0.3.2'],
    script: 'langchain-python.py',
    expected: short,
  },
  {
    title: 'OpenAI Agents for Python, strict schemas',
    version: 'openai-agents 0.24.0',
    kind: 'python',
    packages: ['openai-agents==0.24.0'],
    script: 'openai-agents.py',
    expected: short,
  },
  {
    title: 'AI SDK of Vercel',
    version: '@ai-sdk/mcp 2.0.99',
    kind: 'npm',
    packages: ['@ai-sdk/mcp@2.0.99'],
    script: 'vercel.mjs',
    expected: short,
  },
  {
    title: 'LangChain for JavaScript',
    version: '@langchain/mcp-adapters 1.1.4',
    kind: 'npm',
    packages: ['@langchain/mcp-adapters@1.1.4'],
    script: 'langchain.mjs',
    expected: short,
  },
];

const run = promisify(execFile);
const scripts = fileURLToPath(new URL('./sdk/', import.meta.url));

/**
 * Installs what one needs into a folder of its own, unless it is there.
 *
 * @param {SdkClient} client
 * @param {string} folder
 * @returns {Promise<string>} The program that runs its script.
 * @throws {Error} where the packages cannot be had.
 */
export async function install({ kind, packages }, folder) {
  await mkdir(folder, { recursive: true });
  if (kind === 'npm') {
    await writeFile(path.join(folder, 'package.json'), '{"private": true}\n');
    await npm(['install', '--no-audit', '--no-fund', ...packages], { cwd: folder });
    return process.execPath;
  }
  const python = path.join(folder, 'bin/python');
  if (!existsSync(python)) await run('python3', ['-m', 'venv', folder], { timeout: 120_000 });
  await run(python, ['-m', 'pip', 'install', '--quiet', ...packages], { timeout: 300_000 });
  return python;
}

/**
 * What one saw of a server.
 *
 * @param {SdkClient} client
 * @param {{ program: string, folder: string, server: readonly string[] }} setting
 * @returns {Promise<unknown>}
 */
export async function converse({ script }, { program, folder, server }) {
  const { stdout } = await run(program, [path.join(scripts, script), ...server], {
    cwd: folder,
    timeout: 110_000,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
