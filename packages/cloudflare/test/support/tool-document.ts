import { listed, type Tool, type ToolTrial } from '@crunchtools/mcp-core';
import { tokensIn } from '@crunchtools/mcp-core/testing';
import * as z from 'zod';
import type { Services } from '../../src/services.ts';

/** A call that was made, and what the server said to it. */
export interface Transcript {
  readonly args: Readonly<Record<string, unknown>>;
  readonly answer: unknown;
}

const introduction = `# Tools

Written by \`npm run docs\` from the code; the test that runs it fails when this page is not current. Each example was executed against
the simulated account of \`--sandbox\`. Random values are masked, and long lists cut, which \`…\` says.

\`zone\` is the name or the id of a zone. Every tool that changes something takes \`dry_run\`, which only shows the plan, and \`confirm\`, which
approves a plan that an earlier answer showed. An answer that holds text of strangers names those places in \`untrusted\`.

An argument breaks a rule? The call is refused with the rule, and nothing is sent. What is said here of limits is what the server checks;
clients are shown less of it, because every conversation pays for it.
`;

/**
 * The whole of docs/tools.md.
 *
 * @param overview what the command `tools --markdown` prints.
 */
export function toolDocument(
  tools: readonly Tool<Services>[],
  transcripts: ReadonlyMap<string, readonly Transcript[]>,
  overview: string,
): string {
  const groups = [...new Set(tools.map(({ toolset }) => toolset))].map((toolset) => ({
    toolset,
    members: tools.filter((tool) => tool.toolset === toolset),
  }));
  const rows = groups.map(({ toolset, members }) => {
    const links = members.map(({ name }) => `[\`${name}\`](#${name})`).join(', ');
    return `| \`${toolset}\` | ${links} | ${tokensIn(members.map((tool) => listed(tool)))} |`;
  });
  const total = tokensIn(tools.map((tool) => listed(tool)));
  const contents = [
    'All toolsets are on unless `--toolsets` says otherwise. Tokens are what a listing costs a conversation (o200k).',
    ['| Toolset | Tools | Tokens |', '|---|---|---|', ...rows, `| all | ${tools.length} | ${total} |`].join(
      '\n',
    ),
  ];
  const listing = ['## At a glance', 'What `tools --markdown` prints.', overview.trim()];
  const sections = groups.flatMap(({ toolset, members }) => [
    `## Toolset ${toolset}`,
    ...members.flatMap((tool) => section(tool, transcripts.get(tool.name) ?? [])),
  ]);
  return `${[introduction.trim(), ...contents, ...listing, ...sections].join('\n\n')}\n`;
}

function section(tool: Tool<Services>, transcripts: readonly Transcript[]): readonly string[] {
  const { name, title, description, permissions, effect, requests, scopes } = tool;
  const calls = transcripts.flatMap(({ args, answer }, index) => [
    index === 0 ? 'Example:' : 'The same call, approved:',
    block({ name, arguments: args }),
    'Answer:',
    block(answer),
  ]);
  return [
    `### ${name}`,
    `${title}. ${description}`,
    `Effect: ${effect}. Permission: ${permissions.length === 0 ? 'none' : permissions.join(', ')}. Tokens: ${tokensIn(listed(tool))}.`,
    argumentTable(tool),
    `Its example sends ${requests.length === 0 ? 'nothing' : requests.map((one) => `\`${one}\``).join(', ')}. ${meaningOfScopes[scopes]}`,
    ...calls,
  ];
}

const meaningOfScopes: Readonly<Record<ToolTrial['scopes'], string>> = {
  argument: 'With `--zones`, its zone has to be in the list.',
  answer: 'With `--zones`, its answer holds only what belongs to the zones of the list.',
  none: 'It is about no zone, so `--zones` changes nothing.',
};

function block(value: unknown): string {
  return ['```json', printed(shortened(value), ''), '```'].join('\n');
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
  zone: 'Name or id.',
  dry_run: 'Only show the plan.',
  confirm: 'The value that an answer with `needs_confirmation` gave.',
};

function argumentTable({ input }: Tool<Services>): string {
  // Described from the side of the code, so that members of nested objects are seen, too.
  const schema = z.toJSONSchema(input, { io: 'output', unrepresentable: 'any' });
  const { properties: described = {} } = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
  const needed = new Set(schema.required);
  const rows = Object.entries(schema.properties ?? {}).flatMap(([name, part]) => {
    if (typeof part === 'boolean') return [];
    const shown = described[name];
    const { description = usual[name] ?? '' } = typeof shown === 'object' ? shown : {};
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
];

function hex(index: number, length: number): string {
  return index.toString(16).padStart(length, '0');
}

/** The transcripts of one tool without anything random. */
export function masked(transcripts: readonly Transcript[]): readonly Transcript[] {
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
