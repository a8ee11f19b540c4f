/** The seams between the simulator's framework and the resources it serves. */

/** Permission names as Cloudflare's dashboard shows them when a token is created. */
export const permissionNames = [
  'Zone Read',
  'Zone Write',
  'DNS Read',
  'DNS Write',
  'SSL and Certificates Read',
  'Allow Request Tracer Read',
  'Zone DNS Settings Read',
  'Zone DNS Settings Write',
  'Zone Settings Read',
  'Zone Settings Write',
  'Page Rules Read',
  'Page Rules Write',
  'Cache Purge',
  'Analytics Read',
  'Transform Rules Read',
  'Transform Rules Write',
  'Single Redirect Read',
  'Single Redirect Write',
  'Cache Rules Read',
  'Cache Rules Write',
  'Config Rules Read',
  'Config Rules Write',
  'Origin Rules Read',
  'Origin Rules Write',
  'Response Compression Read',
  'Response Compression Write',
  'Zone WAF Read',
  'Zone WAF Write',
  'Custom Error Rules Read',
  'Custom Error Rules Write',
  'Logs Read',
  'Logs Write',
  'Account Filter Lists Read',
  'Account Filter Lists Write',
  'Account Rulesets Read',
  'Account Rulesets Write',
  'Account WAF Read',
  'Account WAF Write',
  'Memberships Read',
  'User Details Read',
] as const;

export type Permission = (typeof permissionNames)[number];

export type PlanName = 'free' | 'pro' | 'business' | 'enterprise';

export interface SimulatedRequest {
  readonly method: string;
  /** Path and query as sent: `/client/v4/zones?name=example.com`. */
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Ends the waits of injected delays early; an answer that is being computed is not stopped. */
  readonly signal?: AbortSignal;
}

export interface SimulatedResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Sources of everything that would otherwise differ from run to run. */
export interface Determinism {
  /** Milliseconds since the epoch. */
  now(): number;
  /** 32 lower-case hexadecimal digits, never the same twice. */
  id(): string;
  /**
   * The next ids, so many, and the time at which they were taken, for what is done later as if it were done now. Absent
   * where a reading of the time moves it.
   */
  readonly reserve?: (count: number) => Determinism;
}

export interface ApiErrorItem {
  readonly code: number;
  readonly message: string;
  /** Page Rules answer it in their messages. */
  readonly type?: null;
  readonly documentation_url?: string;
  readonly source?: { readonly pointer: string };
  readonly error_chain?: readonly ApiErrorItem[];
}

/** Thrown by a route; becomes an envelope with `success: false`. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly status: number;
  readonly errors: readonly ApiErrorItem[];
  /** Added to the answer, lower-case names: `retry-after`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Reasons that stand beside the errors, as Page Rules give them. */
  readonly messages: readonly ApiErrorItem[];

  constructor(
    status: number,
    errors: readonly ApiErrorItem[],
    headers: Readonly<Record<string, string>> = {},
    messages: readonly ApiErrorItem[] = [],
  ) {
    super(errors[0]?.message ?? 'failure');
    this.status = status;
    this.errors = errors;
    this.headers = headers;
    this.messages = messages;
  }
}

export const zoneTypes = ['full', 'partial', 'secondary', 'internal'] as const;
export type ZoneType = (typeof zoneTypes)[number];

export interface Zone {
  readonly id: string;
  readonly name: string;
  readonly plan: PlanName;
  /** `full` when left out. */
  readonly type?: ZoneType;
  readonly vanityNameServers?: readonly string[];
  readonly account: { readonly id: string; readonly name: string };
  status: 'active' | 'pending' | 'initializing' | 'moved';
  /**
   * Whether the registrar names Cloudflare's name servers for a pending zone, which the next check finds out. Of a partial
   * zone: whether the TXT record that proves who owns it is there.
   */
  delegated?: boolean;
  /** Milliseconds since the epoch. */
  delegatedAt?: number;
  /** Of a partial zone: names that the DNS provider sends here, by a CNAME to `<name>.cdn.cloudflare.net`. */
  readonly pointed: Set<string>;
  /** When a check found it so; else when it was made. */
  activatedOn?: string;
  paused: boolean;
  readonly nameServers: readonly string[];
  readonly createdOn: string;
}

/** What a route is given. For patterns with `:zone_id`, `zone` is resolved and the token's access to it checked. */
export interface RouteRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The parsed body. @throws {ApiFailure} 400 when it is not JSON. */
  json(): unknown;
  readonly zone: Zone | undefined;
}

export interface ResultInfo {
  readonly page?: number;
  readonly per_page?: number;
  readonly count?: number;
  readonly total_count?: number;
  readonly total_pages?: number;
  readonly cursor?: string;
  readonly cursors?: { readonly after?: string; readonly before?: string };
}

export type RouteAnswer =
  | {
      readonly result: unknown;
      readonly resultInfo?: ResultInfo;
      readonly messages?: readonly ApiErrorItem[];
      /** How the service behind the route writes JSON: with white space, `result_info` before `success` or at the end. */
      readonly layout?: 'indented' | 'info_first';
    }
  | { readonly text: string; readonly contentType: string }
  /** Status 204. */
  | { readonly noContent: true };

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/zones/:zone_id/dns_records/:dns_record_id`, without the `/client/v4` in front. */
  readonly pattern: string;
  /** Any one of these is enough; none means that a valid token is. */
  readonly permissions: readonly Permission[];
  handle(request: RouteRequest): RouteAnswer;
}

/**
 * One kind of thing that the simulator serves. It owns its state, and gives and takes the whole of it so that
 * a reset or a seed needs no knowledge of what is inside.
 */
export interface Resource {
  readonly routes: readonly Route[];
  /** Forgets everything. */
  reset(): void;
}

/** The token behind a request, as the API sees it at that moment. Its value is not here: no route needs it. */
export interface Caller {
  readonly id: string;
  readonly kind: 'user' | 'account';
  readonly status: 'active' | 'disabled' | 'expired';
  readonly expiresOn: string | undefined;
  readonly notBefore: string | undefined;
  /** False when disabled, expired or not yet valid: only the verify endpoints answer such a token. */
  readonly usable: boolean;
  readonly permissions: ReadonlySet<Permission>;
  /** Whether the token's zone restriction, if it has one, lets it see this zone. */
  reaches(zone: Zone): boolean;
}

/** For the few routes whose answer depends on who asks: token verification, lists across zones. */
export interface CallerRequest extends RouteRequest {
  readonly caller: Caller;
}

/** A `Route` is one too: it ignores the caller. */
export interface CallerRoute extends Omit<Route, 'handle'> {
  handle(request: CallerRequest): RouteAnswer;
}

/** A `Resource` is one too. */
export interface CallerResource {
  readonly routes: readonly CallerRoute[];
  reset(): void;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly createdOn: string;
}
