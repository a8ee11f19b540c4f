import { type RecordShown, recordList, zoneList } from '../answers.ts';
import { expectMention, expectPresent, expectSame, Mismatch } from '../check.ts';
import type { Step } from '../tour.ts';
import { shop } from './shop.ts';

const rowsShown = 6;

const seeTools: Step = {
  wish: 'What can an assistant do with this server?',
  async run(tour) {
    const { server, tools } = tour.session;
    const reading = tools.filter(({ readOnly }) => readOnly).map(({ name }) => name);
    const writing = tools.filter(({ readOnly }) => !readOnly).map(({ name }) => name);
    tour.sent('tools/list');
    tour.say(`${server.name} ${server.version}, MCP revision ${server.revision}, ${tools.length} tools`);
    tour.say(`to look: ${reading.join(', ')}`);
    tour.say(`to change: ${writing.join(', ')}`);
    expectSame('the server', server.name, 'mcp-cloudflare-crunchtools');
    expectMention(reading.join(' '), ['list_zones', 'list_dns_records', 'list_changes']);
    expectMention(writing.join(' '), [
      'create_dns_record',
      'delete_dns_record',
      'purge_cache',
      'undo_change',
    ]);
  },
};

const seeZones: Step = {
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

const seeRecords: Step = {
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

const readHostileText: Step = {
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

export const looking: readonly Step[] = [seeTools, seeZones, seeRecords, readHostileText];

function row({ type, name, content = '', ttl, proxied }: RecordShown): readonly string[] {
  const value = content.length > 40 ? `${content.slice(0, 39)}…` : content;
  return [
    type,
    name,
    value,
    proxied === true ? 'proxied' : ttl === undefined ? 'ttl automatic' : `ttl ${ttl} s`,
  ];
}
