import type { Buffer } from 'node:buffer';

/** The answer that a line of a client is owed by JSON-RPC 2.0 and MCP's stdio transport. */
export type Owed =
  | { readonly kind: 'nothing' }
  /** One with this id; `null` where the id of the request cannot be told. */
  | { readonly kind: 'answer'; readonly id: string | number | null; readonly isCall: boolean }
  /** Nothing, and the request with this id need not be answered any more. */
  | { readonly kind: 'cancel'; readonly id: string | number };

const nothing: Owed = { kind: 'nothing' };

export function owedTo(line: Buffer): Owed {
  const text = line.toString('utf8');
  if (text.trim() === '') return nothing;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return answer(null);
  }
  if (!isRecord(value)) return answer(null);
  const message = value;
  if (typeof message['method'] !== 'string') {
    // A response is never answered.
    const isResponse = Object.hasOwn(message, 'result') || Object.hasOwn(message, 'error');
    return isResponse ? nothing : answer(message['id']);
  }
  if (Object.hasOwn(message, 'id')) return answer(message['id'], message['method'] === 'tools/call');
  const { params } = message;
  const requestId = isRecord(params) ? params['requestId'] : undefined;
  const cancels = message['method'] === 'notifications/cancelled' && isId(requestId);
  return cancels ? { kind: 'cancel', id: requestId } : nothing;
}

function answer(id: unknown, isCall = false): Owed {
  // Through JSON and back, as the client will read it.
  return { kind: 'answer', id: isId(id) ? JSON.parse(JSON.stringify(id)) : null, isCall };
}

function isId(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

/** Why a line of stdout is no message of JSON-RPC 2.0, or `undefined`. */
export function protocolProblem(line: string): string | undefined {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return 'not JSON';
  }
  if (!isRecord(message)) return 'no object';
  const { jsonrpc, id, method, result, error, ...more } = message;
  if (jsonrpc !== '2.0') return 'no jsonrpc';
  if (typeof method === 'string') {
    const { params: _, ...others } = more;
    return Object.keys(others).length > 0 || result !== undefined || error !== undefined
      ? 'members that no request has'
      : undefined;
  }
  if (id === undefined || (id !== null && !isId(id))) return 'no id';
  if ((result === undefined) === (error === undefined)) return 'not one of result and error';
  return Object.keys(more).length > 0 ? 'members that no answer has' : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
