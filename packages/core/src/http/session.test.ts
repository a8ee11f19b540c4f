import { EventEmitter, once, setMaxListeners } from 'node:events';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  InputError,
  RejectedError,
  SafeError,
  UnauthenticatedError,
  UnreachableError,
} from '../errors/errors.ts';
import { isJsonObject, type JsonValue } from '../json.ts';
import { KnownSecrets } from '../secret/known.ts';
import { createClient } from './client.ts';
import type { ChosenSite } from './contact.ts';
import { path } from './path.ts';
import { type Ask, Session } from './session.ts';
import { type Transport, TransportFailure, type WireRequest, type WireResponse } from './transport.ts';
import type { HttpClient, HttpRequest, ResponseToInterpret } from './types.ts';

const PASSWORD = 'p4q8w0e1r5t9y3u7i2o6a0s4d8f1g5h9';

/** A service with sessions: cookies from the login, a token against forged requests, errors under HTTP 200. */
class Wiki implements Transport {
  /** What was asked, and by whom. */
  readonly log: string[] = [];
  readonly written: string[] = [];
  isWiki = true;
  password = PASSWORD;
  /** Answers of writes that are lost on the way, by the number of the write. */
  readonly lost = new Set<number>();
  /** Writes before which the session ends. */
  readonly ended = new Set<number>();
  /** What answers of writes wait for, by the number of the write. */
  readonly slow = new Map<number, Promise<unknown>>();
  readonly #sessions = new Map<string, string>();
  #made = 0;
  #writes = 0;

  endSessions(): void {
    this.#sessions.clear();
  }

  async send({ method, path: at, headers, body }: WireRequest): Promise<WireResponse> {
    await Promise.resolve();
    const cookie = headers['cookie'];
    const session = this.#sessions.has(cookie ?? '') ? 'session' : cookie === undefined ? 'nobody' : 'stale';
    this.log.push(
      `${method} ${at} as ${session}${headers['authorization'] === undefined ? '' : ' with key'}`,
    );
    if (at === '/about') return this.isWiki ? reply({ generator: 'Wiki 1.0' }) : reply('<html>', 'text/html');
    const given: unknown = JSON.parse(Buffer.from(body ?? []).toString('utf8') || '{}');
    if (at === '/login') return this.#login(given);
    if (method === 'GET') return session === 'session' ? reply({ written: [...this.written] }) : reply(over);
    const number = this.#writes;
    const answer = this.#write(given, cookie ?? '');
    await this.slow.get(number);
    return answer;
  }

  close(): void {}

  #login(given: unknown): WireResponse {
    const password: unknown =
      typeof given === 'object' && given !== null ? Reflect.get(given, 'password') : '';
    if (password !== this.password) return reply({ error: 'wrong password' });
    this.#made += 1;
    const id = `session${this.#made}k9v4x7m2q5z8b1n4`;
    const token = `token${this.#made}h3j6l9p2s5u8w1y4a7`;
    this.#sessions.set(`wiki_session=${id}; wikiUserName=Jane_Doe_of_Wiki`, token);
    return {
      ...reply({ token }),
      cookies: [`wiki_session=${id}; path=/; HttpOnly`, 'wikiUserName=Jane_Doe_of_Wiki'],
    };
  }

  #write(given: unknown, cookie: string): WireResponse {
    const number = this.#writes;
    this.#writes += 1;
    if (this.ended.has(number)) this.endSessions();
    const token = this.#sessions.get(cookie);
    const text: unknown = typeof given === 'object' && given !== null ? Reflect.get(given, 'text') : '';
    if (token === undefined) return reply(over);
    if (typeof given === 'object' && given !== null && Reflect.get(given, 'token') !== token)
      return reply(over);
    this.written.push(String(text));
    if (this.lost.has(number)) throw new TransportFailure('reset', true);
    return reply({ done: true });
  }
}

function gate(): { readonly promise: Promise<unknown>; readonly resolve: () => void } {
  const events = new EventEmitter();
  return { promise: once(events, 'open'), resolve: () => events.emit('open') };
}

const over = { error: 'session is over' };

