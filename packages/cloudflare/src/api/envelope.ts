import { isJsonObject, type JsonObject, type JsonValue } from '@crunchtools/mcp-core';
import { optionalNumber, optionalText } from './fields.ts';

/** One entry of `errors`. All text is Cloudflare's, or whatever Cloudflare repeats of the request. */
export interface ApiError {
  readonly code: number | undefined;
  readonly message: string;
  /** The place in the request body, as a JSON pointer. */
  readonly pointer: string | undefined;
}

export interface Envelope {
  readonly success: boolean;
  readonly errors: readonly ApiError[];
  readonly result: JsonValue | undefined;
  readonly resultInfo: {
    readonly page?: number | undefined;
    readonly per_page?: number | undefined;
    readonly total_count?: number | undefined;
    readonly total_pages?: number | undefined;
    /** Names the next page of the lists that are not counted in pages. */
    readonly cursor?: string | undefined;
  };
}

/** The envelope around every answer of API v4; `undefined` when a body is not one. */
export function envelopeOf(body: JsonValue | undefined): Envelope | undefined {
  if (!isJsonObject(body) || typeof body['success'] !== 'boolean') return undefined;
  const info = body['result_info'];
  return {
    success: body['success'],
    errors: [...errorsOf(body['errors']), ...(body['success'] ? [] : errorsOf(body['messages']))],
    result: body['result'],
    resultInfo: isJsonObject(info)
      ? {
          page: optionalNumber(info, 'page'),
          per_page: optionalNumber(info, 'per_page'),
          total_count: optionalNumber(info, 'total_count'),
          total_pages: optionalNumber(info, 'total_pages'),
          cursor: cursorOf(info['cursors']),
        }
      : {},
  };
}

function cursorOf(cursors: JsonValue | undefined): string | undefined {
  return isJsonObject(cursors) ? optionalText(cursors, 'after') : undefined;
}

/**
 * All errors, those in `error_chain` after the one they explain. Page Rules give their reasons in `messages`, which
 * has the same form.
 */
function errorsOf(errors: JsonValue | undefined): readonly ApiError[] {
  if (!Array.isArray(errors)) return [];
  return errors.filter(isJsonObject).flatMap((error: JsonObject) => [
    {
      code: optionalNumber(error, 'code'),
      message: optionalText(error, 'message') ?? 'no message',
      pointer: pointerOf(error['source']),
    },
    ...errorsOf(error['error_chain']),
  ]);
}

function pointerOf(source: JsonValue | undefined): string | undefined {
  return isJsonObject(source) ? optionalText(source, 'pointer') : undefined;
}

/** One page of a list, and how much there is. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly page: number;
  readonly pages: number;
  readonly total: number;
}

/** Cloudflare leaves `result_info` out of some lists that have one page only. */
export function pageOf<Item>(envelope: Envelope, items: readonly Item[]): Page<Item> {
  const {
    page = 1,
    total_count: total = items.length,
    total_pages: pages,
    per_page: perPage,
  } = envelope.resultInfo;
  const derived = perPage === undefined || perPage <= 0 ? 1 : Math.ceil(total / perPage);
  return { items, page, total, pages: Math.max(1, pages ?? derived) };
}
