import { addressBits } from './address-range.ts';
import type { Finding, Outcome } from './finding.ts';
import { isNullMx, mailRoleOf } from './mail-role.ts';
import type { Check, Work } from './question.ts';
import { creation, deletion, update } from './repair.ts';
import { addressesOf } from './spf-evaluation.ts';
import type { AuditedRecord, RecordIndex, ZoneFacts } from './zone-facts.ts';

/** Where mail is delivered: MX records, their hosts, and the null MX (RFC 5321 section 5.1, RFC 7505). */
export const checkMailHosts: Check = (facts) => {
  const { records } = facts;
  if (records === undefined) return [];
  const byName = new Map<string, AuditedRecord[]>();
  for (const record of records.ofType('MX')) {
    const there = byName.get(record.name);
    if (there === undefined) byName.set(record.name, [record]);
    else there.push(record);
  }
  const real = records.ofType('MX').filter((record) => !isNullMx(record));
  return [
    ...noNullMx(facts, records),
    ...[...byName.values()].flatMap((hosts) => nullMx(facts, records, hosts)),
    ...real.map((record) => ofHost(facts, records, record)),
  ];
};

function finding(
  records: RecordIndex,
  record: AuditedRecord,
  parts: Pick<Finding, 'id'> & Partial<Finding>,
): Finding {
  const priority = record.priority === undefined ? '' : `${record.priority} `;
  return {
    name: records.short(record.name),
    evidence: `MX ${priority}${record.content}`,
    comment: record.comment,
    ...parts,
  };
}

function noNullMx(facts: ZoneFacts, records: RecordIndex): readonly Finding[] {
  if (mailRoleOf(facts) !== 'none') return [];
  const there = records.at(records.zoneName);
  const isReached = there.some(({ type }) => type === 'A' || type === 'AAAA' || type === 'CNAME');
  if (!isReached || there.some(({ type }) => type === 'MX')) return [];
  const repair = creation(facts, { type: 'MX', name: '@', content: '.', priority: 0 });
  return [{ id: 'no-mail-null-mx', name: '@', evidence: 'no MX record', repair }];
}

function nullMx(facts: ZoneFacts, records: RecordIndex, hosts: readonly AuditedRecord[]): readonly Finding[] {
  const none = hosts.find(isNullMx);
  if (none === undefined) return [];
  if (hosts.length > 1) {
    return [finding(records, none, { id: 'null-mx-others', repair: deletion(facts, none) })];
  }
  if ((none.priority ?? 0) === 0) return [];
  return [finding(records, none, { id: 'null-mx-preference', repair: update(facts, none, { priority: 0 }) })];
}

function* ofHost(facts: ZoneFacts, records: RecordIndex, record: AuditedRecord): Work {
  const host = record.content;
  const of = (parts: Pick<Finding, 'id'> & Partial<Finding>): Finding => finding(records, record, parts);
  if (addressBits(host) !== undefined) return [of({ id: 'mx-address' })];
  const own = records.holds(host) && records.cutAbove(host) === undefined ? records.answering(host) : [];
  const proxied = own.find((each) => each.proxied && proxiedTypes.has(each.type));
  if (proxied !== undefined && !facts.zone.paused) {
    const repair = host === records.zoneName ? undefined : update(facts, proxied, { proxied: false });
    return [of({ id: 'mx-proxied', name: records.short(proxied.name), repair })];
  }
  const outcomes: Outcome[] = [];
  const alias = own.find(({ type }) => type === 'CNAME');
  if (alias !== undefined) {
    outcomes.push(of({ id: 'mx-alias', repair: update(facts, record, { content: alias.content }) }));
  }
  const { status, because } = yield* addressesOf(records, host);
  if (status === 'silent' || status === 'failed') {
    outcomes.push({
      unknown: `whether ${host} exists`,
      because: because ?? 'its name servers do not answer',
    });
  }
  const isOutside = !records.holds(alias?.content ?? host);
  if (status === 'missing' && isOutside)
    outcomes.push(of({ id: 'dangling-mx', repair: deletion(facts, record) }));
  else if (status === 'missing' || status === 'empty') outcomes.push(of({ id: 'mx-without-address' }));
  return outcomes;
}

const proxiedTypes: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME']);
