import { atOnce } from '@crunchtools/mcp-core';
import type { Given, RequestFacts } from '@crunchtools/rules-language';
import { type Pools, poolsOf } from './candidates.ts';
import { type Dimension, dimensionsOf, type Sample, type SampleZone, type Truth, walk } from './request.ts';
import { holdsFor, type Scope } from './search.ts';

/** A request of somebody who is no attacker. */
export interface Visit {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly isSignedIn: boolean;
  /** One of `visitors`. */
  readonly visitor: number;
}

/** Four of very different countries, networks and browsers: what matches most of them is for everybody. */
export const visitors: readonly Sample[] = [
  new Map<string, Given>([]),
  new Map<string, Given>([
    ['ip', '2001:db8:9::a1'],
    ['country', 'DE'],
    ['asn', 64_501],
    ['header:user-agent', 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0'],
    ['version', '3'],
    ['field:ip.src.continent', 'EU'],
  ]),
  new Map<string, Given>([
    ['ip', '203.0.113.200'],
    ['country', 'IN'],
    ['asn', 64_502],
    [
      'header:user-agent',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    ],
    ['header:referer', 'https://www.google.com/'],
    ['field:ip.src.continent', 'AS'],
  ]),
  new Map<string, Given>([
    ['ip', '192.0.2.77'],
    ['country', 'BR'],
    ['asn', 64_503],
    [
      'header:user-agent',
      'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36',
    ],
    ['version', '1.1'],
    ['field:ip.src.continent', 'SA'],
    ['field:cf.tls_version', 'TLSv1.2'],
  ]),
];

/** What common software calls the cookie of somebody who is signed in. */
const signedIn = [
  'session=q7',
  'sessionid=q7',
  'PHPSESSID=q7',
  'JSESSIONID=q7',
  'connect.sid=q7',
  'laravel_session=q7',
  'wordpress_logged_in_q7=q7',
  'wp-postpass_q7=q7',
  'comment_author_q7=q7',
  'woocommerce_items_in_cart=1',
  'auth_token=q7',
  'token=q7',
  'jwt=q7',
  'user=q7',
  'logged_in=yes',
  'SID=q7',
].join('; ');

/** Hosts of the zone that a scope names, and three that it may have anyway. */
export function hostsOf(scope: Scope, zone: SampleZone): readonly string[] {
  const { name: zoneName } = zone;
  const named = [...(visitsOf(scope, zone).pools.get('host') ?? [])];
  const inside = named.map(String).filter((host) => host.endsWith(`.${zoneName}`));
  return [...new Set([zoneName, `www.${zoneName}`, `h7q.${zoneName}`, ...inside])].slice(0, 10);
}

const made = new WeakMap<Scope, Visits>();

/** The same for a scope each time, because a rule is looked at from several sides. */
export function visitsOf(scope: Scope, zone: SampleZone): Visits {
  const known = made.get(scope);
  if (known?.zone === zone) return known;
  const visits = new Visits(scope, zone);
  made.set(scope, visits);
  return visits;
}

/** Answers for visits what a scope says of them. */
class Visits {
  readonly zone: SampleZone;
  /** Values around those that the scope names. */
  readonly pools: Pools;
  readonly #scope: Scope;
  readonly #parts: ReadonlySet<Dimension> | undefined;
  readonly #dependsOnVisitor: boolean;
  readonly #dependsOnCookies: boolean;
  readonly #truths = new Map<string, Truth>();
  readonly #cookies: string;
  readonly #namedCookies: readonly (readonly [string, Given])[];
  readonly #lists: readonly (readonly [string, Given])[];

  constructor(scope: Scope, zone: SampleZone) {
    this.zone = zone;
    this.#scope = scope;
    this.#parts = partsOf(scope);
    const { expression, dimensions } = scope;
    this.pools = expression === undefined ? new Map() : poolsOf([expression], zone.name);
    const literals = [...(this.pools.get('cookies') ?? [])]
      .map(String)
      .filter((text) => text !== '' && !text.startsWith('q7h'));
    this.#cookies = [signedIn, ...literals].join('; ');
    const names = [...dimensions];
    this.#namedCookies = names.filter((name) => name.startsWith('cookie:')).map((name) => [name, 'q7']);
    // Nobody ordinary is in a list.
    this.#lists = names.filter((name) => name.startsWith('list:')).map((name) => [name, false]);
    const parts = this.#parts ?? new Set<Dimension>();
    this.#dependsOnVisitor = visitors.some((visitor) => [...visitor.keys()].some((name) => parts.has(name)));
    this.#dependsOnCookies = parts.has('cookies') || this.#namedCookies.length > 0;
  }

  facts(visit: Visit, more: Sample = new Map()): RequestFacts | undefined {
    return this.zone.facts(this.#sampleOf(visit, more), this.#scope.dimensions);
  }

  #sampleOf({ scheme, host, path, method, isSignedIn, visitor }: Visit, more: Sample): Sample {
    const [bare = path, query = ''] = path.split('?', 2);
    return new Map<string, Given>([
      ...(visitors[visitor] ?? []),
      ...this.#lists,
      ['scheme', scheme],
      ['host', host],
      ['path', bare],
      ['query', query],
      ['method', method],
      ...(isSignedIn ? [['cookies', this.#cookies] as const, ...this.#namedCookies] : []),
      ...more,
    ]);
  }

  /** Visits that differ in nothing that the scope depends on are looked at once. */
  truth(visit: Visit, more: Sample = new Map()): Truth {
    const parts = this.#parts;
    if (parts === undefined) return this.#truthOf(this.#sampleOf(visit, more));
    const key = more.size === 0 ? this.#keyOf(visit, parts) : undefined;
    if (key !== undefined && this.#truths.has(key)) return this.#truths.get(key);
    const whole = this.#sampleOf(visit, more);
    const truth = this.#truthOf(new Map([...whole].filter(([dimension]) => parts.has(dimension))));
    if (key !== undefined) this.#truths.set(key, truth);
    return truth;
  }

  /** What of a visit the scope depends on. Thousands of visits are looked at, so their samples are not made for it. */
  #keyOf(visit: Visit, parts: ReadonlySet<Dimension>): string {
    const { scheme, host, path, method, isSignedIn, visitor } = visit;
    return [
      parts.has('scheme') ? scheme : '',
      parts.has('host') ? host : '',
      parts.has('path') || parts.has('query') ? path : '',
      parts.has('method') ? method : '',
      this.#dependsOnCookies && isSignedIn ? 'signed in' : '',
      this.#dependsOnVisitor ? visitor : 0,
    ].join('\n');
  }

  #truthOf(sample: Sample): Truth {
    const facts = this.zone.facts(sample, this.#scope.dimensions);
    return facts === undefined ? false : holdsFor(this.#scope, facts);
  }

  /** What cannot be known counts as a match. */
  mayMatch(visit: Visit, more: Sample = new Map()): boolean {
    return this.truth(visit, more) !== false;
  }
}

/** Dimensions of which each says all of a part of the request, so that no other has a say in it. */
const plainPart =
  /^(?:scheme|host|path|query|method|cookies|ip|country|asn|version|header:.*|arg:.*|cookie:.*|list:.*)$/su;

/** The parts of a request that decide whether a scope matches it; `undefined` where all of them may. */
function partsOf({ expression, dimensions }: Scope): ReadonlySet<Dimension> | undefined {
  if (expression === undefined || ![...dimensions].every((dimension) => plainPart.test(dimension)))
    return undefined;
  let isPlain = true;
  walk(expression, (node) => {
    // All headers at once, whatever their names.
    if (node.kind === 'field' && dimensionsOf(node.name).length === 0) isPlain = false;
  });
  if (!isPlain) return undefined;
  // One argument is in the query, one cookie among the cookies, and a list is of addresses or numbers of networks.
  const wholes = [...dimensions].flatMap((dimension) => wholeOf[dimension.split(':')[0] ?? ''] ?? []);
  return new Set([...dimensions, ...wholes]);
}

const wholeOf: Readonly<Record<string, readonly Dimension[]>> = {
  arg: ['query'],
  cookie: ['cookies'],
  list: ['ip', 'asn'],
};

/** Parts of paths behind which a site shows one visitor what is for nobody else. */
const privateWords =
  /(?:^|[/._-])(?:accounts?|admin|administrator|api|auth|basket|billing|cart|checkout|customers?|dashboard|graphql|inbox|internal|invoices?|log-?in|log-?out|me|members?|messages?|my|oauth|orders?|panel|password|patients?|payments?|personal|portal|private|profiles?|register|reset|secure|session|settings|sign-?in|sign-?up|sso|tokens?|users?|wallet|wishlist|wp-admin|wp-json|wp-login)(?:$|[/._-])/iu;

/** Files that are the same for everybody. */
const staticFile =
  /(?:^\/(?:assets|static|images|img|css|js|fonts|media|dist|public|_next\/static|wp-content|wp-includes)\/|\.(?:css|js|mjs|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|otf|eot|mp4|webm|mp3|pdf|zip|gz|map|txt|xml|wasm)$)/iu;

export function isPrivatePath(path: string): boolean {
  const plain = decoded(path);
  return privateWords.test(plain) && !staticFile.test(plain);
}

/** As an origin may read it: percent-encoded ASCII decoded, three times at most. Some origins decode twice. */
function decoded(path: string): string {
  let text = path;
  for (let round = 0; round < 3 && text.includes('%'); round += 1) {
    text = text.replaceAll(/%([0-7][0-9a-f])/giu, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    );
  }
  return text;
}

export function isStaticPath(path: string): boolean {
  return staticFile.test(path);
}

const samples = [
  '/account',
  '/login',
  '/admin',
  '/api/x',
  '/checkout',
  '/cart',
  '/user/1',
  '/wp-admin/',
  '/dashboard',
];

/** Paths to look at: some that many sites have, and those that a scope names, with what is below them. */
function pathsOf(scope: Scope, zone: SampleZone): readonly string[] {
  return [...new Set([...samples, ...pathsNamedBy(scope, zone)])].slice(0, 64);
}

/** Paths that a scope names or draws a border at. */
export function pathsNamedBy(scope: Scope, zone: SampleZone): readonly string[] {
  return [...(visitsOf(scope, zone).pools.get('path') ?? [])].map(String);
}

/** A private page that somebody who is signed in is shown, and that a scope matches, as a URL. */
export function privateMatch(scope: Scope, zone: SampleZone): string | undefined {
  return findPath(scope, zone, isPrivatePath);
}

/** A page that is no static file, and that a scope matches. */
export function dynamicMatch(scope: Scope, zone: SampleZone): string | undefined {
  return findPath(scope, zone, (path) => !isStaticPath(path), ['/', '/q7h2v9']);
}

function findPath(
  scope: Scope,
  zone: SampleZone,
  is: (path: string) => boolean,
  more: readonly string[] = [],
): string | undefined {
  const visits = visitsOf(scope, zone);
  const paths = [...more, ...pathsOf(scope, zone)].filter(is);
  for (const host of hostsOf(scope, zone)) {
    for (const path of paths) {
      const visit = { scheme: 'https', method: 'GET', isSignedIn: true, visitor: 0, host, path } as const;
      if (visits.mayMatch(visit)) return `https://${host}${path}`;
    }
  }
  return undefined;
}

/** What a rule is for when it is for (nearly) everything: of the zone, of one host, or the home page. */
export interface Breadth {
  readonly kind: 'zone' | 'host' | 'home';
  readonly host: string;
  /** Which requests, where it is not all: by http, of people who are signed in, of a form, with a query, below a folder. */
  readonly which: 'all' | 'http' | 'signed_in' | 'POST' | 'query' | 'folder';
}

interface Variant extends Pick<Visit, 'scheme' | 'method' | 'isSignedIn'> {
  /** Pages to look at. The first is one of which no rule knows, so that whoever matches it matches any. */
  readonly paths: readonly string[];
}

const paths = [
  '/q7h2v9',
  '/',
  '/en/q7h2v9',
  '/index.html',
  '/login',
  '/account',
  '/admin',
  '/api/x',
  '/static/a.css',
];
const folders = ['/q7h2v9/q7h', '/en/q7h2v9', '/api/x', '/static/a.css', '/shop/q7h/1'];

const variants: readonly (readonly [Breadth['which'], Variant])[] = [
  ['all', { scheme: 'https', method: 'GET', isSignedIn: false, paths }],
  ['http', { scheme: 'http', method: 'GET', isSignedIn: false, paths }],
  ['signed_in', { scheme: 'https', method: 'GET', isSignedIn: true, paths }],
  ['POST', { scheme: 'https', method: 'POST', isSignedIn: true, paths }],
  [
    'query',
    { scheme: 'https', method: 'GET', isSignedIn: true, paths: paths.map((path) => `${path}?q7h=1`) },
  ],
  ['folder', { scheme: 'https', method: 'GET', isSignedIn: true, paths: folders }],
];

/** Parts of visitors and pages that make "nearly everything": an exception or two do not make a rule narrow. */
const mostVisitors = 0.5;
const mostPages = 0.5;

/**
 * Whether a rule is for everything, however it is written. What cannot be known counts as matching. Not covered: a rule
 * for many paths that are all named, and one for a part of the visitors that is not most of them.
 *
 * @param only looks at these kinds of requests.
 */
export function breadthOf(
  scope: Scope,
  zone: SampleZone,
  only?: readonly Breadth['which'][],
): Breadth | undefined {
  return atOnce(breadthInSteps(scope, zone, only));
}

/** As `breadthOf`, one host and kind of request a step. */
export function* breadthInSteps(
  scope: Scope,
  zone: SampleZone,
  only: readonly Breadth['which'][] = ['all', 'http', 'signed_in', 'POST', 'query', 'folder'],
): Generator<void, Breadth | undefined, void> {
  const { otherReading } = scope;
  const other = otherReading && (yield* breadthInSteps(otherReading, zone, only));
  if (other !== undefined) return other;
  const visits = visitsOf(scope, zone);
  const hosts = hostsOf(scope, zone);
  for (const [which, variant] of variants) {
    if (!only.includes(which)) continue;
    const full: string[] = [];
    for (const host of hosts) {
      yield;
      if (isWhole(visits, { ...variant, host })) full.push(host);
    }
    const [first] = full;
    if (first !== undefined)
      return { kind: full.length === hosts.length ? 'zone' : 'host', host: first, which };
  }
  if (!only.includes('all')) return undefined;
  const home = hosts.find((host) =>
    isFor(visits, { scheme: 'https', method: 'GET', isSignedIn: false, host, path: '/' }),
  );
  return home === undefined ? undefined : { kind: 'home', host: home, which: 'all' };
}

function isWhole(visits: Visits, { paths: pages, ...where }: Variant & Pick<Visit, 'host'>): boolean {
  const [unnamed = '/', ...others] = pages;
  if (!isFor(visits, { ...where, path: unnamed })) return false;
  const matched = others.filter((path) => isFor(visits, { ...where, path }));
  return matched.length + 1 > pages.length * mostPages;
}

function isFor(visits: Visits, where: Omit<Visit, 'visitor'>): boolean {
  let matched = 0;
  for (const visitor of visitors.keys()) if (visits.mayMatch({ ...where, visitor })) matched += 1;
  return matched > visitors.length * mostVisitors;
}
