import type { Readable, Writable } from 'node:stream';

export interface RpcAnswer {
  readonly id: string | number | null;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** A JSON-RPC peer that speaks in plain lines, so that tests can also say what no SDK client would. */
export class RpcClient {
  /** Every line that came from the server. */
  readonly lines: string[] = [];
  readonly #input: Writable;
  readonly #waiting = new Map<string | number | null, (answer: RpcAnswer) => void>();
  #rest = '';
  #nextId = 1;

  constructor(output: Readable, input: Writable) {
    this.#input = input;
    output.setEncoding('utf8');
    output.on('data', (chunk: string) => this.#receive(chunk));
  }

  send(message: unknown): void {
    this.#input.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`);
  }

  /** The next answer with this id. */
  answerTo(id: string | number | null): Promise<RpcAnswer> {
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  request(method: string, params: Record<string, unknown> = {}): Promise<RpcAnswer> {
    const id = this.#nextId;
    this.#nextId += 1;
    const answer = this.answerTo(id);
    this.send({ jsonrpc: '2.0', id, method, params });
    return answer;
  }

  async initialize(protocolVersion = '2025-11-25'): Promise<RpcAnswer> {
    const answer = await this.request('initialize', {
      protocolVersion,
      capabilities: {},
      clientInfo: { name: 'test', version: '1' },
    });
    this.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
    return answer;
  }

  #receive(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      this.lines.push(line);
      const message: RpcAnswer = JSON.parse(line);
      if (message.id === undefined) continue;
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
    }
  }
}

/** The `_meta` envelope that every request of the revision 2026-07-28 carries. */
export function envelope(protocolVersion = '2026-07-28'): Record<string, unknown> {
  return {
    'io.modelcontextprotocol/protocolVersion': protocolVersion,
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
}
