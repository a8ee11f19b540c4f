import type { ErrorCode, SafeError } from '../errors/errors.ts';
import type { JsonValue } from '../json.ts';
import type { Content } from './body.ts';
import type { CookieJar } from './cookies.ts';
import type { ApiPath, QueryParameters } from './path.ts';
import type { RetryLimits, Sleep } from './retry.ts';
import type { HttpMethod, Transport } from './transport.ts';

/** What a client allows one attempt, and all of them together. Durations in milliseconds. */
export interface ClientLimits {
  /** Bytes of a body as received. */
  readonly wireBytes: number;
  /** Bytes of a body after undoing its content coding. */
  readonly decodedBytes: number;
  /** Requests under way at once; the others wait in order. */
  readonly maxConcurrent: number;
  /** From handing a request to the transport until the head of the answer, connecting included. */
  readonly headersMs: number;
  /** From the head of the answer to its end. */
  readonly bodyMs: number;
  /** One attempt in all. */
  readonly attemptMs: number;
}

export const DEFAULT_CLIENT_LIMITS: ClientLimits = {
  wireBytes: 10 * 1024 * 1024,
  decodedBytes: 10 * 1024 * 1024,
  maxConcurrent: 8,
  headersMs: 30_000,
  bodyMs: 60_000,
  attemptMs: 75_000,
};

export interface HttpRequest {
  readonly method: HttpMethod;
  /** Below the client's base path. */
  readonly path: ApiPath;
  readonly query?: QueryParameters | undefined;
  /** Sent as `application/json`. Not together with `body`, and neither with GET. */
  readonly json?: JsonValue | undefined;
  /** Sent as it is: multipart forms and the like. */
  readonly body?: { readonly bytes: Uint8Array; readonly contentType: string } | undefined;
  /** Conditions and the name of what is sent. No other header can be set. */
  readonly headers?: RequestHeaders | undefined;
  /** What the answer must be, `json` unless told otherwise. */
  readonly accept?: 'json' | 'text' | undefined;
  /** A POST that only reads, such as a GraphQL query: repeated like a GET, and allowed when read-only. */
  readonly safe?: boolean | undefined;
  /** Sent once, whatever is answered: a write made from what was read a moment ago, which is stale after a wait. */
  readonly once?: boolean | undefined;
  /** Sent without the credential: to see who answers before it leaves. */
  readonly anonymous?: boolean | undefined;
  /** Those of the session that it belongs to, which also takes in what the answer sets. */
  readonly cookies?: CookieJar | undefined;
  readonly signal?: AbortSignal | undefined;
  /** A lower limit for this answer, in bytes. It cannot raise that of the client. */
  readonly maxBytes?: number | undefined;
}

/** Values are words of visible ASCII with single blanks between, 1,000 characters at most. */
export interface RequestHeaders {
  /** Writes only if the object still has this version: 412 otherwise (RFC 9110 section 13.1.1). */
  readonly 'if-match'?: string | undefined;
  readonly 'if-none-match'?: string | undefined;
  /** The name of a file that is the body (RFC 6266). */
  readonly 'content-disposition'?: string | undefined;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names; only those that are known to be of use, or that the client was told of. */
  readonly headers: Readonly<Record<string, string>>;
  /** `undefined` when text was asked for, and for 204 and 205, which have no body. */
  readonly json: JsonValue | undefined;
  /** `undefined` unless text was asked for. */
  readonly text: string | undefined;
}

/** A complete answer, given to the server package for its judgement. */
export interface ResponseToInterpret extends Content {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the header that `requestIdHeader` names, if its value has the form of an identifier. */
  readonly requestId: string | undefined;
  /** Seconds that the service asks to wait. */
  readonly retryAfterSeconds: number | undefined;
}

/** What a failure means for a write, where its status does not tell. */
export interface Judgement {
  readonly error: SafeError;
  /** `none`: nothing was changed, so it may be repeated. `unknown`: it may have been. */
  readonly effect: 'none' | 'unknown';
  /** Another attempt may succeed after so many seconds; only where the effect is none. */
  readonly againAfterSeconds?: number | undefined;
}

/**
 * Says whether an answer is a failure, also under HTTP 200. An error that it returns is thrown as it is, so it
 * should carry `status` and `request_id` in its details. `undefined` leaves the judgement to the status. A bare error
 * means by its status: after 2xx and 4xx nothing was changed, after anything else it is not known.
 */
export type Interpret = (
  answer: ResponseToInterpret,
  request: { readonly method: HttpMethod; readonly path: string },
) => SafeError | Judgement | undefined;

/** One attempt, for the audit line. Holds no path, no header and no text. */
export interface RequestReport {
  readonly method: HttpMethod;
  /** 1 for the first. */
  readonly attempt: number;
  readonly status: number | undefined;
  /** Of the body, as received. */
  readonly bytes: number;
  readonly durationMs: number;
  /** Why no complete answer came. An error status is not a problem in this sense. */
  readonly problem: ErrorCode | undefined;
}

export interface ClientOptions {
  readonly transport: Transport;
  /** The service's name in messages: `Cloudflare`. */
  readonly service: string;
  /** What stands before every path: `/client/v4`, or nothing. */
  readonly basePath: string;
  readonly userAgent: string;
  /**
   * Gives the value of the `authorization` header. Called for every attempt, at the moment of sending, and the
   * value is kept nowhere. Without it no credential is sent.
   */
  readonly authorization?: () => string;
  readonly interpret?: Interpret;
  /** The secrets that an answer holds, such as tokens of a session: looked for before anything else of it is. */
  readonly secretsIn?: (answer: ResponseToInterpret) => readonly string[];
  /** Told of each of them. */
  readonly keepSecret?: (value: string) => void;
  /** Header whose value identifies a request at the service: `cf-ray`. */
  readonly requestIdHeader?: string;
  /** What JSON answers are asked for as, `application/json` unless told otherwise. */
  readonly jsonMediaType?: string;
  /** Lower-case names of headers that answers keep besides the usual ones, as `x-wp-total`. */
  readonly responseHeaders?: readonly string[];
  /** Refuses everything but GET and safe POST before it leaves. */
  readonly readOnly?: boolean;
  readonly limits?: Partial<ClientLimits>;
  readonly retry?: Partial<RetryLimits>;
  /** Called after every attempt. Must not throw. */
  readonly onRequest?: (report: RequestReport) => void;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly sleep?: Sleep;
  /** From 0 up to, not including, 1. */
  readonly random?: () => number;
}

export interface HttpClient {
  /**
   * Sends a request, again where that is harmless, and returns the answer.
   *
   * @throws {PolicyError} a write on a read-only client; nothing was sent.
   * @throws {InputError} a query value that cannot be sent; nothing was sent.
   * @throws {OutcomeUnknownError} a write was sent and may or may not have been applied.
   * @throws {CancelledError} the signal aborted, and no write can have been applied.
   * @throws {SafeError} every other failure, by its class: see `errors/`.
   */
  request(request: HttpRequest): Promise<HttpResponse>;
  /** Closes all connections. */
  close(): void;
}
