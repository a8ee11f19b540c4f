/** The actions of custom and rate limiting rules: waf/custom-rules, waf/rate-limiting-rules. */

import { invalid } from '../refusals.ts';
import {
  all,
  below,
  type Check,
  excludes,
  from,
  list,
  membersOf,
  object,
  oneOf,
  someOf,
  text,
  whole,
} from '../shape.ts';

const CONTENT_TYPES = ['application/json', 'text/html', 'text/plain', 'text/xml'];

/** waf/rate-limiting-rules/parameters: 30 KB. */
const LONGEST_CONTENT = 30 * 1024;

const PRODUCTS = ['bic', 'hot', 'rateLimit', 'securityLevel', 'uaBlock', 'waf', 'zoneLockdown'];
const SKIPPABLE_PHASES = ['http_ratelimit', 'http_request_sbfm', 'http_request_firewall_managed'];

/** ruleset-engine/rules-language/actions: "Pro plans and above can customize the response". */
export const block: Check = object({
  response: from(
    'pro',
    'custom responses',
    object(
      {
        content: text(LONGEST_CONTENT),
        content_type: oneOf(CONTENT_TYPES),
        status_code: whole(400, 499),
      },
      ['content', 'content_type', 'status_code'],
    ),
  ),
});

export const nothing: Check = object({});

/** waf/custom-rules/skip/options. `rules` and `rulesets` skip managed rules, which other phases have. */
export const skip: Check = all(
  object({
    ruleset: oneOf(['current']),
    phase: oneOf(['current']),
    phases: list(oneOf(SKIPPABLE_PHASES), { least: 1 }),
    products: list(oneOf(PRODUCTS), { least: 1 }),
  }),
  someOf('ruleset', 'phase', 'phases', 'products'),
  excludes('phase', 'ruleset', 'phases'),
);

/** Runs a custom ruleset of the same owner and phase. Overrides are for managed rulesets, which are not simulated. */
export const execute: Check = (value, pointer, scene) => {
  object({ id: text(), version: oneOf(['latest']) }, ['id'])(value, pointer, scene);
  if (scene.kind === 'custom') {
    throw invalid('execute', 'action', 'only the entry point of a phase can execute rulesets', pointer);
  }
  const { id } = membersOf(value, pointer);
  if (scene.hasCustomRuleset(String(id))) return;
  throw invalid(id, 'id', 'there is no such ruleset in this phase', below(pointer, 'id'));
};
