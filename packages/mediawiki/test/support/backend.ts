import { Buffer } from 'node:buffer';
import { request } from 'node:http';
import { addAccount, createWiki } from '@crunchtools/mediawiki-simulator';
import { startMediaWiki, whyNoMediaWiki } from '../../../../scripts/systems/mediawiki.mjs';

export interface Received {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly setCookies: readonly string[];
  readonly body: Buffer;
}

export interface Login {
  readonly user: string;
  readonly password: string;
}

/** A wiki with two administrators: the one that the server is, and somebody else. */
export interface Backend {
  readonly send: (received: Received) => Promise<Reply>;
  readonly own: Login;
  readonly other: Login;
  readonly stop: () => Promise<void>;
}

export interface TestedBackend {
  readonly name: string;
  /** Why its tests cannot run here. */
  readonly problem: string | undefined;
  readonly start: () => Promise<Backend>;
}

export const otherName = 'Olu';
const password = 'k3v9u0q2m8w4t7r1t5h6p0s8d2f4g6h1';

/** The simulated wiki, in this process. */
export const simulated: TestedBackend = {
  name: 'the simulated wiki',
  problem: undefined,
  async start() {
    const wiki = createWiki();
    addAccount(wiki, 'Admin', { password, isAdmin: true });
    addAccount(wiki, otherName, { password, isAdmin: true });
    return {
      async send(received) {
        const { status, headers, setCookies, body } = wiki.answer(received);
        return { status, headers, setCookies, body: Buffer.from(body) };
      },
      own: { user: 'Admin@mcp', password },
      other: { user: `${otherName}@mcp`, password },
      async stop() {},
    };
  },
};

export const real: TestedBackend = {
  name: 'a real MediaWiki',
  problem: await whyNoMediaWiki(),
  async start() {
    const { url, accounts, addAdministrator, stop } = await startMediaWiki();
    const other = await addAdministrator(otherName);
    return { send: (received) => overNetwork(url, received), own: accounts.admin, other, stop };
  },
};

function overNetwork(url: string, { method, path, headers, body }: Received): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const { 'set-cookie': setCookies = [], 'content-type': type = '' } = response.headers;
        const whole = Buffer.concat(chunks);
        resolve({
          status: response.statusCode ?? 0,
          headers: { 'content-type': type },
          setCookies,
          body: whole,
        });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
