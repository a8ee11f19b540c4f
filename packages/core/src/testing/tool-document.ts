import { mkdir, readFile, writeFile } from 'node:fs/promises';
import process from 'node:process';
import type { CallToolResult, Client, Tool as ListedTool } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { Apply, Tool, ToolTrial } from '../tool/define.ts';
import { tokensIn } from './rules.ts';

/** A call that was made, and what the server said to it. */
interface Transcript {
  readonly args: Readonly<Record<string, unknown>>;
  readonly answer: unknown;
}

type Described = Omit<Tool<never>, 'run'>;

/** The page that describes the tools of a server, and holds what clients see of them. */
export interface ToolDocument {
  /** The page. `UPDATE_SNAPSHOTS=1`, which `npm run docs` sets, rewrites it. */
  readonly file: URL;
  readonly tools: readonly Described[];
  /** Starts the real process on its sandbox, and connects a client. */
  start(): Promise<{ readonly client: Client; close(): Promise<void> }>;
  /** What the command `tools --markdown` prints. */
  readonly overview?: () => Promise<string>;
  /** The option that limits scopes, without dashes, and what one scope is called: `zones`, `zone`. */
  readonly scopes?: { readonly option: string; readonly one: string };
  /** What is to be known before the first tool, as paragraphs. */
  readonly notes?: readonly string[];
  /** What arguments mean that need no description in the schema of each tool. */
  readonly usual?: Readonly<Record<string, string>>;
}

/**
 * Registers the test that the page is what the code says and the running server answers: descriptions, arguments,
 * costs, what clients see, and every example with its answer.
 */
export function describeToolDocument(document: ToolDocument): void {
  let connection: Awaited<ReturnType<ToolDocument['start']>>;
  beforeAll(async () => {
    connection = await document.start();
  });
  afterAll(() => connection.close());

  it('the page about tools is what the code says and the server answers (npm run docs rewrites it)', async () => {
    const written = await pageOf(document, connection.client);
    if (process.env['UPDATE_SNAPSHOTS'] === '1') await rewrite(document.file, written);
    expect(await pageAt(document.file)).toBe(written);
  });
}

async function rewrite(file: URL, text: string): Promise<void> {
  await mkdir(new URL('./', file), { recursive: true });
  await writeFile(file, text);
}

/** The arguments of an example, found by calls where it needs some. */
export async function argumentsOf(example: ToolTrial['example'], apply: Apply): Promise<JsonObject> {
  return typeof example === 'function' ? example(apply) : example;
}

/** The page as it is; empty when there is none yet. */
async function pageAt(file: URL): Promise<string> {
  return (await readFile(file, 'utf8').catch(() => '')).replaceAll('\r\n', '\n');
}

