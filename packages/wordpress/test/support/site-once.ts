import {
  amountsOf,
  type Driven,
  dataOf,
  type Episode,
  type OnceWorld,
  type Opened,
  type Operation,
  type OwnFault,
  outcomesOf,
  type Random,
  type RivalScene,
  type Scene,
  type SiteReply,
  type SiteRequest,
  startOnSite,
  type Told,
} from '@crunchtools/mcp-core/testing';
import { variables } from '../../src/identity.ts';
import { server } from './server.ts';
import type { SiteBackend } from './site-backend.ts';
import { type Item, keyOf, nextOperation, type Route, type SiteState } from './site-operations.ts';

/** What somebody else set of an object; nothing of one that they made, moved to the trash or deleted. */
export interface SiteAct {
  readonly key: string;
  readonly set: Readonly<Record<string, string>>;
}

/** A write of the server that the site carried out. */
export interface SiteEffect {
  readonly method: string;
  readonly path: string;
}

type SiteEpisode = Episode<SiteState, SiteAct, SiteEffect>;

const routeOf: Readonly<Record<string, Route>> = {
  post: 'posts',
  term: 'tags',
  media: 'media',
  comment: 'comments',
};

/** A site, simulated or real, of which everything that operations change is read after each of them. */
export class SiteWorld implements OnceWorld<SiteState, SiteAct, SiteEffect> {
  readonly #backend: SiteBackend;
  readonly #speed: number;
  /** The post whose comments are answered. */
  #post = 0;
  /** Objects with smaller ids are left alone. */
  #floor: Record<Route, number> = { posts: 0, tags: 0, media: 0, comments: 0 };
  #driven: Driven | undefined;
  #acts = 0;
  /** Texts that somebody else saved, by the id of the post. */
  readonly #saved: { readonly id: number; readonly text: string }[] = [];

  private constructor(backend: SiteBackend, speed: number) {
    this.#backend = backend;
    this.#speed = speed;
  }

  static async open(backend: SiteBackend, { speed }: Opened): Promise<SiteWorld> {
    return new SiteWorld(backend, speed);
  }

