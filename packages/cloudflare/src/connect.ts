import {
  type ClientOptions,
  clientWhenUsed,
  createClient,
  createHttpsTransport,
  type ForwardProxy,
  type HttpClient,
  lazily,
  lazilyForCall,
  type Policy,
  prepareRequests,
  type ResponseToInterpret,
  type SafeError,
  type SessionAccount,
  sandboxTransport,
  type Transport,
  transportWhenUsed,
} from '@crunchtools/mcp-core';
import { Access, type Config, Secret } from '@crunchtools/mcp-core/app';
import { Connection } from './api/connection.ts';
import { envelopeOf } from './api/envelope.ts';
import { refusalOf } from './api/refusal.ts';
import { ZoneWrites } from './api/writes.ts';
import { Analytics, AnalyticsMemory } from './features/analytics/analytics.ts';
import { createResolverClient, PublicResolver } from './features/dns/resolver.ts';
import { ListOperations, Lists } from './features/lists/lists.ts';
import { ListsMemory, RecentLists } from './features/lists/recent.ts';
import { Rulesets, RulesetWrites } from './features/rules/rulesets.ts';
import { ZoneRules, ZoneRulesMemory } from './features/rules/zone-rules.ts';
import { name, tokenVariable, version } from './identity.ts';
import { NameMemory, RecentNames } from './recent-names.ts';
import { cloudflareApi, type Services } from './services.ts';
import { ZoneMemory, ZoneResolver } from './zone.ts';

/** The two places this server talks to, and the only ones. There is no option for either. */
const origin = { hostname: 'api.cloudflare.com', port: 443, basePath: '/client/v4' } as const;
/** Cloudflare's public resolver: asked what the world sees of a domain. It is never sent the token. */
const resolverOrigin = { hostname: 'cloudflare-dns.com', port: 443, basePath: '' } as const;

/** Where requests go, for each of the two. */
export interface Transports {
  readonly api: Transport;
  readonly resolver: Transport;
}

/** Where requests go, and what opens the door there. */
interface Backend {
  readonly access: Access;
  readonly transports: Transports;
}

/** The real Cloudflare, through the proxy if there is one, or, without a token, the simulated one. */
export async function backendOf(
  access: Access | undefined,
  proxy: ForwardProxy | undefined,
): Promise<Backend> {
  return access === undefined ? sandboxBackend() : { access, transports: httpsTransports(proxy) };
}

async function sandboxBackend(): Promise<Backend> {
  const { token, send, resolve, prepare } = (await import('./sandbox.ts')).startSandbox();
  const transports = {
    api: transportWhenUsed(() => sandboxTransport(send), prepare),
    resolver: transportWhenUsed(() => sandboxTransport(resolve)),
  };
  return { access: new Access('token', { [tokenVariable]: new Secret(token) }), transports };
}

function httpsTransports(proxy: ForwardProxy | undefined): Transports {
  const options = proxy === undefined ? {} : { proxy };
  return {
    api: transportWhenUsed(() => createHttpsTransport(origin, options)),
    resolver: transportWhenUsed(() => createHttpsTransport(resolverOrigin, options)),
  };
}

/** What the connections of this process share: the ways out, one memory of zones. */
export interface Cloudflare {
  readonly client: HttpClient;
  /** Without a credential, and for reading only. */
  readonly resolver: HttpClient;
  readonly policy: Policy;
  readonly memory: ZoneMemory;
  readonly analyticsMemory: AnalyticsMemory;
  /** Rulesets are written one change after another, whichever call it comes from. */
  readonly rulesetWrites: RulesetWrites;
  /** What makes everything read before it old. */
  readonly zoneWrites: ZoneWrites;
  readonly zoneRulesMemory: ZoneRulesMemory;
  readonly listOperations: ListOperations;
  readonly listsMemory: ListsMemory;
  readonly nameMemory: NameMemory;
  readonly allowedZones: readonly string[] | undefined;
  readonly clock: Clock;
  /** Reads what the first request needs, in steps; sends nothing. */
  readonly prepare: () => Iterable<void>;
}

