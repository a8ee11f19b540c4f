import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

const zone = 'mapleandpine.com';

describe('list_zones', () => {
  it('does not know zones outside the allow-list', async () => {
    const narrow = await startInProcess({ args: ['--zones', 'mapleandpine.net'] });
    const all = await server.call('list_zones');
    const id = all.data.zones.find((entry) => entry['name'] === zone)?.['id'];
    expect((await narrow.call('list_zones')).data.zones.map((entry) => entry['name'])).toEqual([
      'mapleandpine.net',
    ]);
    const byName = await narrow.call('get_zone', { zone });
    const byId = await narrow.call('get_zone', { zone: id });
    expect([byName.data.error.code, byId.data.error.code]).toEqual(['not_found', 'not_found']);
    expect(byId.text).not.toContain(zone);
    expect((await narrow.call('get_zone', { zone: 'mapleandpine.net' })).isError).toBe(false);
    narrow.close();
  });
});
