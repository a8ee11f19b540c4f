import { describe, expect, it } from 'vitest';
import { type Effect, hintsOf, isRead } from './effect.ts';

describe('hints', () => {
  const table: readonly [Effect, string][] = [
    ['read', 'reads'],
    ['inspect', 'reads'],
    ['create', ''],
    ['update', 'destructive idempotent'],
    ['delete', 'destructive idempotent'],
    ['purge', 'destructive idempotent'],
    ['send', 'destructive'],
    ['undo', 'destructive'],
  ];
  it.each(table)('%s: %s', (effect, words) => {
    // The defaults of MCP's schema for what is not said. Of a tool that only reads, two of them mean nothing.
    const defaults = {
      readOnlyHint: false,
      destructiveHint: true,
      idempotentHint: false,
      openWorldHint: true,
    };
    const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = {
      ...defaults,
      ...hintsOf({ effect }),
    };
    const said = [
      readOnlyHint && 'reads',
      !readOnlyHint && destructiveHint && 'destructive',
      !readOnlyHint && idempotentHint && 'idempotent',
      openWorldHint && 'open',
    ];
    expect(said.filter(Boolean).join(' ')).toBe(words);
    expect(isRead(effect)).toBe(effect === 'read' || effect === 'inspect');
  });

  it.each(table)('%s says only when its world is open', (effect) => {
    expect(hintsOf({ effect }).openWorldHint).toBe(false);
    expect(hintsOf({ effect, openWorld: true }).openWorldHint).toBeUndefined();
  });

  it.each(table)('%s says of itself whether it reads, or else whether it destroys', (effect) => {
    expect(Object.keys(hintsOf({ effect }))[0]).toBe(isRead(effect) ? 'readOnlyHint' : 'destructiveHint');
  });
});
