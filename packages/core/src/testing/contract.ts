import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import process from 'node:process';
import type { CallToolResult, Client, Tool as ListedTool } from '@modelcontextprotocol/client';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/client/validators/ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chartKey, chartLimits } from '../call/present.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { Tool, ToolTrial } from '../tool/define.ts';
import { revealed } from '../untrusted/neutralise.ts';
import { neighbourProblems, outputProblems, readVerbs, tokensIn, toolProblems, writeVerbs } from './rules.ts';
import { argumentsOf, seenInPage } from './tool-document.ts';

/** Tools that core brings along; they have no file in a server's directory. */
const coreTools: readonly string[] = ['list_changes', 'undo_change'];

const verbs = new Set([...readVerbs, ...writeVerbs]);

/** How a file defines a tool: by core's functions, or by a server's own that are called alike. */
const definition = /^export const \w+(?:: [^=\n]+)? = define\w*(?:Read|Write)(?:<|\()/mu;

/**
 * The names of the tools that have a file `<toolset>/<kebab-case-name>.ts` under a directory: one that begins with a verb, or that
 * defines a tool, so that one with a verb of its own is noticed. Another is a piece that tools share.
 */
export async function toolsInDirectory(directory: URL): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const names: string[] = [];
  for (const entry of entries) {
    if (!entry.isFile() || !/^[a-z0-9-]+\.ts$/u.test(entry.name)) continue;
    const name = basename(entry.name, '.ts').replaceAll('-', '_');
    const hasVerb = verbs.has(name.split('_')[0] ?? '') && name.includes('_');
    const text = hasVerb ? '' : await readFile(join(entry.parentPath, entry.name), 'utf8');
    if (hasVerb || definition.test(text)) names.push(name);
  }
  return names;
}

/** A committed copy of something, one JSON file each; how the file is formatted does not count. */
export class Snapshots {
  readonly #directory: URL;
  /** Set by whoever means the difference, and then reviews it as a change of the file. */
  readonly #rewrite = process.env['UPDATE_SNAPSHOTS'] === '1';

  constructor(directory: URL) {
    this.#directory = new URL(directory.href.endsWith('/') ? directory.href : `${directory.href}/`);
  }

