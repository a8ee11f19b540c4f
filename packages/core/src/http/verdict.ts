import type { SafeError } from '../errors/safe-error.ts';
import type { Attempt } from './attempt.ts';
import { BodyFault } from './body-fault.ts';
import { type Content, decodeContent, requireJson, requireText } from './content.ts';
import { type Facts, factsOf, type Head, isSuccess, requestIdOf } from './facts.ts';
import { bodyError, statusError } from './failures.ts';
import type { Outgoing } from './outgoing.ts';
import { retryAfterMs } from './rate-limit.ts';
import type { HttpResponse, Interpret } from './types.ts';

export interface Judge {
  readonly service: string;
  readonly interpret: Interpret | undefined;
  readonly requestIdHeader: string | undefined;
  readonly now: () => number;
}

/** `settled` says that a write certainly had, or certainly did not have, its effect. */
export type Verdict =
  | { readonly response: HttpResponse }
  | { readonly response: undefined; readonly error: SafeError; readonly settled: boolean };

/** What the last attempt of a request means for its caller. */
export function judgeAnswer(judge: Judge, outgoing: Outgoing, result: Attempt): Verdict {
  const { head } = result;
  if (head !== undefined && !isSuccess(head.status)) return refused(judge, outgoing, result, head);
  if (result.problem !== undefined) return failed(result.problem, !result.sent);
  const content = decodeContent(result.body, result.head.headers['content-type']);
  const error = interpreted(judge, outgoing, result.head, content);
  return error === undefined ? accepted(judge, outgoing, result.head, content) : failed(error, true);
}

/** Only a 4xx proves that a write was turned away. After a redirect or a 5xx it may have been applied. */
function refused(judge: Judge, outgoing: Outgoing, result: Attempt, head: Head): Verdict {
  const settled = head.status >= 400 && head.status < 500;
  const content = result.body && decodeContent(result.body, head.headers['content-type']);
  const error = content && interpreted(judge, outgoing, head, content);
  const wait = retryAfterMs(head.headers, judge.now());
  return failed(error ?? statusError(judge.service, head.status, facts(judge, head), wait), settled);
}

function interpreted(judge: Judge, outgoing: Outgoing, head: Head, content: Content): SafeError | undefined {
  const wait = retryAfterMs(head.headers, judge.now());
  const answer = {
    ...content,
    status: head.status,
    headers: head.headers,
    requestId: requestIdOf(head, judge.requestIdHeader),
    retryAfterSeconds: wait === undefined ? undefined : Math.ceil(wait / 1000),
  };
  return judge.interpret?.(answer, { method: outgoing.method, path: outgoing.path });
}

function accepted(judge: Judge, outgoing: Outgoing, head: Head, content: Content): Verdict {
  const { status } = head;
  const response = { status, headers: useful(head.headers, judge), json: undefined, text: undefined };
  try {
    if (outgoing.accept === 'text') return { response: { ...response, text: requireText(content) } };
    // RFC 9110 sections 15.3.5 and 15.3.6: these two have no content.
    if (status === 204 || status === 205) return { response };
    return { response: { ...response, json: requireJson(content) } };
  } catch (fault) {
    if (!(fault instanceof BodyFault)) throw fault;
    return failed(bodyError(judge.service, fault, facts(judge, head)), false);
  }
}

function failed(error: SafeError, settled: boolean): Verdict {
  return { response: undefined, error, settled };
}

function facts(judge: Judge, head: Head): Facts {
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
  for (const name of [...USEFUL_HEADERS, judge.requestIdHeader ?? '']) {
    const value = headers[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
