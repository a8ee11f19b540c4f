import { expressionCheck, requestTrace, writeAnswer } from '../answers.ts';
import { expectMention, expectPresent, expectSame } from '../check.ts';
import type { Step } from '../tour.ts';
import { shop } from './shop.ts';
import { expectStatus, sayAnswer } from './write-answer.ts';

const request = { zone: shop, url: `https://${shop}/shop/boots?size=43` };

const moved = {
  phase: 'url_rewrite',
  description: 'The shop has moved',
  expression: 'starts_with(http.request.uri.path, "/shop/")',
  rewrite: { path_expression: 'concat("/store", substring(http.request.uri.path, 5))' },
} as const;

const secureHeaders: Step = {
  wish: 'Add security headers to every answer of the shop.',
  async run(tour) {
    const rule = {
      phase: 'response_headers',
      description: 'Stay on HTTPS',
      expression: 'true',
      headers: [
        { name: 'Strict-Transport-Security', operation: 'set', value: 'max-age=31536000' },
        { name: 'X-Frame-Options', operation: 'set', value: 'DENY' },
      ],
    };
    const answer = await tour.call('create_rule', { zone: shop, ...rule }, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'applied');
  },
};

const checkExpression: Step = {
  wish: 'Which requests are for the shop? The first attempt names a field that does not exist.',
  async run(tour) {
    const wrong = { expression: 'starts_with(http.request.path, "/shop/")' };
    const { ok, problems = [] } = await tour.call('check_expression', wrong, expressionCheck);
    expectSame('whether it is right', ok, false);
    const [problem] = problems;
    tour.say(problem?.source ?? '');
    tour.say(
      `column ${problem?.column ?? ''}: ${problem?.message ?? ''} Did you mean ${problem?.suggestion}?`,
    );
    expectSame('what is suggested', problem?.suggestion, 'http.request.uri.path');
  },
};

const tracePlanned: Step = {
  wish: 'The shop moves from /shop/ to /store/. What would become of a request, before anything is changed?',
  async run(tour) {
    const { phase, ...rule } = moved;
    const changes = { with_changes: [{ action: 'create', phase, rule }] };
    const { summary, with_changes: planned } = await tour.call(
      'trace_request',
      { ...request, ...changes },
      requestTrace,
    );
    tour.say(`now: ${expectPresent('the trace without the change', planned).before}`);
    tour.say(`then: ${summary}`);
    expectMention(planned?.before ?? '', [`origin as https://${shop}/shop/boots?size=43`]);
    expectMention(summary, [`origin as https://${shop}/store/boots?size=43`]);
    tour.note('planned trace', summary);
  },
};

const rewritePath: Step = {
  wish: 'That is what was meant. Rewrite the path.',
  async run(tour) {
    const answer = await tour.call('create_rule', { zone: shop, ...moved }, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'applied');
    tour.note('rewrite', expectPresent('a change_id', answer.change_id));
  },
};

const traceApplied: Step = {
  wish: 'Does the same request now become what the trace foretold?',
  async run(tour) {
    const { summary } = await tour.call('trace_request', request, requestTrace);
    tour.say(summary);
    expectSame('the trace', summary, tour.recall('planned trace'));
  },
};

const undoRewrite: Step = {
  wish: 'The move is put off. Take the rewrite back.',
  async run(tour) {
    tour.person('approves');
    const answer = await tour.call('undo_change', { change_ids: [tour.recall('rewrite')] }, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'applied');
    const { summary } = await tour.call('trace_request', request, requestTrace);
    expectMention(summary, [`origin as https://${shop}/shop/boots?size=43`]);
    tour.say(summary);
  },
};

export const ruling: readonly Step[] = [
  secureHeaders,
  checkExpression,
  tracePlanned,
  rewritePath,
  traceApplied,
  undoRewrite,
];
