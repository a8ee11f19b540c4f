import { type RecordType, recordTypes } from '../types.ts';

/** Numbers of record types (IANA, "Domain Name System (DNS) Parameters", Resource Record TYPEs). */
export const typeNumbers: Readonly<Record<RecordType, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
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
  OPENPGPKEY: 61,
  SVCB: 64,
  HTTPS: 65,
  URI: 256,
  CAA: 257,
};

/** The type of the record that stands in a denial, and says how long it holds (RFC 2308). */
export const startOfAuthority = 6;

/** The name of a type; `undefined` for those that no record of a zone can have. */
export function typeNamed(number: number): RecordType | undefined {
  return recordTypes.find((type) => typeNumbers[type] === number);
}
