/** Cloudflare's own clients for Go and Rust, run against the simulator. Long proofs: FOREIGN=all. */

import { describe, expect, it } from 'vitest';
import { succeeds } from '../debian.ts';
import { builtForGo, builtForRust } from './compiled.ts';
import { everyClient, installing, playClient } from './play.ts';
import { behindProxy } from './proxy.ts';

interface Listed {
  readonly ID: string;
  readonly Name: string;
  readonly Type: string;
  readonly Content: string;
}

describe.runIf(everyClient)('clients that are compiled', () => {
  it('cloudflare-go writes all types, changes 100 records, exports and imports, and finds nothing different', {
    timeout: installing,
  }, async ({ skip }) => {
    const folder = builtForGo();
    if (folder === undefined) return skip('Go or its packages are missing');
    expect(await playClient([`${folder}/client`], {}, { seed: 'empty', plan: 'pro' })).toEqual({
      'left 1': [],
      changed: 100,
      'left 2': [],
      emptied: 0,
      'left of the import': [],
      rules: 2,
      'rule deleted': true,
      kept: [1, 'http.request.uri.path eq "/older"', 'https://example.com/new'],
      'zone rulesets are left': false,
      'page rule': 'disabled',
      'page rules': 1,
      setting: '1.2',
      'setting read': 'ssl',
      dnssec: 'disabled',
      'dnssec on': 'pending',
      purged: true,
      plans: true,
      details: 'example.com',
      token: 'active',
      headers: true,
    });
  });

  it('flarectl creates, lists, updates and deletes records, and purges', {
    timeout: installing,
  }, async ({ skip }) => {
    const folder = builtForGo();
    if (folder === undefined) return skip('Go or its packages are missing');
    if (!succeeds('openssl', 'version')) return skip('openssl is missing');
    const zone = ['--zone', 'example.com'];
    await behindProxy({ seed: 'empty' }, async ({ command }) => {
      const flarectl = (...args: readonly string[]): Promise<string> =>
        command(`${folder}/flarectl`, '--json', ...args);
      const listed = async (): Promise<readonly Listed[]> => {
        const records: readonly Listed[] = JSON.parse(await flarectl('dns', 'list', ...zone));
        return records;
      };
      const lines = async (): Promise<readonly string[]> =>
        (await listed()).map(({ Name, Type, Content }) => `${Name} ${Type} ${Content}`).toSorted();

      expect(await flarectl('zone', 'list')).toContain('example.com');
      const create = (type: string, name: string, content: string, ...more: readonly string[]) =>
        flarectl('dns', 'create', ...zone, '--type', type, '--name', name, '--content', content, ...more);
      await create('A', 'www', '192.0.2.1', '--proxy');
      await create('MX', 'example.com', 'mail.example.net', '--priority', '10');
      await create('TXT', 'note', '"one two"');
      const update = ['dns', 'create-or-update', ...zone, '--type', 'A', '--name', 'www'];
      await flarectl(...update, '--content', '192.0.2.2');
      expect(await lines()).toEqual([
        'example.com MX 10 mail.example.net',
        'note.example.com TXT "one two"',
        'www.example.com A 192.0.2.2',
      ]);
      expect(await flarectl('zone', 'export', ...zone)).toContain('www.example.com.');
      for (const { ID } of await listed()) await flarectl('dns', 'delete', ...zone, '--id', ID);
      expect(await flarectl('dns', 'list', ...zone)).not.toContain('www');
      await flarectl('zone', 'purge', ...zone, '--everything');
    });
  });

  it('the crate for Rust writes all types that it knows, changes 100 records, and finds nothing different', {
    timeout: installing,
  }, async ({ skip }) => {
    const program = builtForRust();
    if (program === undefined) return skip('Cargo or its packages are missing');
    expect(await playClient([program], {}, { seed: 'empty' })).toEqual({
      zone: 'example.com',
      permissions: true,
      accounts: 1,
      'left 1': [],
      changed: 100,
      'left 2': [],
      emptied: 0,
      refused: expect.stringMatching(/^HTTP 400 Bad Request\n6003: Invalid request headers/u),
    });
  });
});