/** Time as this process keeps it; what is not given is real. */
export type Clock = Pick<ClientOptions, 'now' | 'sleep'>;

/** Connects nothing yet: a connection is opened by the first request. */
export function connect(
  { readOnly, scopes: zones }: Config,
  policy: Policy,
  token: Secret,
  transports: Transports,
  clock: Clock,
): Cloudflare {
  const client = clientWhenUsed(() =>
    createClient({
      transport: transports.api,
      service: 'Cloudflare',
      basePath: origin.basePath,
      userAgent: `${name}/${version}`,
      authorization: () => `Bearer ${token.expose()}`,
      interpret,
      requestIdHeader: 'cf-ray',
      readOnly,
      ...clock,
    }),
  );
  return lazily<Cloudflare>({
    client: () => client,
    resolver: () => clientWhenUsed(() => createResolverClient(transports.resolver, clock)),
    policy: () => policy,
    memory: () => new ZoneMemory(clock.now),
    analyticsMemory: () => new AnalyticsMemory(clock.now),
    clock: () => clock,
    prepare: () => () => prepareRequests(client, transports.api),
    rulesetWrites: () => new RulesetWrites(),
    zoneWrites: () => new ZoneWrites(clock.now),
    zoneRulesMemory: () => new ZoneRulesMemory(clock.now),
    listOperations: () => new ListOperations(),
    listsMemory: () => new ListsMemory(clock.now),
    nameMemory: () => new NameMemory(clock.now),
    allowedZones: () => (zones === undefined ? undefined : [...zones]),
  });
}

/** Closes all connections. */
export function disconnect({ client, resolver }: Cloudflare): void {
  client.close();
  resolver.close();
}

/** The services of one call: cancelled with it, counted for it. */
export function openServices(
  cloudflare: Cloudflare,
  signal: AbortSignal,
): Services & { readonly account: () => SessionAccount } {
  const connection = new Connection(cloudflare.client, signal, cloudflare.zoneWrites);
  const api = cloudflareApi(connection);
  const zones = new ZoneResolver(() => api.zones, cloudflare.memory, cloudflare.policy);
  // What a call has from the memory of the process. Requests for it count for the call that begins them.
  const shared = {
    api: (until: AbortSignal) => cloudflareApi(connection.until(until)),
    stamp: (zoneId: string) => cloudflare.zoneWrites.stamp(zoneId),
    signal,
  };
  let resolver: PublicResolver | undefined;
  const account = (): SessionAccount => {
    const { requests, requestIds } = connection.account();
    return { requests: requests + (resolver?.requests ?? 0), requestIds, scopes: zones.resolved };
  };
  return lazilyForCall<Services & { readonly account: () => SessionAccount }>({
    api: () => api,
    zones: () => zones,
    rulesets: () => new Rulesets(api.rulesets, cloudflare.rulesetWrites),
    zoneRules: () => new ZoneRules({ ...shared, memory: cloudflare.zoneRulesMemory }),
    recentLists: () => new RecentLists({ ...shared, memory: cloudflare.listsMemory }),
    lists: () =>
      new Lists({
        api,
        operations: cloudflare.listOperations,
        allowedZones: cloudflare.allowedZones,
        sleep: cloudflare.clock.sleep,
        signal,
      }),
    recentNames: () => new RecentNames({ ...shared, memory: cloudflare.nameMemory }),
    analytics: () => new Analytics(api.analytics, cloudflare.analyticsMemory),
    resolver: () => {
      resolver ??= new PublicResolver(cloudflare.resolver, signal);
      return resolver;
    },
    allowedZones: () => cloudflare.allowedZones,
    account: () => account,
  });
}

/** An envelope with `success: false` is a refusal whatever the HTTP status says. */
function interpret({
  json,
  status,
  requestId,
  retryAfterSeconds,
}: ResponseToInterpret): SafeError | undefined {
  const envelope = envelopeOf(json);
  if (envelope === undefined || (envelope.success && status < 400)) return undefined;
  return refusalOf(envelope, status, {
    status,
    request_id: requestId,
    retry_after_seconds: retryAfterSeconds,
  });
}
