import { type DmarcRecord, isDmarcText, isMeantAsDmarc, parseDmarc } from './dmarc.ts';
import type { Finding, Outcome } from './finding.ts';
import { mailRoleOf } from './mail-role.ts';
import { quoted } from './mail-spf.ts';
import { type Asking, type Check, look, type Work } from './question.ts';
import { creation, update } from './repair.ts';
import { type AuditedRecord, parentOf, type RecordIndex, type ZoneFacts } from './zone-facts.ts';

/** The DMARC policy of the domain (RFC 7489), and records that nobody looks for. */
export const checkDmarc: Check = (facts) => {
  const { records } = facts;
  if (records === undefined) return [];
  const role = mailRoleOf(facts);
  return [
    ...misplaced(facts, records),
    ...(role === undefined
      ? []
      : [role === 'none' ? ofSilentDomain(facts, records) : ofDomain(facts, records)]),
  ];
};

interface Found {
  readonly status: 'none' | 'several' | 'unreadable' | 'readable' | 'silent';
  readonly texts: readonly string[];
  readonly policy?: DmarcRecord;
  readonly why?: string;
}

/** What receivers find at `_dmarc`, also behind an alias. */
function* found(records: RecordIndex): Asking<Found> {
  const { status, values } = yield* look(records, { name: `_dmarc.${records.zoneName}`, type: 'TXT' });
  if (status === 'silent' || status === 'failed') return { status: 'silent', texts: [] };
  const texts = values.filter(isDmarcText);
  const [text, ...others] = texts;
  if (others.length > 0) return { status: 'several', texts };
  if (text === undefined) {
    const meant = values.filter(isMeantAsDmarc);
    if (meant.length === 0) return yield* fromAbove(records);
    return { status: 'unreadable', texts: meant, why: 'it does not begin with v=DMARC1' };
  }
  const policy = parseDmarc(text);
  return typeof policy === 'string'
    ? { status: 'unreadable', texts, why: policy }
    : { status: 'readable', texts, policy };
}

/** A zone below another domain has the policy of that one (RFC 7489 section 6.6.3). */
function* fromAbove(records: RecordIndex): Asking<Found> {
  const parent = parentOf(records.zoneName);
  if (!parent.includes('.')) return { status: 'none', texts: [] };
  const { values } = yield { name: `_dmarc.${parent}`, type: 'TXT' };
  const text = values.find(isDmarcText);
  const policy = text === undefined ? 'none' : parseDmarc(text);
  if (typeof policy === 'string') return { status: 'none', texts: [] };
  const { below } = policy;
  return {
    status: 'readable',
    texts: values,
    policy: { ...policy, policy: below, below, receivers: [], wrongTags: [] },
  };
}

/** The record of the zone that says it; none where it is behind an alias, or above the zone. */
function recordOf(records: RecordIndex): AuditedRecord | undefined {
  const own = records.at(`_dmarc.${records.zoneName}`).filter(({ type }) => type === 'TXT');
  return (
    own.find(({ content }) => isDmarcText(content)) ?? own.find(({ content }) => isMeantAsDmarc(content))
  );
}

const silent: Outcome = { unknown: 'DMARC', because: 'the resolver does not answer' };

function* ofSilentDomain(facts: ZoneFacts, records: RecordIndex): Work {
  const { status, texts, policy } = yield* found(records);
  if (status === 'silent') return [silent];
  if (policy !== undefined && policy.policy !== 'none') return [];
  const record = recordOf(records);
  const content = '"v=DMARC1; p=reject"';
  const repair =
    status === 'several'
      ? undefined
      : record === undefined
        ? records.at(`_dmarc.${records.zoneName}`).length > 0
          ? undefined
          : creation(facts, { type: 'TXT', name: '_dmarc', content })
        : update(facts, record, { content });
  const evidence = texts.length === 0 ? 'no DMARC record' : texts.join(' | ');
  return [{ id: 'no-mail-dmarc', name: '_dmarc', evidence, comment: record?.comment, repair }];
}

