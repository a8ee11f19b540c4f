import type { SafeError } from '@crunchtools/mcp-core';

/** @throws {SafeError} in the words of the wiki, when what was asked of a page cannot be done. */
export function requireAble({ hindrances: [first] }: { readonly hindrances: readonly SafeError[] }): void {
  if (first !== undefined) throw first;
}
