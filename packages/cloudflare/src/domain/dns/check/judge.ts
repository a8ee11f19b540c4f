import { type Asked, type CheckedName, type Facts, factsOf } from './facts.ts';
import { type KnownDnssec, notesOn } from './notes.ts';
import { isAliased, isFlattened, isProxied } from './rules-alias.ts';
import { compareRecords } from './rules-records.ts';
import {
  failsValidation,
  hasNoAnswer,
  isDelegated,
  isDelegationSigner,
  isNotActive,
  isZoneNameServers,
} from './rules-resolution.ts';
import type { Verdict } from './verdict.ts';

/** The first that has something to say decides. */
const rules: readonly ((facts: Facts) => Verdict | undefined)[] = [
  failsValidation,
  hasNoAnswer,
  isDelegationSigner,
  isNotActive,
  isDelegated,
  isZoneNameServers,
  isProxied,
  isFlattened,
  isAliased,
];

export interface Judgement extends Verdict {
  readonly facts: Facts;
  readonly notes: readonly string[];
}

/** What the zone holds for a name and type against what the world sees, in words. Pure. */
export function judge(checked: CheckedName, asked: Asked, dnssec?: KnownDnssec): Judgement {
  const facts = factsOf(checked, asked);
  const found = rules.map((rule) => rule(facts)).find((each) => each !== undefined) ?? compareRecords(facts);
  return { ...found, facts, notes: notesOn(facts, found, dnssec) };
}
