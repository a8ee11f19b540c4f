import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import process from 'node:process';

/** In the form of a token, and of nobody. */
const token = 'cfut_Qw1Er3Ty5Ui7Op9As2Df4Gh6Jk8Lz0Xc1Vb0badcafe';

/**
 * What measured processes inherit: no NODE_EXTRA_CA_CERTS, which Node 20 reads at start, and no other setting of Node.
 */
export const environment = {
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  CLOUDFLARE_API_TOKEN: token,
  CLOUDFLARE_ACCOUNT_ID: '0'.repeat(32),
};

/** Longer than anything measured takes. */
const patienceMs = 60_000;

/** An MCP server in a process of its own, spoken to in lines. What it writes to stderr is not looked at. */
export class Child {
  #process;
  /** @type {Buffer[]} */
  #rest = [];
  /** @type {Map<unknown, (line: Buffer) => void>} */
  #waiting = new Map();
  #id = 0;

  /** @param {string} node @param {readonly string[]} args */
  constructor(node, args) {
    this.#process = spawn(node, [...args], { env: environment, stdio: ['pipe', 'pipe', 'ignore'] });
    this.#process.stdout.on('data', (chunk) => this.#receive(chunk));
    // One that cannot start, or ends, is told by its missing answer.
    this.#process.on('error', () => {});
    this.#process.stdin.on('error', () => {});
  }

  /**
   * The raw line of the answer.
   *
   * @param {string} method
   * @param {object} [params]
   * @returns {Promise<Buffer>}
   */
  ask(method, params) {
    this.#id += 1;
    const id = this.#id;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${method} is not answered`)), patienceMs);
      this.#waiting.set(id, (line) => {
        clearTimeout(late);
        resolve(line);
      });
      this.#process.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    });
  }

  /** As every client begins. */
  async hello() {
    const clientInfo = { name: 'bench', version: '1' };
    await this.ask('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
    this.tell('notifications/initialized');
  }

  /** @param {string} method Of a notification. */
  tell(method) {
    this.#process.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method })}\n`);
  }

  /** Resident memory in MB; `undefined` where there is no /proc. */
  rss() {
    try {
      const status = readFileSync(`/proc/${this.#process.pid}/status`, 'utf8');
      return (Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024) / 1e6;
    } catch {
      return undefined;
    }
  }

  async end() {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill();
    await gone;
  }

  /** @param {Buffer} chunk */
  #receive(chunk) {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      const line = Buffer.concat([...this.#rest, chunk.subarray(start, end)]);
      this.#rest = [];
      start = end + 1;
      this.#answer(line);
    }
    if (start < chunk.length) this.#rest.push(chunk.subarray(start));
  }

  /** @param {Buffer} line Its id is near the end here and near the start elsewhere: it is looked for in both. */
  #answer(line) {
    const ends = `${line.subarray(0, 60).toString()} ${line.subarray(-60).toString()}`;
    const id = Number(/"id":(\d+)/.exec(ends.replaceAll('\\"', ''))?.[1]);
    this.#waiting.get(id)?.(line);
    this.#waiting.delete(id);
  }
}
