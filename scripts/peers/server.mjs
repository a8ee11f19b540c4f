import process from 'node:process';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

/** @typedef {Record<string, unknown>} Fields */
/** @typedef {{ readonly name: string, readonly arguments: Fields }} Call */
/** @typedef {{ command: string, args: readonly string[], env: Record<string, string> }} Launch */

/** @param {unknown} value @returns {Fields} */
export function fields(value) {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** @param {unknown} value @returns {readonly unknown[]} */
export function items(value) {
  return Array.isArray(value) ? value : [];
}

/** What a server of others gets of this environment. */
export const inherited = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' };

/**
 * @typedef {object} Answer
 * @property {boolean} ok Neither refused nor failed, and not waiting for an approval.
 * @property {boolean} asked Whether it wanted a person's approval first.
 * @property {string} text All that the model got.
 * @property {Fields} data
 */

/** Milliseconds. A slow machine is no case. */
const timeout = 300_000;

/** One server at work. */
export class Server {
  #client;
  /** @type {(line: string) => void} */
  #log;

  /** @type {RegExp | undefined} */
  #refuses;

  /** @param {Client} client @param {(line: string) => void} log @param {RegExp} [refuses] */
  constructor(client, log, refuses) {
    this.#client = client;
    this.#log = log;
    this.#refuses = refuses;
  }

  /**
   * @param {Launch} launch
   * @param {(line: string) => void} log Gets what was called and answered.
   * @param {RegExp} [refuses] Matches answers that say that nothing was done and are not marked as errors.
   */
  static async start({ command, args, env }, log, refuses) {
    const client = new Client({ name: 'comparison', version: '1' });
    const transport = new StdioClientTransport({ command, args: [...args], env, stderr: 'ignore' });
    await client.connect(transport, { timeout });
    return new Server(client, log, refuses);
  }

  async tools() {
    return (await this.#client.listTools({}, { timeout })).tools;
  }

  /** @param {Call} call @returns {Promise<Answer>} */
  async call(call) {
    const answer = await this.#answerTo(call);
    const [asked, answered] = [JSON.stringify(call), answer.text].map((text) => text.slice(0, 2_000));
    this.#log(`> ${asked}\n< ${answer.ok ? 'ok' : 'not ok'} ${answered}\n`);
    return answer;
  }

  /** @param {Call} call @returns {Promise<Answer>} */
  async #answerTo({ name, arguments: given }) {
    try {
      const { content, structuredContent, isError } = await this.#client.callTool(
        { name, arguments: given },
        { timeout },
      );
      const texts = content.map((part) => (part.type === 'text' ? part.text : ''));
      const data = fields(structuredContent);
      const asked = data['status'] === 'needs_confirmation';
      const text = texts.join('\n');
      const isRefused = isError === true || this.#refuses?.test(text) === true;
      return { ok: !isRefused && !asked, asked, text, data };
    } catch (error) {
      return { ok: false, asked: false, text: error instanceof Error ? error.message : '', data: {} };
    }
  }

  /** The same, by a person who agrees to everything. @param {Call} call @returns {Promise<Answer>} */
  async approved(call) {
    const first = await this.call(call);
    if (!first.asked) return first;
    const confirm = first.data['confirm'];
    const second = await this.call({ name: call.name, arguments: { ...call.arguments, confirm } });
    return { ...second, asked: true, text: `${first.text}\n${second.text}` };
  }

  end() {
    return this.#client.close();
  }
}
