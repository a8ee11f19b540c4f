import { readTags } from '../dns/guard/record.ts';
import type { Finding, Outcome } from './finding.ts';
import { mailRoleOf } from './mail-role.ts';
import { quoted } from './mail-spf.ts';
import { type Check, look, type Work } from './question.ts';
import { creation, deletion } from './repair.ts';
import { addressesOf } from './spf-evaluation.ts';
import type { RecordIndex, ZoneFacts } from './zone-facts.ts';

/** MTA-STS (RFC 8461) and TLS reporting (RFC 8460) of the domain. The policy itself is not fetched. */
export const checkMailTransport: Check = (facts) => {
  const { records } = facts;
  return records === undefined || mailRoleOf(facts) === undefined ? [] : [transport(facts, records)];
};

function* transport(facts: ZoneFacts, records: RecordIndex): Work {
  const { zoneName } = records;
  const policy = yield* look(records, { name: `_mta-sts.${zoneName}`, type: 'TXT' });
  const reports = yield* look(records, { name: `_smtp._tls.${zoneName}`, type: 'TXT' });
  const host = `mta-sts.${zoneName}`;
  const outcomes: Outcome[] = [];
  if (isSilent(policy.status)) outcomes.push({ unknown: 'MTA-STS', because: 'the resolver does not answer' });
  if (isSilent(reports.status))
    outcomes.push({ unknown: 'TLS reporting', because: 'the resolver does not answer' });
  const policies = policy.values.filter((text) => /^\s*v\s*=\s*STSv1\b/u.test(text));
  if (policies.length > 0) {
    const address = yield* addressesOf(records, host);
    if (isSilent(address.status))
      outcomes.push({ unknown: 'the host mta-sts', because: 'the resolver does not answer' });
    else if (address.status !== 'found') outcomes.push(withoutHost(facts, records, policies));
    const isValid = policies.length === 1 && policies.every(isPolicy);
    if (!isValid) outcomes.push({ id: 'mta-sts-invalid', name: '_mta-sts', evidence: policies.join(' | ') });
    if (isValid && reports.status !== 'found' && !isSilent(reports.status))
      outcomes.push(withoutReports(facts, records));
  } else if (!isSilent(policy.status) && records.at(host).length > 0) {
    outcomes.push(withoutRecord(facts, records));
  }
  const wrong = reports.values.filter((text) => /TLSRPTv1/iu.test(text) && !isReportRecord(text));
  if (wrong.length > 0)
    outcomes.push({ id: 'tls-rpt-invalid', name: '_smtp._tls', evidence: wrong.join(' | ') });
  return outcomes;
}

function isSilent(status: string): boolean {
  return status === 'silent' || status === 'failed';
}

/** RFC 8461 section 3.1. */
export function isPolicy(text: string): boolean {
  const { all, first } = readTags(text);
  return first === 'v' && all.get('v') === 'STSv1' && /^[a-z0-9]{1,32}$/iu.test(all.get('id') ?? '');
}

/** RFC 8460 section 3. */
export function isReportRecord(text: string): boolean {
  const { all, first } = readTags(text);
  const addresses = (all.get('rua') ?? '').split(',').map((each) => each.trim());
  const isAddressed = addresses.every((each) => /^(?:mailto:[^@\s]+@\S+|https:\/\/\S+)$/iu.test(each));
  return first === 'v' && all.get('v') === 'TLSRPTv1' && isAddressed;
}

function withoutHost(facts: ZoneFacts, records: RecordIndex, policies: readonly string[]): Finding {
  const record = records.at(`_mta-sts.${records.zoneName}`).find(({ type }) => type === 'TXT');
  return {
    id: 'mta-sts-without-host',
    name: 'mta-sts',
    evidence: policies.join(' | '),
    comment: record?.comment,
    repair: record === undefined ? undefined : deletion(facts, record),
  };
}

function withoutRecord(facts: ZoneFacts, records: RecordIndex): Finding {
  const [record] = records.at(`mta-sts.${records.zoneName}`);
  return {
    id: 'mta-sts-without-record',
    name: '_mta-sts',
    evidence: `mta-sts ${record?.type ?? ''} ${record?.content ?? ''}`,
    comment: record?.comment,
    repair: records.exists(`_mta-sts.${records.zoneName}`)
      ? undefined
      : creation(facts, { type: 'TXT', name: '_mta-sts', content: '"v=STSv1; id=1"' }),
  };
}

function withoutReports(facts: ZoneFacts, records: RecordIndex): Finding {
  const content = quoted(`v=TLSRPTv1; rua=mailto:postmaster@${records.zoneName}`);
  return {
    id: 'tls-rpt-missing',
    name: '_smtp._tls',
    evidence: 'no TLS reporting record',
    repair: creation(facts, { type: 'TXT', name: '_smtp._tls', content }),
  };
}
