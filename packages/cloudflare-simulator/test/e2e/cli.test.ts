/** The command as a user starts it: bundled, a process of its own. */

import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { SIMULATOR_TOKEN } from '../../src/index.ts';

type Process = ChildProcessByStdio<null, Readable, Readable>;

let folder: string;
let bundle: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cloudflare-simulator-'));
  bundle = path.join(folder, 'cli.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../../src/cli.ts', import.meta.url))],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function start(...argv: string[]): Process {
  return spawn(process.execPath, [bundle, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function run(...argv: string[]) {
  const child = start(...argv);
  const [out, err] = [textOf(child.stdout), textOf(child.stderr)];
  const [code] = await once(child, 'close');
  return { code: Number(code), out: await out, err: await err };
}

async function textOf(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

/** The line that a started server prints. */
async function firstLine(child: Process): Promise<string> {
  const [chunk] = await once(child.stdout, 'data');
  return String(chunk);
}

describe('cloudflare-simulator', () => {
  it('serves until it is told to stop', async () => {
    const child = start('--port', '0', '--seed', 'empty', '--plan', 'business', '--records', '3');
    const closed = once(child, 'close');
    const line = await firstLine(child);
    expect(line).toMatch(/^cloudflare-simulator listening on http:\/\/127\.0\.0\.1:\d+\/client\/v4\n$/);
    const url = line.trim().split(' ').at(-1);
    const headers = { authorization: `Bearer ${SIMULATOR_TOKEN}` };
    const zones = await (await fetch(`${url}/zones`, { headers })).json();
    expect(zones).toMatchObject({ result: [{ name: 'example.com', plan: { legacy_id: 'business' } }] });
    child.kill('SIGTERM');
    const [code, signal] = await closed;
    // Windows has no signals: there, the process is ended from outside.
    if (process.platform !== 'win32') expect([code, signal]).toEqual([0, null]);
  });

  it('stops at once for SIGINT, with connections open', async () => {
    const child = start('--port', '0');
    const closed = once(child, 'close');
    const url = (await firstLine(child)).trim().split(' ').at(-1);
    await (await fetch(`${url}/zones`)).text();
    child.kill('SIGINT');
    await closed;
  });

  it('accepts the token that it is given, and no other', async () => {
    const token = `cfut_${'c'.repeat(48)}`;
    const child = start('--port', '0', '--token', token);
    const url = (await firstLine(child)).trim().split(' ').at(-1);
    const statuses = await Promise.all(
      [token, SIMULATOR_TOKEN].map(
        async (bearer) =>
          (await fetch(`${url}/zones`, { headers: { authorization: `Bearer ${bearer}` } })).status,
      ),
    );
    child.kill();
    expect(statuses).toEqual([200, 403]);
  });

  it.each([
    [['--help'], 0, 'Usage: cloudflare-simulator', ''],
    [['--version'], 0, version, ''],
    [[], 2, '', '--port is required'],
    [['--port', '0', '--tls-cert', 'cert.pem'], 2, '', 'together'],
    [['--port', '0', '--tls-cert', 'no-such-file', '--tls-key', 'no-such-file'], 1, '', 'no-such-file'],
  ])('%j ends with %i', async (argv, code, out, err) => {
    const result = await run(...argv);
    expect(result.code).toBe(code);
    expect(result.out).toContain(out);
    expect(result.err).toContain(err);
    if (out === '') expect(result.out).toBe('');
    if (err === '') expect(result.err).toBe('');
  });
});