function reply(content: object | string, type = 'application/json'): WireResponse {
  const bytes = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  return {
    status: 200,
    headers: { 'content-type': type },
    body: (async function* chunks() {
      yield bytes;
    })(),
  };
}

function memberOf(json: JsonValue | undefined, name: string): string | undefined {
  const value = isJsonObject(json) ? json[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

interface World {
  readonly wiki: Wiki;
  readonly client: HttpClient;
  readonly session: Session<string>;
  readonly secrets: KnownSecrets;
  readonly write: (text: string, signal?: AbortSignal) => Promise<unknown>;
  readonly read: () => Promise<unknown>;
  clock: number;
}

function world(password = PASSWORD, change: Partial<HttpRequest> = {}, isAlwaysOver = false): World {
  const wiki = new Wiki();
  const secrets = new KnownSecrets([]);
  const client = createClient({
    transport: wiki,
    service: 'Wiki',
    basePath: '',
    userAgent: 'test/1',
    authorization: () => 'Key k',
    interpret: ({ json }: ResponseToInterpret) => {
      const error = memberOf(json, 'error');
      if (error === undefined) return undefined;
      return error === 'wrong password'
        ? new UnauthenticatedError('Wiki refuses the password.')
        : new RejectedError(`Wiki says: ${error}`);
    },
    secretsIn: ({ json }) => [memberOf(json, 'token') ?? ''],
    keepSecret: secrets.keep,
  });
  const session = new Session<string>({
    client,
    service: 'Wiki',
    site: { variable: 'WIKI_URL', what: 'the wiki' },
    async identify(ask) {
      const { json } = await ask({ method: 'GET', path: path`/about` });
      if (memberOf(json, 'generator') === undefined) throw new InputError('no wiki');
    },
    async logIn(ask) {
      const { json } = await ask({ method: 'POST', path: path`/login`, json: { password }, safe: true });
      return memberOf(json, 'token') ?? '';
    },
    isOver: (error) => isAlwaysOver || error.message.includes('session is over'),
    cookies: { keepSecret: secrets.keep, isOpen: (name) => name === 'wikiUserName' },
    now: () => made.clock,
  });
  const still = new AbortController().signal;
  setMaxListeners(0, still);
  const made: World = {
    wiki,
    client,
    session,
    secrets,
    clock: 0,
    write: (text, signal = still) =>
      session.request(signal, (token) => ({
        method: 'POST',
        path: path`/pages`,
        json: { text, token },
        ...change,
      })),
    read: () => session.request(still, () => ({ method: 'GET', path: path`/pages` })),
  };
  return made;
}

async function failureOf(promise: Promise<unknown>): Promise<SafeError> {
  const error: unknown = await promise.then(
    () => new Error('nothing failed'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof SafeError) return error;
  throw error;
}

const count = (wiki: Wiki, start: string): number => wiki.log.filter((line) => line.startsWith(start)).length;

async function logIn(ask: Ask): Promise<string> {
  const { json } = await ask({
    method: 'POST',
    path: path`/login`,
    json: { password: PASSWORD },
    safe: true,
  });
  return memberOf(json, 'token') ?? '';
}

/** Waits until so many writes have been sent. */
async function sent(wiki: Wiki, writes: number): Promise<void> {
  while (count(wiki, 'POST /pages') < writes) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

describe('a session', () => {
  it('looks who answers before any credential leaves, logs in once, and keeps to its cookies', async () => {
    const { wiki, write, read } = world();
    await write('a');
    await read();
    expect(wiki.log).toEqual([
      'GET /about as nobody',
      'POST /login as nobody with key',
      'POST /pages as session with key',
      'GET /pages as session with key',
    ]);
  });

  it('begins once for however many calls', async () => {
    const { wiki, write } = world();
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((text) => write(text)));
    expect([count(wiki, 'GET /about'), count(wiki, 'POST /login')]).toEqual([1, 1]);
    expect(wiki.written.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('begins anew once, for however many calls find it over', async () => {
    const { wiki, write } = world();
    await write('a');
    wiki.endSessions();
    await Promise.all(['b', 'c', 'd'].map((text) => write(text)));
    expect(count(wiki, 'POST /login')).toBe(2);
    expect(wiki.written.toSorted()).toEqual(['a', 'b', 'c', 'd']);
    expect(count(wiki, 'GET /about')).toBe(1);
  });

  it('ends a call after a second session that is over at once, and repeats nothing further', async () => {
    const { wiki, write } = world();
    for (const number of [0, 1, 2, 3]) wiki.ended.add(number);
    const error = await failureOf(write('a'));
    expect(error).toBeInstanceOf(UnauthenticatedError);
    expect(error.message).toContain('right after it began');
    expect(error.nextStep).toMatch(/^Check that the credential is still valid/u);
    expect([wiki.written, count(wiki, 'POST /pages')]).toEqual([[], 2]);
    // The next call does not try that session again.
    wiki.ended.clear();
    await write('b');
    expect([wiki.written, count(wiki, 'POST /pages')]).toEqual([['b'], 3]);
  });

  it('does not repeat a request that is to be sent once, and says that nothing was done', async () => {
    const { wiki, write } = world(PASSWORD, { once: true });
    wiki.ended.add(0);
    const error = await failureOf(write('a'));
    expect(error.message).toContain('Nothing was done');
    expect(error.nextStep).toBe('Make the same call again: it begins a new session.');
    expect(wiki.written).toEqual([]);
    await write('b');
    expect(wiki.written).toEqual(['b']);
  });

  it('does not repeat a write whose answer was lost, and reading in a new session tells what it did', async () => {
    const { wiki, write, read } = world();
    wiki.lost.add(0);
    expect((await failureOf(write('a'))).code).toBe('outcome_unknown');
    wiki.endSessions();
    expect(await read()).toMatchObject({ json: { written: ['a'] } });
  });

  it('does not even ask whether the session is over where it is not known what was done', async () => {
    const { wiki, write } = world(PASSWORD, {}, true);
    wiki.lost.add(0);
    expect((await failureOf(write('a'))).code).toBe('outcome_unknown');
    expect(wiki.written).toEqual(['a']);
  });

  it('sends no credential to what is not the service, and asks again at the next call', async () => {
    const { wiki, write } = world();
    wiki.isWiki = false;
    const error = await failureOf(write('a'));
    expect([error.code, error.message]).toEqual([
      'not_configured',
      'WIKI_URL answers with a page for people, not as Wiki answers programs: its path is wrong, a login page stands in front, or warnings are printed before the answer. No credential was sent.',
    ]);
    expect(wiki.log).toEqual(['GET /about as nobody']);
    wiki.isWiki = true;
    await write('a');
    expect(wiki.written).toEqual(['a']);
  });

  it('tries a refused credential again only after a minute', async () => {
    const made = world('wrong');
    const { wiki, write } = made;
    for (const at of [1_000_000, 1_059_999, 1_060_000]) {
      made.clock = at;
      expect((await failureOf(write('a'))).message).toBe('Wiki refuses the password.');
    }
    expect(count(wiki, 'POST /login')).toBe(2);
  });

  it('is kept when an answer of the one before it comes late', async () => {
    const { wiki, write } = world();
    await write('a');
    wiki.endSessions();
    const { promise, resolve } = gate();
    wiki.slow.set(1, promise);
    const late = write('late');
    await sent(wiki, 2);
    await write('b');
    resolve();
    await late;
    expect(wiki.written).toEqual(['a', 'b', 'late']);
    expect(count(wiki, 'POST /login')).toBe(2);
  });

  it('is kept when the one before it ended at once, which is told late', async () => {
    const { wiki, write } = world();
    await write('a');
    for (const number of [1, 2]) wiki.ended.add(number);
    const { promise, resolve } = gate();
    wiki.slow.set(2, promise);
    const late = failureOf(write('late'));
    await sent(wiki, 3);
    await write('b');
    resolve();
    expect((await late).message).toContain('right after it began');
    await write('c');
    expect(wiki.written).toEqual(['a', 'b', 'c']);
    expect(count(wiki, 'POST /login')).toBe(3);
  });

  it('needs to know neither what the service is nor when a session is over', async () => {
    const { wiki, client } = world();
    const session = new Session<string>({ client, service: 'Wiki', logIn });
    const read = (): Promise<unknown> =>
      session.request(new AbortController().signal, () => ({ method: 'GET', path: path`/pages` }));
    await read();
    expect(count(wiki, 'GET /about')).toBe(0);
    wiki.endSessions();
    expect((await failureOf(read())).message).toContain('session is over');
    expect(count(wiki, 'POST /login')).toBe(1);
  });

  it('remembers no other failure of the login than a refused credential', async () => {
    const { client } = world();
    let tries = 0;
    const refuse = async (): Promise<string> => {
      tries += 1;
      await Promise.resolve();
      throw new RejectedError(`try ${tries}`);
    };
    const session = new Session<string>({ client, service: 'Wiki', logIn: refuse });
    const read = (): Promise<unknown> =>
      session.request(new AbortController().signal, () => ({ method: 'GET', path: path`/pages` }));
    expect((await failureOf(read())).message).toContain('try 1');
    expect((await failureOf(read())).message).toContain('try 2');
  });

  it.each<[string, ChosenSite | undefined, Error]>([
    ['a site that nobody chose', undefined, new UnreachableError('no answer')],
    ['a defect', { variable: 'WIKI_URL', what: 'the wiki' }, new Error('broken')],
  ])('explains nothing of %s', async (_what, site, error) => {
    const { client } = world();
    const session = new Session<string>({
      client,
      service: 'Wiki',
      ...(site === undefined ? {} : { site }),
      identify: () => Promise.reject(error),
      logIn: () => Promise.resolve(''),
    });
    await expect(session.identify(new AbortController().signal)).rejects.toBe(error);
  });

  it('goes on for others when the call that began it is cancelled', async () => {
    const { wiki, write } = world();
    const first = new AbortController();
    const cancelled = failureOf(write('a', first.signal));
    const second = write('b');
    first.abort();
    expect((await cancelled).code).toBe('cancelled');
    await second;
    expect([wiki.written, count(wiki, 'POST /login')]).toEqual([['b'], 1]);
  });

  it('filters its cookies and tokens out of all that is printed, and not the name of the user', async () => {
    const { secrets, session, write, wiki } = world();
    await write('a');
    const printed = 'session1k9v4x7m2q5z8b1n4 token1h3j6l9p2s5u8w1y4a7 Jane_Doe_of_Wiki';
    expect(secrets.scrub(printed)).toBe('[redacted] [redacted] Jane_Doe_of_Wiki');
    expect(inspect(session, { depth: 9, showHidden: true })).not.toMatch(
      /k9v4x7m2q5z8b1n4|h3j6l9p2s5u8w1y4a7/u,
    );
    wiki.lost.add(1);
    const error = await failureOf(write('b'));
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/k9v4x7m2|h3j6l9p2/u);
  });

  it('never applies a write twice, and knows of each whether it was, whatever is lost', async () => {
    const number = fc.integer({ min: 0, max: 30 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(number),
        fc.array(number),
        fc.integer({ min: 1, max: 12 }),
        async (lost, ended, size) => {
          const { wiki, write, read } = world();
          for (const each of lost) wiki.lost.add(each);
          for (const each of ended) wiki.ended.add(each);
          const texts = Array.from({ length: size }, (_, index) => `text ${index}`);
          const outcomes = await Promise.all(
            texts.map((text) =>
              write(text).then(
                () => 'done',
                (error: unknown) => (error instanceof SafeError ? error.code : 'defect'),
              ),
            ),
          );
          await read();
          for (const [index, text] of texts.entries()) {
            const times = wiki.written.filter((written) => written === text).length;
            const expected = { done: [1], outcome_unknown: [0, 1], unauthenticated: [0] }[
              outcomes[index] ?? ''
            ];
            expect(expected, outcomes[index]).toContain(times);
          }
          expect(wiki.log.filter((line) => line.includes('/pages as nobody'))).toEqual([]);
        },
      ),
    );
  });
});
