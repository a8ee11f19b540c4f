import { oneRecord, writeAnswer } from '../answers.ts';
import { expectMention, expectPresent, expectSame } from '../check.ts';
import type { Step } from '../tour.ts';
import { recordNamed, shop } from './shop.ts';
import { expectStatus, sayAnswer } from './write-answer.ts';

const addRecord: Step = {
  wish: 'Put the spring catalogue on an address of its own.',
  async run(tour) {
    const record = { type: 'A', name: 'spring', content: '203.0.113.80', comment: 'Spring catalogue' };
    const answer = await tour.call('create_dns_record', { zone: shop, ...record }, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'applied');
    expectPresent('a change_id', answer.change_id);
    const { type, content } = await recordNamed(tour, 'spring');
    tour.say(`it is there: ${type} ${content}`);
    expectSame('type and content', [type, content], ['A', '203.0.113.80']);
  },
};

const previewEdit: Step = {
  wish: 'What would change if resolvers kept the address of the VPN for an hour? Only show it.',
  async run(tour) {
    const { id } = await recordNamed(tour, 'vpn');
    const wanted = { zone: shop, record_id: id, ttl: 3600, dry_run: true };
    const answer = await tour.call('update_dns_record', wanted, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'planned');
    expectMention(answer.changes.map(({ summary }) => summary).join(' '), ['300', '3600']);
    const { record } = await tour.call('get_dns_record', { zone: shop, record_id: id }, oneRecord);
    tour.say(`still as it was: ttl ${record.ttl} s`);
    expectSame('the ttl', record.ttl, 300);
  },
};

/** A record that must not reach Cloudflare, and the words that have to say why. */
function refused(wish: string, record: Readonly<Record<string, unknown>>, reason: readonly string[]): Step {
  return {
    wish,
    async run(tour) {
      const answer = await tour.call('create_dns_record', { zone: shop, ...record }, writeAnswer);
      sayAnswer(tour, answer);
      expectStatus(answer, 'refused');
      expectSame('the changes', answer.changes, []);
      expectMention(answer.error?.message ?? '', reason);
    },
  };
}

export const writing: readonly Step[] = [
  addRecord,
  previewEdit,
  refused(
    'Point a name at 10.0.0.256, by a slip of the finger.',
    { type: 'A', name: 'printer', content: '10.0.0.256' },
    ['content', '10.0.0.256', '255'],
  ),
  refused(
    'Add a mail server and forget to say how preferred it is.',
    { type: 'MX', name: '@', content: 'mx3.mailhost.example' },
    ['priority', '0-65535'],
  ),
];
