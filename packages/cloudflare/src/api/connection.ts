import {
  type ApiPath,
  type HttpClient,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  MalformedResponseError,
  NotFoundError,
  OutcomeUnknownError,
  PermissionError,
  path,
  type QueryParameters,
  RateLimitedError,
  RejectedError,
  SafeError,
  type SafeErrorOptions,
  UpstreamError,
} from '@crunchtools/mcp-core';
import { inDashboard } from '../schema.ts';
import { type Envelope, envelopeOf } from './envelope.ts';
import { optionalText } from './fields.ts';
import { ZoneWrites, zoneOfPath } from './writes.ts';

/** One entry of `errors`. The text is Cloudflare's, and repeats parts of the query. */
interface GraphqlError {
  readonly message: string;
  readonly code: string | undefined;
}

/**
 * The data of a GraphQL answer. Errors come under HTTP 200, beside `data: null`
 * (developers.cloudflare.com/analytics/graphql-api/errors); a part of the data beside them counts for nothing.
 * @throws {SafeError} for every answer with an error.
 */
function dataOf(body: JsonValue | undefined, permission: string): JsonObject {
  const answer = isJsonObject(body) ? body : {};
  const errors = errorsOf(answer['errors']);
  if (errors.length > 0) throw refusalOf(errors, permission);
  const { data } = answer;
  if (isJsonObject(data)) return data;
  throw new MalformedResponseError('The answer is JSON, but not in the form of a GraphQL answer.', {
    nextStep: 'Try again; cloudflarestatus.com tells about incidents.',
  });
}

function errorsOf(errors: JsonValue | undefined): readonly GraphqlError[] {
  if (!Array.isArray(errors)) return [];
  return errors.map((error: JsonValue) => {
    const known = isJsonObject(error) ? error : {};
    const extensions = known['extensions'];
    return {
      message: optionalText(known, 'message') ?? 'no message',
      code: isJsonObject(extensions) ? optionalText(extensions, 'code') : undefined,
    };
  });
}

type Kind = readonly [
  matches: (error: GraphqlError) => boolean,
  make: new (message: string, options: SafeErrorOptions) => SafeError,
  nextStep: (permission: string) => string,
];

/** The first that matches. Codes are those that users quote; Cloudflare documents the texts. */
const kinds: readonly Kind[] = [
  [
    ({ message }) => /does not have access to the (?:path|field)/iu.test(message),
    RejectedError,
    () => 'The plan of the zone does not have this. Ask for another report.',
  ],
  [
    ({ code, message }) => code === 'authz' || /not authorized|does not have permission/iu.test(message),
    PermissionError,
    (permission) =>
      `In the Cloudflare dashboard, under My Profile > API Tokens, give the token "${inDashboard(permission)}" for this zone.`,
  ],
  [
    ({ code, message }) => code === 'budget' || /rate limiter|excessive resources/iu.test(message),
    RateLimitedError,
    () => 'Wait five minutes: Cloudflare allows about 300 such queries in that time.',
  ],
  [
    ({ message }) => /try again later|internal server error/iu.test(message),
    UpstreamError,
    () => 'Try again in a minute; cloudflarestatus.com tells about incidents.',
  ],
  [() => true, RejectedError, () => 'Ask for a shorter or a later period, or for another report.'],
];

function refusalOf(errors: readonly GraphqlError[], permission: string): SafeError {
  const said = errors.map(({ message }) => message.replace(/\.$/u, '')).join('; ');
  const [, Refusal, nextStep] = kinds.find(([matches]) => errors.some(matches)) ?? [];
  const options = {
    quotes: true,
    nextStep: nextStep?.(permission) ?? '',
    details: {
      errors: errors.map(({ message, code }) => ({ message, ...(code === undefined ? {} : { code }) })),
      ...(Refusal === PermissionError ? { permission } : {}),
    },
  };
  return new (Refusal ?? RejectedError)(`Cloudflare says: ${said}.`, options);
}

/** What a request is about, so that a refusal can be told in the caller's words. */
export interface Subject {
  /** As in "There is no <what>". */
  readonly what: string;
  /** The permission the token needs, as the dashboard calls it. */
  readonly permission: string | undefined;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: ApiPath;
  readonly query?: QueryParameters;
  /** Whether it only reads, although it is sent by POST. */
  readonly safe?: true;
  /** Whether it is not sent again where Cloudflare turned it away: its body would be stale by then. */
  readonly once?: true;
  readonly json?: JsonValue;
  readonly subject: Subject;
}

/** What the audit line says of requests. */
interface Tally {
  requests: number;
  readonly requestIds: string[];
}

/** The HTTP client as one tool call uses it: cancelled with the call, and counted for its audit line. */
export class Connection {
  readonly #client: HttpClient;
  readonly #signal: AbortSignal;
  readonly #writes: ZoneWrites;
  readonly #tally: Tally;

  /** @param writes hears of every write. */
  constructor(
    client: HttpClient,
    signal: AbortSignal,
    writes: ZoneWrites = new ZoneWrites(),
    tally: Tally = { requests: 0, requestIds: [] },
  ) {
    this.#client = client;
    this.#signal = signal;
    this.#writes = writes;
    this.#tally = tally;
  }

  account(): { readonly requests: number; readonly requestIds: readonly string[] } {
    return this.#tally;
  }

