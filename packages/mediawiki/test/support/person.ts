import { Buffer } from 'node:buffer';
import type { Backend, Login } from './backend.ts';
import { isObject } from './wikis.ts';

export type Given = Readonly<Record<string, string | number>>;

/** Somebody who works on the wiki without the server, over a connection on which nothing goes wrong. */
export class Person {
  readonly #send: Backend['send'];
  readonly #cookies = new Map<string, string>();
  #token = '';

  private constructor(send: Backend['send']) {
    this.#send = send;
  }

  static async logIn({ send }: Pick<Backend, 'send'>, { user, password }: Login): Promise<Person> {
    const person = new Person(send);
    const asked = await person.read({ action: 'query', meta: 'tokens', type: 'login' });
    const lgtoken = String(at(asked, 'query', 'tokens', 'logintoken'));
    const opened = await person.#ask('POST', {
      action: 'login',
      lgname: user,
      lgpassword: password,
      lgtoken,
    });
    if (at(opened, 'login', 'result') !== 'Success') throw new Error(`no login: ${JSON.stringify(opened)}`);
    const tokens = await person.read({ action: 'query', meta: 'tokens', type: 'csrf' });
    person.#token = String(at(tokens, 'query', 'tokens', 'csrftoken'));
    return person;
  }

  /** What opens the session to whoever sends it. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async read(given: Given): Promise<Record<string, unknown>> {
    return this.#ask('GET', given);
  }

  /** @returns whether the wiki did it. */
  async write(given: Given): Promise<boolean> {
    const answer = await this.#ask('POST', { ...given, assert: 'user', token: this.#token });
    return answer['errors'] === undefined;
  }

  async #ask(method: 'GET' | 'POST', given: Given): Promise<Record<string, unknown>> {
    const all = { ...given, format: 'json', formatversion: 2, errorformat: 'plaintext', errorlang: 'en' };
    const texts = Object.fromEntries(Object.entries(all).map(([name, value]) => [name, String(value)]));
    const form = new URLSearchParams(texts).toString();
    const { cookie } = this;
    const isPost = method === 'POST';
    const { setCookies = [], body } = await this.#send({
      method,
      path: isPost ? '/api.php' : `/api.php?${form}`,
      headers: { cookie, ...(isPost ? { 'content-type': 'application/x-www-form-urlencoded' } : {}) },
      body: isPost ? Buffer.from(form) : undefined,
    });
    for (const each of setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(each) ?? [];
      this.#cookies.set(name, value);
    }
    const answer: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    return isObject(answer) ? answer : {};
  }
}

export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((found, name) => (isObject(found) ? found[name] : undefined), value);
}

export function listAt(value: unknown, ...path: readonly string[]): readonly Record<string, unknown>[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found.filter(isObject) : [];
}
