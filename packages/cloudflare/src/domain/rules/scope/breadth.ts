import { hostsOf, type Visit, type Visits, visitors, visitsOf } from './ordinary.ts';
import type { SampleZone } from './request.ts';
import type { Scope } from './scope.ts';

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
  only: readonly Breadth['which'][] = ['all', 'http', 'signed_in', 'POST', 'query', 'folder'],
): Breadth | undefined {
  const { otherReading } = scope;
  const other = otherReading && breadthOf(otherReading, zone, only);
  if (other !== undefined) return other;
  const visits = visitsOf(scope, zone);
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
