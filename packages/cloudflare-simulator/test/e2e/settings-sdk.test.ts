/** Zone settings through the npm `cloudflare` SDK: a client that nobody here wrote. */

import Cloudflare, { APIError } from 'cloudflare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSimulator, type RunningServer, serve } from '../../src/index.ts';

const TOKEN = `cfut_${'s'.repeat(40)}`;
let server: RunningServer;
let client: Cloudflare;
let zone_id: string;

beforeAll(async () => {
  server = await serve(createSimulator({ seed: 'demo', token: TOKEN }), { port: 0 });
  client = new Cloudflare({ apiToken: TOKEN, baseURL: server.url, maxRetries: 0 });
  const zones = await client.zones.list({ name: 'mapleandpine.net' });
  zone_id = zones.result[0]?.id ?? '';
});

afterAll(() => server.close());

describe('the npm cloudflare SDK', () => {
  it('reads and edits a setting', async () => {
    expect(await client.zones.settings.get('ssl', { zone_id })).toMatchObject({ value: 'flexible' });
    const edited = await client.zones.settings.edit('ssl', { zone_id, value: 'strict' });
    expect(edited).toMatchObject({ id: 'ssl', value: 'strict', editable: true });
    expect(await client.zones.settings.get('ssl', { zone_id })).toEqual(edited);
  });

  it('sees why an edit is refused', async () => {
    const refused: unknown = await client.zones.settings
      .edit('polish', { zone_id, value: 'lossy' })
      .catch((error) => error);
    expect(refused).toBeInstanceOf(APIError);
    expect(refused).toMatchObject({ status: 403, errors: [{ code: 1015 }] });
  });
});
