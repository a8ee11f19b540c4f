import { analyse } from '@crunchtools/rules-language';
import * as z from 'zod';
import { phaseFacts } from '../../domain/rules/index.ts';
import { zoneArgument } from '../../schema/index.ts';
import { planOf } from '../../zone.ts';
import { defineAccountRead } from '../define.ts';
import { checkedExpression, checkedExpressionOf } from './expression-shape.ts';
import { knownPhase } from './rule-shape.ts';

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
