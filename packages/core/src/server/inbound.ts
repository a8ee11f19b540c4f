import { type JSONRPCMessage, parseJSONRPCMessage } from '@modelcontextprotocol/server';
import { inputLimits } from '../front/input-limits.ts';
import type { SkippedLine } from '../front/lines.ts';
import { excessOf, paramsProblem } from '../front/params.ts';
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
  /** A blank line, or a malformed message that is not to be answered. */
  | { readonly kind: 'dropped' };

const parseError = -32_700;
const invalidRequest = -32_600;
const invalidParams = -32_602;

export function refusal(code: number, message: string, id: Refusal['id'] = null): Inbound {
  return { kind: 'refused', refusal: { error: { code, message }, id } };
}

/** What a line is that was not read as a whole. */
export function skippedLine({ id, excess, ...line }: SkippedLine): Inbound {
  if (!line.awaitsAnswer) return { kind: 'dropped' };
  if (excess !== 'bytes') return refusal(invalidParams, excessOf[excess], id);
  const most = inputLimits.lineBytes / 1024 / 1024;
  return refusal(invalidRequest, `The message is longer than ${most} MiB and was skipped.`, id);
}

/** What one line of stdin is. Never throws: a line that is no message is refused or dropped. */
export function readLine(line: string): Inbound {
  if (line.trim() === '') return { kind: 'dropped' };
  return readValue(parseLine(line));
}

/** What the JSON of a line is; `undefined` stands for none. */
export function readValue(value: unknown): Inbound {
  if (value === undefined) return refusal(parseError, 'The line is not JSON.');
  if (!isJsonObject(value)) {
    return refusal(invalidRequest, 'One JSON-RPC message a line is expected; batches are not served.');
  }
  return readMessage(value);
}

/** What one JSON object is that came as a message. */
export function readMessage(value: JsonObject): Inbound {
  const unsupported = unsupportedRevision(value);
  if (unsupported !== undefined) {
    return { kind: 'refused', refusal: { error: unsupported, id: idOf(value) } };
  }
  const problem = paramsProblem(value);
  if (problem !== undefined) {
    return awaitsAnswer(value) ? refusal(invalidParams, problem, idOf(value)) : { kind: 'dropped' };
  }
  try {
    return { kind: 'message', message: parseJSONRPCMessage(value) };
  } catch {
    if (!awaitsAnswer(value)) return { kind: 'dropped' };
    return refusal(invalidRequest, 'The line is JSON, but not a JSON-RPC 2.0 message.', idOf(value));
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
export function parseLine(line: string): unknown {
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
