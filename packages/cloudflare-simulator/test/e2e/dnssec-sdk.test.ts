/** DNSSEC through the npm `cloudflare` SDK: a client that nobody here wrote. */

import Cloudflare, { APIError } from 'cloudflare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSimulator, type RunningServer, serve } from '../../src/index.ts';

const TOKEN = `cfut_${'d'.repeat(40)}`;
const simulator = createSimulator({ seed: 'demo', token: TOKEN });
let server: RunningServer;
let dnssec: Cloudflare.DNS.DNSSECResource;
let zone_id: string;

beforeAll(async () => {
  server = await serve(simulator, { port: 0 });
  const client = new Cloudflare({ apiToken: TOKEN, baseURL: server.url, maxRetries: 0 });
  dnssec = client.dns.dnssec;
  const zones = await client.zones.list({ name: 'mapleandpine.net' });
  zone_id = zones.result[0]?.id ?? '';
});

afterAll(() => server.close());

describe('the npm cloudflare SDK', () => {
  it('takes DNSSEC of a zone through all its states', async () => {
    expect(await dnssec.get({ zone_id })).toMatchObject({ status: 'disabled', ds: null });
    const enabled = await dnssec.edit({ zone_id, status: 'active', dnssec_multi_signer: true });
    expect(enabled).toMatchObject({ status: 'pending', key_tag: 2371, dnssec_multi_signer: true });
    simulator.registrar.publishDs('mapleandpine.net', 'cloudflare');
    expect(await dnssec.get({ zone_id })).toMatchObject({ status: 'active', ds: enabled.ds });
    expect(await dnssec.edit({ zone_id, status: 'disabled' })).toMatchObject({ status: 'pending-disabled' });
    await expect(dnssec.delete({ zone_id })).rejects.toBeInstanceOf(APIError);
    simulator.registrar.publishDs('mapleandpine.net', 'none');
    expect(await dnssec.delete({ zone_id })).toBe('');
    expect(await dnssec.get({ zone_id })).toMatchObject({ status: 'disabled', modified_on: null });
  });

  it('sees why an edit is refused', async () => {
    const refused: unknown = await dnssec.edit({ zone_id, dnssec_use_nsec3: true }).catch((error) => error);
    expect(refused).toBeInstanceOf(APIError);
    expect(refused).toMatchObject({ status: 400, errors: [{ code: 1004 }] });
  });
});