function* ofDomain(facts: ZoneFacts, records: RecordIndex): Work {
  const { status, texts, policy, why } = yield* found(records);
  const record = recordOf(records);
  const of = (finding: Pick<Finding, 'id'> & Partial<Finding>): Finding => ({
    name: '_dmarc',
    evidence: texts.join(' | '),
    comment: record?.comment,
    ...finding,
  });
  if (status === 'silent') return [silent];
  if (status === 'none')
    return [of({ id: 'dmarc-missing', evidence: 'no DMARC record', repair: first(facts, records) })];
  if (status === 'several') return [of({ id: 'dmarc-several' })];
  if (policy === undefined)
    return [of({ id: 'dmarc-invalid', evidence: `${why ?? ''}: ${texts.join(' | ')}` })];
  const rewritten = (change: (text: string) => string) =>
    record === undefined ? undefined : update(facts, record, { content: quoted(change(record.content)) });
  const outcomes: Outcome[] = [];
  const isWatched = policy.reports.length > 0;
  if (policy.policy === 'none') outcomes.push(of({ id: isWatched ? 'dmarc-none' : 'dmarc-none-unwatched' }));
  else if (!isWatched) outcomes.push(of({ id: 'dmarc-no-reports' }));
  if (policy.policy !== 'none' && policy.percent < 100) {
    outcomes.push(of({ id: 'dmarc-partial', repair: rewritten((text) => withoutTag(text, 'pct')) }));
  }
  if (policy.policy !== 'none' && policy.below === 'none') {
    outcomes.push(of({ id: 'dmarc-weaker-below', repair: rewritten((text) => withoutTag(text, 'sp')) }));
  }
  if (policy.wrongTags.length > 0)
    outcomes.push(of({ id: 'dmarc-tag', evidence: policy.wrongTags.join('; ') }));
  for (const receiver of policy.receivers) outcomes.push(...(yield* agreementOf(receiver, records, of)));
  return outcomes;
}

/** A record that watches and changes nothing, as a beginning. Its address has to be one that is read. */
function first(facts: ZoneFacts, records: RecordIndex) {
  if (records.at(`_dmarc.${records.zoneName}`).length > 0) return undefined;
  const content = quoted(`v=DMARC1; p=none; rua=mailto:postmaster@${records.zoneName}`);
  return creation(facts, { type: 'TXT', name: '_dmarc', content });
}

function withoutTag(text: string, tag: string): string {
  return text
    .split(';')
    .filter((part) => part.split('=')[0]?.trim().toLowerCase() !== tag)
    .join(';');
}

/** RFC 7489 section 7.1: another organisation has to say that it takes the reports. */
function* agreementOf(
  receiver: string,
  records: RecordIndex,
  of: (finding: Pick<Finding, 'id'> & Partial<Finding>) => Finding,
): Asking<readonly Outcome[]> {
  const { zoneName } = records;
  const isOwn = records.holds(receiver) || zoneName.endsWith(`.${receiver}`);
  if (isOwn) return [];
  const name = `${zoneName}._report._dmarc.${receiver}`;
  const { status, values } = yield* look(records, { name, type: 'TXT' });
  if (status === 'silent' || status === 'failed') {
    return [
      { unknown: `whether ${receiver} takes the DMARC reports`, because: 'the resolver does not answer' },
    ];
  }
  return values.some(isDmarcText)
    ? []
    : [of({ id: 'dmarc-reports-refused', evidence: `${receiver}; no TXT record at ${name}` })];
}

/** At another name than `_dmarc`, or with the name of the zone twice. */
function misplaced(_facts: ZoneFacts, records: RecordIndex): readonly Finding[] {
  const { zoneName } = records;
  return records
    .ofType('TXT')
    .filter(({ content }) => isDmarcText(content))
    .filter(({ name }) => {
      const isDoubled = name.endsWith(`.${zoneName}.${zoneName}`);
      return isDoubled || !name.split('.').includes('_dmarc');
    })
    .map((record) => ({
      id: 'dmarc-misplaced' as const,
      name: records.short(record.name),
      evidence: record.content,
      comment: record.comment,
    }));
}
