import {
  type ApiPath,
  type HttpClient,
  type JsonObject,
  type JsonValue,
  MalformedResponseError,
  NotFoundError,
  OutcomeUnknownError,
  PermissionError,
  type QueryParameters,
  SafeError,
} from '@crunchtools/mcp-core';
import { inDashboard } from '../schema/permission.ts';
import { type Envelope, envelopeOf } from './envelope.ts';
import { dataOf } from './graphql.ts';

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
  readonly json?: JsonObject;
  readonly subject: Subject;
}

/** The HTTP client as one tool call uses it: cancelled with the call, and counted for its audit line. */
export class Connection {
  readonly #client: HttpClient;
  readonly #signal: AbortSignal;
  readonly #requestIds: string[] = [];
  #requests = 0;

  constructor(client: HttpClient, signal: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
  }

  account(): { readonly requests: number; readonly requestIds: readonly string[] } {
    return { requests: this.#requests, requestIds: this.#requestIds };
  }

  /**
   * For the few answers that are plain text and have no envelope.
   * @throws {SafeError} for everything that is not a successful answer.
   */
  async text(request: ApiRequest): Promise<string> {
    const { subject, ...rest } = request;
    this.#requests += 1;
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
    const { subject, ...rest } = request;
    this.#requests += 1;
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
  async graphql({ path, json, subject }: Pick<ApiRequest, 'path' | 'json' | 'subject'>): Promise<JsonObject> {
    this.#requests += 1;
    try {
      const request = { method: 'POST', path, json, safe: true, signal: this.#signal } as const;
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
        nextStep: `In the Cloudflare dashboard, under My Profile > API Tokens, give the token "${inDashboard(permission)}" for this zone.`,
        details: { ...error.details, permission },
      });
    }
    return error;
  }

  #remember(ray: string | undefined): void {
    if (ray !== undefined) this.#requestIds.push(ray);
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
