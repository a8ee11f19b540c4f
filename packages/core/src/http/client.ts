import { InputError, PolicyError, SafeError, UnauthenticatedError } from '../errors/errors.ts';
import { type Attempt, type AttemptContext, attemptOnce } from './attempt.ts';
import { BodyFault, type Content, decodeContent, requireJson, requireText } from './body.ts';
import type { CookieJar } from './cookies.ts';
import { bodyError, outcomeUnknown, statusError } from './failures.ts';
import { ApiPath, query } from './path.ts';
import { Limiter, Pacer, retryAfterMs } from './rate-limit.ts';
import { redirectTarget } from './redirect.ts';
import { DEFAULT_RETRY_LIMITS, nextAttempt, type RetryLimits, sleep } from './retry.ts';
import {
  factsOf,
  type Head,
  type HttpMethod,
  isSuccess,
  type ResponseFacts,
  requestIdOf,
  type WireRequest,
} from './transport.ts';
import {
  type ClientOptions,
  DEFAULT_CLIENT_LIMITS,
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
  type Interpret,
  type Judgement,
  type RequestHeaders,
  type ResponseToInterpret,
} from './types.ts';

/** A request that passed all checks, without the credential. */
interface Outgoing {
  readonly method: HttpMethod;
  readonly path: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  readonly accept: 'json' | 'text';
  /** Doing it twice is the same as doing it once. */
  readonly repeatable: boolean;
  /** No second attempt, not even where the first did nothing. */
  readonly once: boolean;
  readonly maxBytes: number;
  readonly isAnonymous: boolean;
  readonly cookies: CookieJar | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * @throws {PolicyError} a write on a read-only client.
 * @throws {InputError} a query value that cannot be sent.
 * @throws {TypeError} contradictory arguments, which are a defect of the caller.
 */
function prepare(request: HttpRequest, options: ClientOptions): Outgoing {
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
      ...conditions(request.headers ?? {}),
      ...payload?.headers,
    },
    body: payload?.bytes,
    accept,
    repeatable,
    once: request.once === true,
    maxBytes: request.maxBytes ?? Number.POSITIVE_INFINITY,
    isAnonymous: request.anonymous === true,
    cookies: request.cookies,
    signal: request.signal,
  };
}

const settableHeaders: readonly (keyof RequestHeaders)[] = [
  'if-match',
  'if-none-match',
  'content-disposition',
];

/**
 * @throws {InputError} for a value that cannot stand in a header; it is not quoted.
 */
