import type { Change, Guard, GuardReason, JsonObject } from '@crunchtools/mcp-core';

export type RecordAction = 'create' | 'update' | 'delete';

export interface GuardedRecord {
  readonly type: string;
  /** The full name. */
  readonly name: string;
  readonly content?: string | undefined;
}

/** What is at stake, by type, whatever the name. */
const stakes: Readonly<Record<string, string>> = {
  NS: 'An NS record decides which servers answer for a whole branch of the zone.',
  MX: 'An MX record decides where mail is delivered.',
  CAA: 'A CAA record decides who may issue certificates.',
  DS: 'A DS record decides whether a delegated zone validates: a wrong one makes it unreachable.',
  DNSKEY: 'A DNSKEY record is part of DNSSEC: a wrong one can make the zone unreachable.',
};

const stakeOfSpf = 'An SPF record decides which servers may send mail for this name.';
const stakeOfDmarc = 'A DMARC record decides what happens to mail that fails its checks.';
const stakeOfDkim = 'A DKIM record holds the key that signs mail.';

/**
 * Why a change of a record deserves a person's approval, as one sentence, or `undefined` for ordinary changes.
 * Asked for: name servers, mail, certificates and DNSSEC, the zone itself, wildcards, and every deletion. SPF
 * below the zone itself is recognised only where the content is given.
 */
export function guardReason(
  record: GuardedRecord,
  zoneName: string,
  action: RecordAction,
): string | undefined {
  return (
    guardOfType(record) ??
    guardOfMailPolicy(record) ??
    guardOfApex(record, zoneName) ??
    guardOfWildcard(record) ??
    (action === 'delete' ? ordinaryDeletion : undefined)
  );
}

function guardOfType({ type }: GuardedRecord): string | undefined {
  return Object.hasOwn(stakes, type) ? stakes[type] : undefined;
}

function guardOfMailPolicy({ type, name, content = '' }: GuardedRecord): string | undefined {
  const labels = name.toLowerCase().split('.');
  // Providers have these published through CNAME records too, so the type does not matter.
  if (labels[0] === '_dmarc') return stakeOfDmarc;
  if (labels.includes('_domainkey')) return stakeOfDkim;
  return type === 'TXT' && /^"?v=spf1(?:[ "]|$)/i.test(content) ? stakeOfSpf : undefined;
}

function guardOfApex({ name }: GuardedRecord, zoneName: string): string | undefined {
  const bare = name.toLowerCase().replace(/\.$/, '');
  const isApex = bare === zoneName.toLowerCase() || bare === '@';
  return isApex
    ? `This record is on ${zoneName} itself, which everything in the zone depends on.`
    : undefined;
}

function guardOfWildcard({ name }: GuardedRecord): string | undefined {
  return name.startsWith('*')
    ? 'A wildcard answers for every name that has no records of its own.'
    : undefined;
}

export const guards: readonly Guard[] = [
  {
    id: 'dns.record',
    asked: 'Changes of records that much depends on.',
    why: 'Mail, certificates or the whole zone stop working.',
    example: 'update_dns_record of an MX record',
  },
];

const ordinaryDeletion = 'A deleted record stops resolving at once.';

export function guardReasons({ action, before, after, scope }: Change): readonly GuardReason[] {
  const record = after ?? before;
  if (record === undefined || (action !== 'create' && action !== 'update' && action !== 'delete')) return [];
  const guarded = {
    type: textOf(record['type']),
    name: textOf(record['name']),
    content: textOf(record['content']),
  };
  const text = guardReason(guarded, scope.name, action);
  if (text === undefined) return [];
  return [{ guard: 'dns.record', text, kind: text === ordinaryDeletion ? 'bulk' : 'value' }];
}

function textOf(value: JsonObject[string]): string {
  return typeof value === 'string' ? value : '';
}
