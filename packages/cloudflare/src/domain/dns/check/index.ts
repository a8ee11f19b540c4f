export {
  type AnsweredRecord,
  type DnsAnswer,
  type DnsQuestion,
  readDnsAnswer,
  responseCodes,
} from './answer.ts';
export type { Asked, CheckedName, CheckedZone, ZoneRecord } from './facts.ts';
export { aliasTargetOf, needsTarget } from './flattening.ts';
export { type Judgement, judge } from './judge.ts';
export type { KnownDnssec } from './notes.ts';
export { delegationOf, enclosersOf } from './place.ts';
export { typeNamed } from './record-types.ts';
export { shownValue } from './value.ts';
export { type CheckStatus, checkStatuses } from './verdict.ts';
