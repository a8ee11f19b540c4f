import { execFile, execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, cleanEnvironment } from '../support/process.ts';

const token = 'cfut_Mn3Bv5Cx7Zl9Kj1Hg4Fd6Sa8Po2Iu0Yt5Re0badcafe';
const driver = fileURLToPath(new URL('../support/namespace-driver.mjs', import.meta.url));
const simulator = fileURLToPath(new URL('../../../cloudflare-simulator/dist/cli.cjs', import.meta.url));

/** A namespace needs Linux, root, and the tools to make certificates and routes. */
function available(): boolean {
  try {
    execFileSync('unshare', ['-n', '-m', 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' });
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return process.platform === 'linux';
  } catch {
    return false;
  }
}

const possible = available();
if (!possible)
  process.stdout.write('*** NOT RUN: the network test needs Linux, root, iproute2 and openssl\n');

interface Report {
  readonly answers: readonly { readonly isError: boolean; readonly text: string }[];
  readonly code: number;
  readonly stderr: string;
  readonly seen: readonly {
    readonly method: string;
    readonly url: string;
    readonly headers: Record<string, string>;
  }[];
}

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'namespace-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const api = 'api.cloudflare.com';
const resolver = 'cloudflare-dns.com';

/** A certificate for these names, by an authority of our own. */
async function certificateFor(...hosts: readonly string[]): Promise<void> {
  const names = hosts.map((host) => `DNS:${host}`).join(',');
  await writeFile(path.join(folder, 'ext'), `subjectAltName=${names}\n`);
  const run = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  };
  for (const name of ['ca', 'service']) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await writeFile(path.join(folder, `${name}.key`), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  }
  run(
    'req',
    '-x509',
    '-new',
    '-key',
    'ca.key',
    '-subj',
    '/CN=Test Authority',
    '-days',
    '2',
    '-out',
    'ca.pem',
  );
  run('req', '-new', '-key', 'service.key', '-subj', `/CN=${hosts[0] ?? ''}`, '-out', 'service.csr');
  run(
    'x509',
    '-req',
    '-in',
    'service.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    'ext',
    '-out',
    'service.pem',
  );
}

/** Nothing but loopback exists in there, and the two names resolve to it; no other name resolves at all. */
async function inNamespace(env: Readonly<Record<string, string>>): Promise<Report> {
  const script = 'ip link set lo up && mount --bind "$0" /etc/hosts && exec "$@"';
  await writeFile(path.join(folder, 'hosts'), `127.0.0.1 ${api} ${resolver}\n`);
  const command = [
    process.execPath,
    driver,
    simulator,
    bundle,
    path.join(folder, 'service.pem'),
    path.join(folder, 'service.key'),
    token,
  ];
  const { stdout } = await promisify(execFile)(
    'unshare',
    ['-n', '-m', 'sh', '-c', script, path.join(folder, 'hosts'), ...command],
    {
      env: cleanEnvironment({ NODE_NO_WARNINGS: '1', ...env }),
    },
  );
  return JSON.parse(stdout) as Report;
}

describe.runIf(possible)('the unmodified bundle on a network of its own', () => {
  it('asks two hosts over TLS, and shows the token to the API alone, in one header', async () => {
    await certificateFor(api, resolver);
    const { answers, code, stderr, seen } = await inNamespace({
      NODE_EXTRA_CA_CERTS: path.join(folder, 'ca.pem'),
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(answers.map(({ isError }) => isError)).toEqual(answers.map(() => false));
    expect(answers[2]?.text).toContain('192.0.2.7');
    expect(answers[3]?.text).toContain('"status":"matches"');
    expect(answers[5]?.text).toContain('https://mapleandpine.com/wired');
    expect(answers[6]?.text).toContain('"status":"planned"');
    expect(new Set(seen.map(({ headers }) => headers['host']))).toEqual(new Set([api, resolver]));
    for (const { url, headers } of seen) {
      const isApi = headers['host'] === api;
      expect(url).toMatch(
        isApi ? /^\/client\/v4\/zones/u : /^\/dns-query\?name=wire\.mapleandpine\.com&type=A$/u,
      );
      expect(headers['user-agent']).toMatch(/^mcp-cloudflare-crunchtools\//u);
      expect(Object.keys(headers).filter((name) => /auth|token|key|cookie/u.test(name))).toEqual(
        isApi ? ['authorization'] : [],
      );
    }
    const writes = seen.filter(({ method, url }) => method !== 'GET' && !url.includes('dry_run=true'));
    expect(writes.map(({ method, headers }) => [method, headers['host']])).toEqual([
      ['POST', api],
      ['POST', api],
    ]);
  });

  it('asks nothing of a resolver that cannot prove its name', async () => {
    await certificateFor(api);
    const { answers, seen } = await inNamespace({ NODE_EXTRA_CA_CERTS: path.join(folder, 'ca.pem') });
    expect(answers.map(({ isError }) => isError)).toEqual(answers.map((_, index) => index === 3));
    expect(answers[3]?.text).toContain('"code":"unreachable"');
    expect(seen.map(({ headers }) => headers['host'])).not.toContain(resolver);
  });

  it.each([
    ['a service whose authority is not known', [api, resolver], {}],
    [
      'a service with a certificate for another name',
      ['attacker.example'],
      { NODE_EXTRA_CA_CERTS: 'ca.pem' },
    ],
    [
      'an impostor when a variable switches checks off',
      [api, resolver],
      { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    ],
  ])('sends nothing at all to %s', async (_name, hosts, env) => {
    await certificateFor(...hosts);
    const absolute = Object.fromEntries(
      Object.entries(env).map(([name, value]) => [
        name,
        value.endsWith('.pem') ? path.join(folder, value) : value,
      ]),
    );
    const { answers, seen } = await inNamespace(absolute);
    expect(answers.map(({ isError }) => isError)).toEqual(answers.map(() => true));
    expect(answers[0]?.text).toContain('"code":"unreachable"');
    expect(seen).toEqual([]);
  });
});
