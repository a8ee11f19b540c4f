import { Buffer } from 'node:buffer';
import { afterEach, describe, expect, it } from 'vitest';
import { type Arguments, Caller } from './caller.ts';
import { bundlesOf, type Server, startFile, type Variables } from './process.ts';
import { callEveryTool, called } from './scenarios.ts';
import type { Instead, ServedSite, SiteRequest } from './served-site.ts';
import type { TestedServer } from './tested-server.ts';

type Call = readonly [name: string, args: Arguments];

/** A server of a site that a person chooses. */
export interface SiteContact {
  readonly server: TestedServer;
  /** Serves the site as the sandbox has it on loopback. */
  readonly serve: (instead?: Instead) => Promise<ServedSite>;
  /** What a process needs to reach a served site, by the name of the way to authenticate. */
  readonly credentials: Readonly<Record<string, (site: ServedSite) => Variables>>;
  /** Texts that a request has only when it says who sends it, such as the secrets themselves and the cookie of a session. */
  readonly secrets: readonly string[];
  /** Calls that read and write. */
  readonly read: Call;
  readonly write: Call;
  /** In the path of the request that asks a site what it is. */
  readonly identifies: RegExp;
  /** Whether a request is one of those with which a site is asked what it is, or may be, to nobody who has not said so. */
  readonly isHarmless: (seen: SiteRequest) => boolean;
  readonly isWrite: (seen: SiteRequest) => boolean;
}

/** Others than the site that answer at its address. */
const strangers: Readonly<Record<string, Instead>> = {
  'another program': () => ({ status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>No</h1>' }),
  'a page to log in': () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: '<form>' }),
  'JSON of something else': () => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: '{"query":{"general":{"generator":"Other 1.0"}},"name":"Other","namespaces":[]}',
  }),
  'one that wants a password': () => ({ status: 401, headers: { 'www-authenticate': 'Basic' } }),
  'one that fails': () => ({ status: 500, body: 'no' }),
};

/**
 * What a server of a chosen site has to do with whoever answers at its address: its credential goes only to what has said that it is
 * such a site, never elsewhere by a redirect, and no write leaves a server that may only read.
 */
export function describeSiteContact(contact: SiteContact): void {
  const { server, serve, credentials, read, write, isWrite } = contact;
  const { service } = server.program;
  const { bundle } = bundlesOf(server.folder);
  const isSecret = ({ path, headers, body }: SiteRequest): boolean => {
    const all = `${path}\n${JSON.stringify(headers)}\n${Buffer.from(body ?? []).toString('latin1')}`;
    return contact.secrets.some((text) => all.includes(text) || all.includes(encodeURIComponent(text)));
  };

  const open: ServedSite[] = [];
  let running: Server | undefined;
  afterEach(async () => {
    await running?.stop();
    running = undefined;
    for (const site of open.splice(0)) await site.stop();
  });

  async function served(instead?: Instead): Promise<ServedSite> {
    const site = await serve(instead);
    open.push(site);
    return site;
  }

  async function start(variables: Variables, args: readonly string[] = []): Promise<Caller> {
    running = startFile(bundle, ['--log-level', 'error', ...args], variables);
    await running.client.initialize();
    return new Caller(running.client, false);
  }

  describe.each(Object.entries(credentials))(`a server for ${service} that has a %s`, (_, variablesOf) => {
    it.each(Object.entries(strangers))(
      'shows it to nobody who has not said that it is such a site: %s',
      async (_name, instead) => {
        const site = await served(instead);
        const caller = await start(variablesOf(site));
        for (const call of [read, write])
          expect((await called(caller, ...call)).text).toMatch(/No credential was sent|upstream_/u);
        expect(site.seen.length).toBeGreaterThan(0);
        expect(site.seen.filter(isSecret)).toEqual([]);
        expect(site.seen.filter((seen) => !contact.isHarmless(seen))).toEqual([]);
      },
      60_000,
    );

    it('shows it only after the site said what it is', async () => {
      const site = await served();
      const caller = await start(variablesOf(site));
      await called(caller, ...read);
      const [first, ...others] = site.seen;
      expect(first).toMatchObject({ method: 'GET', body: undefined });
      expect(first?.path).toMatch(contact.identifies);
      expect(first === undefined || isSecret(first)).toBe(false);
      expect(others.some(isSecret)).toBe(true);
    });

    it.each([302, 308])('follows no redirect: %i', async (status) => {
      const elsewhere = await served();
      const site = await served(({ path }) => ({
        status,
        headers: { location: `${elsewhere.origin}${path}` },
      }));
      const caller = await start(variablesOf(site));
      expect(await called(caller, ...read)).toMatchObject({ isError: true });
      expect(site.seen.length).toBeGreaterThan(0);
      expect(elsewhere.seen).toEqual([]);
      expect(site.seen.filter(isSecret)).toEqual([]);
    });

    it.each(['read', 'write'])(
      'brings no %s elsewhere when the site starts to redirect later',
      async (kind) => {
        let redirects = false;
        const elsewhere = await served();
        const site = await served((seen) =>
          redirects && (kind === 'read' || isWrite(seen))
            ? { status: 307, headers: { location: `${elsewhere.origin}${seen.path}` } }
            : undefined,
        );
        const caller = await start(variablesOf(site));
        await called(caller, ...read);
        redirects = true;
        await called(caller, ...(kind === 'read' ? read : write));
        expect(elsewhere.seen).toEqual([]);
      },
      60_000,
    );
  });

  describe(`a server for ${service} that may only read`, () => {
    const [[, variablesOf] = []] = Object.entries(credentials);

    it('lets no request leave that writes, whichever tool is called', async () => {
      if (variablesOf === undefined) throw new Error('there is no credential');
      const site = await served();
      const caller = await start(variablesOf(site), ['--read-only']);
      await callEveryTool(caller, server);
      expect(site.seen.filter(isWrite)).toEqual([]);
      expect(site.seen.length).toBeGreaterThan(3);
    }, 60_000);
  });
}
