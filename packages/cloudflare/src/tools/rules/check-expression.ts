import { analyse } from '@crunchtools/rules-language';
import * as z from 'zod';
import { phaseFacts, rulePhases } from '../../domain/rules/index.ts';
import { zoneArgument } from '../../schema/index.ts';
import { planOf } from '../../zone.ts';
import { defineAccountRead } from '../define.ts';
import { checkedExpression, checkedExpressionOf } from './expression-shape.ts';

const uses = ['filter', 'rewrite_path', 'rewrite_query', 'header_value', 'redirect_target'] as const;

/** Longer than what Cloudflare takes, so that the answer can say so. */
const longest = 100_000;

export const checkExpression = defineAccountRead({
  name: 'check_expression',
  title: 'Check an expression',
  description:
    'Parse and type-check an expression of the Rules language: problems with their place and a suggestion, or its type, fields, the plan it needs and a normalised form. Asks Cloudflare nothing but the plan of the zone, if one is given.',
  toolset: 'rules',
  effect: 'read',
  permissions: [],
  input: {
    expression: z.string().min(1).max(longest),
    phase: z.enum(rulePhases).optional(),
    use: z.enum(uses).optional().describe('Default filter.'),
    zone: zoneArgument.optional(),
  },
  output: checkedExpression,
  async run({ expression, phase, use = 'filter', zone: name }, { services: { zones } }) {
    const zone = name === undefined ? undefined : await zones.resolve(name);
    const plan = zone === undefined ? undefined : planOf(zone);
    const analysis = analyse(expression, {
      use,
      ...(phase === undefined ? {} : { phase: phaseFacts(phase).cloudflare }),
      ...(plan === undefined ? {} : { plan }),
    });
    return checkedExpressionOf(expression, analysis);
  },
});
