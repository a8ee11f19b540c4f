import { Buffer } from 'node:buffer';
import {
  type Driven,
  type Episode,
  type OnceWorld,
  type Operation,
  type OwnFault,
  type Random,
  type RivalScene,
  type Scene,
  type SiteReply,
  type SiteRequest,
  startOnSite,
} from '@crunchtools/mcp-core/testing';
import { variables } from '../../src/identity.ts';
import type { Backend } from './backend.ts';
import { Person } from './person.ts';
import { actionOf } from './served-wiki.ts';
import { server } from './server.ts';
import { wrongIn } from './wiki-judge.ts';
import { nextOperation } from './wiki-operations.ts';
import { Rival, type RivalAct } from './wiki-rival.ts';
import { type Truth, truthOf, whoWrote } from './wiki-truth.ts';

const writes = new Set(['edit', 'move', 'delete', 'undelete', 'upload', 'filerevert', 'rollback']);

/** A wiki, simulated or real, whose history is held against every answer. */
export class WikiWorld implements OnceWorld<Truth, RivalAct, never> {
  readonly #backend: Backend;
  readonly #other: Person;
  readonly #seed: number;
  readonly #speed: number;
  readonly #rival: Rival;
  /** Values of the cookies of all sessions, and of those that are over. */
  readonly #current = new Set<string>();
  readonly #over = new Set<string>();
  #titles: readonly string[] = [];
  #files: readonly string[] = [];
  /** The page that the last operation is about. */
  #title: string | undefined;

  private constructor(backend: Backend, other: Person, seed: number, speed: number) {
    this.#backend = backend;
    this.#other = other;
    this.#seed = seed;
    this.#speed = speed;
    this.#rival = new Rival(other);
  }

  static async open(backend: Backend, { seed, speed }: { seed: number; speed: number }): Promise<WikiWorld> {
    return new WikiWorld(backend, await Person.logIn(backend, backend.other), seed, speed);
  }

  readonly renewal = {
    every: 100,
    renew: async (era: number): Promise<void> => {
      const numbers = [1, 2, 3, 4, 5];
      this.#titles = numbers.map((number) => `Bed ${this.#seed} ${era} ${number}`);
      this.#files = numbers.slice(0, 2).map((number) => `Note ${this.#seed} ${era} ${number}.txt`);
    },
  };

