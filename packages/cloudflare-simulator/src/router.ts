import type { CallerRoute } from './contract.ts';
import { invalidIdentifier, methodNotAllowed, noRoute } from './failures.ts';

/** Where the API lives; a path outside it has no route. */
export const API_PREFIX = '/client/v4';

const IDENTIFIER = /^[0-9a-f]{32}$/;

/** What Cloudflare's gateway itself looks at; other identifiers are left to the service behind the route. */
const CHECKED_PARAMETERS: ReadonlySet<string> = new Set(['zone_id', 'account_id']);

/** Routes, and the paths below which all of them are: they are asked for when a path leads there. */
export interface RoutesBelow {
  /** As patterns begin: `/zones/:zone_id/dns_records`. */
  readonly below: readonly string[];
  readonly routes: () => readonly CallerRoute[];
}

interface Segmented {
  readonly segments: readonly string[];
}

interface CompiledRoute extends Segmented {
  readonly route: CallerRoute;
}

export interface RouteMatch {
  readonly route: CallerRoute;
  readonly params: Readonly<Record<string, string>>;
}

/** What a path leads to, before it is known who asks and with which method. */
export interface ResolvedPath {
  /** Of the most specific route; those with other methods for the same path have the same. */
  readonly pattern: string;
  /** @throws {ApiFailure} 405 when the path is served, but not with this method. */
  forMethod(method: string): RouteMatch;
}

export interface Router {
  /**
   * @param path without the query; trailing slashes are ignored, as Cloudflare does.
   * @throws {ApiFailure} 404 for a malformed identifier, 400 for a path that nothing serves.
   */
  resolve(path: string): ResolvedPath;
}

/** `:zone_id` and `:account_id` take 32 lower-case hexadecimal digits, other parameters any one segment. */
export function createRouter(mounts: readonly RoutesBelow[]): Router {
  const branches = mounts.map(branchOf);
  return {
    resolve(path) {
      const candidates = matches(branches, segmentsOf(path));
      if (candidates.length === 0) throw noRoute();
      const served = candidates.filter(hasValidIdentifiers);
      const [first] = served;
      if (first === undefined) throw invalidIdentifier(path);
      return { pattern: first.route.pattern, forMethod: (method) => pick(served, method) };
    },
  };
}

function pick(served: readonly RouteMatch[], method: string): RouteMatch {
  const match = served.find(({ route }) => route.method === method);
  if (match === undefined) throw methodNotAllowed();
  return match;
}

interface Branch {
  readonly leadsTo: (path: readonly string[]) => boolean;
  readonly routes: () => readonly CompiledRoute[];
}

function branchOf({ below, routes }: RoutesBelow): Branch {
  const prefixes = below.map(split);
  let compiled: readonly CompiledRoute[] | undefined;
  return {
    leadsTo: (path) => prefixes.some((prefix) => isBelow(prefix, path)),
    routes() {
      compiled ??= routes().map((route) => ({ route, segments: split(route.pattern) }));
      return compiled;
    },
  };
}

function isBelow(prefix: readonly string[], path: readonly string[]): boolean {
  return prefix.every((expected, index) => fits(expected, path[index] ?? ''));
}

function matches(branches: readonly Branch[], path: readonly string[] | undefined): RouteMatch[] {
  if (path === undefined) return [];
  const found = branches
    .filter(({ leadsTo }) => leadsTo(path))
    .flatMap(({ routes }) => routes())
    .flatMap(({ route, segments }) => {
      const params = parametersOf(segments, path);
      return params === undefined ? [] : [{ route, params, segments }];
    });
  return found.sort(literalsFirst);
}

function parametersOf(
  pattern: readonly string[],
  path: readonly string[],
): Record<string, string> | undefined {
  if (pattern.length !== path.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const actual = path[index] ?? '';
    if (!fits(expected, actual)) return undefined;
    if (expected.startsWith(':')) params[expected.slice(1)] = actual;
  }
  return params;
}

function fits(expected: string, actual: string): boolean {
  return expected.startsWith(':') ? actual !== '' : expected === actual;
}

function hasValidIdentifiers({ params }: RouteMatch): boolean {
  return Object.entries(params).every(
    ([name, value]) => !CHECKED_PARAMETERS.has(name) || IDENTIFIER.test(value),
  );
}

function segmentsOf(path: string): readonly string[] | undefined {
  if (!path.startsWith(`${API_PREFIX}/`)) return undefined;
  try {
    return split(path.slice(API_PREFIX.length)).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function split(path: string): readonly string[] {
  return path.replace(/\/+$/, '').split('/').slice(1);
}

/** `/dns_records/export` must win over `/dns_records/:dns_record_id`, whatever the order of registration. */
function literalsFirst(one: Segmented, other: Segmented): number {
  return variability(one) - variability(other);
}

function variability({ segments }: Segmented): number {
  return segments.filter((segment) => segment.startsWith(':')).length;
}
