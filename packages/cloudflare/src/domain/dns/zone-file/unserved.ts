import { nearest } from '@crunchtools/mcp-core';
import { isRecordType, recordTypes } from '../types.ts';

/** Types that other name servers have and Cloudflare does not, by what to write in their place. */
type Family = 'alias' | 'spf' | 'dname' | 'redirect' | 'computed' | 'standard' | 'unknown';

const families: Readonly<Record<Exclude<Family, 'unknown'>, readonly string[]>> = {
  // Pseudo types of providers: DNSimple, DNS Made Easy, PowerDNS, octoDNS; dnscontrol; cli53 for Route 53 (`AWS ALIAS A`).
  alias: ['ALIAS', 'ANAME', 'AWS', 'AZURE_ALIAS', 'FLATTENED', 'R53_ALIAS', 'ROUTE53'],
  spf: ['SPF'],
  dname: ['DNAME'],
  // ClouDNS, DNS Made Easy, Namecheap, NS1, Porkbun, dnscontrol.
  redirect: [
    'CF_REDIRECT',
    'CF_TEMP_REDIRECT',
    'CLOUDNS_WR',
    'FORWARD',
    'FRAME',
    'HTTPRED',
    'REDIRECT',
    'URL',
    'URL301',
    'URL302',
    'URLFWD',
    'URLFRAME',
    'WEBFWD',
    'WEBREDIR',
    'WEB_REDIRECT',
    'WR',
  ],
  // Made when they are asked for: PowerDNS, DNS Made Easy, gdnsd.
  computed: ['DYNA', 'DYNC', 'GEO', 'LUA', 'POOL', 'SCRIPT'],
  // IANA, "Domain Name System (DNS) Parameters", Resource Record TYPEs: those that Cloudflare does not take.
  standard: [
    'A6 AFSDB AMTRELAY APL ATMA AVC BRID CLA DHCID DLV DOA DSYNC EID EUI48 EUI64 GID GPOS HHIT HINFO',
    'HIP IPN IPSECKEY ISDN KEY KX L32 L64 LP MB MD MF MG MINFO MR NID NIMLOC NINFO NSAP NSAP-PTR',
    'NULL NXNAME OPT PX RESINFO RKEY RP RT SINK TA TALINK TKEY UID UINFO UNSPEC WALLET WKS X25',
  ].flatMap((line) => line.split(' ')),
};

const familyOf: ReadonlyMap<string, Family> = new Map([
  ...families.alias.map((type) => [type, 'alias'] as const),
  ...families.spf.map((type) => [type, 'spf'] as const),
  ...families.dname.map((type) => [type, 'dname'] as const),
  ...families.redirect.map((type) => [type, 'redirect'] as const),
  ...families.computed.map((type) => [type, 'computed'] as const),
  ...families.standard.map((type) => [type, 'standard'] as const),
]);

/** Words that a served type or the class may have been meant by. */
const meant: readonly string[] = [...recordTypes, 'IN', 'SOA'];

/**
 * Whether a word behind the owner is a type that Cloudflare does not serve: one of the known ones, a number of a type,
 * or a word as types are written. Not one that is nearly a type that Cloudflare serves: that is a mistake.
 * @param type in upper case. @param written as the file has it.
 */
export function isUnserved(type: string, written: string): boolean {
  if (isRecordType(type)) return false;
  if (familyOf.has(type)) return true;
  const number = /^TYPE(\d{1,5})$/.exec(type)?.[1];
  if (number !== undefined) return Number(number) <= 65_535;
  return /^[A-Z][A-Z0-9_-]{1,31}$/.test(written) && nearest(written, meant) === undefined;
}

/** The type that a word is nearly. */
export function meantType(written: string): string | undefined {
  return nearest(written, meant);
}

const most = { lines: 5, warnings: 20 } as const;

/** Records of a file that Cloudflare does not serve. */
export class Unserved {
  readonly #found = new Map<string, { readonly family: Family; count: number; readonly lines: number[] }>();

  /** @param type in upper case, one that `isUnserved`. */
  add(type: string, line: number): void {
    const family = familyOf.get(type) ?? 'unknown';
    // A word that is known to nobody may be anything, so it is not repeated.
    const key = family === 'unknown' && !type.startsWith('TYPE') ? '' : type;
    const found = this.#found.get(key) ?? { family, count: 0, lines: [] };
    this.#found.set(key, found);
    found.count += 1;
    if (found.lines.length < most.lines && found.lines.at(-1) !== line) found.lines.push(line);
  }

  /** One for each type, with the lines and what to write in its place. */
  warnings(): readonly string[] {
    const told = [...this.#found].map(([type, { family, count, lines }]) => {
      const more = count > lines.length ? ' …' : '';
      const where = `line${lines.length > 1 || count > 1 ? 's' : ''} ${lines.join(', ')}${more}`;
      const what = type === '' ? 'Records of types that are unknown here' : `${count} ${type}`;
      return `Left out, because Cloudflare does not serve the type: ${what} (${where}). ${advice[family]} \`prune\` deletes nothing at these names.`;
    });
    const others = told.length - most.warnings;
    return others > 0
      ? [...told.slice(0, most.warnings), `${others} more types are left out for the same reason.`]
      : told;
  }
}

const advice: Readonly<Record<Family, string>> = {
  alias: 'Write a CNAME record in its place: at the zone itself Cloudflare flattens it.',
  spf: 'Mail servers do not ask for it any more (RFC 7208 section 3.1): write the same text in a TXT record.',
  dname: 'Write a record for each name below it, or a wildcard.',
  redirect: 'Make a redirect rule in its place, with create_rule, and a proxied record for the name.',
  computed: 'Write the answers as records, or use Load Balancing.',
  standard: 'If something still asks for it, the zone needs another DNS provider.',
  unknown: 'Look whether a record of another type can say it.',
};
