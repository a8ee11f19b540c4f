import { ours, unshaped, untold, untrusted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import {
  executionOrder,
  type Report,
  summary,
  type Told,
  type TracedConfiguration,
  unreadStages,
} from '../../domain/trace/index.ts';
import { compact } from '../../schema/compact.ts';
import { untrustedList } from '../../schema/index.ts';

const stage = z.enum(executionOrder);
/** An id of Cloudflare's, or planned_1 for a rule that does not exist yet. */
const by = z.string().regex(/^(?:[0-9a-f]{32}|planned_\d+)$/u);
const because = untold(untrusted(z.array(z.string())).optional());
const perhaps = untold(z.literal(true).optional());
/** A text, or why it is unknown. */
const text = { value: untrusted(z.string()).optional(), unknown_because: because };

const header = z.strictObject({
  name: untrusted(z.string()),
  operation: z.enum(['set', 'add', 'remove']),
  ...text,
  by,
  perhaps,
});

const ending = z.strictObject({
  answer: z.enum(['redirect', 'block', 'challenge', 'unknown', 'origin']),
  certain: z.boolean(),
  status: z.int().optional(),
  location: z.strictObject(text).optional(),
  phase: stage.optional(),
  by: by.optional(),
  because,
});

const tracedRule = z.strictObject({
  phase: stage,
  position: z.int(),
  id: by,
  outcome: z.enum(['match', 'no_match', 'unknown', 'disabled', 'skipped', 'not_reached']),
  because,
  does: untrusted(z.string()).optional(),
  overridden: z.literal(true).optional(),
  description: untrusted(z.string()).optional(),
  /** The pattern of a Page Rule. */
  when: untrusted(z.string()).optional(),
});

export const tracedRequest = z.strictObject({
  summary: untrusted(z.string()),
  endings: z.array(unshaped(ending)),
  to_origin: unshaped(
    z.strictObject({
      urls: z.array(z.strictObject(text)),
      headers: z.array(header).optional(),
      cache: z.strictObject(text),
      settings: z
        .array(
          z.strictObject({
            area: z.enum(['config', 'origin', 'cache', 'page_rule', 'compression']),
            name: untrusted(z.string()),
            value: untrusted(z.unknown()),
            by,
            perhaps,
          }),
        )
        .optional(),
    }),
  ).optional(),
  response_headers: z.array(unshaped(header)).optional(),
  rules: z.array(tracedRule),
  /** Of those that are not listed. */
  other_rules: untold(z.partialRecord(tracedRule.shape.outcome, z.int()).optional()),
  unreadable: untold(z.array(stage).optional()),
  not_traced: untold(ours(z.array(z.string()))),
  with_changes: unshaped(
    z.strictObject({
      before: untrusted(z.string()),
      differences: z.array(
        z.strictObject({
          what: untrusted(z.string()),
          before: untrusted(z.string()).optional(),
          after: untrusted(z.string()).optional(),
        }),
      ),
    }),
  ).optional(),
  untrusted: untrustedList,
});

export type TracedRequest = z.input<typeof tracedRequest>;

/** What a trace comes to, without what is as usual. */
export function tracedRequestOf(
  subject: string,
  traced: Report,
  configuration: TracedConfiguration,
  isVerbose: boolean,
): Omit<TracedRequest, 'not_traced'> {
  const { onward } = traced;
  const listed = listedRules(traced, isVerbose);
  return compact({
    summary: summary(subject, traced, configuration),
    endings: traced.endings.map(endingOf),
    to_origin:
      onward &&
      compact({
        urls: onward.urls.map(textOf),
        headers: unlessEmpty(onward.headers.map(headerOf)),
        cache: textOf(onward.cache),
        settings: unlessEmpty(
          onward.settings.map(({ certain, ...setting }) => ({ ...setting, ...perhapsUnless(certain) })),
        ),
      }),
    response_headers: onward && unlessEmpty(onward.responseHeaders.map(headerOf)),
    rules: listed.map((rule) => ruleOf(rule, traced, configuration)),
    other_rules: countsOf(traced, listed),
    unreadable: unlessEmpty(unreadStages(configuration)),
  });
}

function endingOf({
  location,
  stage: phase,
  because: reasons,
  ...rest
}: Report['endings'][number]): z.input<typeof ending> {
  return compact({ ...rest, phase, location: location && textOf(location), because: unlessEmpty(reasons) });
}

function headerOf({ value, certain, operation, ...rest }: HeaderEffect): z.input<typeof header> {
  return { ...rest, operation, ...(operation === 'remove' ? {} : textOf(value)), ...perhapsUnless(certain) };
}

type HeaderEffect = NonNullable<Report['onward']>['headers'][number];

const interesting: ReadonlySet<string> = new Set(['match', 'unknown', 'skipped']);

/** More would fill a conversation; the rest is counted. */
const mostRules = 200;

function listedRules({ rules }: Report, isVerbose: boolean): Report['rules'] {
  return rules.filter(({ outcome }) => isVerbose || interesting.has(outcome)).slice(0, mostRules);
}

function ruleOf(
  { stage: phase, id, position, outcome, because: reasons, does }: Report['rules'][number],
  { overridden }: Report,
  configuration: TracedConfiguration,
): z.input<typeof tracedRule> {
  return compact({
    phase,
    position,
    id,
    outcome,
    because: unlessEmpty(reasons),
    does,
    overridden: overridden.has(id) ? true : undefined,
    ...namesOf(phase, id, configuration),
  });
}

function namesOf(phase: string, id: string, { rules, pageRules }: TracedConfiguration) {
  if (phase === 'page_rules') return { when: pageRules?.find((rule) => rule.id === id)?.url };
  const rule = rules.find((other) => other.phase === phase && other.id === id);
  return { description: rule?.description, when: rule?.expression };
}

function countsOf({ rules }: Report, listed: Report['rules']): TracedRequest['other_rules'] {
  const others = rules.filter((rule) => !listed.includes(rule));
  const counts: NonNullable<TracedRequest['other_rules']> = {};
  for (const { outcome } of others) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return others.length === 0 ? undefined : counts;
}

function textOf(told: Told<string>): { value?: string; unknown_because?: string[] } {
  return told.known ? { value: told.value } : { unknown_because: [...told.because] };
}

function perhapsUnless(certain: boolean): { perhaps?: true } {
  return certain ? {} : { perhaps: true };
}

function unlessEmpty<Item>(list: readonly Item[]): Item[] | undefined {
  return list.length === 0 ? undefined : [...list];
}
