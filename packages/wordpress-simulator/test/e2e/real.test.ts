import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startWordPress, whyNoWordPress } from '../../../../scripts/systems/wordpress.mjs';
import { libraryScenarios } from '../support/library-scenarios.ts';
import { scenarios } from '../support/scenarios.ts';
import { structureScenarios } from '../support/structure-scenarios.ts';
import { type Reached, Transcript } from '../support/transcript.ts';

const problem = await whyNoWordPress();
const isRecording = process.env['UPDATE_RECORDINGS'] === '1';

function overNetwork(url: string): Reached {
  return {
    url,
    async send({ method, path, headers, body }) {
      const answer = await fetch(`${url}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: Buffer.from(body) }),
      });
      return {
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        text: await answer.text(),
      };
    },
  };
}

describe.skipIf(problem !== undefined)(`a real WordPress answers as recorded ${problem ?? ''}`, () => {
  let site: Awaited<ReturnType<typeof startWordPress>>;
  beforeAll(async () => {
    site = await startWordPress();
    return () => site.stop();
  }, 120_000);

  it.each([...scenarios, ...libraryScenarios, ...structureScenarios])('$name', async ({ name, steps }) => {
    const answers = await new Transcript(overNetwork(site.url), site.accounts).play(steps);
    const file = new URL(`../../recordings/${name}.json`, import.meta.url);
    if (isRecording) writeFileSync(file, `${JSON.stringify(answers, null, 1)}\n`);
    expect(answers).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  });
});
