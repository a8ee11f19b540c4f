import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createAuthority } from '../http/testing/certificate.ts';
import { type Arguments, Caller } from './caller.ts';
import {
  addressesOf,
  clockLibrary,
  identityFor,
  type Network,
  namespacesWork,
  type Report,
  startInNamespace,
  type World,
} from './namespace.ts';
import { outsideOf, type RequestGrammar } from './request-grammar.ts';
import { type Called, callEveryTool, called } from './scenarios.ts';
import { bundlesOfServer } from './tested-server.ts';

export interface TestedNetwork extends Network {
  readonly grammar: RequestGrammar;
  /** Hosts in the order of the names that `hosts` has; the path and query that a request to each of them may have. */
  readonly urls: Readonly<Record<string, RegExp>>;
  /** In the addresses of those requests to the service that go without a credential: a site is asked first what it is. */
  readonly open?: RegExp;
  /** A call that asks the service alone, and where there is another host, one that asks that, too. */
  readonly read: Call;
  readonly readElsewhere?: Call;
  /** Requests, and writes among them, that the examples of all tools come to at least. */
  readonly requests: number;
  readonly writes: number;
}

type Call = readonly [name: string, args: Arguments];

const control = fileURLToPath(new URL('namespace-control.cjs', import.meta.url));

/**
 * What a server has to do on a network where every address is the test: it asks the hosts that it names, over TLS that proves them,
 * with its credential for the service only, and nobody else, whatever the environment says and however strange the answers are.
 */