function conditions(headers: RequestHeaders): Record<string, string> {
  const checked: Record<string, string> = {};
  for (const name of settableHeaders) {
    const value = headers[name];
    if (value === undefined) continue;
    if (value.length > 1_000 || !headerValue.test(value))
      throw new InputError(`The value for the header "${name}" has characters that cannot be sent.`);
    checked[name] = value;
  }
  return checked;
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

/** Visible ASCII and single spaces: a line break here would let the rest become headers of its own. */
const headerValue = /^[!-~]+(?: [!-~]+)*$/;

/**
 * Adds credential and cookies. The result goes to the transport and nowhere else.
 *
 * @throws {UnauthenticatedError} when the credential cannot stand in a header; it is not quoted.
 */
function withCredential(outgoing: Outgoing, authorization: (() => string) | undefined): WireRequest {
  const { method, target, body } = outgoing;
  const cookie = outgoing.cookies?.header();
  const headers = cookie === undefined ? outgoing.headers : { ...outgoing.headers, cookie };
  if (authorization === undefined || outgoing.isAnonymous) return { method, path: target, headers, body };
  const value = authorization();
  if (!headerValue.test(value)) {
    throw new UnauthenticatedError('The credential has characters that cannot be sent. Nothing was sent.', {
      nextStep: 'Set the credential again, without spaces or line breaks.',
    });
  }
  return { method, path: target, headers: { ...headers, authorization: value }, body };
}

interface Judge {
  readonly service: string;
  readonly interpret: Interpret | undefined;
  /** Called with every complete answer, before anything else of it is looked at. */
  readonly learn: (answer: ResponseToInterpret) => void;
  readonly requestIdHeader: string | undefined;
  readonly responseHeaders: readonly string[];
  readonly now: () => number;
}

/** `settled` says that a write certainly had, or certainly did not have, its effect. */
export type ResponseVerdict =
  | { readonly response: HttpResponse }
  | {
      readonly response: undefined;
      readonly error: SafeError;
      readonly settled: boolean;
      /** The service says by its answer that it did nothing and when to ask again. */
      readonly againMs: number | undefined;
    };

/** What the last attempt of a request means for its caller. */
function judgeResponse(judge: Judge, outgoing: Outgoing, result: Attempt): ResponseVerdict {
  const { head } = result;
  if (head !== undefined && !isSuccess(head.status)) return refused(judge, outgoing, result, head);
  if (result.problem !== undefined) return failure(result.problem, !result.sent);
  const content = decodeContent(result.body, result.head.headers['content-type']);
  const judged = interpreted(judge, outgoing, result.head, content);
  return judged === undefined ? accepted(judge, outgoing, result.head, content) : failed(judged, true);
}

/** Only a 4xx proves that a write was turned away. After a redirect or a 5xx it may have been applied. */
function refused(judge: Judge, outgoing: Outgoing, result: Attempt, head: Head): ResponseVerdict {
  const settled = head.status >= 400 && head.status < 500;
  const content = result.body && decodeContent(result.body, head.headers['content-type']);
  const judged = content && interpreted(judge, outgoing, head, content);
  const wait = retryAfterMs(head.headers, judge.now());
  // Of use only where a person chose the address; elsewhere it is a stranger's word.
  const target =
    outgoing.isAnonymous && head.status < 400 ? redirectTarget(head.headers['location']) : undefined;
  return failed(judged ?? statusError(judge.service, head.status, facts(judge, head), wait, target), settled);
}

function interpreted(
  judge: Judge,
  outgoing: Outgoing,
  head: Head,
  content: Content,
): SafeError | Judgement | undefined {
  const wait = retryAfterMs(head.headers, judge.now());
  const answer = {
    ...content,
    status: head.status,
    headers: head.headers,
    requestId: requestIdOf(head, judge.requestIdHeader),
    retryAfterSeconds: wait === undefined ? undefined : Math.ceil(wait / 1000),
  };
  judge.learn(answer);
  return judge.interpret?.(answer, { method: outgoing.method, path: outgoing.path });
}

function accepted(judge: Judge, outgoing: Outgoing, head: Head, content: Content): ResponseVerdict {
  const { status } = head;
  const response = { status, headers: useful(head.headers, judge), json: undefined, text: undefined };
  try {
    if (outgoing.accept === 'text') return { response: { ...response, text: requireText(content) } };
    // RFC 9110 sections 15.3.5 and 15.3.6: these two have no content.
    if (status === 204 || status === 205) return { response };
    return { response: { ...response, json: requireJson(content) } };
  } catch (fault) {
    if (!(fault instanceof BodyFault)) throw fault;
    return failure(bodyError(judge.service, fault, facts(judge, head)), false);
  }
}

function failure(error: SafeError, settled: boolean): ResponseVerdict {
  return { response: undefined, error, settled, againMs: undefined };
}

/** @param byStatus whether the status says that nothing was changed. */
function failed(judged: SafeError | Judgement, byStatus: boolean): ResponseVerdict {
  if (judged instanceof SafeError) return failure(judged, byStatus);
  const { error, effect, againAfterSeconds } = judged;
  const settled = effect === 'none';
  const againMs = settled && againAfterSeconds !== undefined ? againAfterSeconds * 1_000 : undefined;
  return { response: undefined, error, settled, againMs };
}

function facts(judge: Judge, head: Head): ResponseFacts {
  return factsOf(head, judge.requestIdHeader);
}

const USEFUL_HEADERS: readonly string[] = [
  'content-type',
  'date',
  'etag',
  'last-modified',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
];

function useful(headers: Head['headers'], judge: Judge): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of [...USEFUL_HEADERS, ...judge.responseHeaders, judge.requestIdHeader ?? '']) {
    const value = headers[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

/**
 * The only way out to a service. It sends to the one origin of its transport, follows no redirect, limits what
 * it reads while reading, and repeats nothing that might take effect twice.
 *
 * Not covered: what the answer means beyond its status, which `interpret` says.
 */
export function createClient(options: ClientOptions): HttpClient {
  return new Client(options);
}

class Client implements HttpClient {
  readonly #options: ClientOptions;
  readonly #retry: RetryLimits;
  readonly #limiter: Limiter;
  readonly #pacer: Pacer;
  readonly #context: AttemptContext;
  readonly #judge: Judge;
  readonly #now: () => number;
  readonly #sleep: typeof sleep;
  readonly #random: () => number;

  constructor(options: ClientOptions) {
    const limits = { ...DEFAULT_CLIENT_LIMITS, ...options.limits };
    this.#options = options;
    this.#retry = { ...DEFAULT_RETRY_LIMITS, ...options.retry };
    this.#now = options.now ?? Date.now;
    this.#sleep = options.sleep ?? sleep;
    this.#random = options.random ?? Math.random;
    this.#limiter = new Limiter(limits.maxConcurrent);
    this.#pacer = new Pacer(options.service, this.#retry.maxWaitMs, this.#now, this.#sleep);
    const { service, transport, interpret, requestIdHeader, responseHeaders = [] } = options;
    if (responseHeaders.some((name) => name === 'set-cookie' || name !== name.toLowerCase()))
      throw new TypeError('Response headers are named in lower case, and cookies are no part of an answer.');
    this.#context = { service, transport, limits, requestIdHeader, now: this.#now };
    const { secretsIn = () => [], keepSecret = () => {} } = options;
    const learn: Judge['learn'] = (answer) => {
      for (const secret of secretsIn(answer)) keepSecret(secret);
    };
    this.#judge = { service, interpret, learn, requestIdHeader, responseHeaders, now: this.#now };
  }

  async request(request: HttpRequest): Promise<HttpResponse> {
    const outgoing = prepare(request, this.#options);
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.#attempt(outgoing, attempt);
      const verdict = judgeResponse(this.#judge, outgoing, result);
      const wait = this.#nextAttempt(outgoing, result, verdict, attempt);
      if (wait === undefined) return conclude(outgoing, verdict);
      await this.#sleep(wait, outgoing.signal);
    }
  }

  close(): void {
    this.#options.transport.close();
  }

  async #attempt(outgoing: Outgoing, attempt: number): Promise<Attempt> {
    await this.#limiter.acquire(outgoing.signal);
    try {
      // Within the place, so that whoever waits in the queue also waits for the budget.
      await this.#pacer.ready(outgoing.signal);
      const startedAt = this.#now();
      const wire = withCredential(outgoing, this.#options.authorization);
      const result = await attemptOnce(this.#context, wire, outgoing.maxBytes, outgoing.signal);
      if (result.head !== undefined) this.#pacer.observe(result.head.headers);
      outgoing.cookies?.take(result.head?.cookies ?? []);
      this.#report(outgoing, result, attempt, startedAt);
      return result;
    } finally {
      this.#limiter.release();
    }
  }

  #report(outgoing: Outgoing, result: Attempt, attempt: number, startedAt: number): void {
    this.#options.onRequest?.({
      method: outgoing.method,
      attempt,
      status: result.head?.status,
      bytes: result.bytes,
      durationMs: this.#now() - startedAt,
      problem: result.problem?.code,
    });
  }

  #nextAttempt(
    outgoing: Outgoing,
    result: Attempt,
    verdict: ResponseVerdict,
    attempt: number,
  ): number | undefined {
    const { head, sent } = result;
    const { repeatable, once } = outgoing;
    if (once) return undefined;
    // An error status counts even when the body that should explain it was lost.
    const lost = result.lost && (head === undefined || isSuccess(head.status));
    const byHeader = head === undefined ? undefined : retryAfterMs(head.headers, this.#now());
    const byAnswer = verdict.response === undefined ? verdict.againMs : undefined;
    return nextAttempt(
      {
        attempt,
        repeatable,
        sent,
        status: head?.status,
        lost,
        retryAfterMs: byAnswer ?? byHeader,
        undone: byAnswer !== undefined,
      },
      this.#retry,
      this.#random,
    );
  }
}

/** @throws {SafeError} unless the request succeeded. */
function conclude(outgoing: Outgoing, verdict: ResponseVerdict): HttpResponse {
  if (verdict.response !== undefined) return verdict.response;
  throw outgoing.repeatable || verdict.settled ? verdict.error : outcomeUnknown(verdict.error);
}
