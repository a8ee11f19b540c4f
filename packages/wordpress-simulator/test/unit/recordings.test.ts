import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { newSite, simulatedAccounts } from '../../src/index.ts';
import { libraryScenarios } from '../support/library-scenarios.ts';
import { scenarios } from '../support/scenarios.ts';
import { structureScenarios } from '../support/structure-scenarios.ts';
import { type Reached, Transcript } from '../support/transcript.ts';

function inMemory(): Reached {
  const site = newSite();
  return {
    url: 'https://www.example.org',
    async send(request) {
      const { status, headers, body } = site.answer(request);
      return { status, headers, text: Buffer.from(body).toString('utf8') };
    },
  };
}

describe('the simulated site answers as WordPress 6.1 did', () => {
  it.each([...scenarios, ...libraryScenarios, ...structureScenarios])('$name', async ({ name, steps }) => {
    const file = new URL(`../../recordings/${name}.json`, import.meta.url);
    const recorded: unknown = JSON.parse(readFileSync(file, 'utf8'));
    expect(await new Transcript(inMemory(), simulatedAccounts).play(steps)).toEqual(recorded);
  });
});
