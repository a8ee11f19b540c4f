import { expect } from 'vitest';

/** What a command writes where there is no terminal: lines of at most 100 columns, and nothing that only a terminal understands. */
export function expectPlainText(text: string): void {
  const lines = text.split('\n');
  expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(lines.filter((line) => line.length > 100)).toEqual([]);
}
