import type { Result, Value } from '../values.ts';
import { collectionFunctions } from './collections.ts';
import { encodingFunctions } from './encoding.ts';
import type { Implementation } from './implementation.ts';
import { replaceFunctions } from './replace.ts';
import { missing, unknown } from './results.ts';
import { textFunctions } from './text.ts';

const implementations = new Map<string, Implementation>(
  [textFunctions, collectionFunctions, encodingFunctions, replaceFunctions].flatMap((one) =>
    Object.entries(one),
  ),
);

/**
 * Calls a function, `any` and `all` excepted. One unknown argument makes the result unknown, then one missing
 * argument makes it missing; `concat` alone leaves missing arguments out. Functions that nobody but Cloudflare can
 * compute (`uuidv4`, `is_jwt_valid`, `bit_slice` …) are unknown.
 */
export function applyFunction(name: string, results: readonly Result[]): Result {
  const implementation = implementations.get(name);
  const because = results.flatMap((result) => (result.kind === 'unknown' ? result.because : []));
  if (because.length > 0) return unknown(...because);
  if (implementation === undefined) return unknown(name);
  const values = results.filter(isValue);
  return values.length < results.length && name !== 'concat' ? missing : implementation(values);
}

function isValue(result: Result): result is Value {
  return result.kind !== 'unknown' && result.kind !== 'missing';
}
