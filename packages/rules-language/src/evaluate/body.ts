import { booleanValue, integerValue, stringValue } from '../functions/results.ts';
import { toOctets } from '../octets.ts';
import type { Value } from '../values.ts';
import { mediaType } from './headers.ts';
import { headerValues, type Pair, pairFields, parseArguments } from './pairs.ts';

/**
 * The fields that tell of the request's body. How much of a large body Cloudflare looks at depends on the plan:
 * here it is never truncated. Not covered: multipart bodies and the detected MIME type.
 */
export function bodyFields(
  method: string,
  body: string | undefined,
  headers: readonly Pair[],
): readonly (readonly [string, Value])[] {
  if (body === undefined && method !== 'GET' && method !== 'HEAD') return [];
  const raw = toOctets(body ?? '');
  const isForm =
    mediaType(headerValues(headers, 'content-type')[0] ?? '') === 'application/x-www-form-urlencoded';
  return [
    ['http.request.body.raw', stringValue(raw)],
    ['http.request.body.size', integerValue(BigInt(raw.length))],
    ['http.request.body.truncated', booleanValue(false)],
    ...pairFields('http.request.body.form', isForm ? parseArguments(raw) : []),
  ];
}
