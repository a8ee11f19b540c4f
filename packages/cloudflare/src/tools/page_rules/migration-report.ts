import type { JsonObject } from '@crunchtools/mcp-core';
import type { PageRule } from '../../api/page-rules.ts';
import type { Verdict } from '../../domain/migration/index.ts';
import { compact } from '../../schema/compact.ts';

/** What holds for every migration and cannot be seen in the rules. */
const notes = [
  'Modern rules win over Page Rules, and several can apply to one request; what earlier Page Rules match is left out of the rules of later ones.',
  'Where a Worker answers, Page Rules are suppressed; modern rules apply there too.',
];

/** The report of a migration: what each Page Rule becomes, what changes in meaning, and what has no equivalent. */
export function migrationReport(verdicts: readonly Verdict[], disabled: readonly PageRule[]): JsonObject {
  const differences = verdicts.flatMap((verdict) => verdict.differences);
  return {
    page_rules: [...verdicts.map(reportOf), ...disabled.map(disabledRule)],
    // Said once: many Page Rules differ in the same way.
    ...unlessEmpty('differences', Object.fromEntries(differences.map(({ kind, text }) => [kind, text]))),
    notes,
  };
}

function reportOf({ rule, outcome, rules, differences, missing, reason }: Verdict): JsonObject {
  return compact({
    id: rule.id,
    url: rule.url,
    priority: rule.priority,
    outcome,
    reason,
    ...unlessEmpty(
      'becomes',
      rules.map(({ phase, ref }) => ({ phase, ref })),
    ),
    ...unlessEmpty(
      'differs',
      differences.map(({ kind }) => kind),
    ),
    ...unlessEmpty(
      'no_equivalent',
      missing.map(({ action, reason: why }) => ({ action, reason: why })),
    ),
  });
}

function unlessEmpty(name: string, value: JsonObject | JsonObject[] | string[]): JsonObject {
  return Object.keys(value).length === 0 ? {} : { [name]: value };
}

function disabledRule({ id, url, priority }: PageRule): JsonObject {
  return { id, url, priority, outcome: 'kept', reason: 'it is disabled, and does nothing' };
}

/** How many rules of the zone bear on what a migration means, of those that are on. */
export interface Neighbours {
  readonly urlRewrites: number;
  /** Cache rules that make more eligible than Cloudflare caches by default. */
  readonly eligible: number;
}

/** What a reader must not overlook, one sentence each. */
export function migrationWarnings(
  verdicts: readonly Verdict[],
  { urlRewrites, eligible }: Neighbours,
): readonly string[] {
  const count = (outcome: Verdict['outcome']) =>
    verdicts.filter((verdict) => verdict.outcome === outcome).length;
  const differing = verdicts.filter(({ differences }) => differences.length > 0).length;
  const seesUrl = verdicts.some(({ rules }) => rules.some(({ phase }) => phase !== 'redirect'));
  return [
    ...(count('kept') > 0
      ? [`Page Rules that stay as they are: ${count('kept')}. The report says why.`]
      : []),
    ...(count('partly') > 0 ? [`Page Rules that stay with what has no equivalent: ${count('partly')}.`] : []),
    ...(differing > 0
      ? [`Page Rules whose rules mean something a little different: ${differing}. The report says what.`]
      : []),
    ...(seesUrl && urlRewrites > 0
      ? [
          `The zone has ${urlRewrites} active URL rewrites. The new rules see the rewritten URL; Cloudflare does not say which one Page Rules see. Try requests with trace_request.`,
        ]
      : []),
    ...(eligible > 0 && verdicts.some(cachesByDefault)
      ? [
          `The zone has ${eligible} active cache rules that cache more than Cloudflare does by default. Settings of Page Rules without Cache Everything no longer reach what those rules add.`,
        ]
      : []),
  ];
}

function cachesByDefault({ rule, rules }: Verdict): boolean {
  const { cache_level: level } = rule.actions;
  return rules.some(({ phase }) => phase === 'cache') && level !== 'cache_everything' && level !== 'bypass';
}