  readonly renewal = {
    every: 60,
    renew: async (era: number): Promise<void> => {
      for (const route of ['posts', 'tags', 'media', 'comments'] as const) {
        const [newest] = await this.#list(
          `/${route}?per_page=1&orderby=id&order=desc&${statuses[route] ?? ''}`,
        );
        this.#floor[route] = Math.max(this.#floor[route], Number(newest?.['id'] ?? 0));
      }
      const made = await this.#other('POST', '/posts', {
        title: `Era ${era}`,
        content: 'x',
        status: 'publish',
      });
      this.#post = Number(made['id']);
      this.#floor.posts = this.#post;
      for (const number of [1, 2, 3]) await this.#comment(0, `Comment ${era} ${number}`);
    },
  };

  async start(port: number): Promise<Driven> {
    const { user, password } = this.#backend.own;
    const own = { [variables.user]: user, [variables.password]: password };
    this.#driven = await startOnSite(server, { port, speed: this.#speed, variables: own });
    return this.#driven;
  }

  close(): Promise<void> {
    return this.#backend.stop();
  }

  isWrite({ method }: SiteRequest): boolean {
    return method !== 'GET';
  }

  async send(request: SiteRequest): Promise<{ readonly reply: SiteReply; readonly effect?: SiteEffect }> {
    const reply = await this.#backend.send(request);
    if (!this.isWrite(request) || reply.status >= 400) return { reply };
    return { reply, effect: { method: request.method, path: request.path } };
  }

  async state(): Promise<SiteState> {
    const items: Item[] = [];
    for (const route of ['posts', 'tags', 'media'] as const) {
      const found = await this.#list(`/${route}?per_page=100&orderby=id&order=desc&${statuses[route] ?? ''}`);
      items.push(...found.map((each) => itemOf(route, each)));
    }
    for (const status of ['all', 'spam', 'trash']) {
      const found = await this.#list(`/comments?post=${this.#post}&per_page=100&orderby=id&status=${status}`);
      items.push(...found.map((each) => itemOf('comments', each)));
    }
    return new Map(
      items.filter(({ route, id }) => id > this.#floor[route]).map((item) => [keyOf(item), item]),
    );
  }

  async next(scene: Scene<SiteState>): Promise<Operation<SiteState>> {
    const versionOf = async (id: number): Promise<string> => {
      const answer = await this.#driven?.client.request('tools/call', {
        name: 'get_post',
        arguments: { id },
      });
      return String(answer && dataOf(answer)['version']);
    };
    const operation = await nextOperation({ ...scene, versionOf });
    return { ...operation, wrongLeft: (before, left) => repeated(before, left) };
  }

  async rival({ random, operation, mayDelete }: RivalScene): Promise<SiteAct | undefined> {
    this.#acts += 1;
    const text = `Other text ${this.#acts}.`;
    const state = [...(await this.state()).values()];
    const { id: own, ids = [own] } = (operation?.args ?? {}) as {
      readonly id?: number;
      readonly ids?: readonly unknown[];
    };
    const meant = state.filter(({ id }) => ids.includes(id));
    if (state.length === 0) return undefined;
    const item = meant.length > 0 && random.chance(0.8) ? random.pick(meant) : random.pick(state);
    return this.#act(random, item, text, mayDelete);
  }

  /** It may be refused, as what is in the trash cannot be trashed again. */
  async #act(random: Random, item: Item, text: string, mayDelete: boolean): Promise<SiteAct | undefined> {
    const key = keyOf(item);
    const path = `/${key}`;
    const gone = { key, set: {} };
    try {
      if (mayDelete && random.chance(0.12)) {
        const force = item.route === 'posts' || item.route === 'comments' ? '' : '?force=true';
        await this.#other('DELETE', `${path}${force}`);
        return gone;
      }
      const set = random.pick<Readonly<Record<string, string>>>(deeds[item.route](text, random));
      await this.#other('POST', path, set);
      if (set['content'] !== undefined && item.route === 'posts') this.#saved.push({ id: item.id, text });
      return { key, set };
    } catch {
      return undefined;
    }
  }

  ownFaults(_: Random, on: 'read' | 'write'): readonly OwnFault[] {
    const critical = {
      code: 'internal_server_error',
      message: 'There has been a critical error.',
      data: { status: 500 },
    };
    const headers = { 'content-type': 'application/json; charset=UTF-8' };
    const reply = { status: 500, headers, body: Buffer.from(JSON.stringify(critical)) };
    const closed: SiteReply = {
      status: 503,
      headers: { 'content-type': 'text/html', 'retry-after': '2' },
      body: Buffer.from('Briefly unavailable for scheduled maintenance.'),
    };
    const both: readonly OwnFault[] = [
      { kind: 'own', name: 'critical', reply },
      { kind: 'own', name: 'maintenance', reply: closed },
    ];
    return on === 'read' ? both : [...both, { kind: 'own', name: 'critical', reply, carriedOut: true }];
  }

  wrongIn(episode: SiteEpisode): string | undefined {
    return (
      miscounted(episode) ??
      repeated(episode.before, episode.after) ??
      strayed(episode) ??
      overwritten(episode)
    );
  }

  difference(one: SiteState, other: SiteState): string | undefined {
    return shown(one) === shown(other) ? undefined : `expected ${shown(one)}, found ${shown(other)}`;
  }

  /** What was made and taken back is in the trash where there is one; what came back from it has another slug. */
  contentDifference(one: SiteState, other: SiteState): string | undefined {
    for (const [key, item] of one) {
      const found = other.get(key);
      const differs = Object.entries(item.fields).find(
        ([name, value]) => name !== 'slug' && found?.fields[name] !== value,
      );
      if (differs !== undefined && item.fields['status'] !== 'trash')
        return `${key}: ${JSON.stringify(item)}, and is ${JSON.stringify(found)}`;
    }
    const more = [...other.values()].find(
      (item) => !one.has(keyOf(item)) && item.fields['status'] !== 'trash',
    );
    return more === undefined ? undefined : `there is ${JSON.stringify(more)}`;
  }

  /** What somebody else saved is there, or in the history. */
  async wrongAtEnd(): Promise<string | undefined> {
    for (const { id, text } of this.#saved) {
      const post = await this.#other('GET', `/posts/${id}?context=edit`).catch(() => undefined);
      if (post === undefined || raw(post['content']).includes(text)) continue;
      const revisions = await this.#list(`/posts/${id}/revisions?per_page=100&context=edit`);
      if (!revisions.some((each) => raw(each['content']).includes(text)))
        return `${text} of post ${id} is gone`;
    }
    return undefined;
  }

  async #comment(parent: number, content: string): Promise<void> {
    await this.#other('POST', '/comments', { post: this.#post, parent, content, status: 'approved' });
  }

  async #list(path: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const found = await this.#ask('GET', `${path}&context=edit`);
    return Array.isArray(found) ? found : [];
  }

  async #other(method: string, path: string, sent?: unknown): Promise<Readonly<Record<string, unknown>>> {
    const found = await this.#ask(method, path, sent);
    return typeof found === 'object' && found !== null ? { ...found } : {};
  }

  /** As somebody else, without any fault. @throws when the site refuses. */
  async #ask(method: string, path: string, sent?: unknown): Promise<unknown> {
    const { user, password } = this.#backend.other;
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const body = sent === undefined ? undefined : Buffer.from(JSON.stringify(sent));
    const headers = { authorization, 'content-type': 'application/json' };
    const reply = await this.#backend.send({ method, path: `/wp-json/wp/v2${path}`, headers, body });
    const text = Buffer.from(reply.body).toString('utf8');
    if (reply.status >= 400) throw new Error(`${method} ${path}: ${text}`);
    return JSON.parse(text);
  }
}

