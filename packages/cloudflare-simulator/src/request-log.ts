import type { SimulatedRequest } from './contract.ts';
import { decode } from './envelope.ts';
import { fingerprint } from './fingerprint.ts';

/** Bytes of a request body that are kept. */
const KEPT_BODY = 64 * 1024;

/** Requests that are kept; older ones are dropped. */
const KEPT_REQUESTS = 10_000;

const SECRET_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'x-auth-key',
  'x-auth-user-service-key',
]);

export interface LoggedRequest {
  /** 1 for the first request since the start or the last reset. */
  readonly sequence: number;
  /** RFC 3339, on the simulator's clock. */
  readonly time: string;
  readonly method: string;
  readonly url: string;
  /** Credentials are replaced by a fingerprint: the scheme and the start of a SHA-256. */
  readonly headers: Readonly<Record<string, string>>;
  /** As text, its first 64 KiB. */
  readonly body: string;
  /** Null while no answer was given, and when the connection was cut before one. */
  readonly status: number | null;
  /** The kind of fault that was injected, if one was. */
  readonly fault: string | null;
}

export interface RequestLog {
  /** @returns how to note the outcome. */
  open(request: SimulatedRequest, time: number): (outcome: Outcome) => void;
  /** Those with a higher sequence number. */
  since(sequence: number): readonly LoggedRequest[];
  reset(): void;
}

interface Outcome {
  readonly status: number | null;
  readonly fault: string | null;
}

export function createRequestLog(): RequestLog {
  let entries = new Map<number, LoggedRequest>();
  let last = 0;
  // What was shown of an entry stays as it was: tests ask again and again for all that there is.
  const shown = new WeakMap<LoggedRequest, LoggedRequest>();
  // Here and not before: most logs are never read, and digests take a module of Node.
  const show = (entry: LoggedRequest): LoggedRequest => {
    const before = shown.get(entry);
    if (before !== undefined) return before;
    const redacted = { ...entry, headers: redact(entry.headers) };
    shown.set(entry, redacted);
    return redacted;
  };
  return {
    open(request, time) {
      last += 1;
      const entry = describe(request, last, time);
      // A reset while the request is under way starts a new list: the outcome then goes to the old one.
      const list = entries;
      list.set(entry.sequence, entry);
      list.delete(last - KEPT_REQUESTS);
      return (outcome) => {
        if (list.has(entry.sequence)) list.set(entry.sequence, { ...entry, ...outcome });
      };
    },
    since(sequence) {
      const first = Math.max(sequence, last - KEPT_REQUESTS, 0) + 1;
      const numbers = Array.from({ length: Math.max(0, last + 1 - first) }, (_, index) => first + index);
      return numbers.flatMap((number) => {
        const entry = entries.get(number);
        return entry === undefined ? [] : [show(entry)];
      });
    },
    reset() {
      entries = new Map();
      last = 0;
    },
  };
}

function describe(
  { method, url, headers, body }: SimulatedRequest,
  sequence: number,
  time: number,
): LoggedRequest {
  return {
    sequence,
    time: new Date(time).toISOString(),
    method,
    url,
    headers,
    body: body === undefined ? '' : decode(body.subarray(0, KEPT_BODY)),
    status: null,
    fault: null,
  };
}

function redact(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(
      ([name, value]) => [name, SECRET_HEADERS.has(name) ? fingerprint(value) : value] as const,
    ),
  );
}
