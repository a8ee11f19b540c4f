import { fromOctets, type RequestFacts } from '@crunchtools/rules-language';
import type { Led } from '../lists/matching.ts';
import type { Redirect } from '../lists/redirect.ts';
import type { TracedListRule } from './configuration.ts';
import { type Flow, holds, isAnswered, type RuleResult, withResults, withStop } from './flow.ts';
import { shownText } from './report.ts';
import { agreed, type Knowledge, knownAs, type RequestState, unknownBecause } from './state.ts';

const stage = 'bulk_redirects';

/**
 * Bulk Redirects: the first rule whose filter matches and whose list has a redirect for the URL answers
 * (developers.cloudflare.com/rules/url-forwarding/bulk-redirects/how-it-works, and its FAQ for several lists). They run behind the
 * firewall, so they see the URL as rewrites left it, unless their key is the raw one.
 */
export function* throughBulkRedirects(
  flow: Flow,
  rules: readonly TracedListRule[],
): Generator<void, Flow, void> {
  const results: RuleResult[] = [];
  let after = flow;
  for (const [index, rule] of rules.entries()) {
    const done = through(after, rule);
    after = done.flow;
    results.push({ stage, id: rule.id, position: index + 1, ...done.result });
    yield;
  }
  return withResults(after, results);
}

interface Done {
  readonly flow: Flow;
  readonly result: Pick<RuleResult, 'outcome' | 'because' | 'does'>;
}

function through(flow: Flow, rule: TracedListRule): Done {
  const plain = (outcome: RuleResult['outcome']): Done => ({
    flow,
    result: { outcome, because: [], does: undefined },
  });
  if (!rule.enabled) return plain('disabled');
  if (isAnswered(flow)) return plain('not_reached');
  const { request } = flow;
  const led = request.versions.map((version) => ledBy(version, rule));
  if (led.every((one) => one.known && one.value === undefined)) return plain('no_match');
  const match = holds(rule.expression, seenBy(request, rule, led));
  if (match.known && !match.value) return plain('no_match');
  const doubts = led.flatMap((one) => (one.known ? [] : one.because));
  const because = [...new Set([...(match.known ? [] : match.because), ...doubts])];
  const certain =
    match.known && doubts.length === 0 && led.every((one) => one.known && one.value !== undefined);
  const location = agreed(
    led.map((one) => (one.known ? knownAs(one.value?.url ?? '') : one)),
    request.because,
  );
  const [first] = led.flatMap((one) => (one.known && one.value !== undefined ? [one.value] : []));
  const status = first?.item.status_code ?? 301;
  const answer = { kind: 'redirect', status, location } as const;
  return {
    flow: withStop(flow, stage, { by: rule.id, certain, because }, answer),
    result: {
      outcome: certain ? 'match' : 'unknown',
      because,
      does: `${status} → ${shownText(location)} (list ${rule.list})`,
    },
  };
}

/** The redirect for one version of the request, if there is one. */
function ledBy({ fields }: RequestFacts, rule: TracedListRule): Knowledge<Led<Redirect> | undefined> {
  const field = fields.get(rule.key);
  if (field?.kind !== 'string') return unknownBecause([rule.key]);
  if (rule.index === undefined) return unknownBecause([`the list ${rule.list}`]);
  return knownAs(rule.index.match(fromOctets(field.value) ?? ''));
}

/** The request as the filter of a rule sees it: `in` is true of a URL that a redirect of the list is for. */
function seenBy(
  request: RequestState,
  { key, list, index }: TracedListRule,
  led: readonly Knowledge<Led<Redirect> | undefined>[],
): RequestState {
  if (index === undefined) return request;
  const seen = request.versions.map((version, at): RequestFacts => {
    const field = version.fields.get(key);
    const one = led[at];
    const isIn = field?.kind === 'string' && one?.known === true && one.value !== undefined;
    const members = isIn ? [fromOctets(field.value) ?? ''] : [];
    return { ...version, lists: new Map([...version.lists, [list, members]]) };
  });
  return { ...request, versions: seen };
}
