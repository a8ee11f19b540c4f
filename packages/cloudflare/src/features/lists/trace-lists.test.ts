import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';
import { secondWriter } from '../../../test/support/rules.ts';

let server: Harness;

afterEach(() => server.close());

async function start(): Promise<void> {
  server = await startInProcess({ simulator: { seed: 'empty', plan: 'enterprise' } });
}

const zone = 'example.com';

async function trace(args: Readonly<Record<string, unknown>>) {
  const { data } = await server.call('trace_request', { zone, ...args });
  return data as unknown as {
    endings: readonly Readonly<Record<string, unknown>>[];
    not_traced: readonly string[];
    rules: readonly Readonly<Record<string, unknown>>[];
  };
}

async function putRules(phase: string, rules: readonly object[]): Promise<void> {
  const writer = secondWriter(server);
  const { result } = await writer.send('GET', `/zones?name=${zone}`);
  const [found] = result as { id: string }[];
  await writer.send('PUT', `/zones/${found?.id}/rulesets/phases/${phase}/entrypoint`, { rules });
}

const blockOldPaths = {
  action: 'block',
  expression: 'http.request.uri.path eq "/old/1"',
};

describe('trace_request', () => {
  // ruleset-engine/reference/phases-list: http_request_redirect runs behind the firewall, before Page Rules.
  it('leads a request by a list, behind the firewall', async () => {
    await start();
    const redirects = [
      { source_url: 'example.com/old/1', target_url: 'https://example.com/new/1' },
      {
        source_url: 'example.com/tree/',
        target_url: 'https://example.net/wood/',
        subpath_matching: true,
        status_code: 302,
      },
    ];
    await server.apply('sync_redirects', { list: 'moved', redirects });
    const first = await trace({ url: 'https://example.com/old/1' });
    expect(JSON.stringify(first)).toContain('301 → https://example.com/new/1 (list moved)');
    expect(first.not_traced).not.toContain('Bulk Redirects');
    expect(JSON.stringify(await trace({ url: 'https://example.com/tree/oak?a=b' }))).toContain(
      '302 → https://example.net/wood/oak (list moved)',
    );
    expect(JSON.stringify(await trace({ url: 'https://example.com/else' }))).not.toContain('(list moved)');
    await putRules('http_request_firewall_custom', [blockOldPaths]);
    const blocked = await trace({ url: 'https://example.com/old/1', verbose: true });
    expect(blocked.rules).toContainEqual(
      expect.objectContaining({ phase: 'bulk_redirects', outcome: 'not_reached' }),
    );
  });

  it('is never stale after a write of ours', async () => {
    await start();
    const source_url = 'example.com/a';
    await server.apply('sync_redirects', {
      list: 'moved',
      redirects: [{ source_url, target_url: 'https://example.com/b' }],
    });
    await trace({ url: 'https://example.com/a' });
    server.requests();
    await trace({ url: 'https://example.com/a' });
    expect(server.requests().filter((line) => line.includes('/accounts/'))).toEqual([]);
    await server.apply('sync_redirects', {
      list: 'moved',
      redirects: [{ source_url, target_url: 'https://example.com/c' }],
    });
    expect(JSON.stringify(await trace({ url: 'https://example.com/a' }))).toContain('https://example.com/c');
  });

  it('knows who is in a list of addresses', async () => {
    await start();
    await server.apply('sync_ip_list', { list: 'bad', items: [{ ip: '192.0.2.0/24' }] });
    await putRules('http_request_firewall_custom', [{ action: 'block', expression: 'ip.src in $bad' }]);
    const url = 'https://example.com/';
    const inside = await trace({ url, ip: '192.0.2.9' });
    const outside = await trace({ url, ip: '198.51.100.9' });
    expect(inside.endings[0]).toMatchObject({ answer: 'block', certain: true });
    expect(outside.endings[0]).toMatchObject({ answer: 'origin', certain: true });
  });

  it('leaves open what a list that cannot be read would decide', async () => {
    await start();
    await putRules('http_request_firewall_custom', [{ action: 'block', expression: 'ip.src in $nobody' }]);
    const { endings } = await trace({ url: 'https://example.com/', ip: '192.0.2.9' });
    expect(endings[0]).toMatchObject({ certain: false });
  });
});

it('check_expression says which list the account does not have', async () => {
  await start();
  await server.apply('sync_ip_list', { list: 'bad', items: [{ ip: '192.0.2.0/24' }] });
  const expression = 'ip.src in $bad or ip.src in $worse or ip.src in $cf.open_proxies';
  const { data } = await server.call('check_expression', { expression, zone });
  expect(data).toMatchObject({ ok: true, missing_lists: ['worse'] });
});
