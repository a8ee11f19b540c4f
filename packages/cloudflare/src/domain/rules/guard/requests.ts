import type { Given, RequestFacts } from '@crunchtools/rules-language';
import { anyMatch, holdsFor, hostsOf, pathsNamedBy, Visits } from '../scope/index.ts';
import type { RuleView } from './effect.ts';

export interface MatchedRequest {
  readonly url: string;
  readonly facts: RequestFacts;
}

const ordinaryPaths = ['/', '/q7h2v9', '/index.html', '/login', '/account', '/api/x', '/static/a.css'];
const mostRequests = 240;

/**
 * Requests that a rule matches: of ordinary visitors to every host and path that it names, and one that is made for it.
 * @param more what else is special about them.
 * @param paths further paths.
 */
export function matchedRequests(
  { scope, zone }: Pick<RuleView, 'scope' | 'zone'>,
  more: ReadonlyMap<string, Given> = new Map(),
  paths: readonly string[] = [],
): readonly MatchedRequest[] {
  const visits = new Visits(scope, zone);
  const found: MatchedRequest[] = [];
  let tried = 0;
  const all = new Set([...paths, ...ordinaryPaths, ...pathsNamedBy(scope, zone)]);
  for (const path of all) {
    for (const host of hostsOf(scope, zone)) {
      for (const scheme of ['https', 'http'] as const) {
        tried += 1;
        if (tried > mostRequests) break;
        const visit = { scheme, host, path, method: 'GET', isSignedIn: false, visitor: 0 } as const;
        const facts = visits.facts(visit, more);
        if (facts !== undefined && holdsFor(scope, facts) !== false)
          found.push({ url: `${scheme}://${host}${path}`, facts });
      }
    }
  }
  const { otherReading } = scope;
  if (otherReading !== undefined) found.push(...matchedRequests({ scope: otherReading, zone }, more, paths));
  const special = anyMatch(scope, zone);
  return special.kind === 'some' ? [...found, special] : found;
}
