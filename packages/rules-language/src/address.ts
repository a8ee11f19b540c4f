import { Kept } from './kept.ts';

/** An IP address as a number: 32 bits for version 4, 128 bits for version 6. */
export interface Address {
  readonly version: 4 | 6;
  readonly bits: bigint;
}

export const addressWidth = { 4: 32, 6: 128 } as const;

const longestText = 45;

/**
 * Reads an IPv4 address in dotted decimal (RFC 6943 section 3.1.1, strict form: four numbers, no leading zeros)
 * or an IPv6 address (RFC 4291 section 2.2, with the last 32 bits in dotted decimal if wanted; no zone).
 */
export function parseAddress(text: string): Address | undefined {
  if (text.length > longestText) return undefined;
  const known = kept.get(text);
  if (known !== undefined) return known === 'none' ? undefined : known;
  const address = readAddress(text);
  kept.put(text, address ?? 'none');
  return address;
}

/** Some 1,000 of them: the client's address is compared with again and again. */
const kept = new Kept<Address | 'none'>(16 * 1024);

function readAddress(text: string): Address | undefined {
  const bits = text.includes(':') ? parseVersion6(text) : parseVersion4(text);
  return bits === undefined ? undefined : { version: text.includes(':') ? 6 : 4, bits };
}

function parseVersion4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let bits = 0n;
  for (const part of parts) {
    if (!/^(?:0|[1-9][0-9]{0,2})$/.test(part) || Number(part) > 255) return undefined;
    bits = (bits << 8n) | BigInt(part);
  }
  return bits;
}

function parseVersion6(text: string): bigint | undefined {
  const [head, tail, more] = text.split('::');
  if (head === undefined || more !== undefined) return undefined;
  const before = parseGroups(head, tail === undefined);
  const after = parseGroups(tail ?? '', true);
  if (before === undefined || after === undefined) return undefined;
  const missing = 8 - before.length - after.length;
  // `::` stands for at least one group.
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  let bits = 0n;
  for (const group of before) bits = (bits << 16n) | group;
  bits <<= 16n * BigInt(missing);
  for (const group of after) bits = (bits << 16n) | group;
  return bits;
}

function parseGroups(text: string, last: boolean): readonly bigint[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: bigint[] = [];
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(BigInt(`0x${part}`));
      continue;
    }
    const embedded = last && index === parts.length - 1 ? parseVersion4(part) : undefined;
    if (embedded === undefined) return undefined;
    groups.push(embedded >> 16n, embedded & 0xffffn);
  }
  return groups;
}

/** The shortest form: dotted decimal, or RFC 5952 (section 5 for IPv4-mapped addresses). */
export function formatAddress(address: Address): string {
  return address.version === 4 ? formatVersion4(address.bits) : formatVersion6(address.bits);
}

function formatVersion4(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => ((bits >> shift) & 0xffn).toString()).join('.');
}

function formatVersion6(bits: bigint): string {
  if (bits >> 32n === 0xffffn) return `::ffff:${formatVersion4(bits & 0xffff_ffffn)}`;
  const groups = Array.from({ length: 8 }, (_, index) => (bits >> BigInt(112 - 16 * index)) & 0xffffn);
  const zeros = longestZeros(groups);
  if (zeros.length < 2) return formatGroups(groups);
  const after = groups.slice(zeros.start + zeros.length);
  return `${formatGroups(groups.slice(0, zeros.start))}::${formatGroups(after)}`;
}

function formatGroups(groups: readonly bigint[]): string {
  return groups.map((group) => group.toString(16)).join(':');
}

/** The first of the longest runs of zero groups (RFC 5952 section 4.2.3). */
function longestZeros(groups: readonly bigint[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  for (const [index, group] of groups.entries()) {
    length = group === 0n ? length + 1 : 0;
    if (length > best.length) best = { start: index - length + 1, length };
  }
  return best;
}

/** The address with everything behind the first `prefix` bits set to zero. */
export function networkOf(address: Address, prefix: number): Address {
  const hostBits = BigInt(addressWidth[address.version] - prefix);
  return { version: address.version, bits: (address.bits >> hostBits) << hostBits };
}
