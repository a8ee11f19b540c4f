import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { argumentsOf } from '@crunchtools/mcp-core/testing';
import { simulatedAccounts } from '@crunchtools/mediawiki-simulator';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterEach, describe, expect, it } from 'vitest';
import { features } from '../../src/main.ts';
import { bundle, connectTo } from '../support/process.ts';
import { type Instead, type Seen, type ServedWiki, serveWiki } from '../support/served-wiki.ts';
import { Caller, isObject } from '../support/wikis.ts';

const { user, password } = simulatedAccounts.admin;
const token = 'Vq3mK8xT5wB2nY7dH4sJ9gC6fE1pL0zR';
const traces = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;
if (!traces) process.stdout.write('*** NOT RUN: the test of connections needs Linux and strace\n');

const credentials: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a bot password': { MEDIAWIKI_USER: user, MEDIAWIKI_PASSWORD: password },
  'a token': { MEDIAWIKI_TOKEN: token },
};

const open: ServedWiki[] = [];
let client: Client | undefined;

afterEach(async () => {
  await client?.close();
  client = undefined;
  for (const wiki of open.splice(0)) await wiki.stop();
});

async function served(instead?: Instead): Promise<ServedWiki> {
  const wiki = await serveWiki(instead);
  open.push(wiki);
  return wiki;
}

async function start(
  { url }: Pick<ServedWiki, 'url'>,
  args: readonly string[] = [],
  credential: Readonly<Record<string, string>> = credentials['a bot password'] ?? {},
): Promise<Caller> {
  client = await connectTo(args, {}, { MEDIAWIKI_URL: url, ...credential });
  return new Caller(client);
}

/** Whether a request says who sends it, by password, token, or the cookie or csrf token of a session. */
function isSecret({ path: asked, headers, body }: Seen): boolean {
  const all = `${asked}\n${JSON.stringify(headers)}\n${body}`;
  return [password, encodeURIComponent(password), token, 'lgpassword', 'wiki_BPsession'].some((text) =>
    all.includes(text),
  );
}

const writes = new Set(['edit', 'move', 'delete', 'undelete', 'upload', 'filerevert']);

async function callEveryTool(caller: Caller): Promise<Readonly<Record<string, Record<string, unknown>>>> {
  const answers: Record<string, Record<string, unknown>> = {};
  for (const { name, example } of features.tools().tools()) {
    const args = await argumentsOf(example, async (tool, given) =>
      JSON.parse(JSON.stringify(await caller.approved(tool, { ...given }))),
    );
    answers[name] = await caller.approved(name, { ...args });
  }
  return answers;
}

