import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

const zone = 'mapleandpine.com';

describe('list_dns_records', () => {
  it('pages a list and says how to get the rest', async () => {
    const seen = new Set<string>();
    let page = 1;
    let last = await server.call('list_dns_records', { zone, per_page: 10, page });
    for (; ; last = await server.call('list_dns_records', { zone, per_page: 10, page })) {
      for (const { id } of last.data.records) seen.add(id);
      if (last.data.next === undefined) break;
      expect(last.data.next).toContain(`page: ${page + 1}`);
      page += 1;
    }
    expect(seen.size).toBe(last.data.total);
    expect(page).toBe(last.data.pages);
  });

  it('marks and defuses text that strangers chose', async () => {
    const { data, text } = await server.call('list_dns_records', { zone, type: 'TXT' });
    expect(data.untrusted).toContain('records[].content');
    expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u);
    expect(text).toContain('u{202e}');
  });
});