/** How the page shows what clients see of a tool. `undefined` where it has nothing of it. */
export async function seenInPage(file: URL, name: string): Promise<unknown> {
  const page = await pageAt(file);
  const found = page.split(/^### /mu).find((part) => part.startsWith(`${name}\n`));
  const [, json] = found?.split(`${seenByClients}\n\n\`\`\`json\n`) ?? [];
  return json === undefined ? undefined : JSON.parse(json.split('\n```')[0] ?? '');
}

const seenByClients = '<summary>As clients see it</summary>';

async function pageOf(document: ToolDocument, client: Client): Promise<string> {
  const { tools: listed } = await client.listTools();
  const transcripts = new Map<string, readonly Transcript[]>();
  for (const { name, example } of document.tools) {
    const apply: Apply = async (tool, args) =>
      Object((await transcriptsOf(client, tool, args)).at(-1)?.answer);
    const args = await argumentsOf(example, apply);
    transcripts.set(name, masked(await transcriptsOf(client, name, args)));
  }
  return toolDocument(document, listed, transcripts, await document.overview?.());
}

/** The call, and the same call approved where the first answer asks for it. */
async function transcriptsOf(client: Client, name: string, args: JsonObject): Promise<readonly Transcript[]> {
  const answer = await answerOf(client, name, args);
  const confirm = isJsonObject(answer) ? answer['confirm'] : undefined;
  if (confirm === undefined) return [{ args, answer }];
  const approved = { ...args, confirm };
  return [
    { args, answer },
    { args: approved, answer: await answerOf(client, name, approved) },
  ];
}

async function answerOf(client: Client, name: string, args: JsonObject): Promise<unknown> {
  const { structuredContent, isError }: CallToolResult = await client.callTool({
    name,
    arguments: { ...args },
  });
  expect(isError ?? false, name).toBe(false);
  return structuredContent;
}

const introduction = `# Tools

Written by \`npm run docs\` from the code; the test that runs it fails when this page is not current. Each example was executed against
the simulated account of \`--sandbox\`. Random values are masked, and long lists cut, which \`…\` says.`;

const rules = `Every tool that changes something takes \`dry_run\`, which only shows the plan, and \`confirm\`, which
approves a plan that an earlier answer showed. An answer that holds text of strangers names those places in \`untrusted\`.

An argument breaks a rule? The call is refused with the rule, and nothing is sent. What is said here of limits is what the server checks;
clients are shown less of it, because every conversation pays for it.`;

/**
 * The whole page.
 *
 * @param seen the tools as clients see them.
 */
function toolDocument(
  document: ToolDocument,
  seen: readonly ListedTool[],
  transcripts: ReadonlyMap<string, readonly Transcript[]>,
  overview: string | undefined,
): string {
  const { tools, notes = [] } = document;
  const listing = (name: string): ListedTool | undefined => seen.find((tool) => tool.name === name);
  const groups = [...new Set(tools.map(({ toolset }) => toolset))].map((toolset) => ({
    toolset,
    members: tools.filter((tool) => tool.toolset === toolset),
  }));
  const rows = groups.map(({ toolset, members }) => {
    const links = members.map(({ name }) => `[\`${name}\`](#${name})`).join(', ');
    return `| \`${toolset}\` | ${links} | ${tokensIn(members.map(({ name }) => listing(name)))} |`;
  });
  const contents = [
    'All toolsets are on unless `--toolsets` says otherwise. Tokens are what a listing costs a conversation (o200k).',
    [
      '| Toolset | Tools | Tokens |',
      '|---|---|---|',
      ...rows,
      `| all | ${tools.length} | ${tokensIn(seen)} |`,
    ].join('\n'),
  ];
  const glance =
    overview === undefined ? [] : ['## At a glance', 'What `tools --markdown` prints.', overview.trim()];
  const sections = groups.flatMap(({ toolset, members }) => [
    `## Toolset ${toolset}`,
    ...members.flatMap((tool) =>
      section(document, tool, listing(tool.name), transcripts.get(tool.name) ?? []),
    ),
  ]);
  return `${[introduction, ...notes, rules, ...contents, ...glance, ...sections].join('\n\n')}\n`;
}

function section(
  document: ToolDocument,
  tool: Described,
  listing: ListedTool | undefined,
  transcripts: readonly Transcript[],
): readonly string[] {
  const { name, title, description, permissions, effect, requests, scopes } = tool;
  const calls = transcripts.flatMap(({ args, answer }, index) => [
    index === 0 ? 'Example:' : 'The same call, approved:',
    block(shortened({ name, arguments: args })),
    'Answer:',
    block(shortened(answer)),
  ]);
  const sent = requests.length === 0 ? 'nothing' : requests.map((one) => `\`${one}\``).join(', ');
  return [
    `### ${name}`,
    `${title}. ${description}`,
    `Effect: ${effect}. Permission: ${permissions.length === 0 ? 'none' : permissions.join(', ')}. Tokens: ${tokensIn(listing)}.`,
    argumentTable(tool, { ...usual, ...document.usual }),
    [`Its example sends ${sent}.`, ...meaningOfScopes(document.scopes, scopes)].join(' '),
    ...calls,
    '<details>',
    seenByClients,
    block(listing),
    '</details>',
  ];
}

function meaningOfScopes(named: ToolDocument['scopes'], scopes: ToolTrial['scopes']): readonly string[] {
  if (named === undefined) return [];
  const { option, one } = named;
  const meanings = {
    argument: `With \`--${option}\`, its ${one} has to be in the list.`,
    answer: `With \`--${option}\`, its answer holds only what belongs to the ${one}s of the list.`,
    content: `With \`--${option}\`, it writes only what lies in the ${one}s of the list, and refuses the rest.`,
    none: `It is about no ${one}, so \`--${option}\` changes nothing.`,
  } as const;
  return [meanings[scopes]];
}

function block(value: unknown): string {
  return ['```json', printed(value, ''), '```'].join('\n');
}

const columns = 120;

/** JSON with everything on one line that fits there. */
function printed(value: unknown, indent: string): string {
  const line = JSON.stringify(value, null, 1).replaceAll(/\n\s*/gu, ' ');
  if (typeof value !== 'object' || value === null || indent.length + line.length <= columns) return line;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const parts = Array.isArray(value)
    ? value.map((item) => printed(item, inner))
    : Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${printed(member, inner)}`);
  return `${open}\n${parts.map((part) => `${inner}${part}`).join(',\n')}\n${indent}${close}`;
}

type Schema = z.core.JSONSchema.BaseSchema;

/** What the names of these say to nobody who sees one tool alone. */
const usual: Readonly<Record<string, string>> = {
  dry_run: 'Only show the plan.',
  confirm: 'The value that an answer with `needs_confirmation` gave.',
};

function argumentTable({ input }: Described, meanings: Readonly<Record<string, string>>): string {
  // Described from the side of the code, so that members of nested objects are seen, too.
  const schema = z.toJSONSchema(input, { io: 'output', unrepresentable: 'any' });
  const { properties: described = {} } = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
  const needed = new Set(schema.required);
  const rows = Object.entries(schema.properties ?? {}).flatMap(([name, part]) => {
    if (typeof part === 'boolean') return [];
    const shown = described[name];
    const { description = meanings[name] ?? '' } = typeof shown === 'object' ? shown : {};
    return [`| \`${name}\` | ${typeOf(part)} | ${needed.has(name) ? 'yes' : ''} | ${cell(description)} |`];
  });
  if (rows.length === 0) return 'It takes no arguments.';
  return ['| Argument | Type | Needed | Meaning |', '|---|---|---|---|', ...rows].join('\n');
}

