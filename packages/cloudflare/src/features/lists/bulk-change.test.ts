import { Readable } from 'node:stream';
import {
  createRealTime,
  createSimulator,
  SIMULATOR_TOKEN,
  type SimulatedRequest,
  type Simulator,
} from '@crunchtools/cloudflare-simulator';
import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';

let server: Harness;
afterEach(() => server.close());

/** What a service that this server does not know in all its parts answers, and what it makes of what it is sent. */
interface Account {
  readonly simulator: Simulator;
  /** Bodies of writes of items, as they were sent. */
  readonly written: (readonly [method: string, body: string])[];
  /** Called before each request: as somebody else who writes meanwhile. */
  before: (line: string) => Promise<void> | void;
  /** Of a page of items. */
  answered: (text: string) => string;
  /** Undoes `answered`. */
  sent: (text: string) => string;
  edit(method: string, list: string, body: unknown): Promise<void>;
}

function newAccount(listOperationMilliseconds = 0): Account {
  const base = createSimulator({
    seed: 'empty',
    plan: 'pro',
    determinism: createRealTime(),
    listOperationMilliseconds,
  });
  const account: Account = {
    simulator: { ...base, fetch: (request) => fetch(request) },
    written: [],
    before: () => {},
    answered: (text) => text,
    sent: (text) => text,
    async edit(method, list, body) {
      const lists = await ask<{ id: string; name: string }[]>('GET', '');
      const { id } = lists.find(({ name }) => name === list) ?? { id: '' };
      await ask(method, `/${id}/items`, body);
    },
  };

  async function ask<Result>(method: string, place: string, body?: unknown): Promise<Result> {
    const accounts = await plain<{ id: string }[]>('GET', '/accounts');
    return plain(method, `/accounts/${accounts[0]?.id}/rules/lists${place}`, body);
  }

  async function plain<Result>(method: string, path: string, body?: unknown): Promise<Result> {
    const headers = { authorization: `Bearer ${SIMULATOR_TOKEN}`, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) };
    const answer = await base.fetch({ method, url: `/client/v4${path}`, headers, ...sent });
    const json = JSON.parse(await textOf(answer.body));
    if (json.success !== true) throw new Error(JSON.stringify(json.errors));
    return json.result;
  }

  async function fetch(request: SimulatedRequest): ReturnType<Simulator['fetch']> {
    const isItems = request.url.replace(/\?.*/u, '').endsWith('/items');
    await account.before(`${request.method} ${request.url}`);
    if (!isItems) return base.fetch(request);
    if (request.method === 'GET') {
      const answer = await base.fetch(request);
      const { 'content-length': _, ...headers } = answer.headers;
      const body = [Buffer.from(account.answered(await textOf(answer.body)))];
      return { ...answer, headers, body: Readable.from(body) };
    }
    const text = Buffer.from(request.body ?? []).toString();
    account.written.push([request.method, text]);
    const body = Buffer.from(account.sent(text));
    const headers = { ...request.headers, 'content-length': String(body.length) };
    return base.fetch({ ...request, headers, body });
  }
  return account;
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function start(account: Account): Promise<void> {
  const clock = {
    async sleep(milliseconds: number) {
      account.simulator.clock.advance(milliseconds);
    },
  };
  server = await startInProcess({ account: account.simulator, clock });
}

const to = (path: string, target: string) => ({
  source_url: `example.com/${path}`,
  target_url: `https://example.com/${target}`,
});

const seed = [to('a', '1'), to('b', '2'), to('c', '3')];

async function seeded(listOperationMilliseconds?: number): Promise<Account> {
  const account = newAccount(listOperationMilliseconds);
  await start(account);
  await server.apply('sync_redirects', { list: 'moved', redirects: seed });
  account.written.length = 0;
  return account;
}

/** Keeps two of the seed, deletes one and makes one. */
const mixed = { list: 'moved', redirects: [to('a', '1'), to('b', '2'), to('new', '4')], prune: true };

async function attempt(args: Record<string, unknown>, tool = 'sync_redirects') {
  const { data } = await server.call(tool, args);
  return data.status === 'needs_confirmation'
    ? (await server.call(tool, { ...args, confirm: data.confirm })).data
    : data;
}

async function sources(): Promise<readonly string[]> {
  const { data } = await server.call('list_redirects', { list: 'moved' });
  const { redirects } = data as unknown as { redirects: { source_url: string }[] };
  return redirects.map(({ source_url }) => source_url);
}

