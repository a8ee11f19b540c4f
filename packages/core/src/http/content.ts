import type { JsonValue } from '../json.ts';
import { BodyFault } from './body-fault.ts';

/** A body as text, and as JSON where its type says that it is. What could not be had is `undefined`. */
export interface Content {
  /** The media type without parameters, in lower case; empty when the header is missing. */
  readonly contentType: string;
  readonly text: string | undefined;
  readonly json: JsonValue | undefined;
}

/** `application/json`, `application/problem+json`, `application/dns-json`. */
const JSON_TYPE = /^application\/(?:[a-z0-9.-]+[+-])?json$/;

/** Invalid UTF-8 is refused: replacement characters would make two different texts look the same. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Never throws: an answer whose status is an error counts, whatever its body is. */
export function decodeContent(body: Uint8Array, contentTypeHeader: string | undefined): Content {
  const contentType = (contentTypeHeader ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const text = attempt(() => utf8.decode(body));
  const isJson = text !== undefined && JSON_TYPE.test(contentType);
  return { contentType, text, json: isJson ? attempt((): JsonValue => JSON.parse(text)) : undefined };
}

/** @throws {BodyFault} when the body is not JSON, by its type or by its text. */
export function requireJson(content: Content): JsonValue {
  if (content.json !== undefined) return content.json;
  if (content.text === undefined) throw new BodyFault('not_utf8');
  throw new BodyFault(JSON_TYPE.test(content.contentType) ? 'not_json' : 'wrong_content_type');
}

/** @throws {BodyFault} when the body is not text. */
export function requireText(content: Content): string {
  if (content.text === undefined) throw new BodyFault('not_utf8');
  return content.text;
}

function attempt<Result>(convert: () => Result): Result | undefined {
  try {
    return convert();
  } catch {
    // The error is dropped on purpose: that of JSON.parse quotes the text.
    return undefined;
  }
}
