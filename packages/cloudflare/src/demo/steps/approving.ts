import { writeAnswer } from '../answers.ts';
import { expectMention, expectSame } from '../check.ts';
import type { Step } from '../tour.ts';
import { shop } from './shop.ts';
import { expectStatus, sayAnswer } from './write-answer.ts';

const backupMail = { zone: shop, type: 'MX', name: '@', content: 'mx3.mailhost.example', priority: 30 };

const declineMail: Step = {
  wish: 'Add a backup mail server. Mail is at stake, so the client asks a person, who declines.',
  async run(tour) {
    tour.person('declines');
    const answer = await tour.call('create_dns_record', backupMail, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'refused');
    expectMention(answer.error?.message ?? '', ['declined']);
  },
};

const forgeApproval: Step = {
  wish: 'The assistant tries to approve it by itself, with a made-up confirmation.',
  async run(tour) {
    const answer = await tour.call(
      'create_dns_record',
      { ...backupMail, confirm: '0123456789abcdef' },
      writeAnswer,
    );
    sayAnswer(tour, answer);
    expectStatus(answer, 'refused');
    expectSame('the error', answer.error?.code, 'confirmation_invalid');
  },
};

const approveMail: Step = {
  wish: 'It explains why, and asks again. This time the person agrees.',
  async run(tour) {
    tour.person('approves');
    const answer = await tour.call('create_dns_record', backupMail, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'applied');
  },
};

export const approving: readonly Step[] = [declineMail, forgeApproval, approveMail];