function typeOf(schema: Schema): string {
  const { type, enum: choices, const: only, items, properties, anyOf } = schema;
  if (only !== undefined) return `\`${JSON.stringify(only)}\``;
  if (choices !== undefined) return choices.map((choice) => `\`${choice}\``).join(', ');
  if (anyOf !== undefined)
    return anyOf.map((part) => (typeof part === 'boolean' ? 'any' : typeOf(part))).join(' or ');
  if (type === 'array') {
    const item = typeof items === 'object' && !Array.isArray(items) ? typeOf(items) : 'any';
    return `list of ${item.includes(', ') ? `(${item})` : item}${limits(schema.minItems, schema.maxItems)}`;
  }
  if (properties !== undefined)
    return `object: ${Object.keys(properties)
      .map((name) => `\`${name}\``)
      .join(', ')}`;
  if (type === 'string') return `text${limits(schema.minLength, schema.maxLength, ' characters')}`;
  if (type === 'integer' || type === 'number') return `${type}${limits(schema.minimum, schema.maximum)}`;
  if (type === 'boolean') return 'true or false';
  return typeof type === 'string' ? type : 'any';
}

/** The bounds of a JavaScript number are no limits of a tool. */
function isLimit(value: number | undefined): value is number {
  return value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER;
}

function limits(least: number | undefined, most: number | undefined, unit = ''): string {
  if (isLimit(least) && isLimit(most))
    return least === most ? `, ${least}${unit}` : `, ${least} to ${most}${unit}`;
  if (isLimit(most)) return `, at most ${most}${unit}`;
  return isLimit(least) ? `, at least ${least}${unit}` : '';
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

const mostItems = 3;
const longestText = 240;

/** A value with long lists and texts cut. */
function shortened(value: unknown): unknown {
  if (typeof value === 'string')
    return value.length > longestText ? `${value.slice(0, longestText)}…` : value;
  if (Array.isArray(value)) {
    const items = value.slice(0, mostItems).map((item) => shortened(item));
    return value.length > mostItems ? [...items, `… and ${value.length - mostItems} more`] : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shortened(member)]));
}

/** What differs from run to run, with the mask that stands for it; the same value gets the same mask. */
const random: readonly { readonly pattern: RegExp; readonly mask: (index: number) => string }[] = [
  { pattern: /chg_[0-9a-f]{8}/gu, mask: (index) => `chg_${hex(index, 8)}` },
  { pattern: /mcp_[0-9a-f]{16}/gu, mask: (index) => `mcp_${hex(index, 16)}` },
  {
    pattern: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gu,
    mask: (index) => `example ${index}`,
  },
  { pattern: /\b[0-9a-f]{32}\b/gu, mask: (index) => hex(index, 32) },
  { pattern: /\b[0-9a-f]{16}\b/gu, mask: (index) => hex(index, 16) },
  {
    pattern: /\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)/gu,
    mask: () => '2026-01-05T09:00:00Z',
  },
  { pattern: /\b20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\b/gu, mask: () => '2026-01-05 09:00:00' },
  { pattern: /\b20\d\d-\d\d-\d\d\b(?!T| \d\d:)/gu, mask: () => '2026-01-05' },
  // Files are put into folders of the month.
  { pattern: /\/20\d\d\/\d\d\//gu, mask: () => '/2026/01/' },
  { pattern: /\b\d{1,3} s ago\b/gu, mask: () => '2 s ago' },
];

function hex(index: number, length: number): string {
  return index.toString(16).padStart(length, '0');
}

/** The transcripts of one tool without anything random. */
function masked(transcripts: readonly Transcript[]): readonly Transcript[] {
  let text = JSON.stringify(transcripts);
  for (const { pattern, mask } of random) {
    const seen = new Map<string, number>();
    text = text.replaceAll(pattern, (found) => {
      if (!seen.has(found)) seen.set(found, seen.size + 1);
      return mask(seen.get(found) ?? 0);
    });
  }
  return JSON.parse(text);
}
