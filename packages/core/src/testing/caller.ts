import { envelope, type RpcAnswer, type RpcClient } from './rpc.ts';

export type Arguments = Readonly<Record<string, unknown>>;

/** A connection of either era, through which tools are called alike. */
export class Caller {
  readonly client: RpcClient;
  readonly #modern: boolean;

  constructor(client: RpcClient, modern: boolean) {
    this.client = client;
    this.#modern = modern;
  }

  request(method: string, params: Arguments = {}): Promise<RpcAnswer> {
    return this.client.request(method, this.#modern ? { ...params, _meta: envelope() } : { ...params });
  }

  call(name: string, args: Arguments): Promise<RpcAnswer> {
    return this.request('tools/call', { name, arguments: args });
  }
}

/** What the server said in an answer, as data. */
export function dataOf({ result = {} }: RpcAnswer): Record<string, unknown> {
  const { structuredContent, content } = result;
  if (isRecord(structuredContent)) return structuredContent;
  const first: unknown = Array.isArray(content) ? content[0] : undefined;
  const text: unknown = isRecord(first) ? first['text'] : undefined;
  try {
    const data: unknown = JSON.parse(typeof text === 'string' ? text : '{}');
    return isRecord(data) ? data : {};
  } catch {
    return {};
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A call, or some, that can be made again and again: `round` is another number each time. */
export type Scenario = (caller: Caller, round: number) => Promise<void>;

/** A call whose plan is confirmed where that is asked for. */
export function confirming(name: string, args: (round: number) => Arguments): Scenario {
  return async (caller, round) => {
    const { confirm } = dataOf(await caller.call(name, args(round)));
    if (typeof confirm === 'string') await caller.call(name, { ...args(round), confirm });
  };
}

/** Calls that are the same in each round. */
export function reading(...calls: readonly (readonly [name: string, args: Arguments])[]): Scenario {
  return async (caller) => {
    for (const [name, args] of calls) await caller.call(name, args);
  };
}
