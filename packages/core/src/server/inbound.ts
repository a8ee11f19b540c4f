import { type JSONRPCMessage, parseJSONRPCMessage } from '@modelcontextprotocol/server';
import { isJsonObject, type JsonObject } from '../json.ts';
import { unsupportedRevision } from './revision.ts';

/** A JSON-RPC error answer without its `jsonrpc` member. `id` is null when the request's cannot be told. */
export interface Refusal {
  readonly error: JsonObject & { readonly code: number };
  readonly id: string | number | null;
}

export type Inbound =
  | { readonly kind: 'message'; readonly message: JSONRPCMessage }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** A blank line, or a malformed notification, which JSON-RPC 2.0 section 4.1 forbids to answer. */
  | { readonly kind: 'dropped' };

const parseError = -32_700;
const invalidRequest = -32_600;

export function refusal(code: number, message: string, id: Refusal['id'] = null): Inbound {
  return { kind: 'refused', refusal: { error: { code, message }, id } };
}

export function tooLong(limit: number): Inbound {
  return refusal(invalidRequest, `The message is longer than ${limit / 1024 / 1024} MiB and was skipped.`);
}

/** What one line of stdin is. Never throws: a line that is no message is refused or dropped. */
export function readLine(line: string): Inbound {
  if (line.trim() === '') return { kind: 'dropped' };
  const value = parseLine(line);
  if (value === undefined) return refusal(parseError, 'The line is not JSON.');
  if (!isJsonObject(value)) {
    return refusal(invalidRequest, 'One JSON-RPC message a line is expected; batches are not served.');
  }
  const unsupported = unsupportedRevision(value);
  if (unsupported !== undefined) {
    return { kind: 'refused', refusal: { error: unsupported, id: idOf(value) } };
  }
  try {
    return { kind: 'message', message: parseJSONRPCMessage(value) };
  } catch {
    const notification = typeof value['method'] === 'string' && !Object.hasOwn(value, 'id');
    if (notification) return { kind: 'dropped' };
    return refusal(invalidRequest, 'The line is JSON, but not a JSON-RPC 2.0 message.', idOf(value));
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function idOf(message: JsonObject): Refusal['id'] {
  const id = message['id'];
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}
