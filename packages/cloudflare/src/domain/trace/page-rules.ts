import { isJsonObject } from '@crunchtools/mcp-core';
import { evaluationOrder, forwardingTarget, matchPageRule } from '../page-rules/index.ts';
import { type Application, type Flow, isAnswered, type RuleResult, withResult, withStop } from './flow.ts';
import { meaningOf } from './page-rule-settings.ts';
import { membersAt, numberAt, textAt } from './parameters.ts';
import { reasons } from './reasons.ts';
import type { TracedPageRule } from './rule.ts';
import { withSettingBeneath } from './settings.ts';
import { shownJson, shownText } from './show.ts';
import { agreed, type Told, told, untold } from './writes.ts';

const stage = 'page_rules';

/** Cloudflare does not document whether Page Rules see the URL before or after a rewrite. */
const rewrittenOrNot = 'whether Page Rules see the rewritten URL';

/**
 * Page Rules: the first active one that matches applies, and no other
 * (developers.cloudflare.com/rules/page-rules, priority). Its settings hold unless a rule of a phase names the same
 * one; that this goes by setting is documented for Origin Rules only (their FAQ).
 * @param urls the URLs that the patterns may be compared with.
 */
export function* throughPageRules(
  flow: Flow,
  rules: readonly TracedPageRule[],
  urls: readonly Told<string>[],
): Generator<void, Flow, void> {
  let [after, isTaken] = [flow, false];
  // While it is open whether an earlier rule matches, it is open whether a later one applies.
  let doubts: readonly string[] = [];
  for (const [index, rule] of evaluationOrder(rules).entries()) {
    const match = isAnswered(flow) || isTaken ? undefined : matchOf(rule, urls);
    if (match?.known === false) doubts = reasons(doubts, match.because);
    const outcome = outcomeOf(rule, match, doubts);
    const because = outcome === 'unknown' ? doubts : [];
    const applied =
      outcome === 'match' || outcome === 'unknown'
        ? apply(after, rule, { by: rule.id, certain: outcome === 'match', because }, urls)
        : { flow: after, does: undefined };
    after = withResult(applied.flow, {
      stage,
      id: rule.id,
      position: index + 1,
      outcome,
      because,
      does: applied.does,
    });
    isTaken ||= match?.known === true && match.value;
    yield;
  }
  return after;
}

function matchOf({ url: pattern, status }: TracedPageRule, urls: readonly Told<string>[]): Told<boolean> {
  if (status !== 'active') return told(false);
  const doubt = urls.find((url) => !url.known);
  if (doubt?.known === false) return untold(doubt.because);
  const answers = urls.map((url) => url.known && matchPageRule(pattern, url.value) !== undefined);
  const [first = false] = answers;
  return answers.every((answer) => answer === first) ? told(first) : untold([rewrittenOrNot]);
}

/** @param match absent when the rule is not tried any more. */
function outcomeOf(
  { status }: TracedPageRule,
  match: Told<boolean> | undefined,
  doubts: readonly string[],
): RuleResult['outcome'] {
  if (status !== 'active') return 'disabled';
  if (match === undefined) return 'not_reached';
  if (match.known && !match.value) return 'no_match';
  return doubts.length === 0 ? 'match' : 'unknown';
}

function apply(
  flow: Flow,
  rule: TracedPageRule,
  application: Application,
  urls: readonly Told<string>[],
): { readonly flow: Flow; readonly does: string } {
  const redirection = redirectionOf(rule, urls);
  if (redirection !== undefined) {
    const { status, location } = redirection;
    return {
      flow: withStop(flow, stage, application, { kind: 'redirect', status, location }),
      does: `${status} → ${shownText(location)}`,
    };
  }
  return setAll(flow, rule, application);
}

interface Redirection {
  readonly status: number;
  readonly location: Told<string>;
}

/** `forwarding_url` stands alone in a rule; `always_use_https` concerns requests over http only. */
function redirectionOf(rule: TracedPageRule, urls: readonly Told<string>[]): Redirection | undefined {
  const forwarding = rule.actions['forwarding_url'];
  if (isJsonObject(forwarding)) {
    const template = textAt(forwarding, 'url') ?? '';
    const status = numberAt(forwarding, 'status_code') ?? 302;
    const locations = urls.map((url) => targetFor(rule, template, url));
    return { status, location: agreed(locations, [rewrittenOrNot]) };
  }
  if (rule.actions['always_use_https'] === undefined) return undefined;
  const plain = urls.filter((url) => url.known && url.value.startsWith('http://'));
  if (plain.length === 0) return undefined;
  const secure = urls.map((url) => (url.known ? told(url.value.replace(/^http:/u, 'https:')) : url));
  return { status: 301, location: agreed(secure, [rewrittenOrNot]) };
}

function targetFor(rule: TracedPageRule, template: string, url: Told<string>): Told<string> {
  if (!url.known) return url;
  const captures = matchPageRule(rule.url, url.value);
  return captures === undefined ? untold([rewrittenOrNot]) : told(forwardingTarget(template, captures));
}

function setAll(
  flow: Flow,
  rule: TracedPageRule,
  application: Application,
): { readonly flow: Flow; readonly does: string } {
  const actions = membersAt(rule.actions);
  const settings = actions.filter(([action]) => action !== 'always_use_https');
  return {
    flow: settings.reduce<Flow>((before, [action, value]) => {
      const [area, name, meaning] = meaningOf(action, value);
      return withSettingBeneath(before, area, name, meaning, application);
    }, flow),
    does: actions.map(([action, value]) => `${action}: ${shownJson(value)}`).join(', '),
  };
}
