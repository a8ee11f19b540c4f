import { type JSONRPCMessage, parseJSONRPCMessage, type Transport } from '@modelcontextprotocol/server';
import type { ChannelReader } from '../app/channel.ts';
import type { ParsedLine, SkippedLine } from '../app/lines.ts';
import { paramsProblem, skippedError } from '../app/recognise.ts';
import type { ReadableChannel } from '../app/responder.ts';
import { present } from '../call/present.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { connectionClosed, Pending } from './pending.ts';
import { unsupportedRevision } from './revision.ts';
import { resultLineOf } from './tool-result.ts';

/** A JSON-RPC error answer without its `jsonrpc` member. `id` is null when the request's cannot be told. */
export interface RefusedMessage {
  readonly error: JsonObject & { readonly code: number };
  readonly id: string | number | null;
}

export type Inbound =
  | { readonly kind: 'message'; readonly message: JSONRPCMessage }
  | { readonly kind: 'refused'; readonly refusal: RefusedMessage }
  /** A blank line, or a malformed message that is not to be answered. */
  | { readonly kind: 'dropped' };

const parseError = -32_700;
const invalidRequest = -32_600;
const invalidParams = -32_602;

export function refused(code: number, message: string, id: RefusedMessage['id'] = null): Inbound {
  return { kind: 'refused', refusal: { error: { code, message }, id } };
}

/** What a line is that was not read as a whole. */
export function skippedLine(line: SkippedLine): Inbound {
  const error = skippedError(line);
  return error === undefined ? { kind: 'dropped' } : refused(error.code, error.message, line.id);
}

/** What one line of stdin is. Never throws: a line that is no message is refused or dropped. */
export function readLine(line: string): Inbound {
  if (line.trim() === '') return { kind: 'dropped' };
  return readValue(parseLine(line));
}

/** What the JSON of a line is; `undefined` stands for none. */
function readValue(value: unknown): Inbound {
  if (value === undefined) return refused(parseError, 'The line is not JSON.');
  if (!isJsonObject(value)) {
    return refused(invalidRequest, 'One JSON-RPC message a line is expected; batches are not served.');
  }
  return readMessage(value);
}

/** What one JSON object is that came as a message. */
function readMessage(value: JsonObject): Inbound {
  const unsupported = unsupportedRevision(value);
  if (unsupported !== undefined) {
    return { kind: 'refused', refusal: { error: unsupported, id: idOf(value) } };
  }
  const problem = paramsProblem(value);
  if (problem !== undefined) {
    return awaitsAnswer(value) ? refused(invalidParams, problem, idOf(value)) : { kind: 'dropped' };
  }
  try {
    return { kind: 'message', message: parseJSONRPCMessage(value) };
  } catch {
    if (!awaitsAnswer(value)) return { kind: 'dropped' };
    return refused(invalidRequest, 'The line is JSON, but not a JSON-RPC 2.0 message.', idOf(value));
  }
}

/**
 * Notifications (JSON-RPC 2.0 section 4.1) and responses are never answered: the id of a response is one of ours,
 * and an answer to it would look like the answer to another request of the client.
 */
function awaitsAnswer(message: JsonObject): boolean {
  if (typeof message['method'] === 'string') return Object.hasOwn(message, 'id');
  return !Object.hasOwn(message, 'result') && !Object.hasOwn(message, 'error');
}

/** @returns `undefined` for what is no JSON. */
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function idOf(message: JsonObject): RefusedMessage['id'] {
  const id = message['id'];
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}

export interface StdioOptions {
  readonly channel: ReadableChannel;
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
    // Neither a request nor a notification: whoever waits for this answer would wait for ever.
    const failed = line.awaitsAnswer ? undefined : this.#pending.failed({ id: line.id });
    this.#receive(failed === undefined ? skippedLine(line) : { kind: 'message', message: failed });
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
    const answer = 'result' in message ? resultLineOf(message) : undefined;
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
