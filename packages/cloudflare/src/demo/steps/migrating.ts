import { migrationAnswer, requestTrace } from '../answers.ts';
import { expectMention, expectPresent, expectSame } from '../check.ts';
import type { Step, Tour } from '../tour.ts';
import { shop } from './shop.ts';
import { expectStatus } from './write-answer.ts';

const request = { zone: shop, url: `http://shop.${shop}/boots?size=43` };

/** Where a request ends, and which kind of rule sends it there. */
async function traced(tour: Tour): Promise<{ location: string | undefined; phase: string | undefined }> {
  const { summary, endings } = await tour.call('trace_request', request, requestTrace);
  tour.say(summary);
  return { location: endings[0]?.location?.value, phase: endings[0]?.phase };
}

const planMigration: Step = {
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

const migrate: Step = {
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

const undoMigration: Step = {
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

export const migrating: readonly Step[] = [planMigration, migrate, undoMigration];
