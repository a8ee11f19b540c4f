import type { SimulatedRequest } from '../../src/index.ts';

/** A site behind HTTP, wherever it is. */
export interface Reached {
  readonly url: string;
  readonly send: (request: SimulatedRequest) => Promise<{
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly text: string;
  }>;
}

export type Person = 'admin' | 'editor' | 'author';
export type Logins = Readonly<Record<Person, { readonly user: string; readonly password: string }>>;

type Sent = Readonly<Record<string, unknown>>;

/** One call of a scenario. `{id1}` in a text stands for the first id that the transcript names, and so on. */
export interface Step {
  /** Nobody in particular, unless told otherwise; `wrong` is the administrator with a wrong password. */
  readonly as?: Person | 'wrong' | 'nobody';
  /** The route, such as `/wp/v2/posts/{id1}`. */
  readonly get?: string;
  readonly post?: string;
  readonly delete?: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: Sent;
  readonly file?: { readonly name: string; readonly type: string; readonly bytes: Uint8Array };
  /** Members of the answer that are compared, by name; all unless told otherwise. */
  readonly keep?: readonly string[];
  /** Of an answer with an object for each of many things: which of them, and what of each. */
  readonly only?: readonly string[];
  readonly each?: readonly string[];
}

export interface Scenario {
  readonly name: string;
  readonly steps: readonly Step[];
}

/** Numbers that every site counts for itself. */
const counted = new Set([
  'id',
  'author',
  'post',
  'parent',
  'featured_media',
  'categories',
  'tags',
  'courses',
  'term_id',
  'additional_data',
  'wp_id',
]);
const countedAs: Readonly<Record<string, string>> = {
  author: 'user',
  term_id: 'term',
  additional_data: 'term',
  categories: 'term',
  tags: 'term',
  courses: 'term',
};

const left = new Set(['guid', 'curies']);

/** Plays calls, and gives the answers with numbers and times replaced by what they stand for. */
export class Transcript {
  readonly #site: Reached;
  readonly #logins: Logins;
  readonly #symbols = new Map<string, string>();
  readonly #values = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  constructor(site: Reached, logins: Logins) {
    this.#site = site;
    this.#logins = logins;
  }

  async play(steps: readonly Step[]): Promise<readonly unknown[]> {
    const answers: unknown[] = [];
    for (const step of steps) answers.push(await this.#step(step));
    return answers;
  }

  async #step({
    as,
    get,
    post,
    delete: remove,
    query = {},
    body,
    file,
    keep,
    only,
    each,
  }: Step): Promise<unknown> {
    const route = this.#filled(get ?? post ?? remove ?? '');
    const method = get !== undefined ? 'GET' : post !== undefined ? 'POST' : 'DELETE';
    const entries = Object.entries(query).map(
      ([name, value]) => [name, this.#filled(String(value))] as const,
    );
    const search = new URLSearchParams(Object.fromEntries(entries)).toString();
    const path = `/wp-json${route}${search === '' ? '' : `?${search}`}`;
    const payload =
      file !== undefined
        ? { bytes: file.bytes, type: file.type }
        : body !== undefined
          ? { bytes: Buffer.from(this.#filled(JSON.stringify(body))), type: 'application/json' }
          : undefined;
    const headers = {
      ...this.#credential(as),
      ...(payload === undefined ? {} : { 'content-type': payload.type }),
      ...(file === undefined ? {} : { 'content-disposition': `attachment; filename="${file.name}"` }),
    };
    const answer = await this.#site.send({ method, path, headers, body: payload?.bytes });
    const total = answer.headers['x-wp-total'];
    const said: unknown = JSON.parse(answer.text);
    const kind = /\/(?:categories|tags|courses)\b/u.test(route)
      ? 'term'
      : /\/users\b/u.test(route)
        ? 'user'
        : /\/comments\b/u.test(route)
          ? 'comment'
          : 'id';
    return {
      status: answer.status,
      ...(total === undefined ? {} : { total, pages: answer.headers['x-wp-totalpages'] }),
      body: this.#plain(pickedFrom(said, { keep, only, each }), '', kind),
    };
  }

  #credential(as: Step['as']): Record<string, string> {
    if (as === undefined || as === 'nobody') return {};
    const { user, password } =
      as === 'wrong' ? { ...this.#logins.admin, password: 'no such password' } : this.#logins[as];
    return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
  }

  #filled(text: string): string {
    return text.replaceAll(/"?\{([a-z]+\d+)\}"?/gu, (hole, symbol: string) => {
      const value = this.#values.get(symbol);
      return value === undefined ? hole : hole.startsWith('"') ? value : value;
    });
  }

  #plain(value: unknown, name: string, kind: string): unknown {
    if (Array.isArray(value)) return value.map((item: unknown) => this.#plain(item, name, kind));
    if (isObject(value)) {
      const entries = Object.entries(value).filter(
        ([key]) => !left.has(key) && !(key === 'rendered' && 'raw' in value),
      );
      return Object.fromEntries(
        entries
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, member]) => [
            key,
            key === '_links' ? this.#history(member) : this.#plain(member, key, kind),
          ]),
      );
    }
    if (typeof value === 'number' && value !== 0 && counted.has(name))
      return this.#symbol(
        name === 'id' || (name === 'parent' && kind !== 'id') ? kind : (countedAs[name] ?? 'id'),
        String(value),
      );
    return typeof value === 'string' ? this.#plainText(value) : value;
  }

  /** Of the links, only what says how many revisions there are. */
  #history(links: unknown): unknown {
    const of = (name: string): unknown =>
      isObject(links) && Array.isArray(links[name]) ? links[name][0] : undefined;
    const [history, newest] = [of('version-history'), of('predecessor-version')];
    return {
      ...(isObject(history) ? { revisions: history['count'] } : {}),
      ...(isObject(newest) ? { newest: this.#plain(newest['id'], 'id', 'id') } : {}),
    };
  }

  #plainText(text: string): string {
    return text
      .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/gu, '<time>')
      .replaceAll(this.#site.url, '<site>')
      .replaceAll(/(?<=[?&](?:p|page_id|preview_id|attachment_id)=)\d+/gu, (id) => this.#symbol('id', id))
      .replaceAll(/^(\d+)(?=-(?:revision|autosave)-v1)/gu, (id) => this.#symbol('id', id))
      .replaceAll(/(?<=\/uploads\/)\d{4}\/\d\d/gu, '<month>');
  }

  #symbol(kind: string, value: string): string {
    const known = this.#symbols.get(`${kind} ${value}`);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    this.#symbols.set(`${kind} ${value}`, `${kind}${count}`);
    this.#values.set(`${kind}${count}`, value);
    return `${kind}${count}`;
  }
}

interface Picked {
  readonly keep: readonly string[] | undefined;
  readonly only: readonly string[] | undefined;
  readonly each: readonly string[] | undefined;
}

function pickedFrom(said: unknown, { keep, only, each = [] }: Picked): unknown {
  if (only === undefined || !isObject(said)) return keep === undefined ? said : chosen(said, keep);
  return Object.fromEntries(
    only.flatMap((name) => (said[name] === undefined ? [] : [[name, chosen(said[name], each)] as const])),
  );
}

function chosen(value: unknown, keep: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => chosen(item, keep));
  return isObject(value) ? Object.fromEntries(keep.map((name) => [name, value[name]])) : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
