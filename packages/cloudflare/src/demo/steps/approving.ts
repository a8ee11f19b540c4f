import { writeAnswer } from '../answers.ts';
import { expectMention, expectPresent, expectSame } from '../check.ts';
import type { Step } from '../tour.ts';
import { shop } from './shop.ts';
import { expectStatus, sayAnswer } from './write-answer.ts';

const backupMail = { zone: shop, type: 'MX', name: '@', content: 'mx3.mailhost.example', priority: 30 };

const planMail: Step = {
  wish: 'Add a backup mail server. Mail is at stake, so a person has to see the plan first.',
  async run(tour) {
    const answer = await tour.call('create_dns_record', backupMail, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'needs_confirmation');
    expectMention((answer.reasons ?? []).join(' '), ['MX']);
    tour.note('mail approval', expectPresent('a value to confirm with', answer.confirm));
  },
};

const approveMail: Step = {
  wish: 'The person agrees.',
  async run(tour) {
    const confirmed = { ...backupMail, confirm: tour.recall('mail approval') };
    const answer = await tour.call('create_dns_record', confirmed, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'applied');
  },
};

const replayApproval: Step = {
  wish: 'The assistant repeats the approved call, which nobody asked for.',
  async run(tour) {
    const confirmed = { ...backupMail, confirm: tour.recall('mail approval') };
    const answer = await tour.call('create_dns_record', confirmed, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'refused');
    expectSame('the error', answer.error?.code, 'confirmation_invalid');
  },
};

export const approving: readonly Step[] = [planMail, approveMail, replayApproval];
