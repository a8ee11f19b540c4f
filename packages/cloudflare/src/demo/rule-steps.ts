import {
  changeList,
  expectMention,
  expectPresent,
  expectSame,
  expectStatus,
  sayAnswer,
  type Tour,
  type TourStep,
  writeAnswer,
} from '@crunchtools/mcp-core/demo';
import { expressionCheck, migrationAnswer, recordList, requestTrace } from './answers.ts';
import { shop } from './steps.ts';

const request = { zone: shop, url: `http://shop.${shop}/boots?size=43` };

/** Where a request ends, and which kind of rule sends it there. */
async function traced(tour: Tour): Promise<{ location: string | undefined; phase: string | undefined }> {
  const { summary, endings } = await tour.call('trace_request', request, requestTrace);
  tour.say(summary);
  return { location: endings[0]?.location?.value, phase: endings[0]?.phase };
}

const planMigration: TourStep = {
  wish: 'Page Rules are deprecated, and the shop still has four. What would they become?',
  async run(tour) {
    const answer = await tour.call('migrate_page_rules', { zone: shop }, migrationAnswer);
    expectStatus(answer, 'planned');
    const { page_rules: rules, differences = {} } = expectPresent('a report', answer.report);
    tour.tabulate(
      rules.map(({ url, becomes, differs = [] }) => [
        url,
        `→ ${becomes.map(({ phase }) => phase).join(', ')}`,
        differs.length === 0 ? 'the same' : 'a little different',
      ]),
    );
    for (const text of Object.values(differences)) tour.say(text);
    expectSame('the number of Page Rules', rules.length, 4);
  },
};

const migrate: TourStep = {
  wish: 'The person agrees. The Page Rules are kept, but disabled.',
  async run(tour) {
    const before = await traced(tour);
    expectSame('who redirects', before.phase, 'page_rules');
    tour.person('approves');
    const answer = await tour.call('migrate_page_rules', { zone: shop, dry_run: false }, migrationAnswer);
    expectStatus(answer, 'applied');
    const id = expectPresent('a change_id', answer.change_id);
    tour.say(`applied as ${id}: ${answer.changes.length} changes`);
    tour.note('migration', id);
    const after = await traced(tour);
    expectSame('where the request goes', after.location, before.location);
    expectSame('who redirects', after.phase, 'redirect');
  },
};

const undoMigration: TourStep = {
  wish: 'Take the whole migration back, as one.',
  async run(tour) {
    tour.person('approves');
    const answer = await tour.call(
      'undo_change',
      { change_ids: [tour.recall('migration')] },
      migrationAnswer,
    );
    expectStatus(answer, 'applied');
    tour.say(`applied: ${answer.changes.length} changes`);
    const { phase } = await traced(tour);
    expectMention(phase ?? '', ['page_rules']);
  },
};

export const migrating: readonly TourStep[] = [planMigration, migrate, undoMigration];

const stylesheet = { zone: shop, files: [`https://www.${shop}/css/shop.css`] };

const previewPurge: TourStep = {
  wish: 'Before the cached stylesheet is purged: could that be taken back?',
  async run(tour) {
    const answer = await tour.call('purge_cache', { ...stylesheet, dry_run: true }, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'planned');
    expectMention((answer.irreversible ?? []).join(' '), ['cannot be put back']);
  },
};

const purge: TourStep = {
  wish: 'Purge it: the new one is live.',
  async run(tour) {
    const answer = await tour.call('purge_cache', stylesheet, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'applied');
    tour.note('purge', expectPresent('a change_id', answer.change_id));
  },
};

const undoPurge: TourStep = {
  wish: 'Take the purge back all the same.',
  async run(tour) {
    const answer = await tour.call('undo_change', { change_ids: [tour.recall('purge')] }, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'refused');
    expectSame('the error', answer.error?.code, 'irreversible');
  },
};

