import { budgetOf } from '@crunchtools/rules-language';
import * as z from 'zod';
import { rulePermissions } from '../../domain/rules/index.ts';
import {
  differences,
  notTraced,
  report,
  stepsOfOneCall,
  summary,
  traceInSteps,
} from '../../domain/trace/index.ts';
import { defineZoneRead } from '../define.ts';
import { descriptionOf, requestShape, tracedChanges } from './traced-input.ts';
import { configurationOf, readRules, withChanges } from './traced-rules.ts';
import { tracedRequest, tracedRequestOf } from './traced-shape.ts';

export const traceRequest = defineZoneRead({
  name: 'trace_request',
  title: 'Trace request',
  description:
    'What the rules and Page Rules of a zone make of a request: which match, what wins, where it goes. Nothing is sent; what only Cloudflare knows stays unknown.',
  toolset: 'rules',
  effect: 'read',
  permissions: [...rulePermissions('Read'), 'Page Rules Read'],
  input: {
    ...requestShape,
    with_changes: tracedChanges.optional(),
    verbose: z.boolean().optional().describe('Also what does not match.'),
  },
  output: tracedRequest,
  async run({ zone: _, with_changes: changes, verbose = false, ...args }, context) {
    const request = descriptionOf(args, context.zone);
    const subject = `${request.method} ${request.url}`;
    const found = await readRules(context);
    const planned = changes === undefined ? found : withChanges(found, changes, context.zone);
    const configuration = configurationOf(planned);
    // Both traces of a comparison get as much, so that no difference comes from one having had less.
    const steps = changes === undefined ? stepsOfOneCall : stepsOfOneCall / 2;
    const traced = report(
      await context.breath.through(traceInSteps(request, configuration, budgetOf(steps))),
      configuration,
    );
    const answer = {
      ...tracedRequestOf(subject, traced, configuration, verbose),
      not_traced: [...notTraced],
    };
    if (changes === undefined) return answer;
    const current = configurationOf(found);
    const before = report(
      await context.breath.through(traceInSteps(request, current, budgetOf(steps))),
      current,
    );
    return {
      ...answer,
      with_changes: {
        before: summary(subject, before, current),
        differences: [...differences(before, traced)],
      },
    };
  },
});
