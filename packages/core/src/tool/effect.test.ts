import { describe, expect, it } from 'vitest';
import { type Effect, hintsOf, isRead } from './effect.ts';

describe('hints', () => {
  const table: readonly [Effect, string][] = [
    ['read', 'reads idempotent open'],
    ['inspect', 'reads idempotent'],
    ['create', 'open'],
    ['update', 'destructive idempotent open'],
    ['delete', 'destructive idempotent open'],
    ['purge', 'destructive idempotent open'],
    ['undo', 'destructive open'],
  ];
  it.each(table)('%s: %s', (effect, words) => {
    const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = hintsOf(effect);
    const said = [
      readOnlyHint && 'reads',
      destructiveHint && 'destructive',
      idempotentHint && 'idempotent',
      openWorldHint && 'open',
    ];
    expect(said.filter(Boolean).join(' ')).toBe(words);
    expect(isRead(effect)).toBe(effect === 'read' || effect === 'inspect');
  });
});
