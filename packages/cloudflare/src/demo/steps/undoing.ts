import { writeAnswer } from '../answers.ts';
import { expectPresent, expectSame } from '../check.ts';
import type { Step } from '../tour.ts';
import { expectNoRecord, recordNamed, shop } from './shop.ts';
import { expectStatus, sayAnswer } from './write-answer.ts';

const campaign = 'summer-sale';

const planDeletion: Step = {
  wish: 'Delete the name of the 2023 campaign: nobody knows whose it is.',
  async run(tour) {
    const { id } = await recordNamed(tour, campaign);
    const answer = await tour.call('delete_dns_record', { zone: shop, record_id: id }, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'needs_confirmation');
    tour.note('campaign record', id);
    tour.note('deletion approval', expectPresent('a value to confirm with', answer.confirm));
  },
};

const approveDeletion: Step = {
  wish: 'The person agrees.',
  async run(tour) {
    const record = { zone: shop, record_id: tour.recall('campaign record') };
    const confirm = tour.recall('deletion approval');
    const answer = await tour.call('delete_dns_record', { ...record, confirm }, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'applied');
    tour.note('deletion', expectPresent('a change_id', answer.change_id));
    await expectNoRecord(tour, campaign);
    tour.say('it is gone');
  },
};

const undoDeletion: Step = {
  wish: 'Marketing calls: it is theirs. Take the deletion back.',
  async run(tour) {
    const answer = await tour.call('undo_change', { change_ids: [tour.recall('deletion')] }, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'applied');
    const { ttl, comment } = await recordNamed(tour, campaign);
    tour.say(`it is back, with its ttl (${ttl} s) and its comment (${comment})`);
    expectSame('ttl and comment', [ttl, comment], [3600, 'Campaign 2023. Who owns this?']);
  },
};

export const undoing: readonly Step[] = [planDeletion, approveDeletion, undoDeletion];
