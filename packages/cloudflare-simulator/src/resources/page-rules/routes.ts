/** The Page Rule operations of Cloudflare's API v4 (API reference, Page Rules and Available Page Rules settings). */

import type { Route, RouteAnswer, RouteRequest } from '../../contract.ts';
import { choiceOf } from '../../query.ts';
import { availableSettings } from './actions.ts';
import type { PageRule } from './model.ts';
import { createRule, deleteRule, findRule, overwriteRule, patchRule, type WriteContext } from './writes.ts';

type Operation = (context: WriteContext, request: RouteRequest) => unknown;

const RULES = '/zones/:zone_id/pagerules';
const RULE = `${RULES}/:pagerule_id`;

/** The fixed path comes before the one with an identifier, which would match it too. */
const OPERATIONS: readonly (readonly [Route['method'], pattern: string, Operation])[] = [
  ['GET', RULES, ({ rules }, { query }) => listed(rules.all(), query)],
  ['POST', RULES, (context, request) => createRule(context, request.json())],
  ['GET', `${RULES}/settings`, ({ zone }) => availableSettings(zone.plan)],
  ['GET', RULE, ({ rules }, request) => findRule(rules, idOf(request))],
  ['PATCH', RULE, (context, request) => patchRule(context, idOf(request), request.json())],
  ['PUT', RULE, (context, request) => overwriteRule(context, idOf(request), request.json())],
  ['DELETE', RULE, (context, request) => ({ id: deleteRule(context, idOf(request)).id })],
];

/** The routes; `contextOf` finds what belongs to the zone of a request. */
export function pageRuleRoutes(contextOf: (request: RouteRequest) => WriteContext): readonly Route[] {
  return OPERATIONS.map(([method, pattern, operation]) => ({
    method,
    pattern,
    // Zone Write is accepted for all of them too; the simulator has no such permission.
    permissions:
      method === 'GET' ? ['Zone Read', 'Page Rules Read', 'Page Rules Write'] : ['Page Rules Write'],
    handle: (request): RouteAnswer => ({ result: operation(contextOf(request), request) }),
  }));
}

const ORDERS = {
  priority: (one: PageRule, other: PageRule) => one.priority - other.priority,
  status: (one: PageRule, other: PageRule) =>
    one.status.localeCompare(other.status) || one.priority - other.priority,
} as const;

/**
 * There is one filter, so that `match` changes nothing; its value is checked all the same. The reference gives the
 * status a default, `disabled`, that the API does not keep to: without one it lists all rules.
 */
function listed(rules: readonly PageRule[], query: URLSearchParams): readonly PageRule[] {
  const status = choiceOf(query, 'status', ['active', 'disabled']);
  const order = ORDERS[choiceOf(query, 'order', ['priority', 'status']) ?? 'priority'];
  const sign = choiceOf(query, 'direction', ['asc', 'desc']) === 'asc' ? 1 : -1;
  choiceOf(query, 'match', ['any', 'all']);
  return rules
    .filter((rule) => status === undefined || rule.status === status)
    .toSorted((one, other) => sign * order(one, other));
}

function idOf({ params }: RouteRequest): string {
  return params['pagerule_id'] ?? '';
}
