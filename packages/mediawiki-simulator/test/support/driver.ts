import type { Wiki } from '../../src/index.ts';

export type Sent = Readonly<Record<string, string | number | boolean>>;

/** A wiki behind HTTP, wherever it is. */
export interface Reached {
  readonly url: string;
  readonly send: (request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Uint8Array | undefined;
  }) => Promise<{ readonly setCookies: readonly string[]; readonly text: string }>;
}

export function overNetwork(url: string): Reached {
  return {
    url,
    async send({ method, path, headers, body }) {
      const answer = await fetch(`${url}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: Buffer.from(body) }),
      });
      return { setCookies: answer.headers.getSetCookie(), text: await answer.text() };
    },
  };
}

export function inMemory(wiki: Wiki): Reached {
  return {
    url: 'https://wiki.example.org',
    async send(request) {
      const { setCookies, body } = wiki.answer(request);
      return { setCookies, text: Buffer.from(body).toString('utf8') };
    },
  };
}

export interface File {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** One person's calls, as a browser without a window would make them. */
export class Person {
  readonly #wiki: Reached;
  readonly #cookies = new Map<string, string>();

  constructor(wiki: Reached) {
    this.#wiki = wiki;
  }

  async get(parameters: Sent): Promise<Record<string, unknown>> {
    const query = new URLSearchParams(complete(parameters));
    return this.#send('GET', `/api.php?${query.toString()}`, {}, undefined);
  }

  async post(parameters: Sent, file?: File): Promise<Record<string, unknown>> {
    if (file === undefined) {
      const body = Buffer.from(new URLSearchParams(complete(parameters)).toString());
      return this.#send('POST', '/api.php', { 'content-type': 'application/x-www-form-urlencoded' }, body);
    }
    const boundary = 'boundary-4f1c9e';
    const parts = Object.entries(complete(parameters)).map(([name, value]) =>
      Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
    );
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${file.name}"\r\n\r\n`;
    const body = Buffer.concat([
      ...parts,
      Buffer.from(head),
      file.bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    return this.#send(
      'POST',
      '/api.php',
      { 'content-type': `multipart/form-data; boundary=${boundary}` },
      body,
    );
  }

  async token(type = 'csrf'): Promise<string> {
    const answer = await this.get({ action: 'query', meta: 'tokens', type });
    return String(at(answer, 'query', 'tokens', `${type}token`));
  }

  async logIn({
    user,
    password,
  }: {
    readonly user: string;
    readonly password: string;
  }): Promise<Record<string, unknown>> {
    const lgtoken = await this.token('login');
    return this.post({ action: 'login', lgname: user, lgpassword: password, lgtoken });
  }

  async #send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: Uint8Array | undefined,
  ): Promise<Record<string, unknown>> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const { setCookies, text } = await this.#wiki.send({
      method,
      path,
      headers: { ...headers, cookie },
      body,
    });
    for (const each of setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(each) ?? [];
      this.#cookies.set(name, value);
    }
    const answer: unknown = JSON.parse(text);
    return isObject(answer) ? answer : {};
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found: unknown = value;
  for (const step of path) {
    if (Array.isArray(found) && typeof step === 'number') found = found[step];
    else found = isObject(found) ? found[String(step)] : undefined;
  }
  return found;
}

function complete(parameters: Sent): Record<string, string> {
  const made: Record<string, string> = {
    format: 'json',
    formatversion: '2',
    errorformat: 'plaintext',
    errorlang: 'en',
  };
  for (const [name, value] of Object.entries(parameters)) made[name] = `${value}`;
  return made;
}