  /**
   * The copy of a value, `undefined` when there is none. Under `UPDATE_SNAPSHOTS=1` the file is written first,
   * unless it holds an equal value.
   */
  async copyOf(name: string, value: unknown): Promise<unknown> {
    const kept = await this.#read(name);
    if (!this.#rewrite || JSON.stringify(kept) === JSON.stringify(value)) return kept;
    await mkdir(this.#directory, { recursive: true });
    await writeFile(this.#file(name), `${JSON.stringify(value, null, 2)}\n`);
    return this.#read(name);
  }

  async #read(name: string): Promise<unknown> {
    try {
      return JSON.parse(await readFile(this.#file(name), 'utf8'));
    } catch {
      return undefined;
    }
  }

  #file(name: string): URL {
    return new URL(`${encodeURIComponent(name)}.json`, this.#directory);
  }
}

export interface ServerContract {
  readonly title: string;
  /** Starts the real process, as users run it, and connects a client. */
  start(): Promise<{ readonly client: Client; close(): Promise<void> }>;
  /** The whole output schemas: clients may be shown less. */
  readonly tools: readonly (Pick<Tool<never>, 'name' | 'output' | 'chart'> & ToolTrial)[];
  /** Holds one file for each tool: `<feature>/<kebab-case-name>.ts`. */
  readonly toolDirectory: URL;
  /** The page that shows each tool as clients see it, and what it costs: see `describeToolDocument`. */
  readonly document: URL;
  /** What the listing of all tools may cost. */
  readonly mostTokens?: number;
  /** A real service takes its time: each tool is called with its example. What asks no service is tried on the sandbox. */
  readonly isReal?: true;
}

/**
 * Registers the tests that every server built on core has to pass: what its tools look like to clients, that they
 * refuse what they do not know, and that their answers are what their schemas promise. Does not test what a tool
 * does to the service behind it.
 */
export function describeServerContract(contract: ServerContract): void {
  describe(contract.title, () => {
    const probe = new Probe(contract);
    beforeAll(() => probe.start());
    afterAll(() => probe.close());
    const names = contract.tools.map(({ name }) => name);
    if (contract.isReal) {
      describe.each(names)('%s', (name) => describeAnswer(probe, name));
      return;
    }
    describeCatalog(contract, probe);
    if (contract.mostTokens !== undefined) describeTokens(contract.mostTokens, probe);
    describe.each(names)('%s', (name) => {
      describeTool(contract, probe, name);
      describeCall(probe, name);
      describeAnswer(probe, name);
      describeHostile(probe, name);
    });
  });
}

function describeCatalog({ toolDirectory, tools }: ServerContract, probe: Probe): void {
  it('lists every tool that has a file, and no other', async () => {
    const expected = [...(await toolsInDirectory(toolDirectory)), ...coreTools];
    expect(probe.names.toSorted()).toEqual(expected.toSorted());
  });

  it('offers the tools that it is compared with', () => {
    expect(tools.map(({ name }) => name).toSorted()).toEqual(probe.names.toSorted());
  });

  it('tells each tool from the others where descriptions are cut', () => {
    expect(neighbourProblems(probe.tools)).toEqual([]);
  });

  it('shows each tool once, and in the same order every time', async () => {
    expect(new Set(probe.names).size).toBe(probe.names.length);
    expect(await probe.list()).toEqual(probe.tools);
  });
}

/** More tools are no reason for longer ones. */
const mostOnAverage = 300;

/** Every conversation pays for the listing before its first word. Counted as o200k, of the JSON that clients get. */
function describeTokens(most: number, probe: Probe): void {
  it(`costs at most ${most} tokens in all, and ${mostOnAverage} on average`, () => {
    const all = tokensIn(probe.tools);
    expect(all).toBeLessThanOrEqual(most);
    expect(all / probe.tools.length).toBeLessThanOrEqual(mostOnAverage);
  });
}

function describeTool({ document, tools }: ServerContract, probe: Probe, name: string): void {
  it('keeps the rules of tools', () => {
    expect(toolProblems(probe.tool(name))).toEqual([]);
  });

  it('answers no text of which nobody can tell who wrote it', () => {
    const output = tools.find((tool) => tool.name === name)?.output;
    expect(output === undefined ? ['its output schema was not given'] : outputProblems(output)).toEqual([]);
  });

  it('is to clients as the page about tools shows it (npm run docs rewrites it)', async () => {
    expect(probe.tool(name)).toEqual(await seenInPage(document, name));
  });
}

function describeCall(probe: Probe, name: string): void {
  it('refuses an argument that it does not know', async () => {
    const args = await probe.exampleOf(name);
    const { isError, content } = await probe.call(name, { ...args, no_such_argument: 1 });
    expect(isError).toBe(true);
    expect(JSON.stringify(content)).toContain('no_such_argument');
  });

  it('takes no notice of wait_for_previous, which Gemini CLI adds to every tool', async () => {
    const args = await probe.exampleOf(name);
    const dryRun = probe.tool(name).annotations?.readOnlyHint === true ? {} : { dry_run: true };
    const { isError } = await probe.call(name, { ...args, ...dryRun, wait_for_previous: true });
    expect(isError ?? false).toBe(false);
    const similar = await probe.call(name, { ...args, ...dryRun, wait_for_next: true });
    expect(similar.isError).toBe(true);
  });

  it('shows no hidden character of an argument that it refuses', async () => {
    const answer = await probe.call(name, { 'zone\u{202e}\u{1b}[2J\u{e0041}': 1 });
    expect(answer.isError).toBe(true);
    expect(JSON.stringify(answer)).not.toMatch(/[\u{202e}\u{1b}\u{e0041}]|\\u001b/u);
  });

  it('plans its example under dry_run and writes nothing, or has nothing to plan', async () => {
    const answer = await probe.call(name, { ...(await probe.exampleOf(name)), dry_run: true });
    const reads = probe.tool(name).annotations?.readOnlyHint === true;
    expect(answer.isError ?? false).toBe(reads);
    expect(answer.structuredContent).toEqual(
      reads ? undefined : expect.objectContaining({ status: 'planned', changes: expect.any(Array) }),
    );
    expect(answer.structuredContent ?? {}).not.toHaveProperty('change_id');
  });
}

function describeAnswer(probe: Probe, name: string): void {
  it('answers its example as its output schema says, in data and in text alike', async () => {
    const args = await probe.exampleOf(name);
    const answer = await probe.call(name, args);
    expectPromised(probe, name, answer);
    const confirm = confirmationIn(answer);
    if (confirm !== undefined) expectPromised(probe, name, await probe.call(name, { ...args, confirm }));
  });
}

function describeHostile(probe: Probe, name: string): void {
  it('refuses its hostile example as wrong arguments, and shows nothing of it that is hidden', async () => {
    const answer = await probe.call(name, probe.trialOf(name).hostile);
    expect(answer.isError).toBe(true);
    expect(JSON.stringify(answer)).toContain('invalid_input');
    expect(JSON.stringify(answer)).toBe(revealed(JSON.stringify(answer)));
  });
}

function expectPromised(probe: Probe, name: string, answer: CallToolResult): void {
  expect(answer.isError ?? false).toBe(false);
  expect(probe.schemaProblem(name, answer.structuredContent)).toBeUndefined();
  const [block, ...others] = answer.content;
  expect(block).toEqual({ type: 'text', text: expect.any(String) });
  expect(others).toEqual([]);
  expectChart(probe.hasChart(name), answer._meta?.[chartKey]);
  expect(block?.type === 'text' && JSON.parse(block.text)).toEqual(answer.structuredContent);
}

/** A chart is beside the answer, where no client shows it to a model. */
function expectChart(hasChart: boolean, chart: unknown): void {
  expect(chart).toEqual(hasChart ? expect.any(String) : undefined);
  if (typeof chart !== 'string') return;
  const lines = chart.split('\n');
  expect(lines.length).toBeLessThanOrEqual(chartLimits.lines);
  for (const line of lines) {
    expect(Array.from(line).length).toBeLessThanOrEqual(chartLimits.columns);
    expect(revealed(line)).toBe(line);
  }
}

/** The digest of an answer that asks for approval. */
function confirmationIn({ structuredContent: answer }: CallToolResult): string | undefined {
  if (!isJsonObject(answer) || answer['status'] !== 'needs_confirmation') return undefined;
  return typeof answer['confirm'] === 'string' ? answer['confirm'] : undefined;
}

/** One running server under test. */
class Probe {
  readonly #contract: ServerContract;
  readonly #validator = new AjvJsonSchemaValidator();
  #connection: Awaited<ReturnType<ServerContract['start']>> | undefined;
  tools: readonly ListedTool[] = [];

  constructor(contract: ServerContract) {
    this.#contract = contract;
  }

  async start(): Promise<void> {
    this.#connection = await this.#contract.start();
    this.tools = await this.list();
  }

  async close(): Promise<void> {
    await this.#connection?.close();
  }

  get names(): readonly string[] {
    return this.tools.map(({ name }) => name);
  }

  hasChart(name: string): boolean {
    return this.#contract.tools.find((tool) => tool.name === name)?.chart !== undefined;
  }

  tool(name: string): ListedTool {
    const tool = this.tools.find((candidate) => candidate.name === name);
    if (tool === undefined) throw new Error(`the server offers no ${name}`);
    return tool;
  }

  async list(): Promise<readonly ListedTool[]> {
    return (await this.#client().listTools()).tools;
  }

  call(name: string, args: JsonObject): Promise<CallToolResult> {
    return this.#client().callTool({ name, arguments: { ...args } });
  }

  trialOf(name: string): ToolTrial {
    const trial = this.#contract.tools.find((tool) => tool.name === name);
    if (trial === undefined) throw new Error(`the contract has no ${name}`);
    return trial;
  }

  async exampleOf(name: string): Promise<JsonObject> {
    const { example } = this.trialOf(name);
    return argumentsOf(example, (tool, args) => this.#apply(tool, args));
  }

  schemaProblem(name: string, answer: unknown): string | undefined {
    const { $schema: _, ...schema } = this.tool(name).outputSchema ?? {};
    const result = this.#validator.getValidator(schema)(answer);
    if (!result.valid) return result.errorMessage;
    const whole = this.#contract.tools.find((tool) => tool.name === name)?.output.safeParse(answer);
    return whole?.success === true ? undefined : `the whole schema: ${whole?.error.message ?? 'not given'}`;
  }

  async #apply(name: string, args: JsonObject): Promise<JsonObject> {
    const first = await this.call(name, args);
    const confirm = confirmationIn(first);
    const { structuredContent } = confirm === undefined ? first : await this.call(name, { ...args, confirm });
    return isJsonObject(structuredContent) ? structuredContent : {};
  }

  #client(): Client {
    if (this.#connection === undefined) throw new Error('the server has not been started');
    return this.#connection.client;
  }
}
