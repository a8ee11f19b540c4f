import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expectPlainText } from '@crunchtools/mcp-core/testing';
import { afterAll, describe, expect, it } from 'vitest';

const dist = path.join(import.meta.dirname, '../../dist');
const cli = path.join(dist, 'cli.cjs');
const demo = path.join(dist, 'demo.cjs');
const folder = mkdtempSync(path.join(tmpdir(), 'demo-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  const ended = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    ended.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    ended.stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ ...ended, code }));
  });
}

/** Leads the tour through another server than the one beside it. */
function tourOf(name: string, script: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const server = path.join(folder, `${name}.cjs`);
  writeFileSync(server, script);
  const program = `require(${JSON.stringify(demo)}).runDemo(${JSON.stringify(server)}).then((code) => { process.exitCode = code; });`;
  return run(['-e', program], env);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('the demo', () => {
  const tour = run([cli, 'demo'], { FORCE_COLOR: '1' });

  it('ends well, with every step done', async () => {
    const { code, stdout, stderr } = await tour;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [, passed, all] = /^(\d+) of (\d+) steps did what they should\n$/mu.exec(stdout) ?? [];
    expect(passed).toBe(all);
    expect(Number(all)).toBeGreaterThanOrEqual(15);
    expect(stdout.match(/^✓ /gmu)).toHaveLength(Number(all));
    expect(stdout).not.toContain('FAILED');
  });

  it.each([
    ['lists tools', /MCP revision 20\d\d-\d\d-\d\d, \d\d tools/u],
    ['lists zones', /mapleandpine\.com +pro +active/u],
    ['lists records, and says how many there are', /← 37 records[\s\S]*and 31 more/u],
    [
      'adds a record at once',
      /applied as chg_[0-9a-f]{8}: create A spring\.mapleandpine\.com → 203\.0\.113\.80/u,
    ],
    ['shows a plan', /dry_run=true\s+← planned: update A vpn\.mapleandpine\.com: ttl 300 s → 3600 s/u],
    ['refuses a bad address', /refused: .*content: "10\.0\.0\.256" is not an IPv4 address/u],
    ['refuses a mail server without priority', /refused: .*priority: is required/u],
    ['makes hidden characters visible', /← \\u\{1b\}\[2J/u],
    ['marks what strangers wrote', /records\[\]\.content/u],
    [
      'asks a person, who declines',
      /\? You are asked because: Mail for[\s\S]*?\? the person declines\s+← refused: The user was asked and declined/u,
    ],
    ['refuses an approval that was made up', /← refused: The value of confirm was not given out/u],
    [
      'deletes after approval',
      /\? 1\. delete dns record CNAME summer-sale[\s\S]*\? the person approves\s+← applied as chg_[0-9a-f]{8}: delete CNAME summer-sale/u,
    ],
    ['takes the deletion back', /undo_change [^→]*← applied as chg_[0-9a-f]{8}: create CNAME summer-sale/u],
    ['finds a mistake in an expression', /Did you mean http\.request\.uri\.path\?/u],
    [
      'traces a change before it is made, and finds the same afterwards',
      /← then: GET (\S+): goes to the origin as\s+https:\/\/mapleandpine\.com\/store\/boots[\s\S]*← GET \1: goes to the origin as\s+https:\/\/mapleandpine\.com\/store\/boots/u,
    ],
    [
      'migrates Page Rules, and the same request still goes to the same place',
      /301 →\s+(https:\/\/shop\.mapleandpine\.com\/boots\S*) by\s+Page Rule[\s\S]*10 changes[\s\S]*301 →\s+\1 by\s+redirect rule/u,
    ],
    ['says beforehand what cannot be undone', /← planned: purge files: [^→]*← cannot be undone/u],
    ['purges one address', /← applied as chg_[0-9a-f]{8}: purge files: https:/u],
    ['lists the changes', /← 10 changes, newest first/u],
  ])('%s', async (_, sentence) => {
    expect((await tour).stdout).toMatch(sentence);
  });

  it('writes plain text of at most 100 columns when it is not on a terminal', async () => {
    expectPlainText((await tour).stdout);
  });

  it('starts one server, hands it no secret, and leaves no process behind', async () => {
    const witness = path.join(folder, 'witness.jsonl');
    const script = `
      const seen = { pid: process.pid, argv: process.argv.slice(2), env: Object.keys(process.env) };
      require('node:fs').appendFileSync(${JSON.stringify(witness)}, JSON.stringify(seen) + '\\n');
      require(${JSON.stringify(cli)});`;
    const secrets = {
      CLOUDFLARE_API_TOKEN: 'x',
      MCP_CLOUDFLARE_READ_ONLY: 'true',
      NODE_OPTIONS: '--no-warnings',
    };
    expect(await tourOf('witness', script, secrets)).toMatchObject({ code: 0 });
    const started = readFileSync(witness, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(started).toHaveLength(1);
    expect(started[0].argv).toEqual(['--sandbox', '--log-level', 'error']);
    expect(started[0].env).not.toEqual(expect.arrayContaining([expect.stringMatching(/TOKEN|MCP_|NODE_/u)]));
    expect(isRunning(started[0].pid)).toBe(false);
  });
});

/** A server that answers every call with `answer`, and otherwise as little as a client accepts. */
const answering = (answer: string): string => `
  const tool = (name) => ({ name, inputSchema: { type: 'object' }, annotations: { readOnlyHint: /^list/.test(name) } });
  const answers = {
    initialize: ({ protocolVersion }) =>
      ({ protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'mcp-cloudflare-crunchtools', version: '0' } }),
    'tools/list': () => ({ tools: ['list_zones', 'list_dns_records', 'list_changes', 'create_dns_record',
      'delete_dns_record', 'purge_cache', 'undo_change'].map(tool) }),
    'tools/call': () => ${answer},
  };
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, method, params } = JSON.parse(line);
    if (id === undefined) return;
    const answer = answers[method];
    const outcome = answer === undefined ? { error: { code: -32601, message: 'unknown' } } : { result: answer(params) };
    process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, ...outcome }) + '\\n');
  });`;

describe('the demo of a broken server', () => {
  it.each([
    ['ends at once', 'process.exitCode = 0;'],
    ['fails to start', 'throw new Error("broken");'],
    ['speaks something else', 'console.log("hello"); process.exit(3);'],
  ])('fails when the server %s', async (name, script) => {
    const { code, stdout } = await tourOf(name.replaceAll(' ', '-'), script);
    expect(code).toBe(1);
    expect(stdout).toContain('✗   1  Start the server.');
    expect(stdout).toMatch(/! FAILED: .+\n\n0 of \d+ steps did what they should\n$/u);
  });

  it('fails the steps that went wrong and still takes the others', async () => {
    const applied = `({ content: [], structuredContent: { status: 'applied', changes: [], change_id: 'chg_00000000' } })`;
    const { code, stdout } = await tourOf('yes-man', answering(applied));
    expect(code).toBe(1);
    expect(stdout).toMatch(/✓ +1 {2}[\s\S]*✗ +2 {2}/u);
    expect(stdout).toMatch(/! FAILED: expected status refused\n +! found applied/u);
    expect(stdout).toMatch(/\n[1-9]\d* of \d+ steps did what they should\n$/u);
  });

  it('shows no control character that a server sends', async () => {
    const hostile = `({ content: [], structuredContent: { status: '\\u001b[2J\\u202e', changes: [] } })`;
    const { code, stdout } = await tourOf('hostile', answering(hostile));
    expect(code).toBe(1);
    expect(stdout).toContain('found \ufffd[2J\ufffd');
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
