import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../run.mjs';
import { environment } from './child.mjs';

const cli = path.join(root, 'packages/cloudflare/dist/cli.cjs');

/** Between two pings, in milliseconds. */
const every = 20;

/** Within which the log tells of a call that was answered, in milliseconds. */
const logMs = 500;

/** Longer than any call takes. */
const patienceMs = 120_000;

/**
 * @typedef {object} Waits
 * @property {number} ping The longest, in milliseconds, that an answer to a ping took while the call was at work.
 * @property {number} total How long the call took.
 * @property {string} outcome As the log tells it.
 */

/** A client of the unmodified server on its sandbox, which asks for more than one thing at a time. */
class Client {
  #server;
  #id = 0;
  /** @type {Map<number, () => void>} */
  #waiting = new Map();
  #log = '';
  #rest = '';
  #tellLog = () => {};

  /** @param {readonly string[]} preloaded Files that Node loads before the server. */
  constructor(preloaded) {
    const before = preloaded.flatMap((file) => ['--require', file]);
    const args = [...before, cli, '--sandbox', '--confirm', 'never', '--log-level', 'info'];
    this.#server = spawn(process.execPath, args, { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#server.stdin.on('error', () => {});
    this.#server.stdout.setEncoding('latin1').on('data', (chunk) => this.#read(chunk));
    this.#server.stderr.setEncoding('utf8').on('data', (chunk) => {
      this.#log += chunk;
      this.#tellLog();
    });
  }

  async hello() {
    const clientInfo = { name: 'bench', version: '1' };
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
    await this.ask('initialize', params).answered;
    await this.call('trace_request', { zone: 'mapleandpine.com', url: 'https://mapleandpine.com/' }).answered;
  }

  /**
   * @param {string} method
   * @param {object} [params]
   */
  ask(method, params) {
    this.#id += 1;
    const id = this.#id;
    const line = `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`;
    /** @type {Promise<void>} */
    const answered = new Promise((resolve) => {
      this.#waiting.set(id, resolve);
    });
    return { id, written: this.#write(line), answered };
  }

  /** @param {string} name @param {object} args */
  call(name, args) {
    return this.ask('tools/call', { name, arguments: args });
  }

  /** How long a ping takes, from when the system has taken it. @returns {Promise<number>} */
  async ping() {
    const { written, answered } = this.ask('ping');
    await written;
    const start = performance.now();
    await answered;
    return performance.now() - start;
  }

  /** @param {number} requestId */
  cancel(requestId) {
    const line = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } };
    return this.#write(`${JSON.stringify(line)}\n`);
  }

  /** Resolves when the log tells how the next call of a tool ended. @param {string} tool @returns {Promise<string>} */
  async ended(tool) {
    const from = this.#log.length;
    const line = new RegExp(`"event":"call","tool":"${tool}".*?"outcome":"([^"]*)"`);
    for (;;) {
      const outcome = line.exec(this.#log.slice(from))?.[1];
      if (outcome !== undefined) return outcome;
      await new Promise((resolve) => {
        this.#tellLog = () => resolve(undefined);
      });
    }
  }

  /**
   * Resolves when a call has ended: the log tells it, but of a message that is refused before it is a call.
   *
   * @param {string} tool
   * @param {object} args
   * @returns {{ readonly id: number, readonly written: Promise<void>, readonly over: Promise<{ outcome: string, at: number }> }}
   */
  follow(tool, args) {
    const logged = this.ended(tool).then((outcome) => ({ outcome, at: performance.now() }));
    const { id, written, answered } = this.call(tool, args);
    const refused = answered.then(async () => {
      const at = performance.now();
      await sleep(logMs);
      return { outcome: 'refused', at };
    });
    return { id, written, over: Promise.race([logged, refused]) };
  }

  async end() {
    const gone = once(this.#server, 'close');
    this.#server.kill('SIGKILL');
    await gone;
  }

  /** Resolves when the system has taken it. @param {string} line @returns {Promise<void>} */
  #write(line) {
    return new Promise((resolve) => {
      this.#server.stdin.write(line, () => resolve());
    });
  }

  /** @param {string} chunk */
  #read(chunk) {
    const lines = `${this.#rest}${chunk}`.split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      // Near the end of short answers, at the start of long ones; inside texts it is escaped.
      const id = Number(/"id":(\d+)/.exec(`${line.slice(0, 60)} ${line.slice(-60)}`)?.[1]);
      this.#waiting.get(id)?.();
      this.#waiting.delete(id);
    }
  }
}

/**
 * @template Result
 * @param {readonly string[]} preloaded
 * @param {(client: Client) => Promise<Result>} work
 */
async function withClient(preloaded, work) {
  const client = new Client(preloaded);
  try {
    await client.hello();
    return await Promise.race([work(client), tooLate()]);
  } finally {
    await client.end();
  }
}

/** @returns {Promise<never>} */
async function tooLate() {
  await sleep(patienceMs, undefined, { ref: false });
  throw new Error('the call was not answered');
}

/**
 * How long pings wait while a call is at work, one every 20 ms, each from when the system has taken it.
 *
 * @param {string} tool
 * @param {object} args
 * @param {readonly string[]} [preloaded]
 * @returns {Promise<Waits>}
 */
export function waitsDuring(tool, args, preloaded = []) {
  return withClient(preloaded, async (client) => {
    const begun = performance.now();
    const { written, over } = client.follow(tool, args);
    await written;
    /** @type {Promise<number>[]} */
    const pings = [];
    do pings.push(client.ping());
    while ((await Promise.race([over, sleep(every, undefined)])) === undefined);
    const ping = Math.max(...(await Promise.all(pings)));
    const { outcome, at } = await over;
    return { ping, total: at - begun, outcome };
  });
}

/**
 * How long a call goes on after it was cancelled, in milliseconds.
 *
 * @param {string} tool
 * @param {object} args
 * @param {number} after How long it may work before, in milliseconds.
 * @param {readonly string[]} [preloaded]
 * @returns {Promise<number>} 0 when it had ended by then.
 */
export function cancelTakes(tool, args, after, preloaded = []) {
  return withClient(preloaded, async (client) => {
    const { id, written, over } = client.follow(tool, args);
    await written;
    const isOver = await Promise.race([sleep(after, false), over.then(() => true)]);
    if (isOver) return 0;
    await client.cancel(id);
    const start = performance.now();
    return Math.max(0, (await over).at - start);
  });
}
