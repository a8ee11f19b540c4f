import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

const zone = 'mapleandpine.com';

describe('create_dns_record', () => {
  it.each([
    [
      'SRV',
      '_sip._tcp.voice',
      '10 5 5060 sip.mapleandpine.com',
      { port: 5060, priority: 10, target: 'sip.mapleandpine.com', weight: 5 },
    ],
    ['CAA', 'secure', '0 issue "letsencrypt.org"', { flags: 0, tag: 'issue', value: 'letsencrypt.org' }],
  ])('sends %s as data', async (type, name, content, expected) => {
    const { data } = await server.apply('create_dns_record', { zone, type, name, content });
    expect(data.changes[0]?.after['data']).toMatchObject(expected);
    const sent = server.simulator.requests().findLast(({ method }) => method === 'POST');
    expect(JSON.parse(sent?.body ?? '')).toMatchObject({ data: expected });
    expect(JSON.parse(sent?.body ?? '')).not.toHaveProperty('content');
  });

  it.each([
    ['an MX without priority', { type: 'MX', name: '@', content: 'mail.example.net' }, 'priority'],
    ['an A that is no address', { type: 'A', name: 'x', content: 'not-an-ip' }, 'content'],
    ['a TTL of two', { type: 'A', name: 'x', content: '192.0.2.1', ttl: 2 }, 'ttl'],
    ['a proxied TXT', { type: 'TXT', name: 'x', content: 'x', proxied: true }, 'proxied'],
    ['another type', { type: 'SPF', name: 'x', content: 'x' }, 'type'],
    ['an unknown argument', { type: 'A', name: 'x', content: '192.0.2.1', tll: 300 }, 'did you mean ttl'],
  ])('refuses %s before anything is sent', async (_name, record, named) => {
    await server.call('get_zone', { zone });
    server.requests();
    const { data, isError } = await server.call('create_dns_record', { zone, ...record });
    expect(isError).toBe(true);
    expect(data).toMatchObject({ status: 'refused', error: { code: 'invalid_input' } });
    expect(data.error.message).toContain(named);
    expect(server.requests()).toEqual([]);
  });

  it('shows what is refused by Cloudflare itself', async () => {
    const { data } = await server.call('create_dns_record', {
      zone,
      type: 'CNAME',
      name: 'api',
      content: 'elsewhere.example.net',
      proxied: true,
    });
    expect(data).toMatchObject({ status: 'failed', error: { code: 'conflict' } });
    expect(data.error.message).toMatch(/code 8105[34]/u);
  });
});
