import type { AccountState, SeedName } from './account.ts';
import { createAccountState } from './account.ts';
import { answerApi } from './api.ts';
import type { TokenGrant } from './auth/tokens.ts';
import { createTokenStore, SIMULATOR_TOKEN } from './auth/tokens.ts';
import type { Determinism, PlanName, SimulatedRequest, SimulatedResponse } from './contract.ts';
import type { Controls, RegistrarControls } from './control.ts';
import { answerControl } from './control.ts';
import { createDeterminism, createSimulationClock } from './determinism.ts';
import { sound } from './envelope.ts';
import { createExchange } from './exchange.ts';
import { createFaultRegistry } from './faults/registry.ts';
import { late } from './late.ts';
import type { RateLimit } from './rate-limit.ts';
import { API_RATE_LIMIT, createRateLimiter } from './rate-limit.ts';
import { createRequestLog } from './request-log.ts';
import { createResolver } from './resolver/index.ts';
import { worldOf } from './resolver/world.ts';
import { createRouter } from './router.ts';
import { isControl } from './target.ts';

export interface SimulatorOptions {
  /**
   * Default `demo`: a small company with three zones. `empty`: the zone `example.com` without records.
   * `international`: the zone `bücher.example`, in which some records belong to services of Cloudflare.
   */
  readonly seed?: SeedName;
  /** The plan that every zone changes to once it is filled. */
  readonly plan?: PlanName | undefined;
  /** The token with every permission. Default: `SIMULATOR_TOKEN`. 40 to 200 letters, digits, `_` or `-`. */
  readonly token?: string | undefined;
  /** Further tokens. */
  readonly tokens?: readonly TokenGrant[];
  /** Extra A, TXT and CNAME records in the first zone. */
  readonly records?: number | undefined;
  /** DNS records that every zone may hold, as after Cloudflare raised it. Default: the quota of the plan. */
  readonly recordQuota?: number | undefined;
  /** Requests for each token. Default: 1,200 in 300 seconds. */
  readonly rateLimit?: RateLimit;
  /**
   * How long a write of a ruleset keeps other writes of the same ruleset out, which get 429. Default 0: never, since
   * a write takes no time here.
   */
  readonly rulesetWriteMilliseconds?: number;
  /** How long Cloudflare takes to notice what a registrar publishes. Default 0: it knows at once. */
  readonly registrarCheckMilliseconds?: number;
  /** How long the universal certificate of a zone takes once that is active. Default 0: it is there at once. */
  readonly certificateMilliseconds?: number;
  /**
   * Whether the owner of a pending zone goes to the registrar once somebody has asked the resolver for its name servers,
   * and names those of Cloudflare; the next question sees them. Default: nobody does, except by `registrar.delegate`.
   */
  readonly ownerFollows?: boolean;
  /** How long a bulk operation on a list takes. Default 0: it has ended when its request is answered. */
  readonly listOperationMilliseconds?: number;
  /**
   * What the resolver answers for names outside the account: `host TYPE value` as in a zone file, or `host NXDOMAIN`, `SERVFAIL`
   * or `EMPTY`. Other names are invented.
   */
  readonly world?: readonly string[];
  /** Whether the resolver keeps answers for their TTL, as in the world. Default: every answer is fresh. */
  readonly resolverCaches?: boolean;
  /**
   * Default: `createDeterminism()`, the same in every run, where rate limits do not recover by themselves. What
   * people talk to takes `createRealTime()`.
   */
  readonly determinism?: Determinism;
}

export interface Simulator extends Controls {
  /**
   * Answers a request for the API, below `/client/v4`, or for a control endpoint, below `/__simulator`.
   * @throws {ConnectionCut} when a fault ends the connection; reading the body can throw it too.
   */
  fetch(request: SimulatedRequest): Promise<SimulatedResponse>;
  /**
   * Answers a question to Cloudflare's public resolver, `/dns-query?name=…`: another host than that of the API.
   * Faults and log are the same, told apart by the path.
   * @throws {ConnectionCut} as `fetch`.
   */
  resolve(request: SimulatedRequest): Promise<SimulatedResponse>;
}

