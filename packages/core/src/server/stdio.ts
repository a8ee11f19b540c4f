import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';
import type { ChannelReader, LineChannel } from '../front/channel.ts';
import { inputLimits } from '../front/input-limits.ts';
import type { JsonObject } from '../json.ts';
import { answerLineOf } from './answer-line.ts';
import { type Inbound, readLine, readMessage, tooLong } from './inbound.ts';
import { present } from './present.ts';

export interface StdioOptions {
  readonly channel: LineChannel;
  /** Reports what went wrong with the channel itself; never carries the message. */
  readonly onTrouble: (what: string) => void;
  /** What was said, and answered, before this transport came to the channel. */
  readonly replay?: readonly JsonObject[];
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
  #closed = false;

  constructor(options: StdioOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    await this.#replayed();
    this.#options.channel.read(this);
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#answered !== undefined) this.#answered('id' in message ? message.id : undefined);
    else if ('error' in message) await this.#write({ ...message, error: present(message.error, []) });
    else {
      const answer = answerLineOf(message);
      await (answer === undefined ? this.#write(message) : this.#options.channel.writeAnswer(answer));
    }
  }

  async close(): Promise<void> {
    this.#options.channel.close();
  }

  line(text: string): void {
    this.#receive(readLine(text));
  }

  tooLong(): void {
    this.#receive(tooLong(inputLimits.lineBytes));
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
    if (inbound.kind === 'message') this.onmessage?.(inbound.message);
    else if (inbound.kind === 'dropped') this.#options.onTrouble('dropped a line');
    else {
      const { refusal } = inbound;
      this.#options.onTrouble(`refused a line with code ${refusal.error.code}`);
      void this.#write({ jsonrpc: '2.0', ...refusal });
    }
  }

  #write(message: unknown): Promise<void> {
    return this.#options.channel.write(JSON.stringify(message));
  }
}
