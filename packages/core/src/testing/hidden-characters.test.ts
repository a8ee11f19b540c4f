import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { hiddenCodePoints, hiddenParts } from './hidden-characters.ts';
import { harmlessPayloads, payloads } from './payloads.ts';
import { hiddenCharacter, hiddenIn } from './texts.ts';

const visible = 'Gr\u00fc\u00dfe \u65e5\u672c\u8a9e \u05e2\u05d1\u05e8\u05d9\u05ea \u{1f44d}';

function messageOf(text: string): string {
  return JSON.stringify({ result: { text } });
}

describe('the hidden code points', () => {
  const hidden = hiddenCodePoints();

  it('are the 4,271 of Unicode 17, or as many as an older Node knows', () => {
    const newest = Number(process.versions['unicode']) >= 17;
    if (newest) expect(hidden).toHaveLength(4_271);
    expect(hidden.length).toBeGreaterThan(4_200);
    expect(hidden.filter((codePoint) => !hiddenCharacter.test(String.fromCodePoint(codePoint)))).toEqual([]);
    expect(Array.from(hiddenParts().join(''))).toHaveLength(hidden.length);
  });

  it('would be noticed, each of them', () => {
    expect(hiddenIn(messageOf(visible))).toEqual([]);
    for (const codePoint of hidden) {
      const character = String.fromCodePoint(codePoint);
      expect(hiddenIn(messageOf(`a${character}`))).toHaveLength(1);
      expect(hiddenIn(messageOf(JSON.stringify({ a: `a${character}` })))).toHaveLength(1);
    }
  });

  it('are looked for in instructions, too, whose lines are ours', () => {
    expect(hiddenIn(JSON.stringify({ result: { instructions: 'one\n\ttwo' } }))).toEqual([]);
    expect(hiddenIn(JSON.stringify({ result: { instructions: 'one\u200b' } }))).toHaveLength(1);
    expect(hiddenIn(messageOf('one\ntwo'))).toHaveLength(1);
  });
});

describe('the hostile payloads', () => {
  it('are at least fifty, no two alike', () => {
    expect(payloads.length).toBeGreaterThanOrEqual(50);
    expect(new Set(payloads.map(({ text }) => text)).size).toBe(payloads.length);
    expect(new Set(payloads.map(({ name }) => name)).size).toBe(payloads.length);
  });

  it('hide what they can, and their harmless twins hide nothing', () => {
    expect(payloads.filter(({ text }) => hiddenCharacter.test(text)).length).toBeGreaterThanOrEqual(25);
    expect(harmlessPayloads.filter(({ text }) => hiddenCharacter.test(text))).toEqual([]);
    expect(harmlessPayloads).toHaveLength(payloads.length);
  });
});
