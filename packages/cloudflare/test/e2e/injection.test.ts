import { type Data, describeInjection, isRecord, type Talk } from '@crunchtools/mcp-core/testing';
import { server } from '../support/server.ts';

/** The zone that holds the hostile records. Its plan has comments and tags. */
const zone = 'mapleandpine.com';
const swapped = 'to be swapped';

/** The id that asks for Cloudflare's refusal with this payload in its words. */
function refusedId(index: number): string {
  return index.toString(16).padStart(32, 'e');
}

async function tour(talk: Talk, count: number): Promise<void> {
  const records = Array.from({ length: count }, (_, number) => `ph${number}ph`).map((payload) => ({
    type: 'TXT',
    name: `host-${payload}`,
    content: `content: ${payload}`,
    comment: `comment: ${payload}`,
    tags: [`tag:${payload}`],
    ttl: 300,
  }));
  for (const record of records) await talk.call('create_dns_record', { zone, ...record });
  const listed = await talk.call('list_dns_records', { zone, name_contains: 'host-ph', per_page: 100 });
  for (const [index, { id }] of (listed['records'] as Data[]).entries()) {
    const record = { zone, record_id: id };
    const refused = { zone, record_id: refusedId(index) };
    await talk.call('list_zones', {});
    await talk.call('get_zone', { zone });
    await talk.call('get_dns_record', record);
    await talk.call('get_dns_record', refused);
    await talk.call('delete_dns_record', refused);
    await talk.call('update_dns_record', { ...record, ttl: 600, dry_run: true });
    await talk.call('update_dns_record', { ...record, ttl: 600 });
    const { confirm } = await talk.call('delete_dns_record', record);
    await talk.call('delete_dns_record', { ...record, confirm: '0123456789abcdef' });
    const { change_id: deletion } = await talk.call('delete_dns_record', { ...record, confirm });
    await talk.call('delete_dns_record', { ...record, confirm });
    const undone = await talk.call('undo_change', { change_ids: [deletion] });
    const [recreated] = undone['changes'] as Data[];
    const again = { zone, record_id: recreated?.['id'] };
    const changed = await talk.call('update_dns_record', { ...again, comment: swapped });
    await talk.call('undo_change', { change_ids: [changed['change_id']] });
  }
  await talk.call('list_changes', { limit: 100 });
}

const error = { code: 1004, message: '{payload}', source: { pointer: '{payload}' } };

describeInjection({
  server,
  service: {
    fixed: ['Maple & Pine Ltd'],
    renamed: ['host-ph', 'host ph'],
    swapped,
    refusal: {
      request: '/dns_records/e+([0-9a-f]{1,3}) $',
      radix: 16,
      statuses: [400, 403, 404, 409],
      answer: { success: false, errors: [error], messages: [], result: null },
    },
    masks: [],
  },
  tour,
  statuses: ['planned', 'applied', 'needs_confirmation', 'refused', 'failed'],
  codes: ['rejected', 'not_found', 'confirmation_invalid', 'drift'],
  requests: 'DELETE /client/v4/zones/',
  read: {
    tool: 'get_dns_record',
    untrusted: ['record'],
    texts({ record }) {
      const { comment, name, content, tags } = isRecord(record) ? record : {};
      return [comment, name, content, ...(Array.isArray(tags) ? tags : [])].map(String);
    },
    // The server quotes the content of a TXT record, as Cloudflare stores it.
    originals: (text) => [`comment: ${text}`, `host ${text}.${zone}`, `"content: ${text}"`, `tag:${text}`],
  },
  carries: 'json',
});
