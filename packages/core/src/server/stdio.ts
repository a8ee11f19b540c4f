import { Buffer } from 'node:buffer';
import type { Readable, Writable } from 'node:stream';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';
import { type Inbound, readLine, tooLong } from './inbound.ts';
import { inputLimits } from './input-limits.ts';
import { LineReader } from './lines.ts';
import { present } from './present.ts';

const { lineBytes } = inputLimits;

export interface StdioOptions {
  readonly stdin: Readable;
  readonly stdout: Writable;
  /** The last filter before every byte of stdout. */
  readonly scrub: (text: string) => string;
  /** Reports what went wrong with the channel itself; never carries the message. */
  readonly onTrouble: (what: string) => void;
}

/**
 * MCP's stdio transport: one JSON-RPC message a line. Differs from the SDK's own in what it does with bad
 * input: an oversized, unparseable, batched or malformed line is answered and survived, a request for an
 * unknown protocol revision is refused on any connection, and text that is echoed in errors is neutralised.
 * Exits are left to Node: when stdin ends nothing keeps the process.
 */
export class HardenedStdio implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #options: StdioOptions;
  readonly #lines = new LineReader(lineBytes, {
    line: (text) => this.#receive(readLine(text)),
    tooLong: () => this.#receive(tooLong(lineBytes)),
  });
  #closed = false;

  constructor(options: StdioOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { stdin, stdout } = this.#options;
    stdin.on('data', this.#onData);
    stdin.once('end', this.#onEnd);
    stdin.once('close', this.#onEnd);
    stdin.once('error', this.#onEnd);
    // A client that went away closes the pipe; without a listener that would be an uncaught exception.
    stdout.on('error', this.#onEnd);
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#closed) return;
    await this.#write('error' in message ? { ...message, error: present(message.error, []) } : message);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { stdin } = this.#options;
    stdin.off('data', this.#onData);
    stdin.pause();
    this.onclose?.();
  }

  readonly #onData = (chunk: Buffer | string): void => {
    this.#lines.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  };

  readonly #onEnd = (): void => {
    void this.close();
  };

  #receive(inbound: Inbound): void {
    if (inbound.kind === 'message') this.onmessage?.(inbound.message);
    else if (inbound.kind === 'dropped') this.#options.onTrouble('dropped a line');
    else {
      const { refusal } = inbound;
      this.#options.onTrouble(`refused a line with code ${refusal.error.code}`);
      void this.#write({ jsonrpc: '2.0', ...refusal });
    }
  }

  #write(message: unknown): Promise<void> {
    const { stdout } = this.#options;
    const line = `${this.#options.scrub(JSON.stringify(message))}\n`;
    // Called for a failed write too, and, unlike listeners on the stream, never left behind.
    return new Promise((resolve) => {
      stdout.write(line, () => resolve());
    });
  }
}
