import type { JsonObject } from '@crunchtools/mcp-core';
import { argumentsOf } from '@crunchtools/mcp-core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { examples } from '../support/examples.ts';
import { type Harness, startInProcess, type ToolAnswer } from '../support/in-process.ts';
import { pageRulesOf, type ShownRule } from '../support/page-rules.ts';

const zone = 'xn--bcher-kva.example';
const spellings = [
  'bücher.example',
  'bücher.example'.normalize('NFD'),
  'BÜCHER.Example',
  zone,
  'XN--BCHER-KVA.EXAMPLE',
  'bücher.example.',
  'bücher。example',
];

let server: Harness;

beforeEach(async () => {
  server = await startInProcess({ simulator: { seed: 'international' } });
});
afterEach(() => server.close());

/** The example of a tool, moved from the zones of the demo to this one. */
async function exampleOf(name: string, spelling: string): Promise<JsonObject> {
  const moved = (args: JsonObject): JsonObject =>
    JSON.parse(JSON.stringify(args).replaceAll(/mapleandpine\.(?:com|net)/gu, spelling)) as JsonObject;
  const made = await argumentsOf(
    examples[name] ?? {},
    async (tool, args) => (await server.apply(tool, { ...moved(args) })).data as never,
  );
  return moved(made);
}

async function confirmed(name: string, args: JsonObject): Promise<ToolAnswer> {
  const first = await server.call(name, { ...args });
  if (first.data.status !== 'needs_confirmation') return first;
  return server.call(name, { ...args, confirm: first.data.confirm });
}

