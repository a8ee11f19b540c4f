import { CancelledError, type SafeError } from '../errors/errors.ts';
import { BodyFault, readBody } from './body.ts';
import { Deadline } from './deadline.ts';
import { bodyError, connectionError, timedOut, truncated } from './failures.ts';
import { factsOf, type Head, type Transport, TransportFailure, type WireRequest } from './transport.ts';
import type { ClientLimits } from './types.ts';

interface Sent {
  /** Whether any byte of the request may have reached the service. */
  readonly sent: boolean;
  /** Bytes of the body as received. */
  readonly bytes: number;
}

interface Complete extends Sent {
  readonly head: Head;
  /** The whole body, unpacked. */
  readonly body: Uint8Array;
  readonly problem: undefined;
  readonly lost: false;
}

interface Incomplete extends Sent {
  /** There when only the body is missing. */
  readonly head: Head | undefined;
  readonly body: undefined;
  readonly problem: SafeError;
  /** The problem lies with the connection or the time it took, so that another attempt may fare better. */
  readonly lost: boolean;
}

/** What came of sending a request once. */
export type Attempt = Complete | Incomplete;

export interface AttemptContext {
  readonly service: string;
  readonly transport: Transport;
  readonly limits: ClientLimits;
  readonly requestIdHeader: string | undefined;
  readonly now: () => number;
}

/**
 * Sends a request once and reads the answer to its end, within the limits.
 *
 * Anything thrown is a defect of the transport: failures of the network are part of the result.
 *
 * @param maxBytes for this body, on the wire and unpacked; the limits of the client hold as well.
 */
export async function attemptOnce(
  context: AttemptContext,
  wire: WireRequest,
  maxBytes: number,
  signal: AbortSignal | undefined,
): Promise<Attempt> {
  const { limits, transport } = context;
  const deadline = new Deadline(limits.attemptMs, context.now, signal);
  let head: Head | undefined;
  let bytes = 0;
  try {
    deadline.enter('headers', limits.headersMs);
    const response = await transport.send(wire, deadline.signal);
    deadline.enter('body', limits.bodyMs);
    const { status, headers, cookies = [] } = response;
    head = { status, headers, cookies };
    const body = await readBody(response, lowered(limits, maxBytes), (count) => {
      bytes += count;
    });
    deadline.end();
    return { sent: true, bytes, head, body, problem: undefined, lost: false };
  } catch (error) {
    const judged = judge(context, error, deadline, head);
    deadline.abandon();
    return { ...judged, bytes, head, body: undefined };
  }
}

function lowered(limits: ClientLimits, maxBytes: number): { wireBytes: number; decodedBytes: number } {
  return {
    wireBytes: Math.min(limits.wireBytes, maxBytes),
    decodedBytes: Math.min(limits.decodedBytes, maxBytes),
  };
}

const hopelessReasons: ReadonlySet<TransportFailure['reason']> = new Set([
  'tls',
  'address',
  'protocol',
  'aborted',
]);

type Judged = Pick<Incomplete, 'sent' | 'problem' | 'lost'>;

function judge(context: AttemptContext, error: unknown, deadline: Deadline, head: Head | undefined): Judged {
  const { service } = context;
  const facts = factsOf(head, context.requestIdHeader);
  if (error instanceof BodyFault)
    return { sent: true, problem: bodyError(service, error, facts), lost: false };
  if (!(error instanceof TransportFailure)) throw error;
  const sent = error.sent || head !== undefined;
  if (deadline.expired !== undefined) {
    return { sent, problem: timedOut(service, deadline.expired, facts), lost: true };
  }
  if (deadline.cancelled) {
    const message = sent ? 'The request was cancelled.' : 'The request was cancelled before it was sent.';
    return { sent, problem: new CancelledError(message, { details: facts }), lost: false };
  }
  if (head !== undefined) return { sent, problem: truncated(service, facts, error), lost: true };
  // A certificate does not get better by asking again, and neither does something that is not HTTP.
  const hopeless = hopelessReasons.has(error.reason);
  return { sent, problem: connectionError(service, error), lost: !hopeless };
}
