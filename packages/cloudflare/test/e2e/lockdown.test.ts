import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, cleanEnvironment, launcher, run, startServer } from '../support/process.ts';

const token = 'cfut_Mn3Bv5Cx7Zl9Kj1Hg4Fd6Sa8Po2Iu0Yt5Re0badcafe';

/** Whether this Node can replace its own process, which is what the launcher does. */
const launches = typeof Reflect.get(process, 'execve') === 'function' && process.platform !== 'win32';
if (!launches)
  process.stdout.write(
    '*** NOT RUN: the launcher replaces the process on Node 22.15 and newer, not on Windows\n',
  );
const onLinux = process.platform === 'linux';

let folder = '';
/** A copy of what is published, in a folder with a name that is no easy one, with the probe in place of the rules. */
let probed = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lock down, ='));
  probed = path.join(folder, 'probed');
  await cp(path.dirname(bundle), probed, { recursive: true });
  await cp(
    fileURLToPath(new URL('../support/probing-rules.cjs', import.meta.url)),
    path.join(probed, 'rules.cjs'),
  );
  await writeFile(path.join(probed, 'unknown.cjs'), '');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Probed {
  readonly tried: readonly string[];
  readonly worked: readonly string[];
}

function probedBy(stderr: string): Probed {
  const line = /^PROBED (.*)$/mu.exec(stderr)?.[1];
  if (line === undefined) throw new Error(`the probe did not run: ${stderr}`);
  return JSON.parse(line) as Probed;
}

/** Lets the server load the probe, at the first use of the rules language. */
async function probe(file: string, args: readonly string[] = []): Promise<Probed> {
  const server = startServer(args, { CLOUDFLARE_API_TOKEN: token }, path.join(probed, file));
  await server.client.initialize();
  await server.client.request('tools/call', { name: 'check_expression', arguments: { expression: 'true' } });
  expect(await server.stop()).toBe(0);
  expect((await readdir(probed)).filter((name) => /written-by-probe|report/u.test(name))).toEqual([]);
  return probedBy(server.stderr());
}

const fromText = ['turn text into code', 'make a function of text'];

describe('code that gets into the process of the server', () => {
  it('can do all of it in a process without locks', async () => {
    const { stderr } = await run([], {}, path.join(probed, 'rules.cjs'));
    const { tried, worked } = probedBy(stderr);
    for (const name of ['written-by-probe', 'report.json'])
      await rm(path.join(probed, name), { force: true });
    const absent = typeof process.getBuiltinModule === 'function' ? [] : ['load past the loader'];
    const database = Number(process.versions.node.split('.')[0]) < 22 ? ['open a database'] : [];
    expect(tried.filter((name) => !worked.includes(name))).toEqual([...database, ...absent]);
  });

  it('can only turn text into code where nothing but the locks of the process itself hold', async () => {
    expect((await probe('cli.cjs')).worked).toEqual(fromText);
  });

  it.runIf(launches)('can do nothing of it under the launcher', async () => {
    expect((await probe('launch.cjs')).worked).toEqual([]);
  });
});

/** `/proc/PID/name`, split at its NULs. */
async function proc(pid: number | undefined, name: string): Promise<string[]> {
  const text = await readFile(`/proc/${pid ?? 0}/${name}`, 'utf8');
  return text.split('\0').filter((part) => part !== '');
}

