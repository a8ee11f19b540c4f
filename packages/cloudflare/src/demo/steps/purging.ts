import { changeList, recordList, writeAnswer } from '../answers.ts';
import { expectMention, expectPresent, expectSame } from '../check.ts';
import type { Step } from '../tour.ts';
import { shop } from './shop.ts';
import { expectStatus, sayAnswer } from './write-answer.ts';

const stylesheet = { zone: shop, files: [`https://www.${shop}/css/shop.css`] };

const previewPurge: Step = {
  wish: 'Before the cached stylesheet is purged: could that be taken back?',
  async run(tour) {
    const answer = await tour.call('purge_cache', { ...stylesheet, dry_run: true }, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'planned');
    expectMention((answer.irreversible ?? []).join(' '), ['cannot be put back']);
  },
};

const purge: Step = {
  wish: 'Purge it: the new one is live.',
  async run(tour) {
    const answer = await tour.call('purge_cache', stylesheet, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'applied');
    tour.note('purge', expectPresent('a change_id', answer.change_id));
  },
};

const undoPurge: Step = {
  wish: 'Take the purge back all the same.',
  async run(tour) {
    const answer = await tour.call('undo_change', { change_ids: [tour.recall('purge')] }, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'refused');
    expectSame('the error', answer.error?.code, 'irreversible');
  },
};

const review: Step = {
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

const countRecords: Step = {
  wish: 'Is the rest of the zone untouched? Two records were added, one came back, two were refused.',
  async run(tour) {
    const before = Number(tour.recall('record count'));
    const { total } = await tour.call('list_dns_records', { zone: shop, per_page: 1 }, recordList);
    tour.say(`${before} records before, ${total} now`);
    expectSame('the number of records', total, before + 2);
  },
};

export const purging: readonly Step[] = [previewPurge, purge, undoPurge];
export const reviewing: readonly Step[] = [review, countRecords];
