import type { Tool } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { toolProblems } from './rules.ts';

const closed = { type: 'object', additionalProperties: false } as const;

const good: Tool = {
  name: 'update_thing',
  title: 'Update a thing',
  description: 'Change the given members of one thing.',
  inputSchema: {
    ...closed,
    properties: {
      thing_id: { type: 'string', pattern: '^[0-9a-f]{32}$' },
      name: { type: 'string', maxLength: 300 },
      kind: { type: 'string', enum: ['a', 'b'] },
      dry_run: { type: 'boolean' },
      ttl: { type: 'integer', description: 'Seconds.' },
      page: { type: 'integer' },
      tags: { type: 'array', maxItems: 10, items: { type: 'string', maxLength: 20 } },
      data: { type: 'object', additionalProperties: true, description: 'As the service has it.' },
    },
  },
  outputSchema: { ...closed, properties: { status: { type: 'string' } } },
  annotations: { destructiveHint: true, idempotentHint: true },
};

const { title: _title, ...untitled } = good;
const { description: _description, ...undescribed } = good;
const { annotations: _annotations, ...unhinted } = good;
const { outputSchema: _outputSchema, ...withoutOutput } = good;

function withArgument(name: string, schema: object): Tool {
  const { properties } = good.inputSchema;
  return {
    ...good,
    inputSchema: { ...good.inputSchema, properties: { ...properties, [name]: schema } },
  } as Tool;
}

function withHints(hints: Tool['annotations'], name = good.name): Tool {
  return { ...good, name, annotations: { ...good.annotations, ...hints } };
}

const nested = { type: 'object', properties: { a: { type: 'boolean' } }, description: 'Open.' };
const unexplained = (name: string): string => `the argument ${name} is neither described nor explains itself`;

const bad: readonly [string, Tool, string][] = [
  ['camel case', { ...good, name: 'updateThing' }, 'the name is not verb_noun in snake_case'],
  ['a verb alone', { ...good, name: 'update' }, 'the name is not verb_noun in snake_case'],
  ['a long name', { ...good, name: `update_${'x'.repeat(57)}` }, 'the name is longer than 63 characters'],
  ['no verb', { ...good, name: 'thing_update' }, 'thing is not among the verbs of tools'],
  ['no title', untitled, 'there is no title'],
  ['an empty title', { ...good, title: ' ' }, 'there is no title'],
  ['no description', undescribed, 'there is no description'],
  [
    'a long description',
    { ...good, description: `${'x'.repeat(300)}.` },
    'the description is longer than 300 characters',
  ],
  ['no sentence', { ...good, description: 'Change it' }, 'the description is no sentence'],
  ['no hints', unhinted, 'it writes, and does not say whether it destroys'],
  ['a write that says so', withHints({ readOnlyHint: false }), 'readOnlyHint false is the default'],
  [
    'one that says that it is not idempotent',
    withHints({ idempotentHint: false }),
    'idempotentHint false is the default',
  ],
  [
    'one that says that it reaches out',
    withHints({ openWorldHint: true }),
    'openWorldHint true is the default',
  ],
  ['two titles', withHints({ title: 'Other' }), 'it has two titles'],
  [
    'reading and destroying',
    withHints({ readOnlyHint: true }, 'get_thing'),
    'it reads only: destructiveHint means nothing',
  ],
  [
    'reading the same each time',
    withHints({ readOnlyHint: true }, 'get_thing'),
    'it reads only: idempotentHint means nothing',
  ],
  ['a write that says it reads', withHints({ readOnlyHint: true }), 'update does not fit readOnlyHint'],
  ['a read that says it writes', withHints({}, 'get_thing'), 'get does not fit readOnlyHint'],
  [
    'a harmless delete',
    withHints({ destructiveHint: false }, 'delete_thing'),
    'delete does not fit destructiveHint',
  ],
  [
    'open arguments',
    { ...good, inputSchema: { type: 'object', properties: {} } },
    'inputSchema takes members that it does not name',
  ],
  [
    'an open object in an argument',
    withArgument('data', nested),
    'inputSchema.properties.data takes members that it does not name',
  ],
  [
    'an open object in a list',
    withArgument('data', { type: 'array', items: nested, description: 'Some.' }),
    'inputSchema.properties.data.items takes members that it does not name',
  ],
  [
    'a union',
    { ...good, inputSchema: { ...good.inputSchema, anyOf: [{}] } },
    'inputSchema has anyOf at the top',
  ],
  [
    'an answer that is a union',
    { ...good, outputSchema: { ...closed, oneOf: [] } },
    'outputSchema has oneOf at the top',
  ],
  ['no output schema', withoutOutput, 'there is no outputSchema'],
  ['an answer that is a list', { ...good, outputSchema: { type: 'array' } }, 'outputSchema is not an object'],
  [
    'an argument in camel case',
    withArgument('perPage', { type: 'boolean' }),
    'the argument perPage is not in snake_case',
  ],
  ['a number without a unit', withArgument('ttl', { type: 'integer' }), unexplained('ttl')],
  ['an empty description', withArgument('ttl', { type: 'integer', description: '' }), unexplained('ttl')],
  [
    'a list of numbers',
    withArgument('ttls', { type: 'array', maxItems: 2, items: { type: 'integer' } }),
    unexplained('ttls'),
  ],
  ['a list of anything', withArgument('tags', { type: 'array', maxItems: 2 }), unexplained('tags')],
  ['a free object', withArgument('data', { type: 'object' }), unexplained('data')],
  [
    'what a client cannot read',
    withArgument('data', { type: 'object', description: 'Any.' }),
    'inputSchema.data is a bare object: pydantic-ai 2.68.0 and openai-agents 0.24.0 close it to all members',
  ],
  [
    'an answer that a client cannot read',
    { ...good, outputSchema: { type: 'object', properties: { list: { type: 'array' } } } },
    'outputSchema.list is a list without items: Codex 0.171.0 takes it for a list of texts, and Gemini refuses it',
  ],
];

describe('toolProblems', () => {
  it('finds nothing wrong with a good tool', () => {
    expect(toolProblems(good)).toEqual([]);
  });

  it.each(bad)('finds %s', (_, tool, problem) => {
    expect(toolProblems(tool)).toContain(problem);
  });
});
