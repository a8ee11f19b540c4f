import { at, type File, isObject, Person, type Reached, type Sent } from './driver.ts';

/** One call of a scenario. `{revid1}` in a parameter stands for the first revision that the transcript names, and so on. */
export interface Step {
  /** Nobody in particular, unless told otherwise. */
  readonly as?: 'admin' | 'editor' | 'reader';
  readonly get?: Sent;
  /** With a token for writing, unless it has one. */
  readonly post?: Sent;
  readonly file?: File;
  /** Members of the answer that are compared, by paths; all unless told otherwise. */
  readonly keep?: readonly string[];
}

export interface Scenario {
  readonly name: string;
  readonly steps: readonly Step[];
}

export interface Logins {
  readonly admin: { readonly user: string; readonly password: string };
  readonly editor: { readonly user: string; readonly password: string };
  readonly reader: { readonly user: string; readonly password: string };
}

/** Numbers that every wiki counts for itself, by what they count. */
const counted: Readonly<Record<string, string>> = {
  revid: 'revid',
  parentid: 'revid',
  oldrevid: 'revid',
  newrevid: 'revid',
  old_revid: 'revid',
  lastrevid: 'revid',
  pageid: 'pageid',
  rcid: 'rcid',
  logid: 'logid',
  userid: 'userid',
  lguserid: 'userid',
};

/** What differs from wiki to wiki and says nothing of how it behaves. */
const left = new Set([
  'docref',
  'logpage',
  'wordcount',
  'filekey',
  'sessionkey',
  'html',
  'metadata',
  'commonmetadata',
  'extmetadata',
  'bitdepth',
  'mediatype',
  'watched',
  'parsedcomment',
  'descriptionshorturl',
]);

/** Plays calls, and gives the answers with numbers, times and tokens replaced by what they stand for. */
export class Transcript {
  readonly #wiki: Reached;
  readonly #logins: Logins;
  readonly #people = new Map<string, Person>();
  readonly #symbols = new Map<string, string>();
  readonly #values = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  constructor(wiki: Reached, logins: Logins) {
    this.#wiki = wiki;
    this.#logins = logins;
  }

  async play(steps: readonly Step[]): Promise<readonly unknown[]> {
    const answers: unknown[] = [];
    for (const step of steps) answers.push(await this.#step(step));
    return answers;
  }

  async #step({ as, get, post, file, keep }: Step): Promise<unknown> {
    const person = await this.#person(as);
    const answer =
      get === undefined
        ? await person.post(
            { ...this.#filled(post ?? {}), ...(await this.#tokenFor(person, post ?? {})) },
            file,
          )
        : await person.get(this.#filled(get));
    const shown = this.#plain(answer, '');
    return keep === undefined
      ? shown
      : Object.fromEntries(
          keep.map((path) => [
            path,
            at(shown, ...path.split('.').map((name) => (/^\d+$/u.test(name) ? Number(name) : name))),
          ]),
        );
  }

  async #person(as: Step['as']): Promise<Person> {
    const name = as ?? 'nobody';
    const known = this.#people.get(name);
    if (known !== undefined) return known;
    const person = new Person(this.#wiki);
    if (as !== undefined) await person.logIn(this.#logins[as]);
    this.#people.set(name, person);
    return person;
  }

  async #tokenFor(person: Person, post: Sent): Promise<Sent> {
    const isReading = ['query', 'parse', 'compare', 'login'].includes(String(post['action']));
    return isReading || 'token' in post ? {} : { token: await person.token() };
  }

  #filled(sent: Sent): Sent {
    return Object.fromEntries(
      Object.entries(sent).map(([name, value]) => [
        name,
        typeof value === 'string'
          ? value.replaceAll(/\{(\w+?\d+)\}/gu, (hole, symbol: string) => this.#values.get(symbol) ?? hole)
          : value,
      ]),
    );
  }

  #plain(value: unknown, name: string): unknown {
    if (Array.isArray(value)) {
      const items = value.map((item: unknown) => this.#plain(item, name));
      return name === 'pages'
        ? items.toSorted((a, b) => (String(at(a, 'title')) < String(at(b, 'title')) ? -1 : 1))
        : items;
    }
    if (isObject(value)) {
      const entries = Object.entries(value).filter(([key]) => !left.has(key));
      return Object.fromEntries(
        entries
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, member]) => [key, this.#plain(member, key)]),
      );
    }
    if (typeof value === 'number' && value !== 0 && counted[name] !== undefined)
      return this.#symbol(counted[name], String(value));
    return typeof value === 'string' ? this.#plainText(value, name) : value;
  }

  #plainText(text: string, name: string): string {
    if (name.endsWith('token')) this.#values.set(`${name}${this.#count(name)}`, text);
    if (name.endsWith('token')) return /^[0-9a-f]{40,}\+\\$/u.test(text) ? '<token>' : text;
    if (name === 'wlcontinue') this.#values.set(`${name}${this.#count(name)}`, text);
    if (name.endsWith('timestamp')) this.#values.set(`time${this.#count('time')}`, text);
    return text
      .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/gu, '<time>')
      .replaceAll(/\d\d:\d\d, \d{1,2} \w+ \d{4} \(UTC\)/gu, '<signature time>')
      .replaceAll(/\b20\d{12}\b/gu, '<stamp>')
      .replaceAll(this.#wiki.url, '<wiki>')
      .replaceAll(/(?<=Undo revision )\d+/gu, '<id>')
      .replaceAll(/(?<=\|)\d+$/gu, '<id>')
      .replaceAll(/\/images\/(?:archive\/)?[0-9a-f]\/[0-9a-f]{2}\//gu, (folder) =>
        folder.includes('archive') ? '/images/archive/' : '/images/',
      );
  }

  #symbol(kind: string, value: string): string {
    const known = this.#symbols.get(`${kind} ${value}`);
    if (known !== undefined) return known;
    const symbol = `${kind}${this.#count(kind)}`;
    this.#symbols.set(`${kind} ${value}`, symbol);
    this.#values.set(symbol, value);
    return symbol;
  }

  #count(kind: string): number {
    const next = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, next);
    return next;
  }
}
