import { PolicyError } from '../errors/policy-error.ts';
import { UnauthenticatedError } from '../errors/unauthenticated-error.ts';
import { ApiPath } from './path.ts';
import { query } from './query.ts';
import type { HttpMethod, WireRequest } from './transport.ts';
import type { ClientOptions, HttpRequest } from './types.ts';

/** A request that passed all checks, without the credential. */
export interface Outgoing {
  readonly method: HttpMethod;
  readonly path: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  readonly accept: 'json' | 'text';
  /** Doing it twice is the same as doing it once. */
  readonly repeatable: boolean;
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * @throws {PolicyError} a write on a read-only client.
 * @throws {InputError} a query value that cannot be sent.
 * @throws {TypeError} contradictory arguments, which are a defect of the caller.
 */
export function prepare(request: HttpRequest, options: ClientOptions): Outgoing {
  const { method } = request;
  const repeatable = method === 'GET' || (method === 'POST' && request.safe === true);
  if (options.readOnly === true && !repeatable) {
    throw new PolicyError('This server was started read-only, so nothing can be changed.', {
      nextStep: 'Ask the person who started it to do so without the read-only option.',
    });
  }
  const path = ApiPath.textOf(request.path);
  const payload = payloadOf(request);
  const accept = request.accept ?? 'json';
  return {
    method,
    path,
    target: `${options.basePath}${path}${query(request.query ?? {})}`,
    headers: {
      accept: accept === 'text' ? 'text/plain, */*;q=0.1' : (options.jsonMediaType ?? 'application/json'),
      'accept-encoding': 'gzip, deflate, br',
      'user-agent': options.userAgent,
      ...payload?.headers,
    },
    body: payload?.bytes,
    accept,
    repeatable,
    maxBytes: request.maxBytes ?? Number.POSITIVE_INFINITY,
    signal: request.signal,
  };
}

interface Payload {
  readonly bytes: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

function payloadOf({ method, json, body }: HttpRequest): Payload | undefined {
  if (json === undefined && body === undefined) return undefined;
  if (method === 'GET') throw new TypeError('A GET has no body.');
  if (json !== undefined && body !== undefined) throw new TypeError('A request has one body, not two.');
  const bytes = body?.bytes ?? Buffer.from(JSON.stringify(json));
  const contentType = body?.contentType ?? 'application/json';
  return { bytes, headers: { 'content-type': contentType, 'content-length': String(bytes.byteLength) } };
}

/**
 * Adds the credential. The result goes to the transport and nowhere else.
 *
 * @throws {UnauthenticatedError} when the credential cannot stand in a header; it is not quoted.
 */
export function withCredential(outgoing: Outgoing, authorization: (() => string) | undefined): WireRequest {
  const { method, target, headers, body } = outgoing;
  if (authorization === undefined) return { method, path: target, headers, body };
  const value = authorization();
  // Visible ASCII and single spaces: a line break here would let the rest become headers of its own.
  if (!/^[!-~]+(?: [!-~]+)*$/.test(value)) {
    throw new UnauthenticatedError('The credential has characters that cannot be sent. Nothing was sent.', {
      nextStep: 'Set the credential again, without spaces or line breaks.',
    });
  }
  return { method, path: target, headers: { ...headers, authorization: value }, body };
}