describe('a zone with an international name', () => {
  const tools = Object.keys(examples);

  it.each(spellings)('is taken by every tool as %j', async (spelling) => {
    const failed: string[] = [];
    for (const name of tools) {
      const args = await exampleOf(name, spelling);
      const answer = await confirmed(name, args);
      if (answer.isError || answer.data.status === 'failed') failed.push(`${name}: ${answer.text}`);
    }
    expect(failed).toEqual([]);
  });

  it.each(spellings)('exists for a server that is limited to %j', async (spelling) => {
    const limited = await startInProcess({
      args: ['--zones', spelling],
      simulator: { seed: 'international' },
    });
    const { data } = await limited.call('list_zones');
    expect(data.zones).toMatchObject([{ name: zone }]);
    // The zone has a wildcard, which answers for other names.
    const write = { zone: spelling, type: 'A', name: 'staging', content: '192.0.2.1' };
    expect((await limited.call('create_dns_record', write)).data.status).toBe('applied');
    limited.close();
  });

  it('is one zone, by name and by id', async () => {
    const { data } = await server.call('list_zones');
    const id = data.zones[0]?.['id'];
    for (const given of [...spellings, id]) {
      expect((await server.call('get_zone', { zone: given })).data).toMatchObject({ id, name: zone });
    }
  });

  it('does not exist where another zone is allowed', async () => {
    const limited = await startInProcess({
      args: ['--zones', 'bucher.example'],
      simulator: { seed: 'international' },
    });
    expect((await limited.call('list_zones')).data.zones).toEqual([]);
    expect((await limited.call('get_zone', { zone })).data.error.code).toBe('not_found');
    limited.close();
  });

  it.each([
    ['the zone itself', { type: 'A', name: '@', content: '192.0.2.99' }, 'visits xn--bcher-kva.example'],
    ['its full name', { type: 'A', name: 'bücher.example', content: '192.0.2.99' }, 'visits xn--'],
    ['a name with a dot', { type: 'A', name: 'BÜCHER.example.', content: '192.0.2.99' }, 'visits xn--'],
    ['a wildcard', { type: 'A', name: '*.bücher.example', content: '192.0.2.99' }, '*.xn--bcher-kva.example'],
    ['mail', { type: 'MX', name: 'café', content: '10 mail.bücher.example' }, 'Mail for'],
    ['DMARC', { type: 'TXT', name: '_dmarc.bücher.example', content: 'v=DMARC1; p=none' }, 'DMARC'],
  ])('guards %s', async (_, record, reason) => {
    const { data } = await server.call('create_dns_record', { zone: 'bücher.example', ...record });
    expect(data.status).toBe('needs_confirmation');
    expect(data.reasons.join(' ')).toContain(reason);
  });

  it.each(spellings)('is guarded as %j, and by its id', async (spelling) => {
    const { data: found } = await server.call('list_zones');
    const change = { type: 'A', name: '@', content: '192.0.2.99' };
    const reasons: unknown[] = [];
    for (const given of [spelling, found.zones[0]?.['id']]) {
      const { data } = await server.call('create_dns_record', { zone: given, ...change });
      expect(data.status).toBe('needs_confirmation');
      reasons.push(data.reasons);
    }
    expect(reasons[0]).toEqual(reasons[1]);
  });

  it.each(['café', 'café.bücher.example', 'xn--caf-dma', 'CAFÉ.XN--BCHER-KVA.example.'])(
    'asks the resolver for %s in A-labels',
    async (name) => {
      server.requests();
      const { isError, text } = await server.call('check_dns', { zone, name, type: 'CNAME' });
      expect(isError, text).toBe(false);
      const asked = server.requests().filter((line) => line.includes('/dns-query'));
      expect(asked).not.toEqual([]);
      for (const line of asked) expect(line).toContain('name=xn--caf-dma.xn--bcher-kva.example');
    },
  );

  it('has nothing to do for its own export', async () => {
    const { data: file } = await server.call('export_dns_records', { zone: 'bücher.example' });
    const text = (file as unknown as { zone_file: string[] }).zone_file.join('\n');
    for (const zone_file of [text, text.replaceAll(zone, 'bücher.example')]) {
      const { data } = await server.call('import_dns_records', {
        zone: 'bücher.example',
        zone_file,
        prune: true,
      });
      expect(data).toMatchObject({ status: 'applied', changes: [] });
    }
  });

  it('is traced, purged and completed by every spelling of a host', async () => {
    const trace = { zone, url: 'https://WWW.Bücher.example/a' };
    expect((await server.call('trace_request', trace)).isError).toBe(false);
    const hosts = ['www.bücher.example', 'WWW.XN--BCHER-KVA.example'];
    await server.apply('purge_cache', { zone, hosts });
    await server.call('purge_cache', { zone, files: ['https://bücher.example/ü'] });
    await server.call('purge_cache', { zone, prefixes: ['bücher.example/css'] });
    expect(server.simulator.purges()).toMatchObject([
      { selector: 'hosts', items: ['www.xn--bcher-kva.example', 'WWW.XN--BCHER-KVA.example'] },
      { selector: 'files', items: ['https://xn--bcher-kva.example/ü'] },
      { selector: 'prefixes', items: ['xn--bcher-kva.example/css'] },
    ]);
    const complete = async (value: string): Promise<unknown> => {
      const { result } = await server.client.request('completion/complete', {
        ref: { type: 'ref/resource', uri: 'cloudflare://zones/{zone}' },
        argument: { name: 'zone', value },
      });
      return (result as { completion: { values: unknown } }).completion.values;
    };
    expect(await complete('bü')).toEqual(['bücher.example']);
    expect(await complete('xn--b')).toEqual([zone]);
    expect(await complete('')).toEqual([zone]);
    expect(await complete('bu')).toEqual([]);
  });

  it.each([`cloudflare://zones/${encodeURIComponent('bücher.example')}`, `cloudflare://zones/${zone}`])(
    'is read as the resource %s',
    async (uri) => {
      for (const part of ['', '/dns', `/dns/${encodeURIComponent('café.bücher.example')}`]) {
        const { result, error } = await server.client.request('resources/read', { uri: `${uri}${part}` });
        expect(error).toBeUndefined();
        expect(JSON.stringify(result)).toContain(part.startsWith('/dns/') ? 'xn--caf-dma' : zone);
      }
    },
  );
});

async function find(type: string, name: string): Promise<string> {
  const { data } = await server.call('list_dns_records', { zone, type, name });
  return data.records[0]?.id ?? '';
}

