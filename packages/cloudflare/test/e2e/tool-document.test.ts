import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { JsonObject } from '@crunchtools/mcp-core';
import { argumentsOf } from '@crunchtools/mcp-core/testing';
import type { CallToolResult, Client } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { features } from '../../src/main.ts';
import { examples } from '../support/examples.ts';
import { bundle, connectClient } from '../support/process.ts';
import { masked, type Transcript, toolDocument } from '../support/tool-document.ts';

const document = new URL('../../../../docs/tools.md', import.meta.url);
const tools = features.tools().tools();

let client: Client;

beforeAll(async () => {
  client = await connectClient();
});
afterAll(() => client.close());

async function call(name: string, args: JsonObject): Promise<unknown> {
  const { structuredContent, isError }: CallToolResult = await client.callTool({
    name,
    arguments: { ...args },
  });
  expect(isError ?? false, name).toBe(false);
  return structuredContent;
}

/** The call, and the same call approved where the first answer asks for it. */
async function transcriptsOf(name: string, args: JsonObject): Promise<readonly Transcript[]> {
  const answer = await call(name, args);
  const confirm: unknown = Reflect.get(Object(answer), 'confirm');
  if (typeof confirm !== 'string') return [{ args, answer }];
  const approved = { ...args, confirm };
  return [
    { args, answer },
    { args: approved, answer: await call(name, approved) },
  ];
}

async function apply(name: string, args: JsonObject): Promise<JsonObject> {
  const last = (await transcriptsOf(name, args)).at(-1)?.answer;
  return Object(last);
}

async function written(): Promise<string> {
  const transcripts = new Map<string, readonly Transcript[]>();
  for (const { name } of tools) {
    const args = await argumentsOf(examples[name] ?? {}, apply);
    transcripts.set(name, masked(await transcriptsOf(name, args)));
  }
  const { stdout: overview } = await promisify(execFile)(process.execPath, [bundle, 'tools', '--markdown']);
  return toolDocument(tools, transcripts, overview);
}

it('docs/tools.md is what the code says and the server answers (npm run docs rewrites it)', async () => {
  const current = await written();
  if (process.env['UPDATE_SNAPSHOTS'] === '1') await writeFile(document, current);
  expect((await readFile(document, 'utf8')).replaceAll('\r\n', '\n')).toBe(current);
});
