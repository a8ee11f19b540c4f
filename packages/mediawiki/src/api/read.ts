import { isJsonObject, type JsonObject, memberReaders } from '@crunchtools/mcp-core';

export const { malformed, object, objects, text, textOr, number, numberOr, texts } =
  memberReaders('MediaWiki');

/** Where a list goes on: the one value that its parameter takes. */
export function nextOf(answer: JsonObject, parameter: string): string | undefined {
  const value = isJsonObject(answer['continue']) ? answer['continue'][parameter] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