/** A Cloudflare account in memory behind Cloudflare's API. @throws {TypeError} for a malformed token. */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const { determinism } = options;
  const clock = createSimulationClock(determinism === undefined ? createDeterminism : () => determinism);
  const account = createAccountState(
    {
      seed: options.seed ?? 'demo',
      plan: options.plan,
      records: options.records ?? 0,
      rulesetWriteMilliseconds: options.rulesetWriteMilliseconds ?? 0,
      registrarCheckMilliseconds: options.registrarCheckMilliseconds ?? 0,
      certificateMilliseconds: options.certificateMilliseconds ?? 0,
      listOperationMilliseconds: options.listOperationMilliseconds ?? 0,
      recordQuota: options.recordQuota,
    },
    clock,
  );
  const now = () => clock.now();
  const router = createRouter(
    account.resources.mounts.map(({ below, resource }) => ({ below, routes: () => resource.get().routes })),
  );
  const tokens = createTokenStore([{ token: options.token ?? SIMULATOR_TOKEN }, ...(options.tokens ?? [])]);
  const limiter = createRateLimiter(options.rateLimit ?? API_RATE_LIMIT, now);
  const faults = createFaultRegistry();
  const log = createRequestLog();
  const api = { account, router, tokens, limiter, now };
  const exchange = createExchange({
    answer: (request) => answerApi(request, api),
    untouched: () => limiter.untouched(),
    now,
    faults,
    log,
  });
  const registrar = registrarOf(account, now);
  const resolver = late(
    () =>
      createResolver({
        namespace: {
          zones: () => account.zones(),
          records: (zoneId) => account.resources.dns.get().all(zoneId),
          chainOf: (zoneId) => account.resources.dnssec.get().chainOf(zoneId),
          hasUniversal: (zoneId) => account.resources.certificates.get().hasUniversal(zoneId),
          world: worldOf(options.world ?? []),
        },
        now,
        caches: options.resolverCaches ?? false,
        delegationAsked: (name) => {
          if (options.ownerFollows === true && isPending(account, name)) registrar.delegate(name, true);
        },
      }),
    true,
  );
  const questions = createExchange({
    answer: (request) => resolver.get().answer(request),
    untouched: () => ({}),
    now,
    faults,
    log,
  });

  const controls: Controls = {
    reset() {
      clock.reset();
      tokens.reset();
      faults.clear();
      limiter.reset();
      log.reset();
      account.reset();
      exchange.reset();
      resolver.reset();
      questions.reset();
    },
    requests: (since = 0) => log.since(since),
    purges: () => account.resources.cache.get().purges(),
    faults,
    tokens: { add: (grant) => tokens.add(grant) },
    registrar,
    services: { mark: (record, meta) => account.resources.dns.get().mark(record, meta) },
    clock: { now, advance: (milliseconds) => clock.advance(milliseconds) },
  };

  return {
    ...controls,
    async fetch(request) {
      if (isControl(request.url)) return sound(answerControl(request, controls));
      return exchange.answer(request);
    },
    resolve: (request) => questions.answer(request),
  };
}

function isIn(host: string, zone: string): boolean {
  return host === zone || host.endsWith(`.${zone}`);
}

function isPending(account: AccountState, name: string): boolean {
  return account
    .zones()
    .some((zone) => zone.name === name && zone.status === 'pending' && zone.type !== 'partial');
}

/** @throws {TypeError} from each, for a zone that is not there. */
function registrarOf(account: AccountState, now: () => number): RegistrarControls {
  const zoneNamed = (name: string) => {
    const zone = account.zones().find((candidate) => candidate.name === name);
    if (zone === undefined) throw new TypeError(`There is no zone ${JSON.stringify(name)}`);
    return zone;
  };
  return {
    publishDs: (zone, signer) => account.resources.dnssec.get().publish(zoneNamed(zone).id, signer),
    delegate(name, toCloudflare) {
      const zone = zoneNamed(name);
      if (zone.status !== 'pending') {
        zone.status = toCloudflare ? 'active' : 'moved';
        return;
      }
      zone.delegated = toCloudflare;
      if (toCloudflare) zone.delegatedAt ??= now();
      else delete zone.delegatedAt;
    },
    point(host, toCloudflare) {
      const zone = account.zones().find(({ type, name }) => type === 'partial' && isIn(host, name));
      if (zone === undefined) throw new TypeError(`There is no partial zone for ${JSON.stringify(host)}`);
      if (toCloudflare) zone.pointed.add(host);
      else zone.pointed.delete(host);
    },
  };
}
