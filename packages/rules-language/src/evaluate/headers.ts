import { lowerAscii } from '../functions/ascii.ts';
import { booleanValue, stringsValue, stringValue } from '../functions/results.ts';
import { toOctets } from '../octets.ts';
import type { Value } from '../values.ts';
import { type Headers, InvalidRequest } from './description.ts';
import { headerValues, type Pair, pairFields, parseCookies, toMap } from './pairs.ts';

type Fields = readonly (readonly [string, Value])[];

/**
 * Headers as pairs of octets, in order.
 *
 * @throws {InvalidRequest} when a name or a value cannot be sent (RFC 9110 section 5.5).
 */
export function toPairs(headers: Headers): Pair[] {
  const written = isList(headers)
    ? headers
    : Object.entries(headers).flatMap(([name, values]) =>
        (typeof values === 'string' ? [values] : values).map((value): Pair => [name, value]),
      );
  return written.map(([name, value]) => {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      throw new InvalidRequest('A header has a name that is not a token.');
    if (/[\0\r\n]/.test(value)) throw new InvalidRequest(`The header ${name} holds a line break or NUL.`);
    return [name, toOctets(value)];
  });
}

function isList(headers: Headers): headers is readonly Pair[] {
  return Array.isArray(headers);
}

/**
 * The fields that tell of the request's headers. One that is absent is an empty string, not a missing value. From
 * HTTP/2 on, names are in lower case (RFC 9113 section 8.2); while the version is unknown, they stay as written.
 */
export function requestHeaderFields(written: readonly Pair[], version: Value | undefined): Fields {
  const lower = version?.kind === 'string' && !version.value.startsWith('HTTP/1');
  const headers = written.map(([name, value]): Pair => [lower ? lowerAscii(name) : name, value]);
  const all = (name: string, separator: string) => headerValues(headers, name).join(separator);
  const cookie = all('cookie', '; ');
  return [
    ...pairFields('http.request.headers', headers, lowerAscii),
    ['http.request.headers.truncated', booleanValue(false)],
    ['http.cookie', stringValue(cookie)],
    ['http.request.cookies', toMap(parseCookies(cookie))],
    ['http.referer', stringValue(all('referer', ', '))],
    ['http.user_agent', stringValue(all('user-agent', ', '))],
    ['http.x_forwarded_for', stringValue(all('x-forwarded-for', ', '))],
    ['http.request.accepted_languages', stringsValue(languagesOf(all('accept-language', ',')))],
  ];
}

/** Language tags by weight, the heaviest first (RFC 9110 section 12.5.4); `*` is left out. */
function languagesOf(header: string): readonly string[] {
  return header
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
      const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2) ?? '1';
      return { tag, weight: Number(weight) || 0 };
    })
    .filter(({ tag }) => tag !== '' && tag !== '*')
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}

/** The fields that tell of the response's headers as they are now. */
export function responseFields(headers: readonly Pair[]): Fields {
  const [contentType = ''] = headerValues(headers, 'content-type');
  return [
    ...pairFields('http.response.headers', headers, lowerAscii),
    ['http.response.content_type.media_type', stringValue(mediaType(contentType))],
  ];
}

/** Type and subtype in lower case, without parameters. */
export function mediaType(contentType: string): string {
  const [type = ''] = contentType.split(';', 1);
  return lowerAscii(type.trim());
}
