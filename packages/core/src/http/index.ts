export { createClient } from './client.ts';
export { createHttpsTransport, type HttpsTransportOptions, type Origin } from './https-transport.ts';
export type { ClientLimits } from './limits.ts';
export { ApiPath, path } from './path.ts';
export type { ForwardProxy } from './proxy.ts';
export { type QueryParameters, query } from './query.ts';
export type { RetryLimits } from './retry.ts';
export { sandboxTransport } from './sandbox-transport.ts';
export {
  type HttpMethod,
  type Transport,
  TransportFailure,
  type TransportFailureReason,
  type WireRequest,
  type WireResponse,
} from './transport.ts';
export type {
  AnswerToInterpret,
  ClientOptions,
  HttpClient,
  HttpRequest,
  HttpResponse,
  Interpret,
  RequestReport,
} from './types.ts';
export type { Sleep } from './wait.ts';
