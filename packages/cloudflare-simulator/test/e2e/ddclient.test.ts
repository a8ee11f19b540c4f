/** Debian's ddclient, which keeps a record at the address of a host: a client that nobody here wrote. It insists on TLS. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSimulator, SIMULATOR_TOKEN, serve } from '../../src/index.ts';
import { certificate } from './certificate.ts';
import { announceMissing, run, succeeds } from './debian.ts';

const installed = succeeds('ddclient', '--help') && succeeds('openssl', 'version');
announceMissing(installed, 'ddclient openssl');

const HOST = 'vpn.mapleandpine.com';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ddclient-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function configuration(server: string, address: string, certificateFile: string): string {
  return [
    'ssl=yes',
    `ssl_ca_file=${certificateFile}`,
    `cache=${path.join(folder, 'ddclient.cache')}`,
    'use=no',
    'usev4=ipv4',
    `ipv4=${address}`,
    `protocol=cloudflare, server=${server}, zone=mapleandpine.com, login=token, password=${SIMULATOR_TOKEN} ${HOST}`,
    '',
  ].join('\n');
}

describe.runIf(installed)('ddclient', () => {
  it('finds its zone and record over TLS, and changes the address', async () => {
    const simulator = createSimulator();
    const { file, ...tls } = await certificate(folder, 'IP:127.0.0.1');
    const server = await serve(simulator, { port: 0, tls });
    try {
      const conf = path.join(folder, 'ddclient.conf');
      const base = server.url.replace('https://', '');
      await writeFile(conf, configuration(base, '192.0.2.77', file), { mode: 0o600 });
      const { out, err } = await run(
        'ddclient',
        ['-daemon=0', '-file', conf, '-verbose', '-noquiet', '-force'],
        {},
      );
      expect(`${out}${err}`).toContain('IPv4 address set to 192.0.2.77');
    } finally {
      await server.close();
    }
    expect(simulator.requests().map(({ method, url, status }) => `${method} ${url} ${status}`)).toEqual([
      'GET /client/v4/zones/?name=mapleandpine.com 200',
      expect.stringMatching(/^GET \S+\/dns_records\?type=A&name=vpn\.mapleandpine\.com 200$/),
      expect.stringMatching(/^PATCH \S+\/dns_records\/[0-9a-f]{32} 200$/),
    ]);
    expect(simulator.requests().at(-1)?.body).toBe('{"content":"192.0.2.77"}');
  });
});
