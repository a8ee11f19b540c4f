import { readDkimKey } from './dkim-key.ts';
import type { Finding } from './finding.ts';
import { quoted } from './mail-spf.ts';
import type { Check } from './question.ts';
import { deletion, update } from './repair.ts';
import type { AuditedRecord, RecordIndex, ZoneFacts } from './zone-facts.ts';

/** RFC 8301 section 3.2. */
const leastBits = 1_024;
const goodBits = 2_048;

/** The DKIM keys that are in the zone. Which selectors a sender uses, nobody can tell from DNS. */
export const checkDkim: Check = (facts) => {
  const { records } = facts;
  if (records === undefined) return [];
  const keys = grouped(records);
  return [...keys.values()].flatMap((texts) => ofSelector(facts, records, texts));
};

/** TXT records below `_domainkey`, by name; that label itself had a policy once (RFC 4870), and is no key. */
function grouped(records: RecordIndex): ReadonlyMap<string, readonly AuditedRecord[]> {
  const found = new Map<string, AuditedRecord[]>();
  for (const record of records.ofType('TXT')) {
    if (!/^[^.]+(?:\.[^.]+)*\._domainkey\./u.test(record.name)) continue;
    found.set(record.name, [...(found.get(record.name) ?? []), record]);
  }
  return found;
}

function ofSelector(
  facts: ZoneFacts,
  records: RecordIndex,
  texts: readonly AuditedRecord[],
): readonly Finding[] {
  const [record, ...others] = texts;
  if (record === undefined) return [];
  const of = (finding: Pick<Finding, 'id'> & Partial<Finding>): Finding => ({
    name: records.short(record.name),
    evidence: record.content,
    comment: record.comment,
    ...finding,
  });
  if (others.length > 0) return [of({ id: 'dkim-several', evidence: `${texts.length} TXT records` })];
  const key = readDkimKey(record.content);
  if (typeof key === 'string') return [of({ id: 'dkim-invalid', evidence: `${key}: ${record.content}` })];
  const without = (tag: string) =>
    update(facts, record, { content: quoted(withoutTag(record.content, tag)) });
  if (key.isRevoked) return [of({ id: 'dkim-revoked', repair: deletion(facts, record) })];
  const found: Finding[] = [];
  if (key.isTest) found.push(of({ id: 'dkim-test', repair: without('t') }));
  if (key.isSha1Only) found.push(of({ id: 'dkim-sha1', repair: without('h') }));
  if (key.bits !== undefined && key.bits < goodBits) {
    found.push(
      of({ id: key.bits < leastBits ? 'dkim-short' : 'dkim-1024', evidence: `RSA with ${key.bits} bits` }),
    );
  }
  return found;
}

/** Without a tag; of the flags only `y` goes, others may be meant. */
function withoutTag(text: string, tag: string): string {
  return text
    .split(';')
    .flatMap((part) => {
      const [name = '', value = ''] = part.split('=');
      if (name.trim().toLowerCase() !== tag) return [part];
      const rest = value
        .split(':')
        .map((word) => word.trim())
        .filter((word) => tag === 't' && word.toLowerCase() !== 'y' && word !== '');
      return rest.length === 0 ? [] : [`${name}=${rest.join(':')}`];
    })
    .join(';')
    .trim();
}