const review: TourStep = {
  wish: 'What was done in this session, and what of it can still be undone?',
  async run(tour) {
    const { changes, total } = await tour.call('list_changes', {}, changeList);
    tour.say(`${total} changes, newest first`);
    tour.tabulate(
      changes.map(({ change_id: id, summaries, undoable, undone_by: undoneBy }) => [
        id,
        undoneBy !== undefined ? 'undone' : undoable ? 'can be undone' : 'is final',
        summaries.join('; '),
      ]),
    );
    expectSame('the tools that changed something', changes.map(({ tool }) => tool).toReversed(), [
      'create_dns_record',
      'create_dns_record',
      'delete_dns_record',
      'undo_change',
      'create_rule',
      'create_rule',
      'undo_change',
      'migrate_page_rules',
      'undo_change',
      'purge_cache',
    ]);
    expectSame('which can be undone', changes.map(({ undoable }) => undoable).toReversed(), [
      true,
      true,
      false,
      true,
      true,
      false,
      true,
      false,
      true,
      false,
    ]);
  },
};

const countRecords: TourStep = {
  wish: 'Is the rest of the zone untouched? Two records were added, one came back, two were refused.',
  async run(tour) {
    const before = Number(tour.recall('record count'));
    const { total } = await tour.call('list_dns_records', { zone: shop, per_page: 1 }, recordList);
    tour.say(`${before} records before, ${total} now`);
    expectSame('the number of records', total, before + 2);
  },
};

export const purging: readonly TourStep[] = [previewPurge, purge, undoPurge];
export const reviewing: readonly TourStep[] = [review, countRecords];

const rewritten = { zone: shop, url: `https://${shop}/shop/boots?size=43` };

const moved = {
  phase: 'url_rewrite',
  description: 'The shop has moved',
  expression: 'starts_with(http.request.uri.path, "/shop/")',
  rewrite: { path_expression: 'concat("/store", substring(http.request.uri.path, 5))' },
} as const;

const secureHeaders: TourStep = {
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

const checkExpression: TourStep = {
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

const tracePlanned: TourStep = {
  wish: 'The shop moves from /shop/ to /store/. What would become of a request, before anything is changed?',
  async run(tour) {
    const { phase, ...rule } = moved;
    const changes = { with_changes: [{ action: 'create', phase, rule }] };
    const { summary, with_changes: planned } = await tour.call(
      'trace_request',
      { ...rewritten, ...changes },
      requestTrace,
    );
    tour.say(`now: ${expectPresent('the trace without the change', planned).before}`);
    tour.say(`then: ${summary}`);
    expectMention(planned?.before ?? '', [`origin as https://${shop}/shop/boots?size=43`]);
    expectMention(summary, [`origin as https://${shop}/store/boots?size=43`]);
    tour.note('planned trace', summary);
  },
};

const rewritePath: TourStep = {
  wish: 'That is what was meant. Rewrite the path.',
  async run(tour) {
    const answer = await tour.call('create_rule', { zone: shop, ...moved }, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'applied');
    tour.note('rewrite', expectPresent('a change_id', answer.change_id));
  },
};

const traceApplied: TourStep = {
  wish: 'Does the same request now become what the trace foretold?',
  async run(tour) {
    const { summary } = await tour.call('trace_request', rewritten, requestTrace);
    tour.say(summary);
    expectSame('the trace', summary, tour.recall('planned trace'));
  },
};

const undoRewrite: TourStep = {
  wish: 'The move is put off. Take the rewrite back.',
  async run(tour) {
    tour.person('approves');
    const answer = await tour.call('undo_change', { change_ids: [tour.recall('rewrite')] }, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'applied');
    const { summary } = await tour.call('trace_request', rewritten, requestTrace);
    expectMention(summary, [`origin as https://${shop}/shop/boots?size=43`]);
    tour.say(summary);
  },
};

export const ruling: readonly TourStep[] = [
  secureHeaders,
  checkExpression,
  tracePlanned,
  rewritePath,
  traceApplied,
  undoRewrite,
];