describe('a list to which some are added, and from which others go', () => {
  it('gets one POST and one DELETE, which leave alone whatever else is in it', async () => {
    const account = await seeded();
    account.answered = (text) =>
      text.replaceAll('"redirect":', '"expires_on":"2030-01-01T00:00:00Z","redirect":');
    expect((await attempt(mixed)).status).toBe('applied');
    const [[, added] = [], [, removed] = []] = account.written;
    expect(account.written.map(([method]) => method)).toEqual(['POST', 'DELETE']);
    expect([JSON.parse(added ?? '').length, JSON.parse(removed ?? '').items.length]).toEqual([1, 1]);
    expect(await sources()).toEqual(['example.com/a', 'example.com/b', 'example.com/new']);
  });

  it('keeps items of a form that this server does not know, and says so', async () => {
    const account = await seeded();
    account.answered = (text) =>
      text.replace('"target_url":"https://example.com/3"', '"target":{"worker":"shop"}');
    const data = await attempt({ list: 'moved', redirects: [to('a', '1'), to('new', '4')], prune: true });
    expect(data.status).toBe('applied');
    expect(data.changes.map(({ summary }) => summary)).toEqual([
      expect.stringMatching(/^create redirect example\.com\/new/u),
      expect.stringMatching(/^delete redirect example\.com\/b/u),
    ]);
    expect(data.warnings).toContain('1 items are of a form that this server does not know, and stay.');
    account.answered = (text) => text;
    expect(await sources()).toEqual(['example.com/a', 'example.com/c', 'example.com/new']);
  });

  it.each(['POST', 'DELETE'])('keeps what somebody else puts into it right before the %s', async (method) => {
    const account = await seeded();
    let isFirst = true;
    account.before = async (line) => {
      if (!isFirst || !new RegExp(`^${method} .*/items$`, 'u').test(line)) return;
      isFirst = false;
      await account.edit('POST', 'moved', [{ redirect: to('rival', '9') }]);
    };
    expect((await attempt(mixed)).status).toBe('applied');
    expect(await sources()).toEqual([
      'example.com/a',
      'example.com/b',
      'example.com/new',
      'example.com/rival',
    ]);
  });

  it('is told in part where the second of the two is refused', async () => {
    const account = await seeded();
    server.fault({
      match: { method: 'DELETE', path: '/items' },
      times: 9,
      fault: { kind: 'status', status: 400 },
    });
    const data = await attempt(mixed);
    expect([data.status, ...data.changes.map(({ outcome }) => outcome)]).toEqual([
      'failed',
      'applied',
      'not_applied',
    ]);
    expect(account.written.map(([sent]) => sent)).toContain('POST');
  });

  it('is read again when Cloudflare turns it away, because somebody else is at work', async () => {
    const account = await seeded(3_000);
    let isFirst = true;
    account.before = async (line) => {
      if (!isFirst || !/^POST .*\/items$/u.test(line)) return;
      isFirst = false;
      await account.edit('POST', 'moved', [{ redirect: to('rival', '9') }]);
    };
    expect((await attempt(mixed)).status).toBe('applied');
    expect(account.written.length).toBeGreaterThan(1);
    expect(await sources()).toEqual([
      'example.com/a',
      'example.com/b',
      'example.com/new',
      'example.com/rival',
    ]);
  });
});

describe('an item that is written', () => {
  it('keeps the members that this server does not know', async () => {
    const account = await seeded();
    account.answered = (text) =>
      text.replace('"source_url":"example.com/a"', '"source_url":"EXAMPLE.com/a","weight":7');
    account.sent = (text) => text.replace(',"weight":7', '').replace('"weight":7,', '');
    await attempt({ list: 'moved', redirects: [to('a', 'other')] });
    const [[method, body] = ['', '[]']] = account.written;
    expect([method, JSON.parse(body)]).toEqual([
      'POST',
      [
        {
          redirect: expect.objectContaining({
            source_url: 'EXAMPLE.com/a',
            target_url: 'https://example.com/other',
            weight: 7,
          }),
        },
      ],
    ]);
  });

  it('and would lose members beside it is left as it is', async () => {
    const account = await seeded();
    account.answered = (text) => text.replace('"redirect":', '"expires_on":"2030-01-01","redirect":');
    const data = await attempt({ list: 'moved', redirects: [to('a', 'other')] });
    expect(data.error.message).toMatch(/^redirects\.0\.source_url: has members beside it in the list that/u);
    expect(account.written).toEqual([]);
  });

  it('and was deleted is brought back with the members that this server does not know', async () => {
    const account = await seeded();
    account.answered = (text) =>
      text.replace('"source_url":"example.com/c"', '"source_url":"example.com/c","weight":7');
    account.sent = (text) => text.replace(',"weight":7', '').replace('"weight":7,', '');
    const done = await attempt({ list: 'moved', redirects: [to('a', '1'), to('b', '2')], prune: true });
    expect([done.status, done.warnings]).toEqual(['applied', ['2 items are there already.']]);
    const undone = await attempt({ change_ids: [done.change_id] }, 'undo_change');
    expect(undone.status).toBe('applied');
    const [, [method, body] = ['', '[]']] = account.written;
    expect([method, JSON.parse(body)]).toEqual([
      'POST',
      [{ redirect: expect.objectContaining({ source_url: 'example.com/c', weight: 7 }) }],
    ]);
  });

  it('and has members beside it is deleted with the warning that undo cannot bring them back', async () => {
    const account = await seeded();
    account.answered = (text) => text.replaceAll('"redirect":', '"expires_on":"2030-01-01","redirect":');
    const plan = { list: 'moved', redirects: [to('a', '1')], prune: true, dry_run: true };
    const { data } = await server.call('sync_redirects', plan);
    expect(data.warnings).toContainEqual(
      expect.stringMatching(/^2 items that are deleted have members .* undo/u),
    );
  });

  it('and is there twice, in two spellings, is named; others are written, and both stay', async () => {
    const account = await seeded();
    account.answered = (text) => text.replace('example.com/b"', 'EXAMPLE.com/a"');
    account.sent = (text) => text.replace('EXAMPLE.com/a"', 'example.com/b"');
    const data = await attempt({ list: 'moved', redirects: [to('a', 'other')] });
    expect(data.error.message).toMatch(
      /^redirects\.0\.source_url: is in the list twice, written in two ways/u,
    );
    const pruned = await attempt({ list: 'moved', redirects: [to('new', '4')], prune: true });
    expect(pruned.warnings).toContain('1 items are there twice, written in two ways, and stay.');
    account.answered = (text) => text;
    expect(await sources()).toEqual(['example.com/a', 'example.com/b', 'example.com/new']);
  });
});

