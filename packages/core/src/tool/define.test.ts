import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Policy, type PolicySettings } from '../policy/policy.ts';
import { untried } from '../testing/memory-executor.ts';
import { atOnce } from './breath.ts';
import { listChanges } from './catalog/list-changes.ts';
import { undoChange } from './catalog/undo-change.ts';
import { defineRead, defineWrite, listed, Registry, type Tool } from './define.ts';
import type { Effect } from './effect.ts';
import { choiceFrom, unlisted, unshaped } from './marks.ts';

const common = (name: string, effect: Effect) => ({
  name,
  title: 'A tool',
  description: 'Does what it says.',
  toolset: 'things',
  effect,
  permissions: [],
});

const read: Tool<object> = defineRead({
  ...common('get_thing', 'read'),
  ...untried,
  input: {
    id: z.string().max(10),
    count: z.int().optional(),
    ttl: z.int().min(60).optional().describe('Seconds, at least 60.'),
    kind: z.enum(['a', 'b']).optional(),
    known_kind: choiceFrom(z.enum(['a', 'b'])).optional(),
    data: z.record(z.string(), z.int()).optional().describe('Numbers.'),
    tags: z.array(z.string().regex(/^a/u)).min(1).max(9).optional(),
  },
  output: z.strictObject({ names: z.record(z.string(), z.string()), total: z.int() }),
  run: async () => ({ names: {}, total: 0 }),
});

const write: Tool<object> = defineWrite({
  ...common('delete_thing', 'delete'),
  ...untried,
  input: { id: z.string() },
  plan: async () => ({ changes: [] }),
});

const tools: readonly Tool<object>[] = [read, write, listChanges, undoChange];

const registry = new Registry(tools);

function offered(settings: Partial<PolicySettings>): string[] {
  const policy = new Policy({ readOnly: false, toolsets: undefined, scopes: undefined, ...settings });
  return registry
    .offered(policy)
    .tools()
    .map(({ name }) => name);
}

describe('Registry', () => {
  it('makes the tools that read in steps, and no others', () => {
    const made: string[] = [];
    const lazy = new Registry(
      tools.map((tool) => ({
        identity: tool,
        tool: () => {
          made.push(tool.name);
          return tool;
        },
      })),
    );
    const steps = lazy.prepare();
    expect(made).toEqual([]);
    steps.next();
    expect(made).toEqual(['get_thing']);
    expect([...steps]).toHaveLength(1);
    expect(made).toEqual(['get_thing', 'list_changes']);
  });

  it('keeps the tools in order, and finds them by their exact name', () => {
    expect(registry.tools()).toEqual(tools);
    expect(registry.get('get_thing')).toBe(read);
  });

  it.each(['GET_THING', 'get_thing ', '', '__proto__', 'constructor', 'toString'])('has no %j', (name) => {
    expect(registry.get(name)).toBeUndefined();
  });

  it('refuses two tools of one name', () => {
    expect(() => new Registry([read, write, { ...write, name: 'get_thing' }])).toThrow('the same name');
  });

  it('offers what policy allows', () => {
    expect(offered({})).toEqual(['get_thing', 'delete_thing', 'list_changes', 'undo_change']);
    expect(offered({ readOnly: true })).toEqual(['get_thing', 'list_changes']);
    expect(offered({ toolsets: new Set(['changes']) })).toEqual(['list_changes', 'undo_change']);
    expect(offered({ toolsets: new Set(['changes']), readOnly: true })).toEqual(['list_changes']);
  });
});

/** Every schema in a schema, itself included. */
function parts(schema: unknown): object[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return [schema, ...Object.values(schema).flatMap((part) => parts(part))];
}

