import type { SeedRecord } from '../resources/dns/index.ts';

/** Three types in turn, so that a list has something to filter. */
const MAKERS: readonly ((index: number, zone: string) => SeedRecord)[] = [
  (index, zone) => ({ type: 'A', name: `host-${index}.load.${zone}`, content: addressOf(index), ttl: 300 }),
  (index, zone) => ({ type: 'TXT', name: `text-${index}.load.${zone}`, content: `"record ${index}"` }),
  (index, zone) => ({ type: 'CNAME', name: `alias-${index}.load.${zone}`, content: `host-0.load.${zone}` }),
];

/** This many different records below `load.<zone>`, the same in every run. They do not count against a quota. */
export function generatedRecords(zone: string, amount: number): readonly SeedRecord[] {
  return Array.from({ length: amount }, (_, index) => makerOf(index)(index, zone));
}

function makerOf(index: number): (index: number, zone: string) => SeedRecord {
  const maker = MAKERS[index % MAKERS.length];
  if (maker === undefined) throw new RangeError('There is no maker');
  return maker;
}

/** 198.18.0.0/15 is reserved for benchmarks (RFC 2544, appendix C.2.2). */
function addressOf(index: number): string {
  const host = index % 2 ** 17;
  return `198.${18 + (host >> 16)}.${(host >> 8) & 255}.${host & 255}`;
}
