import { describe, expect, it } from 'vitest';
import { requireSubsections } from './section.ts';

const whole = '== Pump ==\nOpen it.\n=== Valve ===\nA quarter turn.\n==== Key ====\nIn the shed.';

describe('a section with subsections', () => {
  it.each([
    ['all of them', whole.replace('Open', 'Close')],
    ['all under other names', '== Pump ==\n=== Tap ===\n==== Keys ====\n'],
    ['more of them', `${whole}\n=== Hose ===\nGreen.`],
  ])('is replaced by a text with %s', (_, fresh) => {
    expect(() => requireSubsections(whole, fresh, 2)).not.toThrow();
  });

  it.each([
    ['none', '== Pump ==\nClose it.'],
    ['none and no heading', 'Close it.'],
    ['one', '== Pump ==\n=== Valve ===\nA half turn.'],
    ['another section in the place of one', '== Pump ==\n=== Valve ===\n== Key ==\nIn the shed.'],
    ['what only looks like one', '== Pump ==\n=== Valve ===\na ==== Key ====\n'],
  ])('is not replaced by a text with %s of them', (_, fresh) => {
    expect(() => requireSubsections(whole, fresh, 2)).toThrow(/Section 2 has 2 subsections/u);
  });

  it('may be without', () => {
    expect(() => requireSubsections('== Pump ==\nOpen it.', 'Closed.', 2)).not.toThrow();
    expect(() => requireSubsections('The lead.', '', 0)).not.toThrow();
  });
});
