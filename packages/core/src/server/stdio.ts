import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';
import type { ChannelReader, LineChannel } from '../front/channel.ts';
import type { ParsedLine, SkippedLine } from '../front/lines.ts';
import type { JsonObject } from '../json.ts';
import { answerLineOf } from './answer-line.ts';
import { type Inbound, parseLine, readMessage, readValue, skippedLine } from './inbound.ts';
import { connectionClosed, Pending } from './pending.ts';
import { present } from './present.ts';

export interface StdioOptions {
  readonly channel: LineChannel;
  /** Reports what went wrong with the channel itself; never carries the message. */
  readonly onTrouble: (what: string) => void;
  /** What was said, and answered, before this transport came to the channel. */
  readonly replay?: readonly JsonObject[];
  /** Resolves when no call is running: one that was cancelled is owed no answer, and may still be at work. */
  readonly idle?: () => Promise<void>;
}

/**
 * MCP's stdio transport: one JSON-RPC message a line. Differs from the SDK's own in what it does with bad
 * input: an oversized, unparseable, batched or malformed line is answered and survived, a request for an
 * unknown protocol revision is refused on any connection, and text that is echoed in errors is neutralised.
 */
export class HardenedStdio implements Transport, ChannelReader {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #options: StdioOptions;
  /** Called with each answer instead of writing it, while what was said before is told again. */
  #answered: ((id: unknown) => void) | undefined;
  readonly #pending = new Pending();
  #inputEnded = false;
  #closed = false;

  constructor(options: StdioOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    await this.#replayed();
    this.#options.channel.read(this);
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#answered !== undefined) {
      this.#answered('id' in message ? message.id : undefined);
      return;
    }
    this.#pending.sent(message);
    if (this.#inputEnded) this.#giveUpAsking();
    await this.#put(message);
    this.#closeWhenDone();
  }

  async close(): Promise<void> {
    this.#options.channel.close();
  }

  line(text: string): void {
    if (text.trim() === '') this.#receive({ kind: 'dropped' });
    else this.parsed({ value: parseLine(text) });
  }

  parsed({ value }: ParsedLine): void {
    const inbound = readValue(value);
    const failed = inbound.kind === 'message' ? undefined : this.#pending.failed(value);
    this.#receive(failed === undefined ? inbound : { kind: 'message', message: failed });
  }

  skipped(line: SkippedLine): void {
    this.#receive(skippedLine(line));
  }

  inputEnded(): void {
    this.#inputEnded = true;
    this.#giveUpAsking();
    this.#closeWhenDone();
  }

  closed(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.onclose?.();
  }

  /** Tells the SDK one thing after the other, as its client did, and drops the answers: the client has them. */
  async #replayed(): Promise<void> {
    for (const said of this.#options.replay ?? []) {
      const inbound = readMessage(said);
      if (inbound.kind !== 'message') continue;
      await new Promise<void>((resolve) => {
        const { id } = said;
        this.#answered = (answered) => {
          if (answered === id) resolve();
        };
        this.onmessage?.(inbound.message);
        if (id === undefined) resolve();
      });
    }
    this.#answered = undefined;
  }

  #receive(inbound: Inbound): void {
    if (inbound.kind === 'message') {
      this.#pending.received(inbound.message);
      this.onmessage?.(inbound.message);
    } else if (inbound.kind === 'dropped') this.#options.onTrouble('dropped a line');
    else {
      const { refusal } = inbound;
      this.#options.onTrouble(`refused a line with code ${refusal.error.code}`);
      void this.#write({ jsonrpc: '2.0', ...refusal });
    }
  }

  async #put(message: JSONRPCMessage): Promise<void> {
    if ('error' in message) return this.#write({ ...message, error: present(message.error, []) });
    const answer = answerLineOf(message);
    return answer === undefined ? this.#write(message) : this.#options.channel.writeAnswer(answer);
  }

  /** Nobody can answer our own requests any more: what waits for an answer is told so. */
  #giveUpAsking(): void {
    for (const id of this.#pending.takeAsked()) {
      const error = { code: connectionClosed, message: 'The client has ended its input.' };
      queueMicrotask(() => this.onmessage?.({ jsonrpc: '2.0', id, error }));
    }
  }

  #closeWhenDone(): void {
    if (!this.#inputEnded || this.#closed || this.#pending.size > 0) return;
    const idle = this.#options.idle?.() ?? Promise.resolve();
    // A turn later, because a subscription that is refused is answered without being counted.
    void idle.then(() =>
      setImmediate(() => {
        if (this.#pending.size === 0) this.#options.channel.close();
      }),
    );
  }

  #write(message: unknown): Promise<void> {
    return this.#options.channel.write(JSON.stringify(message));
  }
}
