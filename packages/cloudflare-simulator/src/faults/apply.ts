import { setTimeout as wait } from 'node:timers/promises';
import type { SimulatedResponse } from '../contract.ts';
import type { RenderedResponse } from '../envelope.ts';
import { announced, encode, renderErrors, renderJson, sound } from '../envelope.ts';
import { echoedToken } from './echo.ts';
import type { CutMoment, Fault } from './fault.ts';
import { bombOf, cutAfter, halfOf, hugeBody, slowly } from './streams.ts';

/** The connection ended before the answer did. Over HTTP the socket is destroyed instead. */
export class ConnectionCut extends Error {
  override readonly name = 'ConnectionCut';

  constructor() {
    super('The simulator cut the connection');
  }
}

/** What a fault needs to know about the request that it spoils. */
export interface FaultTarget {
  /** The bearer token as sent; empty when there is none. */
  readonly token: string;
  /** Lets the request take effect and gives the answer it would have got, not compressed. */
  readonly proceed: () => RenderedResponse;
  /** Compresses an answer if the client wants that. */
  readonly compress: (response: RenderedResponse) => RenderedResponse;
  /** Ends waits early. */
  readonly signal: AbortSignal | undefined;
}

/** @throws {ConnectionCut} when the connection is cut before an answer. */
export async function spoil(fault: Fault, target: FaultTarget): Promise<SimulatedResponse> {
  const { token, proceed, compress, signal } = target;
  switch (fault.kind) {
    case 'status':
      if (fault.commits === true) proceed();
      return sound(compress(statusAnswer(fault)));
    case 'delay':
      await wait(fault.ms, undefined, { signal });
      return sound(compress(proceed()));
    case 'hold':
      await released(fault.until, signal);
      return sound(compress(proceed()));
    case 'cut':
      return cut(fault.when, target);
    case 'huge_body':
      return streamed({}, hugeBody(fault.bytes));
    case 'gzip_bomb':
      return streamed({ 'content-encoding': 'gzip' }, bombOf(fault.bytes));
    case 'malformed_json':
      return sound(jsonText('{"result":[}, "success": tru'));
    case 'truncated_json':
      return sound(compress(truncated(proceed())));
    case 'echo_token':
      return sound({ ...jsonText(echoedToken(token, fault.encoding ?? 'plain')), status: 400 });
    case 'redirect':
      return sound({ status: 307, headers: { location: fault.location }, body: encode('') });
    case 'slow_body':
      return slow(compress(proceed()), fault.ms_per_chunk, signal);
    case 'html':
      return sound(gatewayPage());
    default:
      return unreachable(fault);
  }
}

/** @throws the reason of the signal, when that comes first. */
async function released(until: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    const go = (): void => resolve();
    if (signal?.aborted === true) go();
    signal?.addEventListener('abort', go, { once: true });
    void until.then(go, go);
  });
  signal?.throwIfAborted();
}

/** The compiler proves that every kind is handled above; a linter that reads no types needs to see a return. */
function unreachable(fault: never): never {
  throw new TypeError(`There is no fault ${JSON.stringify(fault)}`);
}

function statusAnswer({ status, body, headers = {} }: Extract<Fault, { kind: 'status' }>): RenderedResponse {
  if (body === undefined) {
    return renderErrors(
      status,
      [{ code: status, message: `The simulator was told to answer ${status}` }],
      headers,
    );
  }
  const response = typeof body === 'string' ? jsonText(body) : renderJson(status, body);
  return { ...response, status, headers: { ...response.headers, ...headers } };
}

function cut(when: CutMoment, { proceed, compress }: FaultTarget): SimulatedResponse {
  if (when === 'before_commit') throw new ConnectionCut();
  const response = compress(proceed());
  if (when === 'after_commit') throw new ConnectionCut();
  return { ...announced(response), body: cutAfter(halfOf(response.body), new ConnectionCut()) };
}

/** A complete HTTP answer whose JSON stops in the middle: cut before compression, so that it still decodes. */
function truncated(response: RenderedResponse): RenderedResponse {
  return { ...response, body: halfOf(response.body) };
}

function slow(
  response: RenderedResponse,
  millisecondsPerChunk: number,
  signal: AbortSignal | undefined,
): SimulatedResponse {
  return { ...announced(response), body: slowly(response.body, millisecondsPerChunk, signal) };
}

/** What a gateway in front of the API answers when it has trouble: no envelope, no JSON. */
function gatewayPage(): RenderedResponse {
  const page =
    '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>Bad gateway</body></html>';
  return { status: 502, headers: { 'content-type': 'text/html; charset=UTF-8' }, body: encode(page) };
}

function jsonText(text: string): RenderedResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: encode(text) };
}

function streamed(
  headers: Readonly<Record<string, string>>,
  body: AsyncIterable<Uint8Array>,
): SimulatedResponse {
  return { status: 200, headers: { 'content-type': 'application/json', ...headers }, body };
}
