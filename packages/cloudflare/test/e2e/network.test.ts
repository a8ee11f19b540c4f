import { fileURLToPath } from 'node:url';
import { createAuthority } from '@crunchtools/mcp-core/testing';
import { describe, expect, it } from 'vitest';
import { features } from '../../src/main.ts';
import { examples } from '../support/examples.ts';
import {
  callAll,
  callTool,
  hosts,
  hurried,
  identityFor,
  namespacesWork,
  type Report,
  startInNamespace,
  type World,
} from '../support/namespace.ts';
import { bundle, launcher } from '../support/process.ts';

const possible = namespacesWork();
if (!possible) process.stdout.write('*** NOT RUN: the network test needs Linux, root and iproute2\n');

const hurry = hurried(30);
if (hurry === undefined) process.stdout.write('*** NOT RUN: the test of a slow body needs libfaketime\n');

const { api, resolver } = hosts;
const apiAddress = '203.0.113.10:443';
const resolverAddress = '203.0.113.11:443';
const control = fileURLToPath(new URL('../support/namespace-control.cjs', import.meta.url));

const server = [process.execPath, bundle, '--log-level', 'error'] as const;
const hello = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'test', version: '1' },
} as const;

/** Nobody opened a connection or sent a datagram that was not meant for what the test plays. */
function expectNobodyElse(report: Report): void {
  // Each question to the name server is a datagram, and so is each answer.
  expect(report.allDatagrams).toBe(2 * report.datagrams);
  expect(report.allOpens).toBe(report.connections);
  expect(report.listening).toEqual([]);
  expect(report.tokenInClear).toBe(false);
}

/** One read of the API, and one of the resolver, in a world. */
async function ask(world: Omit<World, 'command'>, command: readonly string[] = server) {
  const inside = await startInNamespace({ command, ...world });
  await inside.client.request('initialize', hello);
  const first = await callTool(inside.client, 'list_zones', {});
  const report = await inside.stop();
  return { first, report, stderr: inside.stderr() };
}

