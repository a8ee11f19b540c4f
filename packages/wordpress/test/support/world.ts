import {
  Policy,
  type PolicySettings,
  Secret,
  sandboxTransport,
  TransportFailure,
  type WireRequest,
} from '@crunchtools/mcp-core';
import { Access, readConfig } from '@crunchtools/mcp-core/app';
import { demoSite, type Site, simulatedAccounts } from '@crunchtools/wordpress-simulator';
import { connect, openServices } from '../../src/connect.ts';
import { variables } from '../../src/identity.ts';
import { program } from '../../src/program.ts';
import type { Services } from '../../src/services.ts';

/** A server in this process, on a simulated site whose answers can be lost, and on which somebody else works. */
export class World {
  readonly site: Site;
  /** What was asked: methods and paths without queries. */
  readonly log: string[] = [];
  /** Writes of this server that the site carried out. */
  carriedOut = 0;
  /** Loses the answer of the next write; nothing of it is done when `before`. */
  lose: 'before' | 'after' | undefined;
  /** What comes in the place of an answer that is lost; without it, the connection breaks. */
  instead: { readonly status: number; readonly body: string } | undefined;
  /** Done once, right before the site sees the next write. */
  meanwhile: (() => void) | undefined;
  readonly #connected;

  constructor(as: keyof typeof simulatedAccounts = 'admin', options: Parameters<typeof demoSite>[0] = {}) {
    this.site = demoSite(options);
    const { user, password } = simulatedAccounts[as];
    if (as === 'contributor') this.site.accounts.add(user, 'contributor', password);
    const values = { [variables.user]: user, [variables.password]: new Secret(password.replaceAll(' ', '')) };
    const address = { hostname: 'www.example.org', port: 443, basePath: '', isSecure: true };
    const access = new Access('application password', values, address);
    this.#connected = connect(
      readConfig(program, [], {}),
      access,
      sandboxTransport((request) => this.#send(request)),
    );
  }

  services(settings: Partial<PolicySettings> = {}): Services {
    const policy = new Policy({ readOnly: false, toolsets: undefined, scopes: undefined, ...settings });
    return openServices(this.#connected, policy, new AbortController().signal).services;
  }

  /** Somebody else, by the interface of the site. */
  other(
    method: string,
    route: string,
    sent?: Readonly<Record<string, unknown>>,
    as: keyof typeof simulatedAccounts = 'editor',
  ): unknown {
    const { user, password } = simulatedAccounts[as];
    const headers = {
      authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
      'content-type': 'application/json',
    };
    const body = sent === undefined ? undefined : Buffer.from(JSON.stringify(sent));
    const answer = this.site.answer({ method, path: `/wp-json/wp/v2${route}`, headers, body });
    if (answer.status >= 400) throw new Error(Buffer.from(answer.body).toString('utf8'));
    return JSON.parse(Buffer.from(answer.body).toString('utf8'));
  }

  async #send(request: WireRequest) {
    this.log.push(`${request.method} ${request.path.replace(/\?.*$/u, '')}`);
    const isWrite = request.method !== 'GET';
    const lost = isWrite ? this.lose : undefined;
    if (isWrite) {
      this.lose = undefined;
      const act = this.meanwhile;
      this.meanwhile = undefined;
      act?.();
    }
    if (lost === 'before') return this.#lost();
    const { status, headers, body } = this.site.answer(request);
    if (isWrite && status < 400) this.carriedOut += 1;
    if (lost === 'after') return this.#lost();
    const chunks = (async function* once() {
      yield body;
    })();
    return { status, headers, cookies: [], body: chunks };
  }

  #lost() {
    const { instead } = this;
    this.instead = undefined;
    if (instead === undefined) throw new TransportFailure('reset', true);
    const isJson = instead.body.startsWith('{');
    const headers = { 'content-type': isJson ? 'application/json' : 'text/html' };
    const body = (async function* once() {
      yield Buffer.from(instead.body);
    })();
    return { status: instead.status, headers, cookies: [], body };
  }
}
