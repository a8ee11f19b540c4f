import type { ZoneRecord } from './facts.ts';

/** The names from right below the zone to `name` itself; none for the zone. */
export function namesDownTo(name: string, zoneName: string): readonly string[] {
  const labels = name === zoneName ? [] : name.slice(0, -(zoneName.length + 1)).split('.');
  return labels.map((_, index) => [...labels.slice(index), zoneName].join('.')).toReversed();
}

/** Where a delegation takes a name away from the zone (RFC 1034 section 4.2.1): the highest one counts. */
export function delegationOf(
  name: string,
  zoneName: string,
  nameServers: readonly ZoneRecord[],
): string | undefined {
  return namesDownTo(name, zoneName).find((candidate) =>
    nameServers.some((record) => record.type === 'NS' && record.name === candidate),
  );
}

/** Names whose wildcard could stand for `name`, the closest first (RFC 4592 section 3.3.1). */
export function enclosersOf(name: string, zoneName: string): readonly string[] {
  return [zoneName, ...namesDownTo(name, zoneName).slice(0, -1)].toReversed();
}
