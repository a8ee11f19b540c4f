import { typeNumbers } from '../check/record-types.ts';

/**
 * Why a line of a zone file is no wish:
 * - `made`: Cloudflare makes the record itself: the start of authority, and what signs a zone.
 * - `servers`, `keys`, `parent`: what the zone says of itself at the provider before: its name servers, its keys, and
 *   a DS record, which belongs to the parent zone.
 * - `private`: something between one brand of name server and itself.
 */
export type LeftOutKind = 'made' | 'servers' | 'keys' | 'parent' | 'private';

const anywhere: ReadonlyMap<string, LeftOutKind> = new Map([
  ['SOA', 'made'],
  ['RRSIG', 'made'],
  ['NSEC', 'made'],
  ['NSEC3', 'made'],
  ['NSEC3PARAM', 'made'],
  ['CDS', 'made'],
  ['CDNSKEY', 'made'],
  ['CSYNC', 'made'],
  ['ZONEMD', 'made'],
  // What signed zones before RFC 4034.
  ['SIG', 'made'],
  ['NXT', 'made'],
  // A transfer that was signed ends in it (RFC 8945).
  ['TSIG', 'private'],
  // Lookups that Windows makes in its own name service.
  ['WINS', 'private'],
  ['WINSR', 'private'],
  ['WINS-R', 'private'],
]);

const atTheZone: ReadonlyMap<string, LeftOutKind> = new Map([
  ['NS', 'servers'],
  ['DNSKEY', 'keys'],
  ['DS', 'parent'],
]);

/** `undefined` for a record that is wished. @param isZone whether it is the zone's own name. */
export function leftOutAs(type: string, isZone: boolean): LeftOutKind | undefined {
  return (
    anywhere.get(type) ??
    (isPrivate(type) ? 'private' : undefined) ??
    (isZone ? atTheZone.get(type) : undefined)
  );
}

/** RFC 6895 section 3.1: BIND keeps the state of its signing in TYPE65534 (dnssec-policy). */
function isPrivate(type: string): boolean {
  const number = numberOf(type);
  return number !== undefined && number >= 65_280 && number <= 65_534;
}

function numberOf(type: string): number | undefined {
  const digits = /^TYPE(\d{1,5})$/.exec(type)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Numbers of types that are not written (IANA, "Resource Record TYPEs"). */
const otherTypes: Readonly<Record<number, string>> = {
  6: 'SOA',
  24: 'SIG',
  30: 'NXT',
  46: 'RRSIG',
  47: 'NSEC',
  50: 'NSEC3',
  51: 'NSEC3PARAM',
  59: 'CDS',
  60: 'CDNSKEY',
  62: 'CSYNC',
  63: 'ZONEMD',
  99: 'SPF',
  250: 'TSIG',
  65281: 'WINS',
  65282: 'WINSR',
};

const names: ReadonlyMap<number, string> = new Map([
  ...Object.entries(typeNumbers).map(([name, number]) => [number, name] as const),
  ...Object.entries(otherTypes).map(([number, name]) => [Number(number), name] as const),
]);

/** The name of a type that is written by its number, `TYPE257` (RFC 3597 section 5), where it has one here. */
export function namedType(type: string): string {
  const number = numberOf(type);
  return number === undefined ? type : (names.get(number) ?? type);
}