describe.each(tools.map((tool) => [tool.name, listed(tool)] as const))(
  '%s as clients see it',
  (name, tool) => {
    it('takes no argument that it does not name', () => {
      expect(tool.inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(tool.outputSchema).toMatchObject({ type: 'object' });
    });

    it.each(['anyOf', 'oneOf', 'allOf', 'not', '$ref', '$schema'])('has no %s at the top', (keyword) => {
      expect(tool.inputSchema).not.toHaveProperty([keyword]);
      expect(tool.outputSchema).not.toHaveProperty([keyword]);
    });

    it('names no dialect, and no rule that only our check needs', () => {
      for (const part of [...parts(tool.inputSchema), ...parts(tool.outputSchema)]) {
        for (const noise of ['$schema', 'propertyNames', 'pattern', 'minimum', 'maxLength'])
          expect(part).not.toHaveProperty([noise]);
      }
    });

    it('has the hints of its effect', () => {
      const source = tools.find((candidate) => candidate.name === name);
      const reads = source?.effect === 'read' || source?.effect === 'inspect';
      expect(tool.annotations.readOnlyHint ?? false).toBe(reads);
    });
  },
);

describe('listed', () => {
  it('tells the arguments, their types and choices, and not what only our check needs', () => {
    expect(listed(read).inputSchema).toEqual({
      type: 'object',
      properties: {
        id: { type: 'string' },
        count: { type: 'integer' },
        ttl: { type: 'integer', description: 'Seconds, at least 60.' },
        kind: { type: 'string', enum: ['a', 'b'] },
        known_kind: { type: 'string' },
        data: { type: 'object', description: 'Numbers.', additionalProperties: true },
        tags: { type: 'array', items: { type: 'string' } },
      },
      required: ['id'],
      additionalProperties: false,
    });
  });

  it('tells the members of an answer and of the items of its lists, and leaves what lies deeper open', () => {
    const deep = z.strictObject({ deeper: z.strictObject({ a: z.string() }) });
    const output = z.strictObject({
      part: z.strictObject({ a: z.string(), deep }),
      list: z.array(z.strictObject({ a: z.string(), many: z.array(deep), hidden: unlisted(z.string()) })),
      record: z.record(z.string(), z.int()),
      maybe: z.string().nullable(),
      several: z.union([z.string().min(1), z.string().max(9), z.int()]),
      one: z.literal(1),
      any: z.unknown(),
      status: z.enum(['on', 'off']),
      total: z.int().optional(),
      shape: unshaped(z.strictObject({ a: z.string() })),
      seldom: unlisted(z.string().optional()),
    });
    const tool: Tool<object> = { ...read, output };
    const open = { type: 'object', additionalProperties: true };
    expect(listed(tool).outputSchema).toEqual({
      ...open,
      properties: {
        part: { ...open, properties: { a: { type: 'string' }, deep: open } },
        list: {
          type: 'array',
          items: { ...open, properties: { a: { type: 'string' }, many: { type: 'array', items: open } } },
        },
        record: open,
        maybe: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        several: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
        one: { type: 'number' },
        status: { type: 'string' },
        total: { type: 'integer' },
        shape: open,
      },
    });
  });

  it('still refuses what it tells no client of', () => {
    const wrong = { id: 'a', ttl: 59, known_kind: 'c', tags: ['b'] };
    expect(() => atOnce(read.prepare(wrong))).toThrow(/ttl: .*60.*known_kind: .*"a"\|"b".*tags\.0: /u);
  });

  it('gives every write dry_run and confirm', () => {
    expect(Object.keys(listed(write).inputSchema.properties ?? {})).toEqual(['id', 'dry_run', 'confirm']);
    expect(listed(write).inputSchema.required).toEqual(['id']);
  });
});

describe('prepare', () => {
  it('keeps dry_run and confirm out of the arguments', () => {
    const confirm = '0123456789abcdef';
    expect(atOnce(write.prepare({ id: 'a', dry_run: true, confirm }))).toMatchObject({
      kind: 'write',
      args: { id: 'a' },
      dryRun: true,
      confirm,
    });
    const plain = atOnce(write.prepare({ id: 'a' }));
    expect(plain).toMatchObject({ kind: 'write', args: { id: 'a' }, dryRun: false });
    expect(Object.keys(plain.args)).toEqual(['id']);
  });

  const wrong: readonly [string, unknown, RegExp][] = [
    ['a confirm of another form', { id: 'a', confirm: 'yes' }, /^confirm: must be the value/u],
    ['a dry_run that is no switch', { id: 'a', dry_run: 'false' }, /^dry_run: expected boolean/u],
    ['a misspelt dry_run', { id: 'a', dryrun: true }, /did you mean dry_run\?/u],
    [
      'a prototype',
      JSON.parse('{"id":"a","__proto__":{"dry_run":true}}'),
      /^__proto__: there is no such argument/u,
    ],
    ['no arguments', undefined, /^id: expected string/u],
    ['a list', [], /expected object/u],
  ];
  it.each(wrong)('refuses %s', (_, raw, message) => {
    expect(() => atOnce(write.prepare(raw))).toThrow(message);
  });

  it('takes a tool that is careful by default at its word only when dry_run is false', () => {
    const careful: Tool<object> = defineWrite({
      ...common('move_things', 'update'),
      ...untried,
      dryRunByDefault: true,
      input: { id: z.string() },
      plan: async () => ({ changes: [] }),
    });
    const dryRuns = [{}, { dry_run: true }, { dry_run: false }].map((also) =>
      Reflect.get(atOnce(careful.prepare({ id: 'a', ...also })), 'dryRun'),
    );
    expect(dryRuns).toEqual([true, true, false]);
    const { properties = {} } = listed(careful).inputSchema;
    expect(properties['dry_run']).toMatchObject({ description: expect.stringContaining('false applies') });
  });

  it('takes missing arguments for none', () => {
    expect(atOnce(listChanges.prepare(undefined)).args).toEqual({});
  });
});
