import { writeAnswer } from '../answers.ts';
import { expectPresent, expectSame } from '../check.ts';
import type { Step } from '../tour.ts';
import { expectNoRecord, recordNamed, shop } from './shop.ts';
import { expectStatus, sayAnswer } from './write-answer.ts';

const campaign = 'summer-sale';

const deletion: Step = {
  wish: 'Delete the name of the 2023 campaign: nobody knows whose it is. The person is asked, and agrees.',
  async run(tour) {
    const { id } = await recordNamed(tour, campaign);
    tour.person('approves');
    const answer = await tour.call('delete_dns_record', { zone: shop, record_id: id }, writeAnswer);
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

export const undoing: readonly Step[] = [deletion, undoDeletion];