  start(port: number): Promise<Driven> {
    const { user, password } = this.#backend.own;
    const own = { [variables.user]: user, [variables.password]: password };
    return startOnSite(server, { port, speed: this.#speed, variables: own });
  }

  close(): Promise<void> {
    return this.#backend.stop();
  }

  isWrite(request: SiteRequest): boolean {
    return writes.has(actionOf(request));
  }

  /** Without the cookies of sessions that are over: so a wiki sees who comes back after it forgot them. */
  async send(request: SiteRequest): Promise<{ readonly reply: SiteReply }> {
    const { cookie = '', ...others } = request.headers;
    const left = cookie.split('; ').filter((pair) => !this.#over.has(pair.slice(pair.indexOf('=') + 1)));
    const reply = await this.#backend.send({
      ...request,
      headers: left.length === 0 ? others : { ...others, cookie: left.join('; ') },
    });
    for (const each of reply.setCookies ?? []) this.#current.add(/^[^=]+=([^;]*)/u.exec(each)?.[1] ?? '');
    return { reply };
  }

  state(): Promise<Truth> {
    return truthOf(this.#other, this.#titles, this.#files);
  }

  next({ random, state, count }: Scene<Truth>): Operation<Truth> {
    const scene = { random, truth: state, titles: this.#titles, fileNames: this.#files, count };
    const { title, ...operation } = nextOperation(scene);
    this.#title = title;
    return { ...operation, wrongLeft };
  }

  rival({ random, operation }: RivalScene): Promise<RivalAct | undefined> {
    const own = operation === undefined ? undefined : this.#title;
    const title = own !== undefined && random.chance(0.8) ? own : random.pick(this.#titles);
    return this.#rival.act(title, this.#titles, random);
  }

  ownFaults(random: Random, on: 'read' | 'write'): readonly OwnFault[] {
    const session: OwnFault = { kind: 'own', name: 'session', before: () => this.#endSessions() };
    const maxlag: OwnFault = { kind: 'own', name: 'maxlag', reply: refusal('maxlag') };
    const carriedOut = on === 'write' && random.chance(0.5);
    const internal: OwnFault = { kind: 'own', name: 'internal', reply: refusal('internal'), carriedOut };
    const both = [session, session, maxlag, internal];
    if (on === 'read') return both;
    return [
      ...both,
      { kind: 'own', name: 'readonly', reply: refusal('readonly') },
      { kind: 'own', name: 'ratelimited', reply: refusal('ratelimited') },
    ];
  }

  #endSessions(): void {
    for (const value of this.#current) this.#over.add(value);
  }

  wrongIn(episode: Episode<Truth, RivalAct, never>): string | undefined {
    return wrongIn(episode);
  }

  noted({ answer: { warnings = [] } }: Episode<Truth, RivalAct, never>): readonly string[] {
    return warnings.some((warning) => warning.includes('the wiki kept both')) ? ['merged'] : [];
  }

  difference(one: Truth, other: Truth): string | undefined {
    return allOf(one) === allOf(other) ? undefined : 'there are other revisions';
  }

  contentDifference(one: Truth, other: Truth): string | undefined {
    const [expected, found] = [contentsOf(one), contentsOf(other)];
    return expected === found ? undefined : `expected ${expected}, found ${found}`;
  }

  async wrongAtEnd(): Promise<string | undefined> {
    const anonymous = [...(await whoWrote(this.#other))].filter((name) => /^[\d.:a-f]+$/iu.test(name));
    return anonymous.length === 0 ? undefined : `somebody wrote without a name: ${anonymous.join()}`;
  }
}

function allOf({ pages, archived, revisions, files }: Truth): string {
  return JSON.stringify([[...pages], archived, [...revisions.keys()].toSorted((a, b) => a - b), [...files]]);
}

function contentsOf({ pages, files }: Truth): string {
  return JSON.stringify([[...pages.values()].map(({ title, text }) => [title, text]), [...files]]);
}

/** Whoever dies at a write has done one, or none: each page has one revision more at most, or is gone, or came. */
function wrongLeft(before: Truth, left: Truth): string | undefined {
  for (const title of left.pages.keys()) {
    const count = ({ revisions }: Truth): number =>
      [...revisions.values()].filter(({ page }) => page === title).length;
    const more = count(left) - count(before);
    if (before.pages.has(title) && more > 1) return `${title} has ${more} revisions more`;
  }
  return undefined;
}

/** Codes and texts as MediaWiki 1.39 sends them, under HTTP 200. */
const refusals = {
  readonly: {
    code: 'readonly',
    text: 'The wiki is currently in read-only mode.',
    data: { readonlyreason: 'Backup until 12:00' },
  },
  ratelimited: {
    code: 'ratelimited',
    text: "You've exceeded your rate limit. Please wait some time and try again.",
  },
  maxlag: {
    code: 'maxlag',
    text: 'Waiting for a database server: 7 seconds lagged.',
    data: { lag: 7, type: 'db' },
  },
  internal: {
    code: 'internal_api_error_DBQueryError',
    text: '[4f1c9e] Caught exception of type Wikimedia\\Rdbms\\DBQueryError',
  },
} as const;

function refusal(kind: keyof typeof refusals): SiteReply {
  const body = JSON.stringify({ errors: [{ ...refusals[kind], module: 'main' }] });
  const again = kind === 'maxlag' ? { 'retry-after': '5' } : {};
  const headers = { 'content-type': 'application/json; charset=utf-8', ...again };
  return { status: 200, headers, body: Buffer.from(body) };
}
