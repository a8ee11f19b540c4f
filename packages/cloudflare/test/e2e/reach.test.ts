import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { features } from '../../src/main.ts';
import { type Server, startServer } from '../support/process.ts';

/*
 * Whatever a schema says that an argument may be, a message can bring: no limit of the line, of texts, of lists or of values
 * comes first. What the tool then says of it is another matter.
 */

let server: Server;
beforeAll(async () => {
  server = startServer(['--sandbox', '--log-level', 'silent']);
  await server.client.initialize();
});
afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

interface Limit {
  readonly tool: string;
  /** Members from the arguments to the value; `[]` for the first item of a list. */
  readonly place: readonly string[];
  readonly kind: 'text' | 'list';
  readonly most: number;
}

/** Everything that a part of a schema limits, and what is in it. */
function limitsOf(tool: string, schema: unknown, place: readonly string[] = []): readonly Limit[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { maxLength, maxItems, properties, items, anyOf } = schema as Readonly<Record<string, unknown>>;
  return [
    ...(typeof maxLength === 'number' ? [{ tool, place, kind: 'text', most: maxLength } as const] : []),
    ...(typeof maxItems === 'number' ? [{ tool, place, kind: 'list', most: maxItems } as const] : []),
    ...Object.entries(properties ?? {}).flatMap(([name, part]) => limitsOf(tool, part, [...place, name])),
    ...limitsOf(tool, items, [...place, '[]']),
    ...(Array.isArray(anyOf) ? anyOf.flatMap((part) => limitsOf(tool, part, place)) : []),
  ];
}

/** JSON of a value at the limit, as the most careful client escapes it. */
function jsonOf({ kind, most }: Limit): string {
  if (kind === 'text') return `"${String.raw`\u00e9`.repeat(most)}"`;
  const item = {
    type: 'A',
    name: 'www',
    content: '192.0.2.1',
    ttl: 300,
    proxied: false,
    comment: 'c',
    tags: ['a:b'],
  };
  return JSON.stringify(Array.from({ length: most }, () => item));
}

function argumentsOf(limit: Limit): string {
  return limit.place.reduceRight(
    (json, part) => (part === '[]' ? `[${json}]` : `{${JSON.stringify(part)}:${json}}`),
    jsonOf(limit),
  );
}

describe('every limit that a schema states', () => {
  it('can be reached', async () => {
    // What clients are shown leaves them out: it has to be short.
    const limits = features
      .tools()
      .tools()
      .flatMap(({ name, input }) =>
        limitsOf(name, z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })),
      );
    expect(limits.length).toBeGreaterThan(20);
    expect(Math.max(...limits.map(({ most }) => most))).toBeGreaterThan(1_000_000);
    for (const [index, limit] of limits.entries()) {
      const id = `limit ${index}`;
      const answer = server.client.answerTo(id);
      const params = `{"name":"${limit.tool}","arguments":${argumentsOf(limit)}}`;
      server.client.send(`{"jsonrpc":"2.0","id":"${id}","method":"tools/call","params":${params}}`);
      const { error } = await answer;
      expect(error, `${limit.tool} ${limit.place.join('.')} ${limit.most}`).toBeUndefined();
    }
  }, 300_000);
});
