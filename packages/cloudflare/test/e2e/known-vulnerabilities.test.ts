import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../support/in-process.ts';
import { type Server, startServer } from '../support/process.ts';

// What has gone wrong in other servers, tried on this one. docs/vulnerabilities.md says which test answers which.

const zone = 'mapleandpine.com';

describe('names of members in other case (CVE-2026-27896)', () => {
  let server: Server;
  beforeAll(async () => {
    server = startServer(['--sandbox', '--read-only']);
    await server.client.initialize();
  });
  afterAll(() => server.stop());

  const call = { name: 'get_zone', arguments: { zone } };

  it.each<readonly [string, Record<string, unknown>]>([
    ['Method', { Method: 'tools/call' }],
    ['METHOD', { METHOD: 'tools/call' }],
    ['a long s in params', { method: 'tools/call', 'param\u017f': call }],
    ['a Kelvin sign', { method: 'tools/call', Params: call, '\u212a': 1 }],
  ])('are no names that the protocol knows: %s', async (_, members) => {
    const answer = server.client.answerTo('folded');
    server.client.send({ jsonrpc: '2.0', id: 'folded', ...members });
    expect((await answer).error?.code).toBeLessThan(-32_000);
  });

  it('do not stand beside the right one to be taken for it', async () => {
    const answer = server.client.answerTo('both');
    server.client.send({
      jsonrpc: '2.0',
      id: 'both',
      method: 'tools/call',
      params: { ...call, Name: 'delete_dns_record', ARGUMENTS: { zone: 'example.com' } },
      Method: 'initialize',
    });
    const { result, error } = await answer;
    // Either refused, or read by the right names alone.
    if (error === undefined) expect(result).toMatchObject({ structuredContent: { zone: { name: zone } } });
    else expect(error.code).toBeLessThan(-32_000);
  });

  it.each([{ Zone: zone }, { ZONE: zone }, { zone, Zone: 'example.com' }])(
    'are no arguments that a tool knows: %j',
    async (args) => {
      const { result } = await server.client.request('tools/call', { name: 'get_zone', arguments: args });
      expect(result).toMatchObject({ isError: true });
      expect(JSON.stringify(result)).toContain('invalid_input');
    },
  );

  it.each(['GET_ZONE', 'Get_Zone', 'get_zone ', 'delete_dns_record'])(
    'are no names of tools, and of none that is not offered: %s',
    async (name) => {
      const { error } = await server.client.request('tools/call', { name, arguments: { zone } });
      expect(error?.code).toBe(-32_602);
    },
  );
});

describe('addresses and paths in arguments (CVE-2026-26118, CVE-2026-27825, CVE-2026-27826, CVE-2025-68143)', () => {
  let server: Harness;
  beforeAll(async () => {
    server = await startInProcess();
  });
  afterAll(() => {
    server.close();
  });

  const hostile = [
    'http://169.254.169.254/latest/meta-data/',
    'https://attacker.example/',
    '//attacker.example',
    'file:///etc/passwd',
    '/etc/passwd',
    '../../../../etc/passwd',
    '..%2f..%2fuser%2ftokens',
    'mapleandpine.com@attacker.example',
    'mapleandpine.com/../..',
    'mapleandpine.com?account.id=1',
    '--upload-pack=touch /tmp/x',
    '-oProxyCommand=id',
    '$(id)',
    '`id`',
    '; rm -rf /',
    '| id',
    'x\r\nHost: attacker.example',
    'x\r\n\r\nGET / HTTP/1.1',
  ];

  it.each(hostile)('reach no host, file or command as a zone or an id: %s', async (text) => {
    server.requests();
    for (const [name, args] of [
      ['get_zone', { zone: text }],
      ['get_dns_record', { zone, record_id: text }],
      ['export_dns_records', { zone: text }],
      ['undo_change', { change_ids: [text] }],
    ] as const) {
      expect((await server.call(name, args)).isError).toBe(true);
    }
    // Looking the zone up by its name is all that may come of it: as a value that is escaped, in one place.
    for (const request of server.requests()) {
      expect(request).toMatch(
        /^GET \/zones(?:\?(?:name=[A-Za-z0-9.%:_*~-]*|per_page=\d+|page=\d+|&)+|\/[0-9a-f]{32})$/u,
      );
    }
  });

  it('an address to trace is judged, not fetched', async () => {
    server.requests();
    for (const url of ['http://169.254.169.254/', 'https://attacker.example/', `https://${zone}/x`]) {
      await server.call('trace_request', { zone, url });
    }
    const requests = server.requests();
    expect(requests.length).toBeGreaterThan(0);
    // The rules of the account redirect, too, by its lists.
    for (const request of requests)
      expect(request).toMatch(/^GET (?:\/zones[/?]|\/accounts\/[0-9a-f]{32}\/(?:rules\/lists|rulesets\/))/u);
  });
});

describe('two clients of one machine (CVE-2026-25536)', () => {
  it('have a process each, and nothing of the one is in the answers to the other', async () => {
    const [one, other] = [startServer(['--sandbox']), startServer(['--sandbox'])];
    await Promise.all([one.client.initialize(), other.client.initialize()]);
    const marks = Array.from({ length: 20 }, (_, index) => `only-one-${index}`);
    await Promise.all(
      marks.flatMap((content) => [
        one.client.request('tools/call', {
          name: 'create_dns_record',
          arguments: { zone, type: 'TXT', name: 'mark', content },
        }),
        other.client.request('tools/call', {
          name: 'list_dns_records',
          arguments: { zone, name: `mark.${zone}` },
        }),
      ]),
    );
    await other.client.request('tools/call', { name: 'list_changes', arguments: {} });
    expect(one.client.lines.join('\n')).toContain('only-one-7');
    expect(other.client.lines.join('\n')).not.toContain('only-one');
    await Promise.all([one.stop(), other.stop()]);
  });
});

describe('patterns that backtrack (CVE-2026-0621)', () => {
  let server: Server;
  beforeAll(async () => {
    server = startServer(['--sandbox']);
    await server.client.initialize();
  });
  afterAll(async () => {
    expect(await server.stop()).toBe(0);
  });

  // A pattern that took quadratic time would take minutes here, and the test would end by its time limit.
  it.each<readonly [string, string]>([
    ['templates', '{'.repeat(200_000)],
    ['open expansions', '{a,'.repeat(70_000)],
    ['dots', '.'.repeat(200_000)],
    ['labels', 'a.'.repeat(100_000)],
    ['spaces', ' '.repeat(200_000)],
    ['backslashes', '\\'.repeat(200_000)],
    ['percent signs', '%25'.repeat(70_000)],
    ['quotes', '"'.repeat(200_000)],
    ['brackets', '('.repeat(200_000)],
    ['hidden characters', '\u200b'.repeat(200_000)],
  ])('have nothing to backtrack over in %s', async (_, text) => {
    const { client } = server;
    const calls: readonly (readonly [string, Record<string, unknown>])[] = [
      ['get_zone', { zone: text }],
      ['check_expression', { expression: text }],
      ['list_dns_records', { zone, search: text }],
      ['import_dns_records', { zone, zone_file: text, dry_run: true }],
      ['trace_request', { zone, url: text }],
      ['purge_cache', { zone, files: [text], dry_run: true }],
      [text, {}],
    ];
    await Promise.all(calls.map(([name, args]) => client.request('tools/call', { name, arguments: args })));
    await client.request('resources/read', { uri: text });
    await client.request('completion/complete', {
      ref: { type: 'ref/resource', uri: text },
      argument: { name: 'zone', value: text },
    });
    expect((await client.request('ping')).result).toEqual({});
  });
});
