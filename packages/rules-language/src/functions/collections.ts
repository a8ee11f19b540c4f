import { formatAddress, networkOf, parseAddress } from '../address.ts';
import type { Value } from '../values.ts';
import type { Implementation } from './implementation.ts';
import { arrayValue, booleanValue, integerValue, ipValue, missing, stringValue } from './results.ts';

const concat: Implementation = ([first, ...others]) => {
  if (first?.kind === 'array') {
    return arrayValue([first, ...others].flatMap((value) => (value.kind === 'array' ? value.value : [])));
  }
  if (first?.kind !== 'string') return missing;
  return stringValue(
    [first, ...others].map((value) => (value.kind === 'string' ? value.value : '')).join(''),
  );
};

const len: Implementation = ([value]) =>
  value?.kind === 'string' || value?.kind === 'array' ? integerValue(BigInt(value.value.length)) : missing;

const hasKey: Implementation = ([map, key]) =>
  map?.kind === 'map' && key?.kind === 'string' ? booleanValue(map.value.has(key.value)) : missing;

const hasValue: Implementation = ([collection, wanted]) => {
  if (wanted === undefined) return missing;
  if (collection?.kind !== 'array' && collection?.kind !== 'map') return missing;
  return booleanValue([...collection.value.values()].some((value) => samePrimitive(value, wanted)));
};

function samePrimitive(a: Value, b: Value): boolean {
  return a.kind === b.kind && a.kind !== 'array' && a.kind !== 'map' && a.value === b.value;
}

function network(address: Value | undefined, version4Bits: bigint, version6Bits: bigint): Value | undefined {
  const parsed = address?.kind === 'ip' ? parseAddress(address.value) : undefined;
  if (parsed === undefined) return undefined;
  const [bits, width] = parsed.version === 4 ? [version4Bits, 32n] : [version6Bits, 128n];
  if (bits < 1n || bits > width) return undefined;
  return ipValue(formatAddress(networkOf(parsed, Number(bits))));
}

const cidr: Implementation = ([address, version4, version6]) => {
  if (version4?.kind !== 'integer' || version6?.kind !== 'integer') return missing;
  return network(address, version4.value, version6.value) ?? missing;
};

const cidr6: Implementation = ([address, bits]) =>
  bits?.kind === 'integer' ? (network(address, 32n, bits.value) ?? missing) : missing;

/** Functions on arrays, maps and addresses; `any` and `all` are evaluated with their operand. */
export const collectionFunctions: Readonly<Record<string, Implementation>> = {
  cidr,
  cidr6,
  concat,
  has_key: hasKey,
  has_value: hasValue,
  len,
};
