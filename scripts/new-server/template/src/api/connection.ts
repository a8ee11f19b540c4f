import type {
  ApiPath,
  HttpClient,
  HttpMethod,
  JsonObject,
  JsonValue,
  QueryParameters,
} from '@crunchtools/mcp-core';

export interface ApiRequest {
  readonly method: HttpMethod;
  readonly path: ApiPath;
  readonly query?: QueryParameters;
  readonly json?: JsonObject;
}

/** The HTTP client as one tool call uses it: cancelled with the call, and counted for its audit line. */
export class Connection {
  readonly #client: HttpClient;
  readonly #signal: AbortSignal;
  #requests = 0;

  constructor(client: HttpClient, signal: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
  }

  get requests(): number {
    return this.#requests;
  }

  /** @throws {SafeError} for everything that is not a successful answer. */
  async send(request: ApiRequest): Promise<JsonValue | undefined> {
    this.#requests += 1;
    return (await this.#client.request({ ...request, signal: this.#signal })).json;
  }
}
