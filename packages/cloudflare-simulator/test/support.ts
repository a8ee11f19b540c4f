import type { RunningServer, SimulatedRequest, Simulator } from '../src/index.ts';
import { SIMULATOR_TOKEN, serve } from '../src/index.ts';

export interface Envelope {
  readonly success: boolean;
  readonly errors: readonly { readonly code: number; readonly message: string }[];
  readonly messages: readonly { readonly code: number; readonly message: string }[];
  readonly result: unknown;
  readonly result_info?: Record<string, number>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  readonly text: string;
  readonly json: Envelope;
}

export interface CallOptions {
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends one request to the API, `path` without `/client/v4`, and reads the whole answer. */
export function call(
  simulator: Pick<Simulator, 'fetch'>,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Answer> {
  return send(
    simulator,
    method,
    `/client/v4${path}`,
    {
      authorization: `Bearer ${options.token ?? SIMULATOR_TOKEN}`,
      ...options.headers,
    },
    options.body,
  );
}

/** Sends one request without credentials to any path. */
export async function send(
  simulator: Pick<Simulator, 'fetch'>,
  method: string,
  url: string,
  headers: Readonly<Record<string, string>> = {},
  body?: unknown,
): Promise<Answer> {
  const request: SimulatedRequest = {
    method,
    url,
    headers,
    ...(body === undefined ? {} : { body: bytesOf(body) }),
  };
  const response = await simulator.fetch(request);
  const bytes = await collect(response.body);
  const text = bytes.toString();
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    text,
    get json() {
      return parseEnvelope(text);
    },
  };
}

export async function collect(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What the tests look at in zones, accounts and records. */
export interface Item {
  readonly id: string;
  readonly name: string;
  readonly plan: { readonly legacy_id: string };
}

/** The objects of a list. */
export function itemsOf({ json }: Answer): readonly Item[] {
  const items: unknown = json.result;
  if (!Array.isArray(items)) throw new TypeError('The result is no list');
  return items;
}

export function codesOf(answer: Answer): readonly number[] {
  return answer.json.errors.map(({ code }) => code);
}

/** Runs a server on a free port for as long as `use` takes. */
export async function served(
  simulator: Simulator,
  use: (server: RunningServer) => Promise<void>,
): Promise<void> {
  const server = await serve(simulator, { port: 0 });
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

function parseEnvelope(text: string): Envelope {
  const envelope: Envelope = JSON.parse(text);
  return envelope;
}

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
