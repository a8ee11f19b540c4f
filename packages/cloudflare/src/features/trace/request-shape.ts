import { choiceFrom, InputError, ours, unlisted, unshaped, untrusted, urlOf } from '@crunchtools/mcp-core';
import { describeRequest, InvalidRequest, type RequestDescription } from '@crunchtools/rules-language';
import * as z from 'zod';
import { compact, untrustedList } from '../../schema.ts';
import type { ZoneRef } from '../../zone.ts';
import { loosely, positionShape, ruleInput } from '../rules/rule-input.ts';
import { phaseArgument, ruleId } from '../rules/rule-shape.ts';
import { executionOrder, type TracedConfiguration } from './configuration.ts';
import { summary, type TraceReport, unreadStages } from './report.ts';
import type { Knowledge } from './state.ts';

const headers = z.record(
  z.string().min(1).max(200),
  z.union([z.string().max(16_384), z.array(z.string().max(16_384)).max(100)]),
);

const response = z.strictObject({ status: z.int().min(100).max(599), headers: headers.optional() });

/** Only in mind: nothing of it is sent. */
const tracedChange = z.strictObject({
  action: z.enum(['create', 'update', 'delete']),
  phase: phaseArgument,
  rule_id: ruleId.optional(),
  rule: loosely(ruleInput).optional(),
  position: positionShape.optional(),
});

export type TracedChange = z.output<typeof tracedChange>;

/** Shown to clients by its description only: list_rules and create_rule have shown the members. */
export const tracedChanges = z
  .array(loosely(tracedChange))
  .min(1)
  .max(50)
  .describe(
    'Only in mind: [{action: create|update|delete, phase, rule_id, rule: {members of create_rule}, position}].',
  );

export const requestShape = {
  url: z.string().min(1).max(8_192),
  method: z
    .string()
    .regex(/^[A-Z][A-Z-]{0,30}$/u, 'must be a method such as GET')
    .optional(),
  headers: z
    .record(z.string(), z.any())
    .pipe(headers)
    .optional()
    .describe('{accept: "text/html", cookie: "a=1"}; others count as not sent.'),
  ip: z.string().max(45).optional().describe('Of the client.'),
  country: z
    .string()
    .regex(/^[A-Z][A-Z0-9]$/u, 'must be a code such as NZ')
    .optional(),
  asn: z.int().min(0).max(4_294_967_295).optional().describe('Of the client.'),
  http_version: choiceFrom(z.enum(['HTTP/1.0', 'HTTP/1.1', 'HTTP/2', 'HTTP/3'])).optional(),
  body: z.string().max(100_000).optional(),
  response: loosely(response).optional().describe('Of the origin: {status, headers}.'),
};

const request = z.strictObject(requestShape);

/**
 * The request as the evaluator takes it.
 * @throws {InputError} when the URL is none of the zone, or something is malformed.
 */
export function descriptionOf(args: z.output<typeof request>, zone: ZoneRef): RequestDescription {
  const { method = 'GET', url, ...rest } = args;
  requireUrl(url, zone);
  const description = { method, url, ...rest };
  requireDescribable(description);
  return description;
}

function requireDescribable(description: RequestDescription): void {
  try {
    describeRequest(description);
  } catch (error) {
    if (!(error instanceof InvalidRequest)) throw error;
    throw new InputError(error.message, { nextStep: 'Correct the request. Nothing was sent.', cause: error });
  }
}

function requireUrl(text: string, zone: ZoneRef): void {
  const url = urlOf(text);
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new InputError('url: not a full URL such as https://www.example.com/path?query.');
  }
  const host = url.hostname.replace(/\.$/u, '');
  if (host !== zone.name && !host.endsWith(`.${zone.name}`)) {
    throw new InputError(`url: the host ${host} is not in the zone ${zone.name}.`, {
      nextStep: 'Pass the zone that the host belongs to. Nothing was sent.',
    });
  }
}

const stage = z.enum(executionOrder);
/** An id of Cloudflare's, or planned_1 for a rule that does not exist yet. */
const by = z.string().regex(/^(?:[0-9a-f]{32}|planned_\d+)$/u);
const because = unlisted(untrusted(z.array(z.string())).optional());
const perhaps = unlisted(z.literal(true).optional());
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
            area: z.enum(['config', 'origin', 'cache', 'page_rule', 'error', 'compression']),
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
  other_rules: unlisted(z.partialRecord(tracedRule.shape.outcome, z.int()).optional()),
  unreadable: unlisted(z.array(stage).optional()),
  read_earlier: unlisted(ours(z.array(z.string())).optional()),
  not_traced: unlisted(ours(z.array(z.string()))),
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
  traced: TraceReport,
  configuration: TracedConfiguration,
  isVerbose: boolean,
): Omit<TracedRequest, 'not_traced' | 'read_earlier'> {
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
}: TraceReport['endings'][number]): z.input<typeof ending> {
  return compact({ ...rest, phase, location: location && textOf(location), because: unlessEmpty(reasons) });
}

function headerOf({ value, certain, operation, ...rest }: HeaderEffect): z.input<typeof header> {
  return { ...rest, operation, ...(operation === 'remove' ? {} : textOf(value)), ...perhapsUnless(certain) };
}

type HeaderEffect = NonNullable<TraceReport['onward']>['headers'][number];

const interesting: ReadonlySet<string> = new Set(['match', 'unknown', 'skipped']);

/** More would fill a conversation; the rest is counted. */
const mostRules = 200;

function listedRules({ rules }: TraceReport, isVerbose: boolean): TraceReport['rules'] {
  return rules.filter(({ outcome }) => isVerbose || interesting.has(outcome)).slice(0, mostRules);
}

function ruleOf(
  { stage: phase, id, position, outcome, because: reasons, does }: TraceReport['rules'][number],
  { overridden }: TraceReport,
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

function namesOf(phase: string, id: string, { rules, pageRules, bulk = [] }: TracedConfiguration) {
  if (phase === 'page_rules') return { when: pageRules?.find((rule) => rule.id === id)?.url };
  const rule =
    phase === 'bulk_redirects'
      ? bulk.find((other) => other.id === id)
      : rules.find((other) => other.phase === phase && other.id === id);
  return { description: rule?.description, when: rule?.expression };
}

function countsOf({ rules }: TraceReport, listed: TraceReport['rules']): TracedRequest['other_rules'] {
  const others = rules.filter((rule) => !listed.includes(rule));
  const counts: NonNullable<TracedRequest['other_rules']> = {};
  for (const { outcome } of others) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return others.length === 0 ? undefined : counts;
}

function textOf(told: Knowledge<string>): { value?: string; unknown_because?: string[] } {
  return told.known ? { value: told.value } : { unknown_because: [...told.because] };
}

function perhapsUnless(certain: boolean): { perhaps?: true } {
  return certain ? {} : { perhaps: true };
}

function unlessEmpty<Item>(list: readonly Item[]): Item[] | undefined {
  return list.length === 0 ? undefined : [...list];
}