  /** The same, counted for the same call, and cancelled by another signal. */
  until(signal: AbortSignal): Connection {
    return new Connection(this.#client, signal, this.#writes, this.#tally);
  }

  /**
   * For the few answers that are plain text and have no envelope.
   * @throws {SafeError} for everything that is not a successful answer.
   */
  async text(request: ApiRequest): Promise<string> {
    const { subject, ...rest } = request;
    this.#tally.requests += 1;
    try {
      const response = await this.#client.request({ ...rest, accept: 'text', signal: this.#signal });
      this.#remember(response.headers['cf-ray']);
      return response.text ?? '';
    } catch (error) {
      throw error instanceof SafeError ? this.#inWords(error, subject) : error;
    }
  }

  /** @throws {SafeError} for everything that is not an answer with `success: true`. */
  async send(request: ApiRequest): Promise<Envelope> {
    if (request.method === 'GET' || request.safe === true) return this.#send(request);
    const end = this.#writes.begin(zoneOfPath(String(request.path)));
    try {
      const envelope = await this.#send(request);
      end('known');
      return envelope;
    } catch (error) {
      end(error instanceof OutcomeUnknownError ? 'unknown' : 'known');
      throw error;
    }
  }

  async #send(request: ApiRequest): Promise<Envelope> {
    const { subject, ...rest } = request;
    this.#tally.requests += 1;
    try {
      const response = await this.#client.request({ ...rest, signal: this.#signal });
      this.#remember(response.headers['cf-ray']);
      const envelope = envelopeOf(response.json);
      if (envelope !== undefined) return envelope;
      throw new MalformedResponseError('The answer is not in the form of Cloudflare API v4.', {
        nextStep: 'Try again; cloudflarestatus.com tells about incidents.',
      });
    } catch (error) {
      throw error instanceof SafeError ? this.#inWords(error, subject) : error;
    }
  }

  /**
   * For requests that write. Only an answer that holds what was written says that it was: a 204, an empty result or
   * another object prove nothing, and the state has to be read.
   * @param read makes the object out of the result. @throws {MalformedResponseError} when it cannot.
   * @throws {OutcomeUnknownError} for a success that says nothing, and as the client does.
   * @throws {SafeError} for everything that is not an answer with `success: true`.
   */
  async write<Result>(request: ApiRequest, read: (result: JsonValue | undefined) => Result): Promise<Result> {
    try {
      return read((await this.send(request)).result);
    } catch (error) {
      throw error instanceof MalformedResponseError ? saysNothing(error) : error;
    }
  }

  /**
   * For queries of the analytics, which read although they are sent by POST.
   * @throws {SafeError} for everything that is not an answer without errors.
   */
  async graphql({
    path: endpoint,
    json,
    subject,
  }: Pick<ApiRequest, 'path' | 'json' | 'subject'>): Promise<JsonObject> {
    this.#tally.requests += 1;
    try {
      const request = { method: 'POST', path: endpoint, json, safe: true, signal: this.#signal } as const;
      const response = await this.#client.request(request);
      this.#remember(response.headers['cf-ray']);
      return dataOf(response.json, subject.permission ?? '');
    } catch (error) {
      throw error instanceof SafeError ? this.#inWords(error, subject) : error;
    }
  }

  #inWords(error: SafeError, { what, permission }: Subject): SafeError {
    const ray = error.details?.['request_id'];
    if (typeof ray === 'string') this.#remember(ray);
    const options = { details: error.details ?? {}, quotes: error.quotes, cause: error };
    if (error instanceof NotFoundError) {
      return new NotFoundError(`There is no such ${what}, or the token may not see it. ${error.message}`, {
        ...options,
        nextStep: error.nextStep ?? 'Check the name or id by listing.',
      });
    }
    if (error instanceof PermissionError && permission !== undefined) {
      return new PermissionError(`The token lacks a permission. ${error.message}`, {
        ...options,
        nextStep: `In the Cloudflare dashboard, under My Profile > API Tokens, give the token "${inDashboard(permission)}" for this ${permission.startsWith('Account ') ? 'account' : 'zone'}.`,
        details: { ...error.details, permission },
      });
    }
    return error;
  }

  #remember(ray: string | undefined): void {
    if (ray !== undefined) this.#tally.requestIds.push(ray);
  }
}

function saysNothing(cause: MalformedResponseError): OutcomeUnknownError {
  return new OutcomeUnknownError(
    `It is not known whether the change was made: Cloudflare reported success, but not of what. ${cause.message}`,
    {
      nextStep: 'Read the present state before you try again.',
      details: { ...cause.details, cause: cause.code },
      cause,
    },
  );
}

/** Answers as Cloudflare gives them, to hold them against what this server believes. It only reads. */
export class RawApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @throws {SafeError} for everything that is not an answer with `success: true`. */
  read(place: ApiPath, query: QueryParameters = {}): Promise<Envelope> {
    const subject = { what: 'object', permission: undefined };
    return this.#connection.send({ method: 'GET', path: place, query, subject });
  }

  /** A zone as a zone file. */
  export(zoneId: string): Promise<string> {
    const subject = { what: 'zone', permission: 'DNS Read' };
    return this.#connection.text({ method: 'GET', path: path`/zones/${zoneId}/dns_records/export`, subject });
  }
}

/**
 * Does the same work for many items, at most so many at once, and gives the results in the order of the items. After
 * the first failure no further item is begun, and it is thrown.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>();
  const queue = items.entries();
  let failed = false;
  async function worker(): Promise<void> {
    for (const [index, item] of queue) {
      if (failed) return;
      try {
        results.set(index, await work(item));
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return [...results.entries()].sort(([one], [other]) => one - other).map(([, result]) => result);
}
