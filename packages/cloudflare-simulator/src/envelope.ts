import type { ApiErrorItem, ApiFailure, RouteAnswer, SimulatedResponse } from './contract.ts';

/** A whole answer, before it is compressed, damaged or sent. */
export interface RenderedResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Cloudflare's envelope, or the bare text of the few endpoints that answer without one. */
export function renderAnswer(answer: RouteAnswer): RenderedResponse {
  if ('text' in answer) {
    return { status: 200, headers: { 'content-type': answer.contentType }, body: encode(answer.text) };
  }
  if ('noContent' in answer) return { status: 204, headers: {}, body: encode('') };
  const { result, messages = [], resultInfo, layout } = answer;
  const info = resultInfo === undefined ? {} : { result_info: resultInfo };
  const state = { success: true, errors: [], messages };
  const body = layout === 'info_first' ? { result, ...info, ...state } : { result, ...state, ...info };
  return renderJson(200, body, layout === 'indented' ? 2 : 0);
}

export function renderFailure({ status, errors, headers, messages }: ApiFailure): RenderedResponse {
  return renderErrors(status, errors, headers, messages);
}

export function renderErrors(
  status: number,
  errors: readonly ApiErrorItem[],
  headers: Readonly<Record<string, string>> = {},
  messages: readonly ApiErrorItem[] = [],
): RenderedResponse {
  const rendered = renderJson(status, { result: null, success: false, errors, messages });
  return { ...rendered, headers: { ...rendered.headers, ...headers } };
}

/** @param indent spaces; 0 writes no white space at all. */
export function renderJson(status: number, value: unknown, indent = 0): RenderedResponse {
  const body = encode(JSON.stringify(value, null, indent));
  return { status, headers: { 'content-type': 'application/json' }, body };
}

export function withHeaders(
  response: RenderedResponse,
  headers: Readonly<Record<string, string>>,
): RenderedResponse {
  return { ...response, headers: { ...headers, ...response.headers } };
}

/** The answer of a request without faults. */
export function sound(response: RenderedResponse): SimulatedResponse {
  return { ...announced(response), body: once(response.body) };
}

/** With its `content-length`, as any whole body has. */
export function announced({ status, headers, body }: RenderedResponse): Omit<SimulatedResponse, 'body'> {
  // RFC 9110, 8.6: not with this status.
  if (status === 204) return { status, headers };
  return { status, headers: { ...headers, 'content-length': String(body.byteLength) } };
}

async function* once(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body;
}

export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
