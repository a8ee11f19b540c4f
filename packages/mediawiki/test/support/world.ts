import { Policy, Secret, sandboxTransport, TransportFailure, type WireRequest } from '@crunchtools/mcp-core';
import { Access, readConfig } from '@crunchtools/mcp-core/app';
import { demoWiki, simulatedAccounts, type Wiki } from '@crunchtools/mediawiki-simulator';
import { connect, openServices } from '../../src/connect.ts';
import { FileExecutor } from '../../src/features/files/change.ts';
import { accountOf, MoveExecutor, PageExecutor } from '../../src/features/pages/change.ts';
import { variables } from '../../src/identity.ts';
import { program } from '../../src/program.ts';
import type { Services } from '../../src/services.ts';

/** A server in this process, by a login with cookies, on a wiki whose answers can be lost. */
export class World {
  readonly wiki: Wiki = demoWiki();
  /** What was asked, in the order in which it came in. */
  readonly log: string[] = [];
  readonly kept: string[] = [];
  /** Loses the answer of the next write; nothing of it is done when `before`. */
  lose: 'before' | 'after' | undefined;
  /** What comes in the place of the wiki's answer to the next write, of which nothing is done. */
  instead: unknown;
  /** What somebody does a moment before the next write. */
  meanwhile: (() => void) | undefined;
  readonly #connected;

  constructor(password: string = simulatedAccounts.admin.password) {
    const config = readConfig(program, [], {});
    const site = { hostname: 'wiki.example.org', port: 443, basePath: '', isSecure: true };
    const { user } = simulatedAccounts.admin;
    const access = new Access(
      'bot password',
      { [variables.user]: user, [variables.password]: new Secret(password) },
      site,
    );
    this.#connected = connect(
      config,
      access,
      sandboxTransport((request) => this.#send(request)),
      (value) => this.kept.push(value),
    );
  }

  services(): Services {
    const policy = new Policy({ readOnly: false, toolsets: undefined, scopes: undefined });
    return openServices(this.#connected, policy, new AbortController().signal).services;
  }

  executor(services: Services): PageExecutor {
    return new PageExecutor(
      services.pages,
      () => accountOf(services.connection.state),
      services.note,
      services.words,
    );
  }

  revisionsOf(title: string): readonly { readonly user: string; readonly text: string }[] {
    return this.wiki.store.page(title)?.revisions ?? [];
  }

  mover({ pages, connection, note }: Services): MoveExecutor {
    return new MoveExecutor(pages, () => accountOf(connection.state), note);
  }

  files({ files, pages, contents, note, connection }: Services): FileExecutor {
    return new FileExecutor(files, pages, contents, note, () => accountOf(connection.state));
  }

  move(from: string, to: string, user: string): void {
    const page = this.wiki.store.page({ ns: 0, text: from });
    if (page !== undefined) this.wiki.store.move(page, { ns: 0, text: to }, { user, comment: '' }, false);
  }

  remove(
    title: { readonly ns: number; readonly text: string },
    edit: Parameters<Wiki['store']['remove']>[1],
  ): void {
    const page = this.wiki.store.page(title);
    if (page !== undefined) this.wiki.store.remove(page, edit);
  }

  async #send(request: WireRequest) {
    const text = Buffer.from(request.body ?? []).toString('latin1');
    const action = /name="action"\r\n\r\n(\w+)|[?&]action=(\w+)/u.exec(`${request.path}${text}`);
    const name = action?.[1] ?? action?.[2] ?? '';
    this.log.push(name);
    const isWrite = !['query', 'login', 'parse'].includes(name);
    const lost = isWrite ? this.lose : undefined;
    if (isWrite) {
      this.lose = undefined;
      this.meanwhile?.();
      this.meanwhile = undefined;
    }
    if (isWrite && this.instead !== undefined) return told(this.instead);
    if (lost === 'before') throw new TransportFailure('reset', true);
    const { status, headers, setCookies: cookies, body } = this.wiki.answer(request);
    if (lost === 'after') throw new TransportFailure('reset', true);
    return {
      status,
      headers,
      cookies,
      body: (async function* once() {
        yield body;
      })(),
    };
  }
}

function told(answer: unknown) {
  const body = (async function* once() {
    yield Buffer.from(JSON.stringify(answer));
  })();
  return { status: 200, headers: { 'content-type': 'application/json' }, cookies: [], body };
}
