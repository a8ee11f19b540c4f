import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  MalformedResponseError,
  PermissionError,
  RateLimitedError,
  RejectedError,
  type SafeError,
  type SafeErrorOptions,
  UpstreamError,
} from '@crunchtools/mcp-core';
import { inDashboard } from '../schema/permission.ts';
import { optionalText } from './fields.ts';

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
export function dataOf(body: JsonValue | undefined, permission: string): JsonObject {
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
