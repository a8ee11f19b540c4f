import type { JsonValue } from '@crunchtools/mcp-core';
import { withStop } from './flow.ts';
import { fieldText, textOf } from './judge.ts';
import { at, numberAt } from './parameters.ts';
import type { RequestState } from './request-state.ts';
import type { Effect } from './run.ts';
import { shownText } from './show.ts';
import { type Told, told, untold } from './writes.ts';

/** Single Redirects: the first that matches answers. */
export const redirect: Effect = (flow, rule, application) => {
  const target = at(rule.action_parameters, 'from_value');
  if (target === undefined) {
    return { flow: withStop(flow, rule.phase, application, { kind: 'unknown' }), does: rule.action };
  }
  // "301 by default": developers.cloudflare.com/rules/url-forwarding/single-redirects/settings.
  const status = numberAt(target, 'status_code') ?? 301;
  const location = locationOf(target, flow.request);
  return {
    flow: withStop(flow, rule.phase, application, { kind: 'redirect', status, location }),
    does: `${status} → ${shownText(location)}`,
  };
};

function locationOf(target: JsonValue, request: RequestState): Told<string> {
  const url = textOf(at(target, 'target_url'), 'redirect_target', request);
  if (!url.known || at(target, 'preserve_query_string') !== true) return url;
  const query = fieldText('http.request.uri.query', request);
  return query.known ? withQuery(url.value, query.value) : query;
}

/** Cloudflare does not document what becomes of a query string that the target has already. */
function withQuery(url: string, query: string): Told<string> {
  if (query === '') return told(url);
  if (url.includes('?')) return untold(['how the query strings of the target and the request are joined']);
  const [base = '', ...fragment] = url.split('#');
  return told([`${base}?${query}`, ...fragment].join('#'));
}
