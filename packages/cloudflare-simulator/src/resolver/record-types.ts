/** Numbers of record types (IANA, "Domain Name System (DNS) Parameters", Resource Record TYPEs). */
const NUMBERS: Readonly<Record<string, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  LOC: 29,
  SRV: 33,
  NAPTR: 35,
  CERT: 37,
  DS: 43,
  SSHFP: 44,
  DNSKEY: 48,
  TLSA: 52,
  SMIMEA: 53,
  CDS: 59,
  CDNSKEY: 60,
  OPENPGPKEY: 61,
  SVCB: 64,
  HTTPS: 65,
  URI: 256,
  CAA: 257,
};

const NAMES = new Map(Object.entries(NUMBERS).map(([name, number]) => [number, name] as const));

export function typeNumber(name: string): number {
  const number = NUMBERS[name];
  if (number === undefined) throw new RangeError(`No number for the type ${name}`);
  return number;
}

/** @returns undefined for a text that is no type, `TYPE<number>` for a number without a name here. */
export function typeName(text: string): string | undefined {
  if (/^\d{1,5}$/.test(text)) {
    const number = Number(text);
    return number > 65_535 ? undefined : (NAMES.get(number) ?? `TYPE${number}`);
  }
  const name = text.toUpperCase();
  return Object.hasOwn(NUMBERS, name) ? name : undefined;
}

export function numberOf(type: string): number {
  return type.startsWith('TYPE') ? Number(type.slice(4)) : typeNumber(type);
}
