import {
  connectSandbox,
  describeFuzz,
  describeInjection,
  describePlantedText,
  describeServerContract,
  relayingServer,
  relayTo,
  toldOfSite,
} from '@crunchtools/mcp-core/testing';
import { afterAll, expect, it } from 'vitest';
import { deeper } from '../support/deeper-calls.ts';
import { fuzz } from '../support/fuzz.ts';
import { injection } from '../support/injection.ts';
import { Person } from '../support/person.ts';
import { server } from '../support/server.ts';
import { realWiki } from '../support/wikis.ts';

/**
 * Those suites that stand between the server and its wiki, on a real one: it answers members that the simulated one does not know. They
 * are small here, since each of its answers takes some fifty milliseconds of a processor; the same suites go deeper on the simulated one.
 * Tools keep their contract, texts are planted, messages are random, and a wiki of hostile texts is compared with one of harmless texts,
 * each a wiki of its own.
 * There nobody but the account itself has written, under its own name: other names of users are hostile on the simulated wiki alone.
 *
 * Not on a real wiki: the network suite, in whose network every address is the test's own and whose services prove themselves by a
 * certificate, which says nothing of what they answer (the system calls of the server are watched on a real wiki, too:
 * `system-calls.test.ts`); kept secrets and what is run by hand, which ask no wiki; and hidden texts in names, which a real wiki refuses to store.
 */
const { problem } = realWiki;
/** What two wikis have each for itself: the token of a session, and times. */
const ofSession = ['[0-9a-f]{40}\\+(?:\\\\)+', '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ'];
// One each: what the examples of tools write stays there.
const [running, kept] = problem === undefined ? await Promise.all([start(), start()]) : [];
// In the same state: what is created in both has the same ids.
const [hostile, calm] = problem === undefined ? await Promise.all([start('bare'), start('bare')]) : [];
afterAll(async () => {
  for (const each of [running, kept, hostile, calm]) {
    await each?.remove();
    await each?.stop();
  }
});

/** A wiki with the server before it. @param dressed like that of the sandbox, or one in which nobody wrote yet. */
async function start(dressed: 'dressed' | 'bare' = 'dressed') {
  const { url, user, password, stop } = await realWiki.start(dressed);
  const send = relayTo(url);
  const person = await Person.logIn({ send }, { user, password });
  const relaying = await relayingServer(server, { origin: url, headers: { cookie: person.cookie } });
  return { ...relaying, stop };
}

if (running === undefined || kept === undefined || hostile === undefined || calm === undefined)
  process.stdout.write(`*** NOT RUN: attacks on a real wiki: ${problem}\n`);
else {
  describeServerContract({
    title: 'the contract of the server on a real wiki',
    isReal: true,
    start: () => connectSandbox(kept.server),
    tools: server.tools,
    toolDirectory: new URL('src/features/', server.folder),
    document: new URL('docs/tools.md', server.folder),
  });
  describePlantedText({
    server: running.server,
    deeper,
    fill: { title: 'Watering' },
    quiet: / title$/u,
    places: 150,
    real: { speed: 10, every: 12 },
  });
  describeFuzz({ ...fuzz, server: running.server, messages: 150, isReal: true });
  const { service } = injection;
  describeInjection({
    ...injection,
    server: hostile.server,
    real: { twin: calm.server, payloads: 4 },
    service: { ...service, fixed: ['Test Wiki'], masks: [...service.masks, ...ofSession] },
  });
}

it.skipIf(running === undefined)('is on the real wiki, as its administrator', async () => {
  const told = running && (await toldOfSite(running.server));
  expect(told).toContain('Test Wiki');
  expect(told).toContain('Admin');
});
