import type { JsonObject } from '@crunchtools/mcp-core';
import { catalogue, type FindingId, isFindingId } from './catalogue.ts';
import { type Severity, severities } from './severity.ts';

/** The call that repairs what was found, ready to be made. */
export interface Repair {
  readonly tool: string;
  readonly arguments: JsonObject;
}

/** One thing that is wrong, or worth knowing. */
export interface Finding {
  readonly id: FindingId;
  /** The name it is about, as tools take it: `@`, `www`. */
  readonly name: string;
  /** What was seen, in the words of whoever wrote it. */
  readonly evidence: string;
  /** In place of the one of its kind, where it depends on what was found. */
  readonly source?: string;
  readonly repair?: Repair | undefined;
  /** The comment of the record it is about, which may say that it is known. */
  readonly comment?: string | undefined;
}

/** Something that could not be looked at, so that nothing is said about it. */
export interface Unknown {
  readonly unknown: string;
  readonly because: string;
}

export type Outcome = Finding | Unknown;

export function isUnknown(outcome: Outcome): outcome is Unknown {
  return 'unknown' in outcome;
}

export function isFinding(outcome: Outcome): outcome is Finding {
  return !isUnknown(outcome);
}

const order = Object.keys(severities);

export function severityOf({ id }: Pick<Finding, 'id'>): Severity {
  return catalogue[id].severity;
}

function rankOf(finding: Pick<Finding, 'id'>): number {
  return order.indexOf(severityOf(finding));
}

/** The worst first; those of one severity by their id, then by their name. */
export function worstFirst<Found extends Pick<Finding, 'id' | 'name'>>(
  findings: readonly Found[],
): readonly Found[] {
  return findings.toSorted(
    (one, other) => rankOf(one) - rankOf(other) || compare(one.id, other.id) || compare(one.name, other.name),
  );
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** `dangling-cname`, `dangling-cname:old` or `dangling-cname:old.example.com`: all of a kind, or that at one name, of any zone or of one. */
export function isIgnored(
  { id, name, comment }: Finding,
  ignored: readonly string[],
  zone?: string,
): boolean {
  const at = (full: string): boolean => ignored.includes(`${id}:${full}`);
  const isNamed = ignored.includes(id) || at(name);
  const isOfZone = zone !== undefined && at(name === '@' ? zone : `${name}.${zone}`);
  return isNamed || isOfZone || acceptedIn(comment).has(id);
}

/** The findings that a comment of a record accepts: `audit-ok: private-address, origin-exposed`. */
export function acceptedIn(comment: string | undefined): ReadonlySet<string> {
  const list = /\baudit-ok:\s*([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)/iu.exec(comment ?? '')?.[1] ?? '';
  return new Set(list.split(',').map((word) => word.trim().toLowerCase()));
}

/** Whether an entry of `ignore` names a kind of finding. */
export function isIgnorable(entry: string): boolean {
  return isFindingId(entry.split(':')[0] ?? '');
}
