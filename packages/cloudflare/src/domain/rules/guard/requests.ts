import type { Given, RequestFacts } from '@crunchtools/rules-language';
import { anyMatch, hostsOf, pathsNamedBy, visitsOf } from '../scope/index.ts';
import type { RuleView } from './effect.ts';

export interface MatchedRequest {
  readonly url: string;
  readonly facts: RequestFacts;
}

type Matching = Pick<RuleView, 'scope' | 'zone'>;

const ordinaryPaths = ['/', '/q7h2v9', '/index.html', '/login', '/account', '/api/x', '/static/a.css'];
const mostPaths = 14;
const mostHosts = 4;

/** Requests that a rule matches: of ordinary visitors to hosts and paths that it names, and one that is made for it. */
export function matchedRequests(view: Matching): readonly MatchedRequest[] {
  const { scope, zone } = view;
  const { otherReading } = scope;
  const paths = [...new Set([...ordinaryPaths, ...pathsNamedBy(scope, zone)])].slice(0, mostPaths);
  const found = [...visitsTo(view, 'https', paths), ...visitsTo(view, 'http', paths)];
  if (otherReading !== undefined) found.push(...matchedRequests({ scope: otherReading, zone }));
  const special = anyMatch(scope, zone);
  return special.kind === 'some' ? [...found, special] : found;
}

/** @param more what else is special about the requests. */
export function visitsTo(
  { scope, zone }: Matching,
  scheme: 'http' | 'https',
  paths: readonly string[],
  more: ReadonlyMap<string, Given> = new Map(),
): readonly MatchedRequest[] {
  const visits = visitsOf(scope, zone);
  const [apex = zone.name, www = '', , ...named] = hostsOf(scope, zone);
  return [apex, www, ...named].slice(0, mostHosts).flatMap((host) =>
    paths.flatMap((path) => {
      const visit = { scheme, host, path, method: 'GET', isSignedIn: false, visitor: 0 } as const;
      // To describe a whole request costs more than to see that the rule is not for it.
      const facts = visits.mayMatch(visit, more) ? visits.facts(visit, more) : undefined;
      return facts === undefined ? [] : [{ url: `${scheme}://${host}${path}`, facts }];
    }),
  );
}