describe.runIf(possible)('the unmodified bundle on a network where every address is the test', () => {
  it.each([
    ['the launcher', launcher],
    ['the server itself', bundle],
  ])(
    'asks two names for two hosts over TLS, whichever tool is called, and nobody else: %s',
    async (_name, file) => {
      const inside = await startInNamespace({ command: [process.execPath, file, '--log-level', 'error'] });
      await inside.client.request('initialize', hello);
      const answers = await callAll(inside.client, examples);
      const report = await inside.stop();
      expect({ code: report.code, stderr: inside.stderr() }).toEqual({ code: 0, stderr: '' });
      expect(Object.keys(answers).sort()).toEqual(
        features
          .tools()
          .tools()
          .map(({ name }) => name)
          .sort(),
      );
      expect(Object.entries(answers).filter(([, { isError }]) => isError)).toEqual([]);

      expect(report.names).toEqual([api, resolver]);
      expect(report.serverNames).toEqual([api, resolver]);
      expect(report.opened).toEqual([apiAddress, resolverAddress]);
      expectNobodyElse(report);

      expect(report.seen.length).toBeGreaterThan(60);
      expect(new Set(report.seen.map(({ headers }) => headers['host']))).toEqual(new Set([api, resolver]));
      for (const { url, headers } of report.seen) {
        const isApi = headers['host'] === api;
        expect(url).toMatch(
          isApi
            ? /^\/client\/v4\//
            : // What check_dns, check_site, create_zone and activate_zone are asked about, what the records of the audited zone
              // lead to, and nothing else.
              /^\/dns-query\?name=(?:(?:vpn\.|www\.|stores\.)?mapleandpine\.com|fresh-start\.example|to-activate\.example|mapleandpine-summer\.azurewebsites\.net|(?:[a-z0-9_]+\.){0,2}(?:mailhost|telephony|retail-dns|blog-platform|storefront-hosting)\.example)&type=[A-Z]+(&cd=1)?$/u,
        );
        expect(headers['user-agent']).toMatch(/^mcp-cloudflare-crunchtools\//u);
        expect(Object.keys(headers).filter((name) => /auth|token|key|cookie/u.test(name))).toEqual(
          isApi ? ['authorization'] : [],
        );
      }
      const writes = report.seen.filter(
        ({ method, url }) => method !== 'GET' && !url.includes('dry_run=true'),
      );
      expect(writes.length).toBeGreaterThan(20);
      expect(new Set(writes.map(({ headers }) => headers['host']))).toEqual(new Set([api]));
    },
  );

  it('would notice a program that listens, asks for other names, and connects and sends elsewhere', async () => {
    const inside = await startInNamespace({ command: [process.execPath, control], trusted: false });
    const report = await inside.stop();
    expect(report.names).toEqual(['exfiltration.attacker.example']);
    expect(report.serverNames).toEqual(['attacker.example']);
    expect(report.opened).toEqual(['198.51.100.7:443']);
    expect(report.seen.map(({ headers }) => headers['host'])).toEqual(['attacker.example']);
    expect(report.allOpens).toBe(report.connections + 1);
    expect(report.allDatagrams).toBeGreaterThan(2 * report.datagrams);
    expect(report.listening).toEqual(['tcp6 00000000000000000000000000000000:115C']);
  });

  it('asks nothing of a resolver that cannot prove its name', async () => {
    const inside = await startInNamespace({ command: server, identity: identityFor(api) });
    await inside.client.request('initialize', hello);
    const zones = await callTool(inside.client, 'list_zones', {});
    const check = await callTool(inside.client, 'check_dns', { zone: 'mapleandpine.com', name: 'vpn' });
    const report = await inside.stop();
    expect(zones.isError).toBe(false);
    expect(check.text).toContain('"code":"unreachable"');
    expect(report.seen.map(({ headers }) => headers['host'])).not.toContain(resolver);
    expectNobodyElse(report);
  });

  const expired = new Date(Date.now() - 60_000);
  const stranger = createAuthority('Stranger').issue({ hostname: [api, resolver] });
  const impostors: Readonly<Record<string, Omit<World, 'command'>>> = {
    'a service whose authority is not known': { trusted: false },
    'a service with the certificate of another authority': { identity: stranger },
    'a service with a certificate for another name': { identity: identityFor('attacker.example') },
    'a service whose certificate has expired': { identity: identityFor(api, expired) },
    'an impostor when a variable switches checks off': {
      trusted: false,
      env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    },
    'an impostor behind a proxy that was asked for': {
      trusted: false,
      env: { HTTPS_PROXY: 'http://proxy.example:3128', MCP_CLOUDFLARE_PROXY_FROM_ENV: 'true' },
    },
  };

  it.each(Object.entries(impostors))('sends not a byte to %s', async (_name, world) => {
    const { first, report } = await ask({ ...world, mode: 'closed' });
    expect(first.isError).toBe(true);
    expect(first.text).toContain('"code":"unreachable"');
    expect(first.text).toContain('Nothing was sent');
    expect(report.serverNames).toEqual([api]);
    expect(report.plainBytes).toBe(0);
    expectNobodyElse(report);
  });

  it('would notice a byte: to a service that proves its name, the request goes', async () => {
    const { first, report } = await ask({ mode: 'closed' });
    expect(first.isError).toBe(true);
    expect(report.plainBytes).toBeGreaterThan(100);
  });

  it('makes no connection to a service that speaks only TLS 1.1', async () => {
    const { first, report } = await ask({ mode: 'tls1.1' });
    expect(first.text).toContain('"code":"unreachable"');
    expect(report.seen).toEqual([]);
    expectNobodyElse(report);
  });

  it('takes no notice of proxies in the environment', async () => {
    const proxy = 'http://proxy.example:3128';
    const variables = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];
    const env = { ...Object.fromEntries(variables.map((name) => [name, proxy])), NODE_USE_ENV_PROXY: '1' };
    const { first, report } = await ask({ env });
    expect(first.isError).toBe(false);
    expect(report.names).toEqual([api]);
    expect(report.opened).toEqual([apiAddress]);
    expectNobodyElse(report);
  });

  it.each([
    ['the launcher', launcher],
    ['the server itself', bundle],
  ])(
    'goes through a proxy that was asked for, and shows it nothing but the name: %s',
    async (_name, file) => {
      const password = 'correct-horse-battery';
      const env = { HTTPS_PROXY: `http://someone:${password}@proxy.example:3128` };
      const command = [process.execPath, file, '--proxy-from-env', '--log-level', 'debug'];
      const { first, report, stderr } = await ask({ env }, command);
      expect(first.isError).toBe(false);
      expect(report.names).toEqual(['proxy.example']);
      expect(report.opened).toEqual(['203.0.113.20:3128']);
      expect(report.tunnels).toEqual([`CONNECT ${api}:443 HTTP/1.1`]);
      expect(report.serverNames).toEqual([api]);
      expect(stderr).not.toContain(password);
      expectNobodyElse(report);
    },
  );

  it.each([
    ['redirect', 'malformed_response'],
    ['oversize', 'response_too_large'],
    ['bomb', 'response_too_large'],
  ] as const)('refuses an answer that is a %s', async (mode, code) => {
    const { first, report } = await ask({ mode });
    expect(first.text).toContain(`"code":"${code}"`);
    expect(report.names).toEqual([api]);
    expect(report.opened).toEqual([apiAddress]);
    expectNobodyElse(report);
  });

  it.runIf(hurry !== undefined)('gives up on an answer that trickles in without end', async () => {
    const { first, report } = await ask({ mode: 'trickle', env: { ...hurry } });
    expect(first.text).toContain('"code":"timeout"');
    expect(report.seen.length).toBeGreaterThan(1);
    expect(report.names).toEqual([api]);
    expect(new Set(report.opened)).toEqual(new Set([apiAddress]));
    expectNobodyElse(report);
  });
});
