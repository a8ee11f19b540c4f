import { Buffer } from 'node:buffer';
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
import { type SiteBackend, siteBackend } from '@crunchtools/mcp-core/site-backend';
import { failureIn } from './api/answer.ts';
import { Connection, openSession, type SiteSession } from './api/connection.ts';
import { Kinds, type KnownKinds } from './api/kinds.ts';
import { CommentsApi } from './features/comments/api.ts';
import { MediaApi } from './features/media/api.ts';
import { PostsApi } from './features/posts/api.ts';
import { SettingsApi } from './features/settings/api.ts';
import { SiteApi } from './features/site/api.ts';
import { StructureApi } from './features/structure/api.ts';
import { TemplatesApi } from './features/templates/api.ts';
import { TermsApi } from './features/terms/api.ts';
import { name, variables, version } from './identity.ts';
import type { Services } from './services.ts';

/** Where the site of the sandbox would be. */
const sandboxSite = { hostname: 'www.example.org', port: 443, basePath: '', isSecure: true } as const;

/** The real site, through the proxy if there is one, or, without access to any, the one in memory. */
export function backendOf(
  access: Access | undefined,
  proxy: ForwardProxy | undefined,
): Promise<SiteBackend<Access>> {
  return siteBackend(access, proxy, async () => {
    const { user, token, send, prepare } = (await import('./sandbox.ts')).startSandbox();
    const values = { [variables.user]: user, [variables.password]: new Secret(token) };
    return {
      access: new Access('application password', values, sandboxSite),
      transports: transportWhenUsed(() => sandboxTransport(send), prepare),
    };
  });
}

/** What a process has of its site. */
export interface Site {
  readonly client: ClientWhenUsed;
  readonly session: () => SiteSession;
  /** The name of the site's host, which every audit line holds. */
  readonly host: string;
  readonly known: KnownKinds;
}

/** Connects nothing yet: a connection is opened by the first request. */
export function connect({ readOnly }: Config, access: Access, transport: Transport): Site {
  const { site } = access;
  const client = clientWhenUsed(() =>
    createClient({
      transport,
      service: 'WordPress',
      basePath: site.basePath,
      userAgent: `${name}/${version}`,
      authorization: () => basic(access),
      interpret: failureIn,
      responseHeaders: ['x-wp-total', 'x-wp-totalpages', 'allow'],
      readOnly,
      // A post of 2 MB takes twelve where JSON escapes each letter.
      limits: { wireBytes: 32 * 1024 * 1024, decodedBytes: 32 * 1024 * 1024, maxConcurrent: 4 },
    }),
  );
  const session = once(() =>
    openSession(client, {
      variable: variables.url,
      isSecure: site.isSecure,
      basePath: site.basePath,
    }),
  );
  return { client, session, host: site.hostname, known: {} };
}

/** RFC 7617, with the charset that WordPress takes for granted. */
function basic(access: Access): string {
  const pair = `${access.text(variables.user)}:${access.secret(variables.password).expose()}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

/** The services of one call: cancelled with it, counted for it. */
export function openServices(
  site: Site,
  policy: Policy,
  signal: AbortSignal,
): { readonly services: Services; readonly account: () => SessionAccount } {
  let connection: Connection | undefined;
  const opened = (): Connection => {
    connection ??= new Connection(site.session(), signal);
    return connection;
  };
  const services: Services = lazilyForCall<Services>({
    connection: opened,
    kinds: () => new Kinds(opened(), policy, site.known),
    posts: () => new PostsApi(opened(), services.kinds),
    site: () => new SiteApi(opened()),
    media: () => new MediaApi(opened()),
    terms: () => new TermsApi(opened()),
    comments: () => new CommentsApi(opened()),
    structure: () => new StructureApi(opened()),
    settings: () => new SettingsApi(opened()),
    templates: () => new TemplatesApi(opened()),
  });
  return {
    services,
    account: () => ({ requests: connection?.requests ?? 0, requestIds: [], scopes: [site.host] }),
  };
}
