import type { Change, ChangeSequence, Scope } from '@crunchtools/mcp-core';
import { makeJudge } from './judge.ts';
import { endOf } from './known.ts';
import { labelsOf } from './net.ts';
import { foldName, type GuardedRecord, guardedRecord } from './record.ts';
import { isSpf } from './spf.ts';

/** Records that decide whether a change is asked about. */
export interface Lookup {
  readonly scope: Scope;
  /** Those at this name. */
  readonly name: string;
  /** Those whose content ends in this. */
  readonly contentEnd?: string;
  /** Of a name that may be new: those at this name above it, those below that, and all wildcards. */
  readonly branch?: string;
}

/** Longer plans are asked about for their length (`core.many`), so nothing more has to be known. */
const mostChanges = 5;

/** Types of which one more at a name takes something over from those that are there. */
const sharing: ReadonlySet<string> = new Set(['A', 'AAAA', 'SRV', 'URI', 'SSHFP', 'CERT']);

/**
 * What to read before a plan is judged, at most one lookup for a change: none where it is asked about anyway. A new
 * address may stand beside another of the same host, or be that of a proxied record; a host that becomes proxied may be
 * one that MX, NS or SRV records name; a policy may be the second of its kind, or a first one that hurts nobody; and
 * whatever is new may be at, or below, a name that a wildcard answers for.
 */
export function lookupsOf(changes: ChangeSequence): readonly Lookup[] {
  if (changes.length > mostChanges) return [];
  const all = changes.slice(0);
  // A deletion is asked about, and the plan with it.
  if (all.some(({ action }) => action === 'delete')) return [];
  const judge = makeJudge(changes);
  const found = new Map<string, Lookup>();
  for (const change of all) {
    const isOpen = judge(change).every(({ guard }) => guard === 'dns.spf' || guard === 'dns.dmarc');
    const lookup = isOpen ? lookupOf(change) : undefined;
    if (lookup === undefined) continue;
    const { name, contentEnd = '', branch = '' } = lookup;
    found.set(`${name} ${contentEnd} ${branch}`, lookup);
  }
  return [...found.values()];
}

function lookupOf({ resource, action, scope, before, after }: Change): Lookup | undefined {
  if (resource !== 'dns_record' || after === undefined) return undefined;
  const zoneName = foldName('@', scope.name);
  const to = guardedRecord(after, zoneName);
  if (action === 'create') return lookupOfNew(to, scope, zoneName);
  const isNewlyProxied = to.proxied && before !== undefined && !guardedRecord(before, zoneName).proxied;
  return isNewlyProxied ? { scope, name: to.name, contentEnd: to.name } : undefined;
}

function lookupOfNew(record: GuardedRecord, scope: Scope, zoneName: string): Lookup | undefined {
  const { type, name, content, proxied } = record;
  const isHost = type === 'A' || type === 'AAAA' || type === 'CNAME';
  const labels = labelsOf(name, zoneName);
  // No wildcard is missed at labels that all serve a protocol.
  const isBelow = labels.some((label) => !label.startsWith('_'));
  const branch = isBelow ? { branch: `${labels.at(-1)}.${zoneName}` } : {};
  if (isHost && !proxied) return { scope, name, contentEnd: endOf(record), ...branch };
  const isPolicy =
    type === 'TXT' && (isSpf(content) || /^_(?:dmarc|smtp\._tls|atproto|dnslink|kerberos)\./u.test(name));
  return sharing.has(type) || isPolicy || isBelow ? { scope, name, ...branch } : undefined;
}
