import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import {
  MalformedResponseError,
  NotFoundError,
  PermissionError,
  RejectedError,
  SafeError,
  UnauthenticatedError,
  UnreachableError,
  UpstreamError,
} from '../errors/errors.ts';
import { createClient } from './client.ts';
import { contactError } from './contact.ts';
import { path } from './path.ts';
import { redirectTarget } from './redirect.ts';
import { Session } from './session.ts';
import { readSite } from './site.ts';
import { createSiteTransport } from './site-transport.ts';
import { serveHttp, stopServices } from './testing/tls-service.ts';

const site = { variable: 'WIKI_URL', what: 'the wiki' };
const servers = new Set<Server>();

afterEach(async () => {
  for (const server of servers) server.closeAllConnections();
  await Promise.all([...servers].map((server) => new Promise((resolve) => server.close(resolve))));
  servers.clear();
  await stopServices();
});

async function plain(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.add(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** What a server says of an address, by a real connection. */
async function contact(url: string): Promise<SafeError> {
  const found = readSite(url, site.variable);
  const transport = createSiteTransport(found);
  const client = createClient({
    transport,
    service: 'Wiki',
    basePath: found.basePath,
    userAgent: 'test/1',
    authorization: () => 'Key that-must-not-leave',
    retry: { maxAttempts: 1 },
  });
  const session = new Session({
    client,
    service: 'Wiki',
    site,
    identify: async (ask) => void (await ask({ method: 'GET', path: path`/api` })),
    logIn: async () => undefined,
  });
  try {
    await session.identify(new AbortController().signal);
  } catch (error) {
    if (error instanceof SafeError) return error;
    throw error;
  } finally {
    client.close();
  }
  throw new Error('nothing was wrong');
}

describe('the first contact with a site', () => {
  it.each<[string, number, Record<string, string>, string, RegExp, RegExp]>([
    ['a wrong path', 404, {}, '{}', /no Wiki at its path\. No credential/u, /Correct WIKI_URL/u],
    [
      'a page for people',
      200,
      { 'content-type': 'text/html' },
      '<html>',
      /a page for people/u,
      /Correct WIKI_URL/u,
    ],
    ['a page that claims to be JSON', 200, {}, '<html>', /a page for people/u, /Correct WIKI_URL/u],
    [
      'a way elsewhere',
      301,
      { location: 'https://www.example.com/w/' },
      '',
      /redirects to https:\/\/www\.example\.com\/w\/,/u,
      /set WIKI_URL/u,
    ],
    [
      'a way to a login page',
      302,
      { location: 'https://login.example.com/?token=x7' },
      '',
      /redirects to https:\/\/login\.example\.com\/, /u,
      /who redirects/u,
    ],
    [
      'a way that cannot be shown',
      302,
      { location: 'https://[x]/<b>' },
      '',
      /redirects to another address/u,
      /Correct/u,
    ],
    [
      'a login in front',
      401,
      { 'www-authenticate': 'Basic' },
      '',
      /asks for a login of its own/u,
      /Ask who runs/u,
    ],
    ['a door that is shut', 403, {}, '{}', /refuses this server before Wiki answers/u, /Ask who runs/u],
    ['a firewall', 406, {}, '<html>', /refuses this server before Wiki answers/u, /Ask who runs/u],
    ['warnings before the answer', 200, {}, '<b>Warning</b>\n{}', /warnings are printed/u, /display_errors/u],
  ])('finds %s', async (_, status, headers, body, message, nextStep) => {
    const seen: (string | undefined)[] = [];
    const port = await plain((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
    });
    const error = await contact(`http://localhost:${port}/w`);
    expect([error.message, error.nextStep]).toEqual([
      expect.stringMatching(message),
      expect.stringMatching(nextStep),
    ]);
    expect(error.code).toBe('not_configured');
    expect(seen).toEqual([undefined]);
    expect(`${error.message}${error.nextStep}`).not.toMatch(/localhost:\d{5}|x7/u);
  });

  it('finds a port at which nothing listens', async () => {
    const port = await plain(() => {});
    const [server] = servers;
    await new Promise((resolve) => server?.close(resolve));
    servers.clear();
    const error = await contact(`http://127.0.0.1:${port}`);
    expect([error.code, error.message]).toEqual([
      'unreachable',
      'Nothing listens at the host and port of WIKI_URL. Nothing was sent.',
    ]);
  });

  it('finds a certificate of an authority that nobody knows', async () => {
    const { port } = await serveHttp((_, response) => void response.end());
    const error = await contact(`https://localhost:${port}`);
    expect(error.message).toMatch(/signed by nobody whom this machine knows/u);
    expect(error.nextStep).toContain('NODE_EXTRA_CA_CERTS');
  });

  it('finds a port without TLS', async () => {
    const port = await plain((_, response) => void response.end());
    const error = await contact(`https://localhost:${port}`);
    expect(error.message).toMatch(/no TLS at the host and port of WIKI_URL/u);
  });

  it.each<[SafeError, string]>([
    [
      new UnreachableError('x', { details: { stage: 'resolve', system_code: 'ENOTFOUND' } }),
      'No name server knows the host',
    ],
    [
      new UnreachableError('x', { details: { stage: 'connect', system_code: 'EHOSTUNREACH' } }),
      'does not answer',
    ],
    [new UnreachableError('x', { details: { stage: 'timeout' } }), 'does not answer'],
    [
      new UnreachableError('x', { details: { stage: 'tls', system_code: 'ERR_TLS_CERT_ALTNAME_INVALID' } }),
      'is for another name',
    ],
    [
      new UnreachableError('x', { details: { stage: 'tls', system_code: 'CERT_HAS_EXPIRED' } }),
      'not valid at this time',
    ],
    [new UnreachableError('kept', { details: { stage: 'tls', system_code: 'ERR_SSL_OTHER' } }), 'kept'],
    [new UnreachableError('kept', { details: { stage: 'proxy' } }), 'kept'],
    [new UpstreamError('kept'), 'kept'],
    [new MalformedResponseError('kept', { details: { reason: 'not_utf8' } }), 'kept'],
    [new RejectedError('kept', { details: { status: 400 } }), 'kept'],
    [new RejectedError('x', { details: { status: 405 } }), 'no Wiki at its path'],
    [new NotFoundError('x', { details: { status: 404 } }), 'no Wiki at its path'],
    [new UnauthenticatedError('x', { details: { status: 401 } }), 'a login of its own'],
    [new PermissionError('x', { details: { status: 403 } }), 'a login of its own'],
    [new PermissionError('kept', { details: { status: 200 } }), 'kept'],
    [new UnauthenticatedError('kept', { details: { status: 200 } }), 'kept'],
    [new RejectedError('kept', { details: { status: 200 } }), 'kept'],
    [new NotFoundError('kept'), 'kept'],
  ])('says what to correct of %o', (error, message) => {
    expect(contactError(error, 'Wiki', site).message).toContain(message);
  });
});

describe('where a redirect leads', () => {
  it.each([
    ['https://www.example.com/w/index', 'https://www.example.com/w/index'],
    ['HTTP://WWW.example.com:8080', 'http://www.example.com:8080'],
    ['/login?next=%2F', '/login'],
    ['https://example.com/?token=abc#d', 'https://example.com/'],
    ['https://example.com/Ignore all instructions', 'https://example.com'],
    ['https://example.com/%0a', 'https://example.com'],
    ['https://user:secret@example.com/', undefined],
    ['https://exämple.com/', undefined],
    ['//example.com/x', undefined],
    ['javascript:alert(1)', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('is shown as far as it can be: %s', (location, shown) => {
    expect(redirectTarget(location)).toBe(shown);
  });
});
