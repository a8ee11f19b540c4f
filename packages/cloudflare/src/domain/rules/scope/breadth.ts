import { hostsOf, type Visit, Visits, visitors } from './ordinary.ts';
import type { SampleZone } from './request.ts';
import type { Scope } from './scope.ts';

/** What a rule is for when it is for (nearly) everything: of the zone, of one host, or the home page. */
export interface Breadth {
  readonly kind: 'zone' | 'host' | 'home';
  readonly host: string;
  /** Which requests, where it is not all: those of people who are signed in, of a scheme or a method. */
  readonly which: 'all' | 'http' | 'signed_in' | 'POST';
}

type Variant = Pick<Visit, 'scheme' | 'method' | 'isSignedIn'>;

const variants: readonly (readonly [Breadth['which'], Variant])[] = [
  ['all', { scheme: 'https', method: 'GET', isSignedIn: false }],
  ['http', { scheme: 'http', method: 'GET', isSignedIn: false }],
  ['signed_in', { scheme: 'https', method: 'GET', isSignedIn: true }],
  ['POST', { scheme: 'https', method: 'POST', isSignedIn: true }],
];

/** A page of which no rule knows, so that whoever matches it matches any. */
const unnamed = '/q7h2v9';
const paths = [
  '/',
  unnamed,
  '/en/q7h2v9',
  '/index.html',
  '/login',
  '/account',
  '/admin',
  '/api/x',
  '/static/a.css',
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
  only: readonly Breadth['which'][] = ['all', 'http', 'signed_in', 'POST'],
): Breadth | undefined {
  const { otherReading } = scope;
  const other = otherReading && breadthOf(otherReading, zone, only);
  if (other !== undefined) return other;
  const visits = new Visits(scope, zone);
  const hosts = hostsOf(scope, zone);
  for (const [which, variant] of variants) {
    if (!only.includes(which)) continue;
    const full = hosts.filter((host) => isWhole(visits, { ...variant, host }));
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

function isWhole(visits: Visits, where: Omit<Visit, 'path' | 'visitor'>): boolean {
  if (!isFor(visits, { ...where, path: unnamed })) return false;
  const matched = paths.filter((path) => isFor(visits, { ...where, path }));
  return matched.length > paths.length * mostPages;
}

function isFor(visits: Visits, where: Omit<Visit, 'visitor'>): boolean {
  let matched = 0;
  for (const visitor of visitors.keys()) if (visits.mayMatch({ ...where, visitor })) matched += 1;
  return matched > visitors.length * mostVisitors;
}
