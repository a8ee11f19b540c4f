/** `compress_response`: rules/compression-rules/settings. */

import { invalid } from '../refusals.ts';
import { all, below, type Check, list, membersOf, object, oneOf } from '../shape.ts';

const ALGORITHMS = ['none', 'auto', 'default', 'gzip', 'brotli', 'zstd'];

/** What leaves nothing to choose for whatever comes behind it. */
const FINAL: ReadonlySet<unknown> = new Set(['none', 'auto', 'default']);

export const compression: Check = object(
  { algorithms: all(list(object({ name: oneOf(ALGORITHMS) }, ['name']), { least: 1 }), finalComesLast) },
  ['algorithms'],
);

function finalComesLast(value: unknown, pointer: string): void {
  if (!Array.isArray(value)) return;
  for (const [index, item] of value.slice(0, -1).entries()) {
    const { name } = membersOf(item, pointer);
    if (FINAL.has(name))
      throw invalid(name, 'name', 'it must be the last of the list', below(pointer, index));
  }
}
