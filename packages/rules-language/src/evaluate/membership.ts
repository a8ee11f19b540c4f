import { type Address, addressWidth, networkOf, parseAddress } from '../address.ts';
import type { SetLiteral, SetMember } from '../syntax-tree.ts';
import type { Value } from '../values.ts';

interface Range {
  readonly from: bigint;
  /** Included. */
  readonly to: bigint;
}

/** A set, ready to look things up in: the time of a look-up grows with the logarithm of its length. */
interface Members {
  readonly strings: ReadonlySet<string>;
  readonly booleans: ReadonlySet<boolean>;
  readonly integers: readonly Range[];
  readonly addresses: Readonly<Record<Address['version'], readonly Range[]>>;
}

const kept = new WeakMap<SetLiteral, Members | 'asked once'>();

/** Whether a value is in a set; never, when its type is another one. A set that is asked again is put in order. */
export function isInSet(value: Value, set: SetLiteral): boolean {
  const known = kept.get(set);
  if (known === undefined) {
    kept.set(set, 'asked once');
    return set.members.some((member) => isMember(value, member));
  }
  const members = known === 'asked once' ? membersOf(set) : known;
  kept.set(set, members);
  return isAmong(value, members);
}

function isMember(value: Value, member: SetMember): boolean {
  switch (member.kind) {
    case 'string':
    case 'boolean':
    case 'integer':
      return value.kind === member.kind && value.value === member.value;
    case 'integer range':
      return value.kind === 'integer' && value.value >= member.from && value.value <= member.to;
    case 'ip':
    case 'ip range':
    case 'cidr': {
      const address = value.kind === 'ip' ? parseAddress(value.value) : undefined;
      const range = addressesOf(member);
      if (address === undefined || address.version !== range?.version) return false;
      return address.bits >= range.from && address.bits <= range.to;
    }
  }
}

function isAmong(value: Value, members: Members): boolean {
  switch (value.kind) {
    case 'string':
      return members.strings.has(value.value);
    case 'boolean':
      return members.booleans.has(value.value);
    case 'integer':
      return isWithin(value.value, members.integers);
    case 'ip': {
      const address = parseAddress(value.value);
      return address !== undefined && isWithin(address.bits, members.addresses[address.version]);
    }
    case 'array':
    case 'map':
      return false;
  }
}

function membersOf({ members }: SetLiteral): Members {
  const strings = new Set<string>();
  const booleans = new Set<boolean>();
  const integers: Range[] = [];
  const addresses: Record<Address['version'], Range[]> = { 4: [], 6: [] };
  for (const member of members) {
    if (member.kind === 'string') strings.add(member.value);
    else if (member.kind === 'boolean') booleans.add(member.value);
    else if (member.kind === 'integer') integers.push({ from: member.value, to: member.value });
    else if (member.kind === 'integer range') integers.push(member);
    else {
      const found = addressesOf(member);
      if (found !== undefined) addresses[found.version].push(found);
    }
  }
  return {
    strings,
    booleans,
    integers: sorted(integers),
    addresses: { 4: sorted(addresses[4]), 6: sorted(addresses[6]) },
  };
}

function addressesOf(
  member: Extract<SetMember, { kind: 'ip' | 'ip range' | 'cidr' }>,
): (Range & { readonly version: Address['version'] }) | undefined {
  const [first, last] = endsOf(member);
  if (first === undefined || last === undefined || first.version !== last.version) return undefined;
  return { version: first.version, from: first.bits, to: last.bits };
}

function endsOf(
  member: Extract<SetMember, { kind: 'ip' | 'ip range' | 'cidr' }>,
): readonly [Address | undefined, Address | undefined] {
  if (member.kind === 'ip range') return [parseAddress(member.from), parseAddress(member.to)];
  const address = parseAddress(member.kind === 'cidr' ? member.address : member.value);
  if (address === undefined || member.kind === 'ip') return [address, address];
  const first = networkOf(address, member.prefix);
  const hostBits = BigInt(addressWidth[address.version] - member.prefix);
  return [first, { version: first.version, bits: first.bits | ((1n << hostBits) - 1n) }];
}

/** In order, and joined where they overlap, so that at most one holds a value. */
function sorted(ranges: readonly Range[]): readonly Range[] {
  const joined: Range[] = [];
  for (const range of [...ranges].sort((a, b) => (a.from < b.from ? -1 : Number(a.from > b.from)))) {
    const last = joined.at(-1);
    if (last === undefined || range.from > last.to) joined.push(range);
    else if (range.to > last.to) joined[joined.length - 1] = { from: last.from, to: range.to };
  }
  return joined;
}

function isWithin(value: bigint, ranges: readonly Range[]): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle];
    if (range === undefined) return false;
    if (value < range.from) high = middle - 1;
    else if (value > range.to) low = middle + 1;
    else return true;
  }
  return false;
}
