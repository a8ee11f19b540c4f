import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type Driven, OnceRun, type OnceWorld } from './exactly-once-run.ts';
import { FaultyEdge } from './faulty-edge.ts';
import { relayTo } from './relay.ts';
import type { SiteRequest } from './served-site.ts';
import { amountsOf } from './write-answer.ts';

const speed = 60;

/** A service that counts its writes. */
class Counter {
  count = 0;

  readonly send = async ({ method }: SiteRequest) => {
    if (method === 'POST') this.count += 1;
    const body = Buffer.from(JSON.stringify({ count: this.count }));
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  };
}

/** What a server makes of a write that got no answer, which it may have asked for again. */
type Manner = 'looks' | 'repeats' | 'claims' | 'gives up';

/** A server with one tool, which counts one up. */
function serverOf(manner: Manner, port: number): Driven {
  const ask = relayTo(`http://127.0.0.1:${port}`);
  const once = async (method: string): Promise<number | undefined> => {
    try {
      const asked = ask({ method, path: '/', headers: {}, body: undefined });
      const reply = await Promise.race([asked, wait(300)]);
      if (reply === undefined) return undefined;
      const { status, body } = reply;
      const { count } = JSON.parse(Buffer.from(body).toString('utf8'));
      return status === 200 && Number.isInteger(count) ? Number(count) : undefined;
    } catch {
      return undefined;
    }
  };
  const read = async (): Promise<number> => (await once('GET')) ?? read();
  const add = async (): Promise<'applied' | 'not_applied'> => {
    const before = await read();
    const answered = await once('POST');
    if (answered !== undefined) return 'applied';
    if (manner === 'claims') return 'applied';
    if (manner === 'gives up') return 'not_applied';
    if (manner === 'repeats') return (await once('POST')) === undefined ? 'not_applied' : 'applied';
    // What is late has come by then.
    await wait(4_000 / speed);
    return (await read()) === before ? 'not_applied' : 'applied';
  };
  const request = async () => {
    const outcome = await add();
    const error = { code: 'upstream_unavailable', message: 'no answer' };
    const changes = [{ action: 'update', resource: 'count', ...(outcome === 'applied' ? {} : { outcome }) }];
    const structuredContent =
      outcome === 'applied' ? { status: 'applied', changes } : { status: 'failed', changes, error };
    return { id: 1, result: { structuredContent } };
  };
  return { client: { request }, kill: async () => {} };
}

function worldOf(manner: Manner): OnceWorld<number, never, true> {
  const counter = new Counter();
  return {
    isWrite: ({ method }) => method === 'POST',
    async send(request) {
      const reply = await counter.send(request);
      return request.method === 'POST' ? { reply, effect: true } : { reply };
    },
    start: async (port) => serverOf(manner, port),
    state: async () => counter.count,
    next: () => ({
      tool: 'add',
      args: {},
      wrongIn: (before, after) => (after === before + 1 ? undefined : 'not one more'),
    }),
    rival: async () => undefined,
    ownFaults: () => [],
    wrongIn: ({ answer, happenings }) =>
      amountsOf(answer).applied === happenings.length ? undefined : `${happenings.length} took effect`,
    contentDifference: () => undefined,
    difference: () => undefined,
    close: async () => {},
  };
}

let run: OnceRun<number, never, true> | undefined;
afterEach(() => run?.close());

async function perform(manner: Manner): Promise<void> {
  const started = await OnceRun.start(worldOf(manner), 7, speed);
  run = started;
  for (let count = 0; count < 60; count += 1) await started.step();
}

describe('the run of random operations', () => {
  it('finds nothing wrong with a server that looks what became of its writes', async () => {
    await perform('looks');
    expect(run?.tally.statuses).toMatchObject({ applied: expect.any(Number), failed: expect.any(Number) });
    expect(Object.keys(run?.tally.faults ?? {}).length).toBeGreaterThan(4);
  });

  it.each(['repeats', 'claims', 'gives up'] as const)('notices one that %s', async (manner) => {
    await expect(perform(manner)).rejects.toThrow(/took effect|not one more/u);
  });
});

describe('the edge', () => {
  it.each([
    [{ kind: 'lost', carriedOut: true }, 1],
    [{ kind: 'lost', carriedOut: false }, 0],
    [{ kind: 'gateway', status: 502, carriedOut: true }, 1],
    [{ kind: 'gateway', status: 502, carriedOut: false }, 0],
    [{ kind: 'cut' }, 1],
    [{ kind: 'halved' }, 1],
    [{ kind: 'page' }, 1],
    [{ kind: 'late', afterMs: 1_000 }, 1],
    [{ kind: 'own', name: 'busy', reply: { status: 503, headers: {}, body: Buffer.from('') } }, 0],
    [
      {
        kind: 'own',
        name: 'busy',
        reply: { status: 503, headers: {}, body: Buffer.from('') },
        carriedOut: true,
      },
      1,
    ],
  ] as const)('gives no good answer, and lets a write be carried out or not: %j', async (fault, writes) => {
    const counter = new Counter();
    const edge = await FaultyEdge.start({ send: counter.send, isWrite: () => true }, speed);
    edge.arm([{ on: 'write', number: 0, fault }]);
    const ask = relayTo(`http://127.0.0.1:${edge.port}`);
    const answer = ask({ method: 'POST', path: '/', headers: {}, body: undefined })
      .then(({ status, body }) => status === 200 && JSON.parse(Buffer.from(body).toString('utf8')))
      .catch(() => false);
    expect(await answer).toBe(false);
    await edge.settle();
    expect(counter.count).toBe(writes);
    await edge.close();
  });
});
