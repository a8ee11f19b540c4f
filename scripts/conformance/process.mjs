import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/**
 * @typedef {Record<string, unknown> & { id?: string | number | null, method?: string, params?: any }} Message
 * @typedef {object} Waiting
 * @property {string | number} id As its client chose it.
 * @property {unknown} token Of its progress.
 * @property {(message: Message) => void} tell Something on the way to the answer.
 * @property {(message: Message) => void} end The answer.
 */

/** A server on stdio, shared by requests whose clients may choose the same ids. */
export class ServerProcess {
  #child;
  #requests = 0;
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();

  /** @param {readonly string[]} command */
  constructor([program = '', ...args]) {
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.stdin.on('error', () => undefined);
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#receive(JSON.parse(line)));
  }

  /**
   * @param {Message} message
   * @param {Pick<Waiting, 'tell' | 'end'>} answers
   * @returns {number} What `cancel` takes.
   */
  request(message, answers) {
    this.#requests += 1;
    const own = this.#requests;
    this.#waiting.set(own, { id: message.id ?? 0, token: message.params?._meta?.progressToken, ...answers });
    this.#write({ ...message, id: own });
    return own;
  }

  /** @param {number} own */
  cancel(own) {
    if (this.#waiting.delete(own)) this.#write(cancellation(own));
  }

  /**
   * A notification, or the answer to a request of the server.
   *
   * @param {Message} message
   */
  say(message) {
    if (message.method !== 'notifications/cancelled') return this.#write(message);
    for (const [own, { id }] of this.#waiting)
      if (id === message.params?.requestId) this.#write(cancellation(own));
  }

  async stop() {
    const gone = once(this.#child, 'exit');
    this.#child.stdin.end();
    if (this.#child.exitCode === null) await gone;
  }

  /** @param {Message} message */
  #receive(message) {
    if (message.method !== undefined) return this.#askerOf(message)?.tell(message);
    const waiting = this.#waiting.get(Number(message.id));
    if (waiting === undefined) return undefined;
    this.#waiting.delete(Number(message.id));
    return waiting.end({ ...message, id: waiting.id });
  }

  /**
   * On stdio nothing says which request a message of the server belongs to, beside the token of its progress.
   *
   * @param {Message} message
   */
  #askerOf(message) {
    const all = [...this.#waiting.values()];
    const token = message.params?.progressToken;
    return token === undefined ? all.at(-1) : all.find((waiting) => waiting.token === token);
  }

  /** @param {object} message */
  #write(message) {
    this.#child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }
}

/** @param {number} requestId */
function cancellation(requestId) {
  return { method: 'notifications/cancelled', params: { requestId } };
}