describe.runIf(launches)('the launcher', () => {
  it.runIf(onLinux)(
    "replaces its own process, with Node's locks and the variables that are needed",
    async () => {
      const env = {
        CLOUDFLARE_API_TOKEN: token,
        MCP_CLOUDFLARE_LOG_LEVEL: 'error',
        NODE_EXTRA_CA_CERTS: '/nowhere/ca.pem',
        NODE_OPTIONS: '--max-old-space-size=300',
        NODE_NO_WARNINGS: '1',
        HTTPS_PROXY: 'http://proxy.example:3128',
        AWS_SECRET_ACCESS_KEY: 'nobody-here-needs-it',
        // Another tool's: its name may be a misspelt one of ours, its value is none of our business.
        CLOUDFLARE_API_KEY: 'nobody-here-needs-it',
        NODE_PATH: '/nowhere',
        LD_AUDIT: '',
      };
      const server = startServer(['--read-only'], env, launcher);
      await server.client.initialize();
      const { pid } = server.child;
      const command = await proc(pid, 'cmdline');
      expect(command).toContain('--permission');
      expect(command).toContain(`--allow-fs-read=${path.dirname(bundle)}`);
      expect(command).toContain('--disallow-code-generation-from-strings');
      expect(command).toContain('--disable-sigusr1');
      expect(command.slice(-2)).toEqual([bundle, '--read-only']);
      const entries = await proc(pid, 'environ');
      expect(entries.join('\n')).not.toContain('nobody-here-needs-it');
      const names = entries.map((entry) => entry.split('=', 1)[0]);
      expect(new Set(names.filter((name) => name !== 'HOME'))).toEqual(
        new Set([
          'CLOUDFLARE_API_KEY',
          'CLOUDFLARE_API_TOKEN',
          'MALLOC_ARENA_MAX',
          'MCP_CLOUDFLARE_LOG_LEVEL',
          'NODE_EXTRA_CA_CERTS',
          'NODE_NO_WARNINGS',
          'NODE_OPTIONS',
        ]),
      );
      const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
      expect(children).toBe('');
      expect(await server.stop()).toBe(0);
    },
  );

  it.runIf(onLinux)('hands proxies on only when told to', async () => {
    const env = {
      CLOUDFLARE_API_TOKEN: token,
      MCP_CLOUDFLARE_PROXY_FROM_ENV: 'true',
      HTTPS_PROXY: 'http://127.0.0.1:9',
      no_proxy: 'localhost',
    };
    const server = startServer([], env, launcher);
    await server.client.initialize();
    const names = (await proc(server.child.pid, 'environ')).map((entry) => entry.split('=', 1)[0]);
    expect(names).toContain('HTTPS_PROXY');
    expect(names).toContain('no_proxy');
    expect(await server.stop()).toBe(0);
  });

  it('starts by a link, as npm installs commands, and under the locks all the same', async () => {
    const [installed, bin] = [path.join(folder, 'installed'), path.join(folder, 'bin')];
    await cp(path.dirname(bundle), installed, { recursive: true });
    await mkdir(bin, { recursive: true });
    await symlink(path.join(installed, 'launch.cjs'), path.join(bin, 'mcp-cloudflare-crunchtools'));
    const child = spawn(path.join(bin, 'mcp-cloudflare-crunchtools'), ['doctor', '--sandbox'], {
      env: {
        ...cleanEnvironment(),
        PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH']}`,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(text).toContain('ok      Token: active');
    expect(text).toContain('reading files outside its folder');
    expect(text).not.toMatch(/WARNING Locks/u);
  });

  it('leaves the tour the freedom to start the server that it shows', async () => {
    const { code, stdout } = await run(['demo'], {}, launcher);
    expect(code).toBe(0);
    expect(stdout).toMatch(/(\d+) of \1 steps did what they should/u);
  });

  it.each([
    ['NODE_DEBUG', 'https,tls'],
    ['NODE_DEBUG_NATIVE', 'https'],
    ['NODE_V8_COVERAGE', '/nowhere'],
    ['NODE_REDIRECT_WARNINGS', '/nowhere'],
    ['NODE_COMPILE_CACHE', '/nowhere'],
    ['OPENSSL_CONF', '/dev/null'],
    ['OPENSSL_MODULES', '/nowhere'],
    ['NODE_TLS_REJECT_UNAUTHORIZED', '0'],
    ['SSLKEYLOGFILE', '/nowhere'],
    ['NODE_USE_ENV_PROXY', '1'],
  ])('drops %s, says so once, and goes on', async (variable, value) => {
    const env = { CLOUDFLARE_API_TOKEN: token, [variable]: value };
    const server = startServer(['--log-level', 'error'], env, launcher);
    await server.client.initialize();
    if (onLinux) expect((await proc(server.child.pid, 'environ')).join('\n')).not.toContain(variable);
    await server.stop();
    const said = server
      .stderr()
      .split('\n')
      .filter((line) => line.startsWith('mcp-cloudflare-crunchtools: '));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(`${variable} is ignored`);
  });
});

const entries: readonly (readonly [name: string, file: string])[] = [
  ['cli.cjs', bundle],
  ['launch.cjs', launcher],
];

describe.each(entries)('the environment of %s', (_name, file) => {
  it.each([
    ['--require', '--require=/nowhere/code.cjs', false],
    ['--import', '--import data:text/javascript,0', true],
    ['--inspect', '--max-old-space-size=300 --inspect=127.0.0.1:0', true],
    ['--inspect-publish-uid', '--inspect_publish_uid=http', true],
    ['--experimental-loader', '--experimental-loader data:text/javascript,0', true],
    ['--tls-keylog', '"--tls-keylog=/nowhere/keys"', true],
    ['--trace-tls', '--trace-tls', true],
    ['--report-uncaught-exception', '--report-uncaught-exception', true],
    ['--heapsnapshot-signal', '--heapsnapshot-signal=SIGUSR2', true],
    ['--cpu-prof', '--cpu-prof --cpu-prof-dir=/nowhere', true],
    ['--permission-audit', '--permission-audit', true],
    ['--tls-cipher-list', '--tls-cipher-list=HIGH', true],
    ['--tls-min-v1.0', '--tls-min-v1.0', true],
    ['--openssl-legacy-provider', '--openssl-legacy-provider', true],
  ])('is refused with NODE_OPTIONS that has %s', async (option, value, starts) => {
    const { code, stdout, stderr } = await run(
      [],
      { CLOUDFLARE_API_TOKEN: token, NODE_OPTIONS: value, NODE_NO_WARNINGS: '1' },
      file,
    );
    expect(stdout).toBe('');
    expect(code).not.toBe(0);
    // Node itself ends with 1 at what does not exist, and with 9 at an option that this version has elsewhere only.
    if (!starts || code === 9) return;
    expect(code).toBe(2);
    expect(stderr).toContain(`NODE_OPTIONS has ${option}`);
    expect(stderr).toContain('Set NODE_OPTIONS to nothing');
  });

  it.each([
    'MCP_CLOUDFLARE_READONLY',
    'mcp_cloudflare_read_only',
    'MCP_CLOUDFARE_READ_ONLY',
    'CLOUDFLARE_READ_ONLY',
  ])('may not misspell a variable of ours: %s', async (name) => {
    const server = startServer([], { CLOUDFLARE_API_TOKEN: token, [name]: 'true' }, file);
    expect(await server.stop()).toBe(2);
    expect(server.stderr()).toContain(`There is no variable ${name}; did you mean MCP_CLOUDFLARE_READ_ONLY?`);
  });

  it('may hold options that do no harm', async () => {
    const NODE_OPTIONS = '--max-old-space-size=300 --dns-result-order=ipv4first';
    const server = startServer([], { CLOUDFLARE_API_TOKEN: token, NODE_OPTIONS }, file);
    await server.client.initialize();
    expect(await server.stop()).toBe(0);
    expect(server.stderr()).toBe('');
  });

  it.runIf(process.platform !== 'win32')('does not let a signal open the debugger', async () => {
    const server = startServer(['--log-level', 'error'], { CLOUDFLARE_API_TOKEN: token }, file);
    await server.client.initialize();
    for (let round = 0; round < 3; round += 1) {
      server.child.kill('SIGUSR1');
      const { result } = await server.client.request('tools/list');
      expect(result?.['tools']).toBeDefined();
    }
    expect(await server.stop()).toBe(0);
    expect(server.stderr()).toBe('');
  });
});

/** An option that makes the permission model stop nothing; Node 24 and newer have it. */
const audits = process.allowedNodeEnvironmentFlags.has('--permission-audit');

/** Starts a process with options of Node, asks one thing, and returns what it said until it went. */
const spoken = async (options: readonly string[], file: string, ...args: readonly string[]) => {
  const child = spawn(process.execPath, [...options, file, ...args, '--sandbox'], {
    env: cleanEnvironment(),
  });
  child.stdin.end('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_zones"}}\n');
  let [text, said] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  await once(child, 'close');
  return { text, said };
};

describe.runIf(audits)('where the permission model only audits', () => {
  it.each([[['--permission-audit']], [['--permission', '--permission-audit', '--allow-fs-read=*']]])(
    'doctor and the server see what happens, not what Node says: %j',
    async (options) => {
      const { text } = await spoken(options, bundle, 'doctor');
      expect(text).toMatch(
        /not stopped: reading files outside its folder, writing files, starting programs/u,
      );
      const { said } = await spoken(options, bundle);
      expect(said).toMatch(/nothing stops reading files.*The doctor command/u);
    },
  );

  it('the launcher locks all the same, and says what it dropped', async () => {
    const { text, said } = await spoken(['--permission-audit'], launcher, 'doctor');
    expect(said).toContain('--permission-audit on the command line of Node is dropped');
    expect(text).toMatch(/and stopped: reading files outside its folder, writing files, starting programs/u);
    expect(text).not.toContain('WARNING Locks');
  });
});

describe('what holds', () => {
  it('is written into the log', async () => {
    const server = startServer([], { CLOUDFLARE_API_TOKEN: token });
    await server.client.initialize();
    await server.client.request('tools/call', { name: 'list_changes', arguments: {} });
    await expect.poll(server.stderr).toContain('"event":"locks"');
    await server.stop();
    const line =
      server
        .stderr()
        .split('\n')
        .find((text) => text.includes('"event":"locks"')) ?? '';
    expect(JSON.parse(line)).toMatchObject({
      stopped: expect.arrayContaining(['loading other modules', 'writing reports']) as string[],
      open: expect.arrayContaining(['reading files outside its folder', 'starting threads']) as string[],
    });
  });
});

describe('without the launcher', () => {
  it.each([
    ['NODE_DEBUG', 'https'],
    ['NODE_DEBUG_NATIVE', 'tls_wrap'],
    ['NODE_V8_COVERAGE', '/nowhere'],
    ['NODE_REDIRECT_WARNINGS', '/nowhere/warnings'],
    ['NODE_COMPILE_CACHE', '/nowhere'],
  ])('%s is refused, because it has taken effect', async (variable, value) => {
    for (const command of [[], ['doctor']]) {
      const { code, stdout, stderr } = await run(command, { CLOUDFLARE_API_TOKEN: token, [variable]: value });
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toContain(`${variable} makes Node`);
      expect(stderr).toContain('Remove it from the environment');
      expect(stderr).not.toContain(token);
    }
  });

  it.each([
    ['NODE_TLS_REJECT_UNAUTHORIZED', '0'],
    ['SSLKEYLOGFILE', '/nowhere'],
    ['NODE_USE_ENV_PROXY', '1'],
  ])('%s is taken away', async (variable, value) => {
    const server = startServer(['--log-level', 'error'], { CLOUDFLARE_API_TOKEN: token, [variable]: value });
    await server.client.initialize();
    await server.stop();
    expect(server.stderr()).toContain(`mcp-cloudflare-crunchtools: ${variable} is ignored`);
  });

  it.runIf(process.platform !== 'win32')('a signal opens the debugger of another program', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log(1)'], {
      env: cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGUSR1');
    const [text] = await once(child.stderr.setEncoding('utf8'), 'data');
    child.kill();
    expect(text).toContain('Debugger listening');
  });
});
