import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { CallGate } from '../../call/gate.ts';
import { Approvals } from '../../change/approve.ts';
import { Journal } from '../../change/journal.ts';
import { NotConfiguredError } from '../../errors/errors.ts';
import { Features } from '../../feature/feature.ts';
import { readSite } from '../../http/site.ts';
import type { Locks } from '../../lockdown/protect.ts';
import type { Logger } from '../../log/logger.ts';
import { Policy } from '../../policy/policy.ts';
import { Secret } from '../../secret/secret.ts';
import { untried } from '../../testing/memory-executor.ts';
import { defineRead } from '../../tool/define.ts';
import { untrusted } from '../../tool/marks.ts';
import { Access, takeAccess } from '../access.ts';
import { LineChannel } from '../channel.ts';
import { readConfig } from '../config.ts';
import { Ending } from '../ending.ts';
import type { Program } from '../program.ts';
import { StartupResponder } from '../responder.ts';
import { refusedSite } from './doctor.ts';
import { serverOf } from './serving.ts';

const cookie = 'k9v4x7m2q5z8b1n4c6h3j0l2';
const password = 'p4q8w0e1r5t9y3u7i2o6a0s4d8f1g5h9';

const program: Program = {
  name: 'mcp-wiki-crunchtools',
  version: '1.2.3',
  service: 'Wiki',
  prefix: 'MCP_WIKI_',
  toolsets: ['pages'],
  site: { variable: 'WIKI_URL', what: 'the wiki', example: 'https://wiki.example.com', read: readSite },
  credentials: [{ name: 'token', variables: [{ variable: 'WIKI_TOKEN' }] }],
  demo: false,
};
const env = { WIKI_URL: 'https://wiki.example.com/w', WIKI_TOKEN: password };

interface Services {
  readonly log: Logger;
  readonly learn: () => void;
  readonly isWiki: boolean;
}

/** Begins a session, and repeats what it should not. */
const getCookie = defineRead<Services, Record<string, never>, z.ZodObject>({
  ...untried,
  name: 'get_cookie',
  title: 'Get',
  description: 'Gets.',
  toolset: 'pages',
  effect: 'read',
  permissions: [],
  input: {},
  output: z.strictObject({ text: untrusted(z.string()) }),
  async run(_, { services }) {
    services.learn();
    services.log.info('note', { cookie });
    return { text: `${cookie} ${password} ${Buffer.from(cookie).toString('base64')}` };
  },
});

const features = new Features<Services>([{ toolset: 'pages', tools: [getCookie] }]);

function server(isWiki = true) {
  return serverOf<Services, undefined>({
    program,
    features,
    offeredTools: () => features.tools(),
    backend: async (access) => ({
      access: access ?? new Access('token', { WIKI_TOKEN: new Secret(password) }),
      transports: undefined,
    }),
    everywhere: () => undefined,
    connect(config, access, _transports, keepSecret) {
      const policy = new Policy(config);
      const services = (log: Logger): Services => ({ log, learn: () => keepSecret(cookie), isWiki });
      const silent: Logger = { info: () => {}, error: () => {}, debug: () => {} };
      return {
        define: (log) => ({
          name: program.name,
          title: access.site.hostname,
          version: '1',
          websiteUrl: 'https://example.com',
          instructions: '',
          tools: features.tools(),
          policy,
          approvals: new Approvals('auto'),
          journal: new Journal(),
          log,
          gate: new CallGate({ callsPerMinute: 100, concurrentCalls: 10 }),
          open: () => ({
            services: services(log),
            executors: features.executors(services(log)),
            account: () => ({ requests: 0, requestIds: [], scopes: [] }),
          }),
        }),
        open: () => services(silent),
        close() {},
      };
    },
    account: {
      examineSite: async (services) =>
        services.isWiki
          ? [{ check: 'Site', verdict: 'ok', message: 'Wiki 1.0' }]
          : [refusedSite(new NotConfiguredError('WIKI_URL is no wiki.', { nextStep: 'Correct it.' }))],
      async examineToken(services) {
        services.learn();
        return [{ check: 'Token', verdict: 'ok', message: `accepted, ${cookie}` }];
      },
      examineScopes: async () => ({ findings: [], example: undefined }),
      impliedBy: {},
      howToGet: (permission) => `Give the token ${permission}`,
    },
  });
}

const locks: Locks = { tried: () => [], connects: async () => true, direct: 'node cli.cjs' };

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a secret that becomes known while a server runs', () => {
  it('comes out neither in answers nor in the log', async () => {
    const logged: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      logged.push(String(text));
      return true;
    });
    const [stdin, stdout] = [new PassThrough(), new PassThrough()];
    const config = readConfig(program, [], {});
    const access = takeAccess(program, config, { ...env });
    const channel = new LineChannel({ stdin, stdout, scrub: (text) => text });
    const door = new StartupResponder({
      channel,
      recording: undefined,
      policy: new Policy(config),
      load: () => server().startServing({ config, access, channel, ending: new Ending(), locks }),
      onFailure: (error) => {
        throw error;
      },
    });
    door.open();
    const meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const params = { name: 'get_cookie', arguments: {}, _meta: meta };
    stdin.end(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })}\n`);
    await channel.ended;
    const written = String(stdout.read());
    expect(written).toContain('[redacted] [redacted] [redacted]');
    expect(`${written}${logged.join('')}`).not.toMatch(new RegExp(`${cookie}|${password}`, 'u'));
    expect(logged.join('')).toContain('"cookie":"[redacted]"');
  });

  it('does not come out of doctor', async () => {
    const { text, healthy } = await server().examineSetup(
      readConfig(program, ['doctor'], {}),
      { ...env },
      locks,
    );
    expect(healthy).toBe(true);
    expect(text).toContain('Site: Wiki 1.0');
    expect(text).toContain('Token: accepted, [redacted]');
  });
});

describe('doctor', () => {
  it('ends at a site that is not the service: the credential does not leave', async () => {
    const { text, healthy } = await server(false).examineSetup(
      readConfig(program, ['doctor'], {}),
      { ...env },
      locks,
    );
    expect([healthy, text.includes('PROBLEM Site: WIKI_URL is no wiki.'), text.includes('Token')]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['nothing', {}, 'PROBLEM Access: WIKI_URL is not set, and WIKI_TOKEN is not set'],
    ['half of it', { WIKI_TOKEN: password }, 'PROBLEM Access: WIKI_URL is not set, so there'],
    ['a wrong address', { ...env, WIKI_URL: 'http://wiki.example.com' }, 'PROBLEM Access: WIKI_URL is http'],
  ])('says what is missing of site and credential: %s', async (_, given, problem) => {
    const { text, healthy } = await server().examineSetup(
      readConfig(program, ['doctor'], {}),
      { ...given },
      locks,
    );
    expect(healthy).toBe(false);
    expect(text).toContain(problem);
    expect(text).not.toContain(password);
  });
});
