import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  canary,
  createDetector,
  encodings,
  faults,
  type Planted,
  type PlantingBundle,
  plantEverywhere,
  plantingBundle,
} from '@crunchtools/mcp-core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlantedCloudflare, readPrompts, startPlantedCloudflare } from '../support/every-tool.ts';
import { bundle, cleanEnvironment, run } from '../support/process.ts';

const detect = createDetector(canary);
const thorough = process.env['PLANT'] === 'all';

/** All of them, the first another one each time: a text that is too long is cut by the server. */
function planted(round: number): string {
  const start = round % encodings.length;
  return [...encodings.slice(start), ...encodings.slice(0, start)]
    .map(([, encode]) => encode(canary))
    .join(' ');
}

describe('the detector', () => {
  it.each(encodings)('finds the token %s', (_, encode) => {
    for (const around of ['', 'x', '"', 'authorization: ', '\u{1f511}'])
      expect(detect(`${around}${encode(canary)}${around}`)).not.toEqual([]);
    expect(detect(JSON.stringify({ text: JSON.stringify({ value: `a ${encode(canary)} b` }) }))).not.toEqual(
      [],
    );
  });

  it('knows 22 encodings, and finds none of another token or of nothing', () => {
    expect(encodings).toHaveLength(22);
    const other = 'cfut_Zq7mK2xV9pL4tR8wB3nY6dF1sH5gJ0cAeU0iO0a1b2c3d4';
    for (const [, encode] of encodings) expect(detect(encode(other))).toEqual([]);
    expect(detect('[redacted]')).toEqual([]);
  });
});

/** Finds it in what a process wrote, line by line; says where. */
function leaksIn(text: string): string[] {
  const lines = new Set(text.split('\n'));
  return [...lines].flatMap((line) => detect(line).map((how) => `${how}: ${line.slice(0, 400)}`)).slice(0, 5);
}

let planting: PlantingBundle;
beforeAll(async () => {
  planting = await plantingBundle(bundle, canary);
});
afterAll(() => planting.remove());

describe.each([
  ['a handshake revision', false, 'debug', 4],
  // What differs between the eras comes after the answer is made: some of the places are enough.
  ['2026-07-28', true, 'info', 16],
] as const)(
  'the token in everything that Cloudflare answers, to a client of %s',
  (_era, modern, logLevel, every) => {
    let server: PlantedCloudflare;
    let result: Planted;

    beforeAll(async () => {
      server = await startPlantedCloudflare(planting, { modern, logLevel });
      result = await plantEverywhere(planting, server, server.scenarios, planted, every);
      await readPrompts(server.caller);
    }, 900_000);
    afterAll(() => server.stop());

    it('does not come out of any field, header or error, through any tool', () => {
      expect(leaksIn(server.stdout())).toEqual([]);
      expect(leaksIn(server.stderr())).toEqual([]);
    }, 300_000);

    it('was planted where it could have come out: every tool was answered, and it was redacted', () => {
      const { answered, read, places, calls } = result;
      expect([...read.keys()]).toContain('cloudflare://zones/mapleandpine.com/dns');
      // Pages, changes of this session and names of phases are what the server itself has.
      const unasked = [...read].filter(([, count]) => count === 0).map(([name]) => name);
      expect(unasked.filter((name) => !/^ui:|changes|phase$| zone$/u.test(name))).toEqual([]);
      // Names of zones are remembered for a minute: what is offered for one of them is asked for, and shared.
      expect([...read].filter(([name, count]) => name.endsWith(' zone') && count > 0)).not.toEqual([]);
      expect([...answered.keys()].toSorted()).toEqual(server.tools.map(({ name }) => name).toSorted());
      const silent = [...answered].filter(([, count]) => count === 0).map(([name]) => name);
      expect(silent.filter((name) => !['check_expression', 'list_changes'].includes(name))).toEqual([]);
      expect(places.size).toBeGreaterThan(700);
      expect(calls).toBeGreaterThan(700 / every);
      expect(server.stdout().split('[redacted]').length).toBeGreaterThan(700 / every);
    });

    it('would be noticed if it came out', async () => {
      // One line of what it really wrote, as it would be without the filter.
      const lines = server.stdout().split('\n');
      const line = lines.find((one) => one.includes('[redacted]')) ?? '';
      for (const [, encode] of encodings) {
        const put = JSON.stringify(encode(canary)).slice(1, -1);
        expect(leaksIn(line.replace('[redacted]', () => put))).not.toEqual([]);
      }
    });

    it('does not come out when the client itself says it', async () => {
      planting.wish({});
      const zone = 'mapleandpine.com';
      for (const [, encode] of encodings) {
        const text = encode(canary);
        await server.caller.call('create_dns_record', { zone, type: 'TXT', name: 'said', content: text });
        await server.caller.call('get_zone', { zone: text });
        await server.caller.call('check_expression', { expression: text });
        await server.caller.call(text, {});
        await server.caller.request(text);
        await server.caller.call('list_zones', { [text]: text });
        server.caller.client.send(text);
      }
      expect((await server.caller.request('tools/list')).result).toBeDefined();
      expect(leaksIn(server.stdout())).toEqual([]);
      expect(leaksIn(server.stderr())).toEqual([]);
    });
  },
);

