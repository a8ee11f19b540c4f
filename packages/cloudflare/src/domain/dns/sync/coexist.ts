/** What decides whether two records of one name exclude each other. */
export interface Neighbour {
  readonly type: string;
  /** The full name. */
  readonly name: string;
}

/**
 * Why two different records of one name cannot stand beside each other, or `undefined` when they can. A CNAME
 * excludes addresses and another CNAME; below the zone's own name NS excludes all three (Cloudflare's
 * troubleshooting page "Records with the same name", codes 81053, 81054 and 81056). Cloudflare takes a TXT or MX
 * record beside a CNAME, against RFC 1034 section 3.6.2, so these are let pass.
 */
export function refuseBeside(one: Neighbour, other: Neighbour, zoneName: string): string | undefined {
  const types = [one.type, other.type];
  if (types.includes('CNAME') && types.every(isAddressOrAlias)) {
    return types.every((type) => type === 'CNAME')
      ? `${one.name} can have one CNAME record only, and there is another`
      : `${one.name} cannot have a CNAME record beside an address`;
  }
  if (one.name !== zoneName && types.includes('NS') && types.some(isAddressOrAlias)) {
    return `${one.name} cannot have NS records, which delegate it, beside an address or a CNAME record`;
  }
  return undefined;
}

function isAddressOrAlias(type: string): boolean {
  return type === 'A' || type === 'AAAA' || type === 'CNAME';
}
