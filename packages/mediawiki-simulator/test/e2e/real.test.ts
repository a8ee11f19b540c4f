import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMediaWiki, whyNoMediaWiki } from '../../../../scripts/systems/mediawiki.mjs';
import { overNetwork } from '../support/driver.ts';
import { scenarios, troubled } from '../support/scenarios.ts';
import { Transcript } from '../support/transcript.ts';

const problem = await whyNoMediaWiki();
const isRecording = process.env['UPDATE_RECORDINGS'] === '1';

function check(name: string, answers: readonly unknown[]): void {
  const file = new URL(`../../recordings/${name}.json`, import.meta.url);
  if (isRecording) writeFileSync(file, `${JSON.stringify(answers, null, 1)}\n`);
  expect(answers).toEqual(JSON.parse(readFileSync(file, 'utf8')));
}

describe.skipIf(problem !== undefined)(`a real MediaWiki answers as recorded ${problem ?? ''}`, () => {
  let wiki: Awaited<ReturnType<typeof startMediaWiki>>;
  beforeAll(async () => {
    wiki = await startMediaWiki();
  });
  afterAll(() => wiki.stop());

  it.each(scenarios)('$name', async ({ name, steps }) => {
    check(name, await new Transcript(overNetwork(wiki.url), wiki.accounts).play(steps));
  });

  it.each(troubled)('$name', async ({ name, steps, trouble }) => {
    const transcript = new Transcript(overNetwork(wiki.url), wiki.accounts);
    await transcript.play([
      { as: 'admin', get: { action: 'query', meta: 'userinfo' } },
      { as: 'editor', get: { action: 'query', meta: 'userinfo' } },
    ]);
    await wiki.trouble([trouble]);
    try {
      check(name, await transcript.play(steps));
    } finally {
      await wiki.trouble([]);
    }
  });
});
