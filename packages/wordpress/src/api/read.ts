import { memberReaders } from '@crunchtools/mcp-core';

export const { malformed, object, objects, text, textOr, number, numberOr, texts, numbers } =
  memberReaders('WordPress');
