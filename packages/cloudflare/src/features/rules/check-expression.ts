import { ours, unlisted, unshaped, untrusted } from '@crunchtools/mcp-core';
import {
  type Analysis,
  analyse,
  fieldNamed,
  type Problem,
  typeName,
  type Warning,
} from '@crunchtools/rules-language';
import * as z from 'zod';
import { compact, untrustedList, zoneArgument } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { defineAccountRead } from '../../tool.ts';
import { type ZoneRef, zonePlanOf } from '../../zone.ts';
import { phaseFacts } from './phases.ts';
import { knownPhase } from './rule-shape.ts';

const planName = z.enum(['free', 'pro', 'business', 'enterprise']);

/** What is wrong at one place. The message and the line of the source quote the expression. */
const remark = z.strictObject({
  code: ours(z.string()),
  message: untrusted(z.string()),
  line: z.int(),
  column: z.int(),
  source: untrusted(z.string()),
  caret: ours(z.string()),
  expected: ours(z.array(z.string())).optional(),
  suggestion: untrusted(z.string()).optional(),
});

const checkedExpression = z.strictObject({
  ok: z.boolean(),
  type: ours(z.string()).optional(),
  normalised: untrusted(z.string()).optional(),
  fields: unlisted(
    z
      .array(
        z.strictObject({
          name: ours(z.string()),
          type: ours(z.string()),
          use_instead: ours(z.string()).optional(),
        }),
      )
      .optional(),
  ),
  functions: unlisted(ours(z.array(z.string())).optional()),
  lists: unlisted(untrusted(z.array(z.string())).optional()),
  /** Of the lists, those that the account of the zone does not have. */
  missing_lists: unlisted(untrusted(z.array(z.string())).optional()),
  needs_plan: planName.optional(),
  plan_reasons: unlisted(z.array(z.strictObject({ plan: planName, because: ours(z.string()) })).optional()),
  problems: z.array(unshaped(remark)).optional(),
  warnings: unlisted(z.array(remark).optional()),
  untrusted: untrustedList,
});

/** What an analysis says, with each remark at its place in the source. */
function checkedExpressionOf(source: string, analysis: Analysis): z.input<typeof checkedExpression> {
  if (!analysis.ok)
    return { ok: false, problems: analysis.problems.map((problem) => remarkOf(source, problem)) };
  const { type, normalised, fields, functions, lists, planReasons, warnings } = analysis;
  return compact({
    ok: true,
    type: typeName(type),
    normalised,
    fields: fields.map(fieldOf),
    functions: unlessEmpty(functions),
    lists: unlessEmpty(lists),
    needs_plan: analysis.plan,
    plan_reasons: unlessEmpty(planReasons.map(({ plan: needed, because }) => ({ plan: needed, because }))),
    warnings: unlessEmpty(warnings.map((warning) => remarkOf(source, warning))),
  });
}

function fieldOf(name: string): { name: string; type: string; use_instead?: string | undefined } {
  const fact = fieldNamed(name);
  return compact({
    name,
    type: fact === undefined ? 'unknown' : typeName(fact.type),
    use_instead: fact?.deprecated,
  });
}

function remarkOf(source: string, remark_: Problem | Warning): z.input<typeof remark> {
  const { code, message, line, column, expected, suggestion } = remark_;
  return compact({
    code,
    message,
    line,
    column,
    ...placeIn(source, line, column),
    expected: expected === undefined ? undefined : [...expected],
    suggestion,
  });
}

/** Characters of a line that are shown to each side of the place. */
const surroundings = 60;

/**
 * The part of a line around a column, and a line with a caret under it. Characters without a visible form become
 * U+FFFD here already: shown as escapes later, they would shift what is under the caret. Not covered: characters
 * that a terminal draws two columns wide.
 */
function placeIn(source: string, line: number, column: number): { source: string; caret: string } {
  const characters = Array.from(source.split('\n')[line - 1] ?? '');
  const start = Math.max(0, column - 1 - surroundings);
  const shown = characters.slice(start, column - 1 + surroundings).join('');
  return {
    source: shown.replace(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|\\(?=u\{)/gu, '\ufffd'),
    caret: `${' '.repeat(column - 1 - start)}^`,
  };
}

function unlessEmpty<Item>(list: readonly Item[]): Item[] | undefined {
  return list.length === 0 ? undefined : [...list];
}

/** Lists of Cloudflare have a dot in their names, and are no account's. */
async function missingLists(
  named: readonly string[],
  zone: ZoneRef,
  { recentLists }: Pick<Services, 'recentLists'>,
): Promise<readonly string[]> {
  const own = named.filter((name) => !name.includes('.'));
  if (own.length === 0) return [];
  const known = await recentLists.names(zone);
  return known === undefined ? [] : own.filter((name) => !known.includes(name));
}

const uses = ['filter', 'rewrite_path', 'rewrite_query', 'header_value', 'redirect_target'] as const;

/** Longer than what Cloudflare takes, so that the answer can say so. */
const longest = 100_000;

export const checkExpression = defineAccountRead({
  name: 'check_expression',
  title: 'Check expression',
  description:
    'Parse and type-check an expression of the Rules language: problems with place and suggestion, or type, fields, needed plan and normalised form. With zone, its plan is checked too.',
  toolset: 'rules',
  effect: 'read',
  permissions: [],
  input: {
    expression: z.string().min(1).max(longest),
    phase: knownPhase.optional(),
    use: z.enum(uses).optional().describe('Default filter.'),
    zone: zoneArgument.optional(),
  },
  output: checkedExpression,
  async run({ expression, phase, use = 'filter', zone: name }, { services }) {
    const zone = name === undefined ? undefined : await services.zones.resolve(name);
    const plan = zone === undefined ? undefined : zonePlanOf(zone);
    const analysis = analyse(expression, {
      use,
      ...(phase === undefined ? {} : { phase: phaseFacts(phase).cloudflare }),
      ...(plan === undefined ? {} : { plan }),
    });
    const checked = checkedExpressionOf(expression, analysis);
    const missing =
      zone === undefined || !analysis.ok ? [] : await missingLists(analysis.lists, zone, services);
    return missing.length === 0 ? checked : { ...checked, missing_lists: [...missing] };
  },
  example: { expression: 'http.host eq "a.example" and ssl', phase: 'redirect', zone: 'mapleandpine.net' },
  hostile: { expression: 'true', phase: '../../rulesets' },
  requests: [],
  scopes: 'argument',
});
