import process from 'node:process';
import {
  connectSandbox,
  describeFuzz,
  describeInjection,
  describePlantedText,
  describeServerContract,
  describeSurfaceContract,
  relayingServer,
  toldOfSite,
} from '@crunchtools/mcp-core/testing';
import { afterAll, expect, it } from 'vitest';
import { deeper } from '../support/deeper-calls.ts';
import { dressedSite } from '../support/dressed-site.ts';
import { fuzz } from '../support/fuzz.ts';
import { injection } from '../support/injection.ts';
import { server } from '../support/server.ts';
import { surface } from '../support/surface.ts';

/**
 * Those suites that stand between the server and its site, on a real one: it answers members that the simulated one does not know. They
 * are small here, since each of its answers takes some thirty milliseconds of a processor; the same suites go deeper on the simulated
 * site, and with `ATTACKS=all npm run e2e -- real-attacks` here. Tools, prompts and resources keep their contract, texts are planted, messages are random, and a
 * site of hostile texts is compared with one of harmless texts, each a site of its own in the same state.
 *
 * Not on a real site: the network suite, in whose network every address is the test's own and whose services prove themselves by a
 * certificate, which says nothing of what they answer (the system calls of the server are watched on a real site, too:
 * `system-calls.test.ts`); kept secrets and what is run by hand, which ask no site.
 */
const deep = process.env['ATTACKS'] === 'all';
const { problem } = dressedSite;
/** What two sites have each for itself: where they are. */
const ofSite = ['http:(?:\\\\)?/(?:\\\\)?/127\\.0\\.0\\.1:\\d+'];
const [hostile, calm] = problem === undefined ? await Promise.all([start(), start()]) : [];
afterAll(async () => {
  for (const each of [hostile, calm]) {
    await each?.remove();
    await each?.stop();
  }
});

/** What writes shows the same objects as what reads them. */
function readsOnly({ requests }: (typeof server.tools)[number]): boolean {
  return requests.every((each) => each.startsWith('GET '));
}

/** A site with the server before it. */
async function start() {
  const { url, user, password, stop } = await dressedSite.start();
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const relaying = await relayingServer(server, { origin: url, user, headers: { authorization } });
  return { ...relaying, stop };
}

if (hostile === undefined || calm === undefined)
  process.stdout.write(`*** NOT RUN: attacks on a real WordPress: ${problem}\n`);
else {
  // First, as long as both sites are in the same state.
  const { service } = injection;
  describeInjection({
    ...injection,
    server: hostile.server,
    real: { twin: calm.server, payloads: deep ? 24 : 2 },
    service: { ...service, masks: [...service.masks, ...ofSite] },
  });
  describeServerContract({
    title: 'the contract of the server on a real WordPress',
    start: () => connectSandbox(hostile.server),
    tools: server.tools,
    toolDirectory: new URL('src/features/', server.folder),
    document: new URL('docs/tools.md', server.folder),
    isReal: true,
  });
  describeSurfaceContract({
    ...surface,
    title: 'what is beside tools, on a real WordPress',
    start: () => connectSandbox(hostile.server),
  });
  describePlantedText({
    server: { ...hostile.server, tools: deep ? server.tools : server.tools.filter(readsOnly) },
    deeper,
    fill: { id: '5', post: '5' },
    places: 1_000,
    real: { speed: 10, every: deep ? 12 : 60 },
  });
  describeFuzz({ ...fuzz, server: hostile.server, messages: deep ? 1_500 : 60, isReal: true });
}

it.skipIf(hostile === undefined)('is on the real site, as its administrator', async () => {
  const told = hostile && (await toldOfSite(hostile.server));
  expect(told).toContain('http://127.0.0.1');
  expect(told).toContain('admin');
});
