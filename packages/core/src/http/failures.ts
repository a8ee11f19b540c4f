import {
  ConflictError,
  MalformedResponseError,
  NotFoundError,
  OutcomeUnknownError,
  PermissionError,
  RejectedError,
  ResponseTooLargeError,
  type SafeError,
  TimeoutError,
  UnauthenticatedError,
  UnreachableError,
  UpstreamError,
} from '../errors/errors.ts';
import type { BodyFault } from './body.ts';
import type { DeadlineStage } from './deadline.ts';
import { rateLimited, retryAfter } from './rate-limit.ts';
import type { ResponseFacts, TransportFailure } from './transport.ts';

/**
 * The meaning of a status that is not 2xx, for every service alike (RFC 9110 section 15). What the body says
 * is the business of the server package.
 * @param redirectsTo where a redirect leads, as far as it can be shown.
 */
export function statusError(
  service: string,
  status: number,
  details: ResponseFacts,
  waitMs: number | undefined,
  redirectsTo?: string,
): SafeError {
  if (status === 429) return rateLimited(service, waitMs, details);
  if (status >= 500) return upstreamError(service, status, { ...details, ...retryAfter(waitMs) });
  if (status < 400) {
    return new MalformedResponseError(`${service} answered with a redirect, which is never followed.`, {
      nextStep: 'Check that the address of the service is right and that nothing in between redirects it.',
      ...(redirectsTo === undefined
        ? { details }
        : { details: { ...details, redirects_to: redirectsTo }, quotes: true }),
    });
  }
  return refusal(service, status, details);
}

function refusal(service: string, status: number, details: ResponseFacts): SafeError {
  switch (status) {
    case 401:
      return new UnauthenticatedError(`${service} does not accept the credential.`, {
        nextStep: 'Check that the credential is complete, active and not expired.',
        details,
      });
    case 403:
      return new PermissionError(`${service} does not allow this with the credential in use.`, {
        nextStep: 'Give the credential the permission that is missing, or use one that has it.',
        details,
      });
    case 404:
      return new NotFoundError(`${service} has no such thing, or the credential cannot see it.`, {
        nextStep: 'List what there is, and check the identifier.',
        details,
      });
    case 409:
    case 412:
      return new ConflictError(`${service} refuses because of the present state of the object.`, {
        nextStep: 'Read the object again, and decide on what is there now.',
        details,
      });
    default:
      return new RejectedError(`${service} refused the request (HTTP ${status}).`, { details });
  }
}

function upstreamError(service: string, status: number, details: ResponseFacts): UpstreamError {
  return new UpstreamError(`${service} failed to answer (HTTP ${status}).`, {
    nextStep: 'Try again in some minutes, and check the status page of the service.',
    details,
  });
}

const STAGES: Readonly<Record<TransportFailure['reason'], readonly [what: string, nextStep: string]>> = {
  resolve: [
    'The host name of the service could not be resolved.',
    'Check the network connection and the name servers of this machine.',
  ],
  connect: [
    'No connection to the service could be made.',
    'Check the network connection, and that outgoing HTTPS is allowed. A proxy is used only when asked for.',
  ],
  address: [
    'The name of the service leads to an address at which it cannot be.',
    'Check the name servers and the hosts file of this machine. Do not go on until it is clear what changes the address.',
  ],
  tls: [
    'The service could not prove its identity, or offers no secure version of TLS.',
    'Check the clock of this machine, and whether something intercepts HTTPS. Do not go on until it is clear what.',
  ],
  timeout: [
    'No secure connection was made in time.',
    'Check the network connection, and that outgoing HTTPS is allowed. A proxy is used only when asked for.',
  ],
  proxy: [
    'The proxy could not be reached, or does not carry connections to the service.',
    'Check the address of the proxy, the user name and password in it, and whether the proxy allows this host.',
  ],
  reset: ['The connection was lost before an answer came.', 'Try again.'],
  protocol: ['What came back is not a valid HTTP response.', 'Check whether something intercepts HTTPS.'],
  aborted: ['The connection was closed on this side.', 'Try again.'],
};

/** A failure before the head of an answer. */
export function connectionError(service: string, failure: TransportFailure): SafeError {
  const [what, nextStep] = STAGES[failure.reason];
  const { reason: stage, sent, systemCode } = failure;
  const details = { stage, sent, ...(systemCode === undefined ? {} : { system_code: systemCode }) };
  const message = `${service}: ${what}${sent ? '' : ' Nothing was sent.'}`;
  const options = { nextStep, details, cause: failure };
  return stage === 'protocol'
    ? new MalformedResponseError(message, options)
    : new UnreachableError(message, options);
}

const FAULTS: Readonly<Record<BodyFault['reason'], string>> = {
  too_large: 'is larger than allowed, and was not read further',
  length_not_a_number: 'announces a length that is not a number',
  unknown_coding: 'has a content encoding that was not asked for',
  broken_coding: 'is compressed and cannot be unpacked',
  not_utf8: 'is not valid UTF-8',
  wrong_content_type: 'is not of a JSON type',
  not_json: 'is not valid JSON',
};

/** An answer that arrived and cannot be used. Nothing of it is quoted. */
export function bodyError(service: string, fault: BodyFault, facts: ResponseFacts): SafeError {
  const message = `The answer of ${service} ${FAULTS[fault.reason]}.`;
  const limit = fault.limit === undefined ? {} : { limit_bytes: fault.limit };
  const details = { ...facts, reason: fault.reason, ...limit };
  return fault.reason === 'too_large'
    ? new ResponseTooLargeError(message, {
        nextStep: 'Ask for less at once: use a filter or a smaller page.',
        details,
      })
    : new MalformedResponseError(message, {
        nextStep: 'Try again later; check whether something between here and the service changes answers.',
        details,
      });
}

/** A failure between the head of an answer and its end. */
export function truncated(
  service: string,
  details: ResponseFacts,
  failure: TransportFailure,
): MalformedResponseError {
  return new MalformedResponseError(`The answer of ${service} ended before it was complete.`, {
    nextStep: 'Try again.',
    details,
    cause: failure,
  });
}

export function timedOut(service: string, stage: DeadlineStage, details: ResponseFacts): TimeoutError {
  const what = stage === 'headers' ? 'did not answer in time' : 'did not finish its answer in time';
  return new TimeoutError(`${service} ${what}.`, {
    nextStep: 'Try again later, or ask for less at once.',
    details: { ...details, stage },
  });
}

/** Puts the doubt first: whatever the cause, the caller must look before doing anything else. */
export function outcomeUnknown(cause: SafeError): OutcomeUnknownError {
  return new OutcomeUnknownError(`It is not known whether the change was made. ${cause.message}`, {
    nextStep: 'Read the present state before you try again.',
    details: { ...cause.details, cause: cause.code },
    cause,
  });
}
