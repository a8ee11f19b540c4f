import {
  type ClientWhenUsed,
  clientWhenUsed,
  createClient,
  type ForwardProxy,
  lazilyForCall,
  once,
  type Policy,
  type SessionAccount,
  sandboxTransport,
  type Transport,
  transportWhenUsed,
} from '@crunchtools/mcp-core';
import { Access, type Config, Secret } from '@crunchtools/mcp-core/app';
import type { Session } from '@crunchtools/mcp-core/site';
import { type SiteBackend, siteBackend } from '@crunchtools/mcp-core/site-backend';
import { failureIn, tokensIn } from './api/answer.ts';
import { Connection, openSession, type SessionState } from './api/connection.ts';
import { FilesApi } from './features/files/api.ts';
import { PagesApi } from './features/pages/api.ts';
import { SearchApi } from './features/search/api.ts';
import { SiteApi } from './features/site/api.ts';
import { name, variables, version } from './identity.ts';
import type { WikiWords } from './names.ts';
import type { Namespace } from './namespace-key.ts';
import { Namespaces } from './namespaces.ts';
import type { Services } from './services.ts';

/** Where the wiki of the sandbox would be. */
const sandboxSite = { hostname: 'wiki.example.org', port: 443, basePath: '', isSecure: true } as const;

/** The real wiki, through the proxy if there is one, or, without access to any, the one in memory. */
export function backendOf(
  access: Access | undefined,
  proxy: ForwardProxy | undefined,
): Promise<SiteBackend<Access>> {
  return siteBackend(access, proxy, async () => {
    const sandbox = (await import('./sandbox.ts')).startSandbox();
    return {
      access: new Access('token', { [variables.token]: new Secret(sandbox.token) }, sandboxSite),
      transports: transportWhenUsed(() => sandboxTransport(sandbox.send), sandbox.prepare),
    };
  });
}

/** What a process has of its wiki. */
export interface Wiki {
  readonly client: ClientWhenUsed;
  readonly session: () => Session<SessionState>;
  /** The name of the wiki's host, which every audit line holds. */
  readonly host: string;
  namespaces: Promise<readonly Namespace[]> | undefined;
  words: Promise<WikiWords> | undefined;
}

/** Connects nothing yet: a connection is opened by the first request. */
export function connect(
  { readOnly }: Config,
  access: Access,
  transport: Transport,
  keepSecret: (value: string) => void,
): Wiki {
  const { site } = access;
  const isToken = access.name === 'token';
  const client = clientWhenUsed(() =>
    createClient({
      transport,
      service: 'MediaWiki',
      basePath: site.basePath,
      userAgent: `${name}/${version}`,
      ...(isToken ? { authorization: () => `Bearer ${access.secret(variables.token).expose()}` } : {}),
      interpret: failureIn,
      secretsIn: tokensIn,
      keepSecret,
      readOnly,
      // A page of 2 MB takes twelve where JSON escapes each letter.
      limits: { wireBytes: 32 * 1024 * 1024, decodedBytes: 32 * 1024 * 1024, maxConcurrent: 4 },
    }),
  );
  const login = isToken
    ? 'token'
    : { user: access.text(variables.user), password: access.secret(variables.password) };
  return {
    client,
    host: site.hostname,
    session: once(() => openSession(client, login, variables.url, keepSecret)),
    namespaces: undefined,
    words: undefined,
  };
}

/** The services of one call: cancelled with it, counted for it. */
export function openServices(
  wiki: Wiki,
  policy: Pick<Policy, 'limitsScopes' | 'scopeExists'>,
  signal: AbortSignal,
): { readonly services: Services; readonly account: () => SessionAccount } {
  let connection: Connection | undefined;
  const opened = (): Connection => {
    connection ??= new Connection(wiki.session(), signal);
    return connection;
  };
  const services: Services = lazilyForCall<Services>({
    connection: opened,
    pages: () => new PagesApi(opened()),
    search: () => new SearchApi(opened()),
    files: () => new FilesApi(opened()),
    site: () => new SiteApi(opened()),
    namespaces: () => new Namespaces(policy, () => namespacesOf(wiki, services.site)),
    words: () => () => wordsOf(wiki, services.site),
    note: () => ({}),
    contents: () => new Map(),
  });
  return {
    services,
    account: () => ({ requests: connection?.requests ?? 0, requestIds: [], scopes: [wiki.host] }),
  };
}

/** Read once in a process, by its first plan. A failure is not kept. */
function wordsOf(wiki: Wiki, site: SiteApi): Promise<WikiWords> {
  wiki.words ??= site.words().catch((error: unknown) => {
    wiki.words = undefined;
    throw error;
  });
  return wiki.words;
}

/** Read once in a process: they change with the configuration of the wiki only. A failure is not kept. */
function namespacesOf(wiki: Wiki, site: SiteApi): Promise<readonly Namespace[]> {
  wiki.namespaces ??= site.namespaces().catch((error: unknown) => {
    wiki.namespaces = undefined;
    throw error;
  });
  return wiki.namespaces;
}
