import {
  type ClientOptions,
  createClient,
  type HttpClient,
  path,
  type SafeError,
  type Transport,
  UpstreamError,
} from '@crunchtools/mcp-core';
import { name, version } from '../../identity.ts';
import { compact } from '../../schema.ts';
import { type DnsAnswer, type DnsQuestion, readDnsAnswer } from './check/facts.ts';

/** Above the JSON form of any DNS message, which has at most 65,535 octets. */
const mostBytes = 512 * 1024;

/**
 * The way to Cloudflare's public resolver: reads only, and without a credential, so that the token cannot reach it
 * whatever is asked.
 */
export function createResolverClient(
  transport: Transport,
  clock: Pick<ClientOptions, 'now' | 'sleep'> = {},
): HttpClient {
  return createClient({
    transport,
    service: "Cloudflare's resolver",
    basePath: '',
    userAgent: `${name}/${version}`,
    jsonMediaType: 'application/dns-json',
    requestIdHeader: 'cf-ray',
    readOnly: true,
    interpret: ({ status }) => refusal(status),
    limits: {
      wireBytes: mostBytes,
      decodedBytes: mostBytes,
      headersMs: 10_000,
      bodyMs: 10_000,
      attemptMs: 15_000,
    },
    retry: { maxAttempts: 3 },
    ...clock,
  });
}

/** A question that the resolver turns down says nothing about credentials or objects, as it would at the API. */
function refusal(status: number): SafeError | undefined {
  if (status < 400 || status >= 500 || status === 429) return undefined;
  return new UpstreamError(`Cloudflare's resolver does not take the question (HTTP ${status}).`, {
    nextStep: 'Try again; check whether something between here and the resolver changes requests.',
    details: { status },
  });
}

/** Cloudflare's public resolver as one tool call asks it: cancelled with the call, and counted for its audit line. */
export class PublicResolver {
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

  /**
   * Asks for the records of a name
   * (developers.cloudflare.com/1.1.1.1/encryption/dns-over-https/make-api-requests/dns-json).
   * @param checkingDisabled answers also what fails validation.
   * @throws {SafeError} for everything that is not an answer to the question; a failure of the resolution is one.
   */
  async ask(question: DnsQuestion, checkingDisabled = false): Promise<DnsAnswer> {
    this.#requests += 1;
    const response = await this.#client.request({
      method: 'GET',
      path: path`/dns-query`,
      query: compact({ ...question, cd: checkingDisabled ? 1 : undefined }),
      signal: this.#signal,
    });
    return readDnsAnswer(response.json, question);
  }
}