function shown(state: SiteState): string {
  return JSON.stringify([...state].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const statuses: Partial<Readonly<Record<Route, string>>> = {
  posts: 'status=publish,draft,pending,private,future,trash',
  tags: 'hide_empty=false',
};

/** What somebody else sets, of each kind. */
const deeds: Readonly<
  Record<Route, (text: string, random: Random) => readonly Readonly<Record<string, string>>[]>
> = {
  posts: (text, random) => [
    { content: text },
    { title: text },
    { comment_status: random.pick(['open', 'closed']) },
    { status: random.pick(['draft', 'publish']) },
  ],
  tags: (text) => [{ description: text }, { name: text }],
  media: (text) => [{ alt_text: text }, { title: text }],
  comments: (_, random) => [{ status: random.pick(['approved', 'hold', 'spam']) }],
};

function raw(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'raw' in value) return String(value.raw);
  return typeof value === 'string' ? value : '';
}

const settable: Readonly<Record<Route, readonly string[]>> = {
  posts: ['title', 'content', 'excerpt', 'status', 'slug', 'comment_status'],
  tags: ['name', 'description'],
  media: ['title', 'alt_text', 'caption', 'description'],
  comments: ['content', 'status'],
};

function itemOf(route: Route, found: Readonly<Record<string, unknown>>): Item {
  const fields = settable[route].map((name) => [name, raw(found[name])] as const);
  return { route, id: Number(found['id']), fields: Object.fromEntries(fields) };
}

/** Each write that was carried out is told, and each that is told was, unless somebody else did it or took it back. */
function miscounted({ answer, happenings }: SiteEpisode): string | undefined {
  const acts = happenings.filter(({ kind }) => kind === 'act').length;
  const done = happenings.length - acts;
  const { applied, unknown } = amountsOf(answer);
  if (done > applied + unknown && acts === 0) return `${done} writes were carried out, and ${applied} told`;
  if (done < applied && acts === 0) return `${applied} were told as applied, and ${done} carried out`;
  return done > answer.changes.length ? `${done} writes for ${answer.changes.length} changes` : undefined;
}

/** Every text is made once: two objects that hold the same were made by one call. */
function repeated(before: SiteState, after: SiteState): string | undefined {
  const seen = new Map<string, string>();
  for (const item of after.values()) {
    const { route, fields } = item;
    const text = route === 'comments' ? fields['content'] : (fields['title'] ?? fields['name']);
    const name = `${route} ${text}`;
    const other = seen.get(name);
    if (other !== undefined && !before.has(keyOf(item)))
      return `${name} is there twice: ${other}, ${keyOf(item)}`;
    seen.set(name, keyOf(item));
  }
  return undefined;
}

function keysIn({ resource, id, after, before }: Told): readonly string[] {
  const route = routeOf[resource] ?? 'posts';
  const own: unknown = id ?? (after ?? before)?.['id'];
  return typeof own === 'string' || typeof own === 'number' ? [`${route}/${own}`] : [];
}

/** Nothing changed that neither an answer tells of nor somebody else did. */
function strayed({ answer, before, after, happenings }: SiteEpisode): string | undefined {
  const { applied, unknown } = outcomesOf(answer);
  const told = new Set([...applied, ...unknown].flatMap(keysIn));
  const isOpen = unknown.some(({ id }) => id === undefined);
  const acted = new Set(happenings.flatMap((each) => (each.kind === 'act' ? [each.act.key] : [])));
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    if (told.has(key) || acted.has(key)) continue;
    const [old, now] = [before, after].map((state) => JSON.stringify(state.get(key)));
    if (old !== now && !(isOpen && old === undefined)) return `${key} changed from ${old} to ${now}, untold`;
  }
  return undefined;
}

/** What somebody else set is there, unless it was what this change was to set, too, or the object is gone. */
function overwritten({ answer, after, happenings }: SiteEpisode): string | undefined {
  const { applied, unknown } = outcomesOf(answer);
  const written = new Map<string, Set<string>>();
  for (const told of [...applied, ...unknown])
    for (const key of keysIn(told)) written.set(key, membersOf(told));
  for (const [key, set] of lastSet(happenings)) {
    const item = after.get(key);
    const own = written.get(key);
    if (item === undefined || own?.has('*') === true) continue;
    const lost = Object.entries(set).find(
      ([name, value]) => own?.has(name) !== true && item.fields[name] !== value,
    );
    if (lost !== undefined) return `${key}: ${lost.join(' ')} of somebody else is gone`;
  }
  return undefined;
}

function lastSet(
  happenings: SiteEpisode['happenings'],
): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const set = new Map<string, Readonly<Record<string, string>>>();
  for (const each of happenings)
    if (each.kind === 'act')
      set.set(
        each.act.key,
        Object.keys(each.act.set).length === 0 ? {} : { ...set.get(each.act.key), ...each.act.set },
      );
  return set;
}

/** How members are called in states that WordPress calls otherwise. */
const inRest: Readonly<Record<string, string>> = { moderation: 'status' };

/** What a change sets; `*` for one that makes or takes away. */
function membersOf({ action, before = {}, after = {} }: Told): Set<string> {
  if (action !== 'update') return new Set(['*']);
  const names = Object.keys(after).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  return new Set(names.map((name) => inRest[name] ?? name));
}
