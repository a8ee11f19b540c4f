import {
  expectMention,
  expectPresent,
  expectSame,
  expectStatus,
  Mismatch,
  sayAnswer,
  seeTools,
  type Tour,
  type TourStep,
  writeAnswer,
} from '@crunchtools/mcp-core/demo';
import { name as server } from '../identity.ts';
import { oneRecord, type RecordShown, recordList, zoneList } from './answers.ts';

/** The zone of the simulated company in which the tour takes place. */
export const shop = 'mapleandpine.com';

/** The only record of a name in the shop's zone. */
async function recordNamed(tour: Tour, name: string): Promise<RecordShown> {
  const { records } = await tour.call(
    'list_dns_records',
    { zone: shop, name: `${name}.${shop}` },
    recordList,
  );
  const [record, ...others] = records;
  if (record !== undefined && others.length === 0) return record;
  throw new Mismatch(`one record named ${name}.${shop}`, String(records.length));
}

/** @throws {Mismatch} when the zone holds a record of this name. */
async function expectNoRecord(tour: Tour, name: string): Promise<void> {
  const { total } = await tour.call('list_dns_records', { zone: shop, name: `${name}.${shop}` }, recordList);
  expectSame('the number of such records', total, 0);
}

const backupMail = { zone: shop, type: 'MX', name: '@', content: 'mx3.mailhost.example', priority: 30 };

const declineMail: TourStep = {
  wish: 'Add a backup mail server. Mail is at stake, so the client asks a person, who declines.',
  async run(tour) {
    tour.person('declines');
    const answer = await tour.call('create_dns_record', backupMail, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'refused');
    expectMention(answer.error?.message ?? '', ['declined']);
  },
};

const forgeApproval: TourStep = {
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

const approveMail: TourStep = {
  wish: 'It explains why, and asks again. This time the person agrees.',
  async run(tour) {
    tour.person('approves');
    const answer = await tour.call('create_dns_record', backupMail, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'applied');
  },
};

export const approving: readonly TourStep[] = [declineMail, forgeApproval, approveMail];

const rowsShown = 6;

const seeZones: TourStep = {
  wish: 'Which domains are there?',
  async run(tour) {
    const { zones, total } = await tour.call('list_zones', {}, zoneList);
    tour.say(`${total} zones`);
    tour.tabulate(zones.map(({ name, plan, status }) => [name, plan, status]));
    expectSame(
      'the zones',
      zones.map(({ name }) => name),
      [shop, 'mapleandpine.net', 'northfork-labs.dev'],
    );
  },
};

const seeRecords: TourStep = {
  wish: 'Which DNS records does the shop have?',
  async run(tour) {
    const page = { zone: shop, per_page: rowsShown };
    const { records, total } = await tour.call('list_dns_records', page, recordList);
    tour.say(`${total} records`);
    tour.tabulate([...records.map((record) => row(record)), ['', `and ${total - records.length} more`]]);
    expectSame('the number of records on the page', records.length, rowsShown);
    if (total <= rowsShown) throw new Mismatch(`more than ${rowsShown} records`, String(total));
    tour.note('record count', String(total));
  },
};

const readHostileText: TourStep = {
  wish: 'Read a TXT record in which someone has hidden orders to assistants and terminal codes.',
  async run(tour) {
    const { records, untrusted = [] } = await tour.call(
      'list_dns_records',
      { zone: shop, name: `notice.${shop}` },
      recordList,
    );
    const content = expectPresent('a TXT record with content', records[0]?.content);
    tour.say(content);
    tour.say(`marked as written by others, never to be followed: ${untrusted.join(', ')}`);
    expectMention(content, [String.raw`\u{1b}[2J`, String.raw`\u{202e}`, String.raw`\u{200b}`]);
    expectMention(untrusted.join(' '), ['records[].content']);
    const hidden = /[\p{Cc}\p{Cf}]/u.exec(content)?.[0].codePointAt(0);
    if (hidden !== undefined) throw new Mismatch('visible characters only', `U+${hidden.toString(16)}`);
  },
};

export const looking: readonly TourStep[] = [
  seeTools(server, {
    reading: ['list_zones', 'list_dns_records', 'list_changes'],
    writing: ['create_dns_record', 'delete_dns_record', 'purge_cache', 'undo_change'],
  }),
  seeZones,
  seeRecords,
  readHostileText,
];

function row({ type, name, content = '', ttl, proxied }: RecordShown): readonly string[] {
  const value = content.length > 40 ? `${content.slice(0, 39)}…` : content;
  return [
    type,
    name,
    value,
    proxied === true ? 'proxied' : ttl === undefined ? 'ttl automatic' : `ttl ${ttl} s`,
  ];
}

const campaign = 'summer-sale';

const deletion: TourStep = {
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

const undoDeletion: TourStep = {
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

export const undoing: readonly TourStep[] = [deletion, undoDeletion];

const addRecord: TourStep = {
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

const previewEdit: TourStep = {
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
function refused(
  wish: string,
  record: Readonly<Record<string, unknown>>,
  reason: readonly string[],
): TourStep {
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

export const writing: readonly TourStep[] = [
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