export function describeNetwork(network: TestedNetwork): void {
  const possible = namespacesWork();
  if (!possible) process.stdout.write('*** NOT RUN: the network test needs Linux, root and iproute2\n');
  const clock = clockLibrary();
  if (clock === undefined) process.stdout.write('*** NOT RUN: the test of a slow body needs libfaketime\n');
  const { server, hosts, grammar, urls, read, readElsewhere } = network;
  const { bundle, launcher } = bundlesOfServer(server);
  const { service, prefix } = server.program;
  const names = Object.keys(hosts);
  const [api = ''] = names;
  const addressOf = (name: string): string => `${addressesOf(network)[name]?.join('.')}:443`;
  const command = [process.execPath, bundle, '--log-level', 'error'];

  /** One read of the service in a world. */
  async function ask(world: Omit<World, 'command'>, own: readonly string[] = command) {
    const inside = await startInNamespace(network, { command: own, ...world });
    await inside.client.initialize();
    const first = await called(new Caller(inside.client, false), ...read);
    const report = await inside.stop();
    return { first, report, stderr: inside.stderr() };
  }

  describe.runIf(possible)(`the server for ${service} on a network where every address is the test`, () => {
    it.each([
      ['the launcher', launcher],
      ['the server itself', bundle],
    ])('asks its hosts over TLS, whichever tool is called, and nobody else: %s', async (_name, file) => {
      const inside = await startInNamespace(network, {
        command: [process.execPath, file, '--log-level', 'error'],
      });
      await inside.client.initialize();
      const answers = await callEveryTool(new Caller(inside.client, false), server);
      const report = await inside.stop();
      expect({ code: report.code, stderr: inside.stderr() }).toEqual({ code: 0, stderr: '' });
      expect(Object.keys(answers).toSorted()).toEqual(server.tools.map(({ name }) => name).toSorted());
      expect(Object.entries(answers).filter(([, { isError }]) => isError)).toEqual([]);

      expect(report.names).toEqual(names.toSorted());
      expect(report.serverNames).toEqual(names.toSorted());
      expect(report.opened).toEqual(names.map(addressOf).toSorted());
      expectNobodyElse(report);
      expectDocumented(report);
      expect(report.seen.length).toBeGreaterThanOrEqual(network.requests);
    });

    /** Each request is one of the documented ones, and only the service gets a credential. */
    function expectDocumented({ seen }: Report): void {
      const outside = outsideOf(grammar);
      const writes = seen.filter(({ method, url, headers, form }) => {
        const host = headers['host'] ?? '';
        const to = hosts[host] ?? '';
        const sent = { to, method, path: url, headers: [], ...(form === undefined ? {} : { form }) };
        expect(outside(sent)).toBeUndefined();
        expect(url).toMatch(urls[host] ?? /$^/u);
        expect(headers['user-agent']).toMatch(new RegExp(`^${server.program.name}/`, 'u'));
        expect(Object.keys(headers).filter((name) => /auth|token|key|cookie/u.test(name))).toEqual(
          host === api && network.open?.test(url) !== true ? ['authorization'] : [],
        );
        return grammar.isWrite(sent);
      });
      expect(new Set(seen.map(({ headers }) => headers['host']))).toEqual(new Set(names));
      expect(writes.length).toBeGreaterThanOrEqual(network.writes);
      expect(new Set(writes.map(({ headers }) => headers['host']))).toEqual(new Set([api]));
    }

    it('would notice a program that listens, asks for other names, and connects and sends elsewhere', async () => {
      const inside = await startInNamespace(network, {
        command: [process.execPath, control],
        trusted: false,
        env: { TOKEN: '{token}' },
      });
      const report = await inside.stop();
      expect(report.names).toEqual(['exfiltration.attacker.example']);
      expect(report.serverNames).toEqual(['attacker.example']);
      expect(report.opened).toEqual(['198.51.100.7:443']);
      expect(report.seen.map(({ headers }) => headers['host'])).toEqual(['attacker.example']);
      expect(report.allOpens).toBe(report.connections + 1);
      expect(report.allDatagrams).toBeGreaterThan(2 * report.datagrams);
      expect(report.listening).toEqual(['tcp6 00000000000000000000000000000000:115C']);
    });

    if (readElsewhere !== undefined) {
      it('asks nothing of another host that cannot prove its name', async () => {
        const inside = await startInNamespace(network, { command, identity: identityFor(api) });
        await inside.client.initialize();
        const caller = new Caller(inside.client, false);
        const ofService = await called(caller, ...read);
        const elsewhere = await called(caller, ...readElsewhere);
        const report = await inside.stop();
        expect(ofService.isError).toBe(false);
        expect(elsewhere.text).toContain('"code":"unreachable"');
        expect(new Set(report.seen.map(({ headers }) => headers['host']))).toEqual(new Set([api]));
        expectNobodyElse(report);
      });
    }

    const expired = new Date(Date.now() - 60_000);
    const stranger = createAuthority('Stranger').issue({ hostname: names });
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
        env: { HTTPS_PROXY: 'http://proxy.example:3128', [`${prefix}PROXY_FROM_ENV`]: 'true' },
      },
    };

    it.each(Object.entries(impostors))('sends not a byte to %s', async (_name, world) => {
      const { first, report } = await ask({ ...world, mode: 'closed' });
      expectRefusal(first, 'unreachable');
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
      expectRefusal(first, 'unreachable');
      expect(report.seen).toEqual([]);
      expectNobodyElse(report);
    });

    it('takes no notice of proxies in the environment', async () => {
      const proxy = 'http://proxy.example:3128';
      const variables = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];
      const env = {
        ...Object.fromEntries(variables.map((name) => [name, proxy])),
        NODE_USE_ENV_PROXY: '1',
      };
      const { first, report } = await ask({ env });
      expect(first.isError).toBe(false);
      expectService(report);
    });

    it.each([
      ['the launcher', launcher],
      ['the server itself', bundle],
    ])(
      'goes through a proxy that was asked for, and shows it nothing but the name: %s',
      async (_name, file) => {
        const password = 'correct-horse-battery';
        const env = { HTTPS_PROXY: `http://someone:${password}@proxy.example:3128` };
        const own = [process.execPath, file, '--proxy-from-env', '--log-level', 'debug'];
        const { first, report, stderr } = await ask({ env }, own);
        expect(first.isError).toBe(false);
        expect(report.names).toEqual(['proxy.example']);
        expect(report.opened).toEqual(['203.0.113.20:3128']);
        expect(new Set(report.tunnels)).toEqual(new Set([`CONNECT ${api}:443 HTTP/1.1`]));
        expect(report.serverNames).toEqual([api]);
        expect(stderr).not.toContain(password);
        expectNobodyElse(report);
      },
    );

    it.each([
      ['redirect', server.program.site === undefined ? 'malformed_response' : 'not_configured'],
      ['oversize', 'response_too_large'],
      ['bomb', 'response_too_large'],
    ] as const)('refuses an answer that is a %s', async (mode, code) => {
      const { first, report } = await ask({ mode });
      expectRefusal(first, code);
      expectService(report);
    });

    it.runIf(clock !== undefined)('gives up on an answer that trickles in without end', async () => {
      const { first, report } = await ask({ mode: 'trickle', ...(clock === undefined ? {} : { clock }) });
      expectRefusal(first, 'timeout');
      expect(report.seen.length).toBeGreaterThan(1);
      expectService(report);
    });

    /** It asked for the service and connected to it, and to nobody else. */
    function expectService(report: Report): void {
      expect(report.names).toEqual([api]);
      expect(new Set(report.opened)).toEqual(new Set([addressOf(api)]));
      expectNobodyElse(report);
    }
  });
}

function expectRefusal({ isError, text }: Called, code: string): void {
  expect(text).toContain(`"code":"${code}"`);
  expect(isError).toBe(true);
}

/** Nobody opened a connection or sent a datagram that was not meant for what the test plays. */
function expectNobodyElse(report: Report): void {
  // Each question to the name server is a datagram, and so is each answer.
  expect(report.allDatagrams).toBe(2 * report.datagrams);
  expect(report.allOpens).toBe(report.connections);
  expect(report.listening).toEqual([]);
  expect(report.tokenInClear).toBe(false);
}
