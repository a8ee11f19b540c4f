import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';
import { secondWriter } from '../../../test/support/rules.ts';

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

  describe('below a wildcard', () => {
    const wildcard = { type: 'A', name: '*', content: '192.0.2.50' };
    const record = { zone, type: 'TXT', name: 'a.crowd', content: 'x' };

    /** So many records below one name. */
    async function crowd(count: number): Promise<void> {
      const writer = secondWriter(server);
      const { result } = await writer.send('GET', `/zones?name=${zone}`);
      const posts = Array.from({ length: count }, (_, index) => ({
        type: 'TXT',
        name: `h${index}.crowd.${zone}`,
        content: '"x"',
      }));
      const id = (result as readonly { readonly id: string }[])[0]?.id ?? '';
      const { status } = await writer.send('POST', `/zones/${id}/dns_records/batch`, {
        posts: [...posts, { ...wildcard, name: `*.${zone}` }],
      });
      expect(status).toBe(200);
      server.requests();
    }

    beforeEach(async () => {
      server.close();
      server = await startInProcess({ simulator: { plan: 'enterprise' } });
    });

    it('asks, after one read, where the name above is new, too', async () => {
      await crowd(0);
      const { data } = await server.call('create_dns_record', record);
      expect(data.status).toBe('needs_confirmation');
      expect(data.reasons.join(' ')).toContain(`A wildcard answers for crowd.${zone} and would no longer`);
      expect(server.requests().filter((line) => line.includes('/dns_records'))).toHaveLength(1);
    });

    it.each([
      [1, 1],
      // More than are read of one branch: then once more, without the rest of the branch.
      [1_500, 2],
    ])('applies where the name above has %i others, after %i reads', async (count, reads) => {
      await crowd(count);
      const { data } = await server.call('create_dns_record', record);
      expect(data.status).toBe('applied');
      const sent = server.requests().filter((line) => line.includes('/dns_records'));
      expect(sent.filter((line) => line.startsWith('GET'))).toHaveLength(reads);
    });

    it('knows what is at the name itself where more is below than is read', async () => {
      await crowd(1_500);
      const spf = { ...record, name: 'crowd', content: 'v=spf1 -all' };
      await server.apply('create_dns_record', spf);
      const { data } = await server.call('create_dns_record', { ...spf, content: 'v=spf1 mx -all' });
      expect(data.reasons.join(' ')).toContain('cancel each other');
    });
  });

  it('shows what is refused by Cloudflare itself', async () => {
    const record = { zone, type: 'CNAME', name: 'api', content: 'elsewhere.example.net', proxied: true };
    const { confirm } = (await server.call('create_dns_record', record)).data;
    const { data } = await server.call('create_dns_record', { ...record, confirm });
    expect(data).toMatchObject({ status: 'failed', error: { code: 'conflict' } });
    expect(data.error.message).toMatch(/code 8105[34]/u);
  });
});
