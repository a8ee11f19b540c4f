import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addSimulatedAccounts, createWiki, simulatedAccounts } from '../../src/index.ts';
import { inMemory } from '../support/driver.ts';
import { scenarios, troubled } from '../support/scenarios.ts';
import { Transcript } from '../support/transcript.ts';

function recorded(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../recordings/${name}.json`, import.meta.url), 'utf8'));
}

describe('the simulated wiki answers as MediaWiki 1.39 did', () => {
  it.each(scenarios)('$name', async ({ name, steps }) => {
    const wiki = createWiki();
    addSimulatedAccounts(wiki);
    expect(await new Transcript(inMemory(wiki), simulatedAccounts).play(steps)).toEqual(recorded(name));
  });

  it.each(troubled)('$name', async ({ name, steps, trouble }) => {
    const wiki = createWiki();
    addSimulatedAccounts(wiki);
    const transcript = new Transcript(inMemory(wiki), simulatedAccounts);
    await transcript.play([
      { as: 'admin', get: { action: 'query', meta: 'userinfo' } },
      { as: 'editor', get: { action: 'query', meta: 'userinfo' } },
    ]);
    wiki.trouble({ [trouble === 'ratelimit' ? 'rateLimit' : trouble]: true });
    expect(await transcript.play(steps)).toEqual(recorded(name));
  });
});