describe.skipIf(!traces)('the process', () => {
  it('connects to the address of the wiki, and to nothing else, whichever tool is called', async () => {
    const wiki = await served();
    const folder = await mkdtemp(path.join(tmpdir(), 'network-'));
    const transport = new StdioClientTransport({
      command: 'strace',
      args: [
        '-ff',
        '--seccomp-bpf',
        '-e',
        'trace=network',
        '-o',
        path.join(folder, 'trace'),
        process.execPath,
        bundle,
      ],
      env: { MEDIAWIKI_URL: wiki.url, ...credentials['a bot password'], HTTP_PROXY: 'http://127.0.0.1:9' },
      stderr: 'ignore',
    });
    client = new Client({ name: 'test', version: '1' });
    await client.connect(transport);
    const answers = await callEveryTool(new Caller(client));
    await client.close();
    const texts = await Promise.all(
      (await readdir(folder)).map((name) => readFile(path.join(folder, name), 'utf8')),
    );
    await rm(folder, { recursive: true, force: true });

    expect(Object.entries(answers).filter(([, { isError }]) => isError === true)).toEqual([]);
    expect(new Set(wiki.seen.map(({ path: asked }) => asked.split('?')[0]))).toEqual(new Set(['/w/api.php']));
    expect(new Set(wiki.seen.map(({ action }) => action))).toEqual(
      new Set(['query', 'login', 'parse', 'edit', 'move', 'delete', 'undelete', 'upload']),
    );
    const calls = texts.join('\n').split('\n');
    const connects = calls.filter((line) => line.startsWith('connect('));
    expect(connects.length).toBeGreaterThan(0);
    const address = `sin_port=htons(${wiki.port}), sin_addr=inet_addr("127.0.0.1")`;
    expect(connects.filter((line) => !line.includes(address))).toEqual([]);
    expect(calls.filter((line) => /^(?:bind|listen|accept4?)\(/u.test(line))).toEqual([]);
    // A datagram names whom it goes to: none does.
    expect(calls.filter((line) => /^send(?:to|m?msg)\(.*sin6?_addr/u.test(line))).toEqual([]);
  }, 120_000);
});

describe.each(Object.entries(credentials))('a server that has %s', (_, credential) => {
  const strangers: Readonly<Record<string, Instead>> = {
    'another program': () => ({ status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>No</h1>' }),
    'a page to log in': () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: '<form>' }),
    'JSON of something else': () => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"query":{"general":{"generator":"Other 1.0"}}}',
    }),
    'one that wants a password': () => ({ status: 401, headers: { 'www-authenticate': 'Basic' } }),
    'one that fails': () => ({ status: 500, body: 'no' }),
  };

  it.each(Object.entries(strangers))(
    'shows it to nobody that is no MediaWiki: %s',
    async (_name, instead) => {
      const wiki = await served(instead);
      const caller = await start(wiki, [], credential);
      for (const [name, args] of [
        ['get_site', {}],
        ['get_page', { title: 'Beds' }],
        ['create_page', { title: 'New', text: 'x' }],
      ] as const)
        expect(JSON.stringify(await caller.call(name, args))).toMatch(/No credential was sent|upstream_/u);
      expect(wiki.seen.length).toBeGreaterThan(0);
      expect(wiki.seen.filter(isSecret)).toEqual([]);
      expect(wiki.seen.filter(({ action }) => action !== 'query')).toEqual([]);
    },
    60_000,
  );

  it('shows it only after the wiki said what it is', async () => {
    const wiki = await served();
    const caller = await start(wiki, [], credential);
    await caller.call('get_page', { title: 'Beds' });
    const [first, ...others] = wiki.seen;
    expect(first).toMatchObject({ method: 'GET', body: '' });
    expect(first?.path).toContain('meta=siteinfo');
    expect(first === undefined || isSecret(first)).toBe(false);
    expect(others.some(isSecret)).toBe(true);
  });

  it.each([302, 308])('follows no redirect: %i', async (status) => {
    const elsewhere = await served();
    const wiki = await served(({ path: asked }) => ({
      status,
      headers: { location: `http://127.0.0.1:${elsewhere.port}${asked}` },
    }));
    const caller = await start(wiki, [], credential);
    expect(await caller.call('get_page', { title: 'Beds' })).toMatchObject({ isError: true });
    expect(wiki.seen.length).toBeGreaterThan(0);
    expect(elsewhere.seen).toEqual([]);
    expect(wiki.seen.filter(isSecret)).toEqual([]);
  });
});

describe('a wiki that starts to redirect once the server is logged in', () => {
  it.each(['read', 'write'])(
    'brings no %s elsewhere',
    async (kind) => {
      let redirects = false;
      const elsewhere = await served();
      const wiki = await served(({ path: asked, action }) =>
        redirects && (kind === 'read' || writes.has(action))
          ? { status: 307, headers: { location: `http://127.0.0.1:${elsewhere.port}${asked}` } }
          : undefined,
      );
      const caller = await start(wiki);
      expect(await caller.call('get_page', { title: 'Beds' })).toMatchObject({ title: 'Beds' });
      redirects = true;
      const answer = await caller.call('create_page', { title: 'New', text: 'x' });
      expect(answer['status']).not.toBe('applied');
      expect(elsewhere.seen).toEqual([]);
    },
    60_000,
  );
});

describe('a server that may only read', () => {
  it('lets no request leave that writes, whichever tool is called', async () => {
    const wiki = await served();
    const caller = await start(wiki, ['--read-only']);
    const answers = await callEveryTool(caller).catch((error: unknown) => error);
    expect(isObject(answers)).toBe(true);
    expect(wiki.seen.filter(({ action }) => writes.has(action))).toEqual([]);
    expect(wiki.seen.map(({ action }) => action)).toContain('parse');
    expect(wiki.seen.map(({ action }) => action)).toContain('login');
  }, 60_000);
});