async function doctor(
  ...args: readonly string[]
): Promise<{ readonly out: string; readonly places: readonly string[] }> {
  const child = spawn(process.execPath, [planting.cli, 'doctor', '--sandbox', ...args], {
    env: cleanEnvironment(),
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk;
    });
  }
  await once(child, 'close');
  return { out, places: planting.places() };
}

describe('what is run by hand', () => {
  const token = { CLOUDFLARE_API_TOKEN: canary };

  it.each<readonly [string, readonly string[], Readonly<Record<string, string>>]>([
    ['help', ['--help'], token],
    ['version', ['--version'], token],
    ['tools', ['tools'], token],
    ['tools as JSON', ['tools', '--json'], token],
    ['tools as Markdown', ['tools', '--markdown'], token],
    ['the token as an argument', [canary], token],
    ['the token as an option', [`--token=${canary}`], token],
    ['the token as a value of an option', ['--log-level', canary], token],
    ['the token as a toolset', ['--toolsets', canary], token],
    ['the token as a zone', ['--zones', canary, 'tools'], token],
    ['the token in another variable', [], { ...token, MCP_CLOUDFLARE_LOG_LEVEL: canary }],
    ['a token with a newline', [], { CLOUDFLARE_API_TOKEN: `${canary}\n` }],
    [
      'a token with a line inside',
      [],
      { CLOUDFLARE_API_TOKEN: `${canary.slice(0, 30)}\r\n${canary.slice(30)}` },
    ],
    ['a token in quotes', [], { CLOUDFLARE_API_TOKEN: `"${canary}"` }],
    ['a token with its scheme', ['doctor'], { CLOUDFLARE_API_TOKEN: `Bearer ${canary}` }],
    ['a token with a letter too many', ['doctor', '--json'], { CLOUDFLARE_API_TOKEN: `${canary}\u00e9` }],
  ])('does not print it: %s', async (_, args, env) => {
    const { stdout, stderr } = await run(args, env);
    expect(stdout + stderr).not.toBe('');
    expect(leaksIn(stdout)).toEqual([]);
    expect(leaksIn(stderr)).toEqual([]);
  });

  it('doctor prints nothing of what was planted in what it looks at', async () => {
    planting.wish({});
    planting.places();
    const { out, places } = await doctor('--json');
    expect(JSON.parse(out)).toMatchObject({ healthy: true });
    // One process each: some of those that doctor reads, and of the failures; `PLANT=all` takes more of both.
    const looked = places
      .filter((place) => /verify \.|\.name$|header cf-ray/u.test(place))
      .slice(0, thorough ? 12 : 5);
    expect(looked.length).toBeGreaterThan(3);
    const wishes = [
      ...looked.map((place, round) => ({ place, text: planted(round) })),
      ...faults
        .filter((fault) => (thorough ? /40[0139]|page|bare|thrown/u : /403|page|thrown/u).test(fault))
        .map((fault, round) => ({ fault, text: planted(round) })),
    ];
    for (const wish of wishes) {
      planting.wish(wish);
      expect(leaksIn((await doctor()).out)).toEqual([]);
    }
    planting.wish({});
  }, 300_000);
});

describe('what Node itself writes about the process', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'canary-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Runs a script with a handshake, makes Node write what it can, and reads all that it left in the folder. */
  async function written(
    file: string,
  ): Promise<{ readonly files: readonly string[]; readonly text: string }> {
    const left = await mkdtemp(path.join(folder, 'run-'));
    const flags = [
      '--report-on-signal',
      '--report-signal=SIGUSR2',
      `--report-directory=${left}`,
      '--trace-event-categories=v8,node,node.async_hooks',
    ];
    const child = spawn(process.execPath, [...flags, file, '--log-level', 'debug'], {
      cwd: left,
      env: cleanEnvironment({ CLOUDFLARE_API_TOKEN: canary, NODE_NO_WARNINGS: '1' }),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let out = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        out += chunk;
      });
    }
    // A process that writes no reports is ended by the signal.
    const closed = once(child, 'close');
    child.stdin.on('error', () => {});
    child.stdin.write(
      `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'server/discover', params: {} })}\n`,
    );
    await once(child.stdout, 'data');
    child.kill('SIGUSR2');
    for (
      let wait = 0;
      wait < 100 && !(await readdir(left)).some((name) => name.startsWith('report'));
      wait += 1
    )
      await new Promise((resolve) => setTimeout(resolve, 50));
    child.stdin.end();
    await closed;
    const files = await readdir(left);
    const texts = await Promise.all(files.map((name) => readFile(path.join(left, name), 'utf8')));
    return { files, text: [out, ...texts].join('\n') };
  }

  it.runIf(process.platform !== 'win32')('holds no token: reports, traces, stdout, stderr', async () => {
    const { files, text } = await written(bundle);
    expect(files.filter((name) => name.startsWith('report'))).toEqual([]);
    expect(text).toContain('"jsonrpc"');
    expect(leaksIn(text)).toEqual([]);
  });

  it.runIf(process.platform !== 'win32')(
    'holds it in a process that keeps the variable, so that it would be found',
    async () => {
      const careless = path.join(import.meta.dirname, '../support/careless.cjs');
      const { files, text } = await written(careless);
      expect(files.some((name) => name.startsWith('report'))).toBe(true);
      expect(leaksIn(text)).not.toEqual([]);
    },
  );
});
