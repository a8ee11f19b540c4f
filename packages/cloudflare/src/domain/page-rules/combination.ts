import { isJsonObject } from '@crunchtools/mcp-core';
import { show } from '../problem.ts';
import { forwardingTarget, referencesIn } from './forward.ts';
import { coversPattern } from './match.ts';
import type { RankedRule } from './order.ts';
import { countWildcards } from './pattern.ts';
import type { PageRuleActions } from './types.ts';

/** The refusals that look at more than one part of a rule, or at the other rules of the zone. */

/** A rule of the zone, as far as another one can be in its way. */
export interface OtherRule extends RankedRule {
  readonly id: string;
}

export function refuseNoActions(actions: PageRuleActions): string | undefined {
  return Object.keys(actions).length === 0 ? 'is empty: a rule has at least one action' : undefined;
}

/**
 * Both answer the visitor with a redirect, so nothing else of the rule could take effect. API reference, Create a
 * Page Rule ("or override settings, but not both"); for `always_use_https`, Cloudflare's support in issue 1325 of
 * its Terraform provider.
 */
export function refuseCompany(actions: PageRuleActions): string | undefined {
  const ids = Object.keys(actions);
  const loner = ['forwarding_url', 'always_use_https'].find((id) => ids.includes(id));
  const others = ids.filter((id) => id !== loner);
  if (loner === undefined || others.length === 0) return undefined;
  return `${loner} stands alone, and here are ${others.join(', ')} beside it: a redirect is all the visitor gets, so make a second rule for the rest`;
}

/** A reference to a capture that is not there makes Cloudflare answer with an error 500. */
export function refuseCaptures(url: string, actions: PageRuleActions): string | undefined {
  const template = destinationOf(actions);
  const wildcards = countWildcards(url);
  const missing = referencesIn(template ?? '').find((number) => number < 1 || number > wildcards);
  if (missing === undefined) return undefined;
  const has = wildcards === 0 ? 'no asterisk' : wildcards === 1 ? 'one asterisk' : `${wildcards} asterisks`;
  return `url uses $${missing}, but the pattern has ${has}; write \\$ for a dollar sign`;
}

/**
 * A destination that the same rule forwards again, for ever. A rule of a higher priority that takes the destination
 * ends it. Not covered: loops through a second rule, through modern rules or through the origin.
 */
export function refuseLoop(
  rule: RankedRule & { readonly actions: PageRuleActions },
  others: readonly OtherRule[],
): string | undefined {
  const template = destinationOf(rule.actions);
  if (template === undefined) return undefined;
  const stars = Array.from({ length: countWildcards(rule.url) }, () => '*');
  const [destination = ''] = forwardingTarget(template, stars).split('#');
  if (!coversPattern(rule.url, destination)) return undefined;
  const isTakenBefore = others.some(
    (other) =>
      other.status === 'active' && other.priority >= rule.priority && coversPattern(other.url, destination),
  );
  return isTakenBefore
    ? undefined
    : "url leads to where the rule's own pattern matches again, so the redirect would never end";
}

/** Cloudflare takes one rule for each pattern (its message `.distinctTargetUrl`). */
export function refuseDuplicate(url: string, others: readonly OtherRule[]): string | undefined {
  const twin = others.find((other) => other.url === url);
  return twin === undefined ? undefined : `${show(url)} has a rule already; update that one: ${twin.id}`;
}

/** The template of `forwarding_url`, as far as it is one. */
export function destinationOf(actions: PageRuleActions): string | undefined {
  const forwarding = actions['forwarding_url'];
  const url = isJsonObject(forwarding) ? forwarding['url'] : undefined;
  return typeof url === 'string' ? url : undefined;
}
