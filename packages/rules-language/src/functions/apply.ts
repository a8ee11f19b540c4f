import { Budget, tooMuchWork } from '../budget.ts';
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
export function applyFunction(name: string, results: readonly Result[], budget = new Budget()): Result {
  const implementation = implementations.get(name);
  const because: string[] = [];
  const values: Value[] = [];
  for (const result of results) {
    if (result.kind === 'unknown') because.push(...result.because);
    else if (result.kind !== 'missing') values.push(result);
  }
  if (because.length > 0) return unknown(...because);
  if (implementation === undefined) return unknown(name);
  if (values.length < results.length && name !== 'concat') return missing;
  if (!budget.spend(costOf(name, values))) return unknown(tooMuchWork);
  return implementation(values, budget);
}

/** Steps for each octet of the arguments, where it is not a hundredth: measured on the longest bodies. */
const costs: ReadonlyMap<string, number> = new Map([
  ['decode_base64', 1],
  ['encode_base64', 1],
  ['is_timed_hmac_valid_v0', 8],
  ['lookup_json_integer', 10],
  ['lookup_json_string', 10],
  ['remove_bytes', 1],
  ['sha256', 8],
  ['url_decode', 10],
]);
const usualCost = 0.01;

function costOf(name: string, values: readonly Value[]): number {
  const cost = costs.get(name) ?? usualCost;
  let sum = 1;
  for (const value of values) sum += Math.ceil(cost * sizeOf(value));
  return sum;
}

function sizeOf(value: Value): number {
  switch (value.kind) {
    case 'string':
      return value.value.length;
    case 'array':
      return value.value.reduce((sum, member) => sum + sizeOf(member), value.value.length);
    case 'map':
      return value.value.size;
    case 'boolean':
    case 'integer':
    case 'ip':
      return 0;
  }
}