describe('a list that is read in pages while somebody else writes', () => {
  it('is read again until nothing changed', async () => {
    const account = await seeded();
    const others = Array.from({ length: 600 }, (_, index) => ({ redirect: to(`m${index}`, '5') }));
    await account.edit('POST', 'moved', others);
    let pages = 0;
    account.before = async (line) => {
      if (!line.includes('cursor=')) return;
      pages += 1;
      // What was on the second page comes to the first, which was read already.
      if (pages === 1) await account.edit('DELETE', 'moved', { items: [{ id: await idOfFirst(account) }] });
    };
    const data = await attempt({ list: 'moved', redirects: seed, prune: true });
    expect(pages).toBeGreaterThan(1);
    expect(data.status).toBe('applied');
    expect(await sources()).toEqual(['example.com/a', 'example.com/b', 'example.com/c']);
  });

  it('and never rests is left alone', async () => {
    const account = await seeded();
    let count = 0;
    account.before = async (line) => {
      if (!/GET .*\/items\?/u.test(line)) return;
      count += 1;
      await account.edit('POST', 'moved', [{ redirect: to(`x${count}`, '5') }]);
    };
    const { data } = await server.call('sync_redirects', mixed);
    expect(data.error.message).toMatch(/changed by somebody else each time that it was read/u);
    expect(count).toBe(4);
  });
});

async function idOfFirst({ simulator }: Account): Promise<string> {
  const { url } = simulator.requests().findLast((request) => /\/items/u.test(request.url)) ?? { url: '' };
  const headers = { authorization: `Bearer ${SIMULATOR_TOKEN}` };
  const answer = await simulator.fetch({ method: 'GET', url: url.replace(/\?.*/u, ''), headers });
  const text = await textOf(answer.body);
  return /"id":"([0-9a-f]{32})"/u.exec(text)?.[1] ?? '';
}

async function cancelled(account: Account, at: RegExp): Promise<string> {
  const params = { name: 'sync_redirects', arguments: { list: 'moved', redirects: [to('z', '1')] } };
  const seen = new Promise<void>((resolve) => {
    account.before = (line) => {
      if (at.test(line)) resolve();
    };
  });
  server.client.send({ jsonrpc: '2.0', id: 'sync', method: 'tools/call', params });
  await seen;
  server.client.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'sync' } });
  const end = () => server.log.findLast((line) => line.includes('"tool":"sync_redirects"')) ?? '';
  await expect.poll(end, { timeout: 60_000 }).toContain('"outcome"');
  return /"outcome":"([^"]*)"/u.exec(end())?.[1] ?? '';
}

describe('a call that is cancelled', () => {
  const args = ['--log-level', 'info'];

  it('while the list is read has written nothing', async () => {
    const account = newAccount();
    server = await startInProcess({ account: account.simulator, args });
    const outcome = await cancelled(account, /^GET .*\/rules\/lists\?|^GET .*\/rules\/lists$/u);
    expect([outcome, account.written]).toEqual(['cancelled', []]);
  });

  it('while Cloudflare is at work leaves it open what becomes of the write, and begins no other', async () => {
    const account = newAccount(60_000);
    server = await startInProcess({ account: account.simulator, args });
    await cancelled(account, /bulk_operations/u);
    account.before = () => {};
    expect(account.written.map(([method]) => method)).toEqual(['POST']);
    const { data } = await server.call('list_changes');
    expect(data.total).toBe(1);
    account.simulator.clock.advance(61_000);
    expect(await sources()).toEqual(['example.com/z']);
    expect((await server.call('list_redirects', {})).data).toMatchObject({ lists: [{ used: false }] });
  });
});
