/**
 * Clients that programs are built with. Each script holds the same conversation and prints what it saw as one line of JSON.
 *
 * @typedef {object} Library
 * @property {string} title
 * @property {string} version
 * @property {'python' | 'npm' | 'go' | 'java' | 'rust'} kind
 * @property {readonly string[]} [packages] With versions; other kinds have a file of their own that locks them.
 * @property {string} script
 * @property {Readonly<Record<string, unknown>>} expected
 * @property {Readonly<Partial<Record<Scenario, string>>>} lacks What it cannot do, and why.
 *
 * @typedef {'asks' | 'prompt'} Scenario
 */

const done = { tools: 42, zones: 3, srv: 'applied', priority: [10], whole: true, undone: 'applied' };
const afterwards = { resource: true, after_cancel: 3 };
const person = { approved: 'applied', declined: 'refused' };
/** Nobody is asked, so the value of `confirm` is repeated. */
const digest = { asked: 'needs_confirmation', confirmed: 'applied' };

const whole = { ...done, ...person, ...afterwards, prompt: true };
const noPerson = { ...done, ...digest, ...afterwards, prompt: true };

/** @type {readonly Library[]} */
export const libraries = [
  {
    title: 'Python SDK',
    version: 'mcp 2.3.0',
    kind: 'python',
    packages: ['mcp==2.3.0'],
    script: 'python-mcp.py',
    expected: whole,
    lacks: {},
  },
  {
    title: 'TypeScript SDK, version 1',
    version: '@modelcontextprotocol/sdk 1.32.2',
    kind: 'npm',
    packages: ['@modelcontextprotocol/sdk@1.32.2'],
    script: 'typescript.mjs',
    expected: whole,
    lacks: {},
  },
  {
    title: 'Go SDK',
    version: 'go-sdk 1.8.0',
    kind: 'go',
    script: 'go/main.go',
    expected: whole,
    lacks: {},
  },
  {
    title: 'Java SDK',
    version: 'io.modelcontextprotocol.sdk:mcp 2.2.0',
    kind: 'java',
    script: 'java/Conversation.java',
    expected: whole,
    lacks: {},
  },
  {
    title: 'Rust SDK',
    version: 'rmcp 3.11.0',
    kind: 'rust',
    script: 'rust/src/main.rs',
    expected: whole,
    lacks: {},
  },
  {
    title: 'FastMCP',
    version: 'fastmcp 4.2.3',
    kind: 'python',
    packages: ['mcp==2.3.0', 'fastmcp==4.2.3'],
    script: 'fastmcp-client.py',
    expected: { ...whole, lost: [] },
    lacks: {},
  },
  {
    title: 'pydantic-ai',
    version: 'pydantic-ai-slim 2.68.0',
    kind: 'python',
    packages: ['mcp==2.3.0', 'fastmcp==4.2.3', 'pydantic-ai-slim[mcp,openai]==2.68.0'],
    script: 'pydantic-ai.py',
    expected: whole,
    lacks: {},
  },
  {
    title: 'LangChain for Python, in one session',
    version: 'langchain-mcp-adapters 0.3.2',
    kind: 'python',
    packages: ['langchain-mcp-adapters==0.3.2'],
    script: 'langchain-python.py',
    expected: whole,
    lacks: {},
  },
  {
    title: 'LangChain for JavaScript',
    version: '@langchain/mcp-adapters 1.1.4',
    kind: 'npm',
    packages: ['@langchain/mcp-adapters@1.1.4'],
    script: 'langchain.mjs',
    expected: noPerson,
    lacks: { asks: 'its adapters declare no elicitation' },
  },
  {
    title: 'OpenAI Agents for Python, strict schemas',
    version: 'openai-agents 0.24.0',
    kind: 'python',
    packages: ['openai-agents==0.24.0'],
    script: 'openai-agents.py',
    expected: noPerson,
    lacks: { asks: 'it has no elicitation' },
  },
  {
    title: 'OpenAI Agents for JavaScript, strict schemas',
    version: '@openai/agents 0.20.0',
    kind: 'npm',
    packages: ['@openai/agents@0.20.0'],
    script: 'openai-agents.mjs',
    expected: { ...done, ...digest, ...afterwards },
    lacks: { asks: 'it has no elicitation', prompt: 'it has no prompts' },
  },
  {
    title: 'AI SDK of Vercel',
    version: '@ai-sdk/mcp 2.0.99',
    kind: 'npm',
    packages: ['@ai-sdk/mcp@2.0.99'],
    script: 'vercel.mjs',
    expected: whole,
    lacks: {},
  },
];
