import type { Arguments } from './caller.ts';
import { envelope, type RpcAnswer, type RpcClient } from './rpc.ts';

/** What came of a call. */
export type Outcome =
  /** Nobody was asked. */
  | { readonly kind: 'applied' }
  /** A question or a digest, with the reasons. */
  | { readonly kind: 'asked'; readonly text: string }
  /** Neither done nor asked. */
  | { readonly kind: 'refused'; readonly text: string };

/** A client that cannot ask a person, or one that can, before a server that accepts nothing else. */
export type Mode = 'digest' | 'strict';

export interface ToolCall {
  readonly tool: string;
  readonly args: Arguments;
}

/** The options of a server for a mode. */
export const modeArguments = (mode: Mode): readonly string[] =>
  mode === 'strict' ? ['--confirm', 'strict'] : [];

type Result = NonNullable<RpcAnswer['result']>;

/** Both clients speak 2026-07-28, where a question is the result of the call. */
async function request(
  client: RpcClient,
  { tool, args }: ToolCall,
  mode: Mode,
  also: Arguments = {},
): Promise<Result> {
  const capabilities = mode === 'strict' ? { elicitation: { form: {} } } : {};
  const { result, error } = await client.request('tools/call', {
    name: tool,
    arguments: args,
    ...also,
    _meta: { ...envelope(), 'io.modelcontextprotocol/clientCapabilities': capabilities },
  });
  if (result === undefined) throw new Error(`protocol error ${error?.code}: ${error?.message}`);
  return result;
}

/** Makes a call, and answers no question. */
export async function ask(client: RpcClient, call: ToolCall, mode: Mode): Promise<Outcome> {
  const result = await request(client, call, mode);
  if (result['resultType'] === 'input_required')
    return { kind: 'asked', text: JSON.stringify(result['inputRequests']) };
  const { status, reasons, error } = structured(result);
  if (status === 'applied') return { kind: 'applied' };
  if (status === 'needs_confirmation') return { kind: 'asked', text: JSON.stringify(reasons) };
  return { kind: 'refused', text: JSON.stringify(error ?? result) };
}

/** Makes a call and approves it. @returns its answer. @throws when it is not applied. */
export async function approve(client: RpcClient, call: ToolCall, mode: Mode): Promise<Arguments> {
  const first = await request(client, call, mode);
  const { confirm } = structured(first);
  let last = first;
  if (first['resultType'] === 'input_required')
    last = await request(client, call, mode, {
      requestState: first['requestState'],
      inputResponses: { approval: { action: 'accept', content: { approve: true } } },
    });
  else if (typeof confirm === 'string')
    last = await request(client, { ...call, args: { ...call.args, confirm } }, mode);
  const answer = structured(last);
  if (answer['status'] !== 'applied')
    throw new Error(`the earlier call was not applied: ${JSON.stringify(last)}`);
  return answer;
}

/** Makes a call that reads. */
export async function read(client: RpcClient, call: ToolCall): Promise<Arguments> {
  return structured(await request(client, call, 'digest'));
}

function structured({ structuredContent }: Result): Arguments {
  return typeof structuredContent === 'object' && structuredContent !== null ? { ...structuredContent } : {};
}
