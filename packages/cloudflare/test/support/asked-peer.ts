import { type Server, startServer } from './process.ts';
import { envelope } from './rpc.ts';

type Message = Readonly<Record<string, unknown>>;

/** How a call ended: what its result says, and how often a question was asked meanwhile. */
export interface CallOutcome {
  readonly data: Message;
  readonly questions: readonly string[];
}

/**
 * A client that declares elicitation and answers questions with whatever it is told to, in plain lines: no SDK would
 * send most of it.
 */
export interface AskedPeer {
  readonly server: Server;
  /** @param response the members of the JSON-RPC response to a question, or of `inputResponses.approval`. */
  call(name: string, args: Message, response: Message): Promise<CallOutcome>;
}

export async function handshakePeer(revision: string, args: readonly string[]): Promise<AskedPeer> {
  const server = startServer(['--sandbox', ...args]);
  const peer = new Lines(server);
  await peer.request('initialize', {
    protocolVersion: revision,
    capabilities: { elicitation: revision === '2025-06-18' ? {} : { form: {} } },
    clientInfo: { name: 'test', version: '1' },
  });
  peer.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  return {
    server,
    async call(name, toolArgs, response) {
      const questions: string[] = [];
      peer.onRequest = ({ id, params }) => {
        questions.push(String(Reflect.get(Object(params), 'message')));
        peer.send({ jsonrpc: '2.0', id, ...response });
      };
      const { result } = await peer.request('tools/call', { name, arguments: toolArgs });
      return { data: dataOf(result), questions };
    },
  };
}

export function modernPeer(args: readonly string[]): AskedPeer {
  const server = startServer(['--sandbox', ...args]);
  const peer = new Lines(server);
  const _meta = {
    ...envelope(),
    'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
  };
  return {
    server,
    async call(name, toolArgs, { result: approval }) {
      const params = { name, arguments: toolArgs, _meta };
      const questions: string[] = [];
      let { result } = await peer.request('tools/call', params);
      for (
        let round = 0;
        round < 2 && Reflect.get(Object(result), 'resultType') === 'input_required';
        round += 1
      ) {
        questions.push(JSON.stringify(Reflect.get(Object(result), 'inputRequests')));
        const requestState: unknown = Reflect.get(Object(result), 'requestState');
        ({ result } = await peer.request('tools/call', {
          ...params,
          requestState,
          inputResponses: { approval },
        }));
      }
      return { data: dataOf(result), questions };
    },
  };
}

function dataOf(result: unknown): Message {
  const data: unknown = Reflect.get(Object(result), 'structuredContent');
  return typeof data === 'object' && data !== null ? { ...data } : { none: JSON.stringify(result) };
}

/** Both directions of one connection, requests of the server included. */
class Lines {
  onRequest: (message: Message) => void = () => {};
  readonly #server: Server;
  readonly #waiting = new Map<string, (message: Message) => void>();
  #rest = '';
  #next = 0;

  constructor(server: Server) {
    this.#server = server;
    server.child.stdout.on('data', (chunk: string) => {
      const lines = (this.#rest + chunk).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.#receive(JSON.parse(line));
    });
  }

  send(message: unknown): void {
    this.#server.child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  /** The ids are texts, so that they are none of the server's own. */
  request(method: string, params: Message): Promise<Message> {
    this.#next += 1;
    const id = `call-${this.#next}`;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.send({ jsonrpc: '2.0', id, method, params });
    });
  }

  #receive(message: Message): void {
    if ('method' in message) {
      if ('id' in message) this.onRequest(message);
      return;
    }
    const id = String(message['id']);
    this.#waiting.get(id)?.(message);
    this.#waiting.delete(id);
  }
}