describe('records that services of Cloudflare keep', () => {
  it.each([
    ['MX', '@', 'Email Routing', 'Disable Email Routing'],
    ['TXT', '@', 'Email Routing', 'Disable Email Routing'],
    ['AAAA', 'shop', 'Worker', 'Remove the custom domain'],
  ])('%s %s is neither deleted nor updated', async (type, name, service, advice) => {
    const record_id = await find(type, name);
    server.requests();
    for (const [tool, also] of [
      ['delete_dns_record', {}],
      ['update_dns_record', { comment: 'mine' }],
    ] as const) {
      const { data } = await server.call(tool, { zone, record_id, ...also });
      expect(data.error).toMatchObject({ code: 'rejected' });
      expect(data.error.message).toContain(service);
      expect(data.error.next_step).toContain(advice);
    }
    expect(server.requests().filter((line) => !line.startsWith('GET'))).toEqual([]);
  });

  it('are left, with a warning, by a sync that prunes everything', async () => {
    const { data } = await server.apply('sync_dns_records', { zone, records: [], prune: true });
    expect(data.changes.map(({ action }) => action)).toEqual([
      'delete',
      'delete',
      'delete',
      'delete',
      'delete',
    ]);
    expect(data.warnings.join(' ')).toContain(
      '3 MX and 1 TXT of Email Routing, 1 AAAA of a custom domain of a Worker',
    );
    const { data: left } = await server.call('list_dns_records', { zone });
    expect(left.total).toBe(5);
  });

  it('are left, with a warning, by the zone file of another service', async () => {
    const zone_file = [
      '@ 300 IN MX 10 mail.old.example.',
      '@ 300 IN MX 5 route1.mx.cloudflare.net.',
      '@ 300 IN TXT "v=spf1 include:old.example -all"',
      'shop 300 IN A 192.0.2.77',
      'other 300 IN A 192.0.2.77',
    ].join('\n');
    const { data } = await server.apply('import_dns_records', { zone, zone_file });
    expect(data.changes.map(({ after }) => [after['type'], after['content']].join(' ')).toSorted()).toEqual([
      'A 192.0.2.77',
      'MX mail.old.example',
    ]);
    expect(data.warnings.join(' ')).toMatch(/3 listed records are not made.*: line 2.*line 3.*line 4/u);
  });

  it('is left, with a warning, by an undo once a service keeps it, and the rest is undone', async () => {
    const made = await server.apply('sync_dns_records', {
      zone,
      records: [
        { type: 'MX', name: 'post', content: 'mail.example.net', priority: 10 },
        { type: 'A', name: 'mine', content: '192.0.2.5' },
        { type: 'TXT', name: 'mine', content: 'mine' },
      ],
    });
    const locked = await find('MX', `post.${zone}`);
    server.simulator.services.mark(locked, { email_routing: true, read_only: true });
    const { data } = await server.apply('undo_change', { change_ids: [made.data.change_id] });
    const deleted = data.changes.map(({ action, before }) => ({ action, type: before['type'] }));
    expect(deleted).toHaveLength(2);
    expect(deleted).toEqual(
      expect.arrayContaining([
        { action: 'delete', type: 'A' },
        { action: 'delete', type: 'TXT' },
      ]),
    );
    expect(data.warnings.join(' ')).toMatch(
      /1 MX of Email Routing\. Disable Email Routing.*undo the change again/u,
    );
    expect(await find('MX', `post.${zone}`)).toBe(locked);

    const nothing = await server.call('undo_change', { change_ids: [made.data.change_id] });
    expect(nothing.data).toMatchObject({ changes: [] });
    server.simulator.services.mark(locked, {});
    await server.apply('undo_change', { change_ids: [made.data.change_id] });
    expect(await find('MX', `post.${zone}`)).toBe('');
  });

  it('is left beside what cannot come back for it', async () => {
    const old = await server.apply('create_dns_record', {
      zone,
      type: 'CNAME',
      name: 'mine',
      content: 'a.example.net',
    });
    const record_id = old.data.changes[0]?.id;
    const swap = await server.apply('update_dns_record', {
      zone,
      record_id,
      type: 'A',
      content: '192.0.2.9',
    });
    const id = await find('A', `mine.${zone}`);
    server.simulator.services.mark(id, { read_only: true });
    server.requests();
    const { data } = await server.call('undo_change', { change_ids: [swap.data.change_id] });
    expect(data).toMatchObject({ changes: [] });
    expect(data.warnings.join(' ')).toMatch(
      /1 A of a service of Cloudflare.*One record that cannot stand beside/u,
    );
    expect(server.requests().filter((line) => !line.startsWith('GET'))).toEqual([]);
  });
});

async function outsideRule(): Promise<ShownRule | undefined> {
  return (await pageRulesOf(server, zone)).find(({ url }) => url.startsWith('www.former-name.example'));
}

describe('a Page Rule for a host outside the zone', () => {
  it('is listed and edited; deleting it, or moving it into the zone, is told to be for good', async () => {
    const rule_id = (await outsideRule())?.id;
    await server.apply('update_page_rule', { zone, rule_id, status: 'disabled' });
    expect(await outsideRule()).toMatchObject({ status: 'disabled' });
    await server.apply('update_page_rule', {
      zone,
      rule_id,
      actions: { always_use_https: null, ssl: 'full' },
    });
    const url = { url: `${zone}/assets/*` };
    for (const [tool, also] of [
      ['update_page_rule', url],
      ['delete_page_rule', {}],
    ] as const) {
      const { data } = await server.call(tool, { zone, rule_id, ...also, dry_run: true });
      expect(data.irreversible).toEqual([expect.stringContaining('not in the zone')]);
    }
    const { data } = await server.apply('delete_page_rule', { zone, rule_id });
    expect(await outsideRule()).toBeUndefined();
    const undo = await server.call('undo_change', { change_ids: [data.change_id] });
    expect(undo.data.error.code).toBe('irreversible');
  });
});
