import type { Given, RequestFacts } from '@crunchtools/rules-language';
import { type Pools, poolsOf } from './candidates.ts';
import { type Dimension, dimensionsOf, walk } from './dimension.ts';
import type { Truth } from './finding.ts';
import type { Sample, SampleZone } from './request.ts';
import { holdsFor, type Scope } from './scope.ts';

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
export class Visits {
  readonly zone: SampleZone;
  /** Values around those that the scope names. */
  readonly pools: Pools;
  readonly #scope: Scope;
  readonly #parts: ReadonlySet<Dimension> | undefined;
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
    const whole = this.#sampleOf(visit, more);
    if (parts === undefined) return this.#truthOf(whole);
    const sample = new Map([...whole].filter(([dimension]) => parts.has(dimension)));
    const key = JSON.stringify([...sample]);
    if (!this.#truths.has(key)) this.#truths.set(key, this.#truthOf(sample));
    return this.#truths.get(key);
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
