import { isSpf } from '../dns/guard/record.ts';
import type { Finding, Outcome } from './finding.ts';
import { deniesAll, isNullMx, mailRoleOf, spfRecordsAt } from './mail-role.ts';
import type { Check, Work } from './question.ts';
import { creation, update } from './repair.ts';
import { isMeantAsSpf, parseSpf, prefixOf, type SpfRecord, SpfSyntaxError } from './spf.ts';
import { evaluateSpf, mostLookups, mostVoids } from './spf-evaluation.ts';
import { type AuditedRecord, parentOf, type RecordIndex, type ZoneFacts } from './zone-facts.ts';

/** SPF at every name that has it, and where it is missing (RFC 7208). */
export const checkSpf: Check = (facts) => {
  const { records } = facts;
  if (records === undefined) return [];
  return [
    ...unread(facts, records),
    ...missing(facts, records),
    ...missingBelow(facts, records),
    ...domainsWithSpf(records).map((name) => atDomain(facts, records, name)),
  ];
};

/** Names with SPF records of their own: parts that other records include have a label with an underscore as a rule. */
function domainsWithSpf(records: RecordIndex): readonly string[] {
  const texts = records.ofType('TXT').filter(({ content }) => isSpf(content));
  const included = new Set(texts.flatMap(({ content }) => includedBy(content)));
  return [...new Set(texts.map(({ name }) => name))].filter(
    (name) => name === records.zoneName || (!included.has(name) && !name.startsWith('_')),
  );
}

function includedBy(text: string): readonly string[] {
  const spf = readSpf(text);
  if (typeof spf === 'string') return [];
  return [...spf.terms.map(({ domain }) => domain), spf.redirect].filter((domain) => domain !== undefined);
}

/** The record, or why it is a permanent error. */
function readSpf(text: string): SpfRecord | string {
  try {
    return parseSpf(text);
  } catch (error) {
    if (error instanceof SpfSyntaxError) return error.message;
    throw error;
  }
}

function* atDomain(facts: ZoneFacts, records: RecordIndex, domain: string): Work {
  const [record, ...others] = spfRecordsAt(records, domain);
  if (record === undefined) return [];
  const name = records.short(domain);
  const of = (found: Pick<Finding, 'id'> & Partial<Finding>): Finding => ({
    name,
    evidence: record.content,
    comment: record.comment,
    ...found,
  });
  if (others.length > 0)
    return [of({ id: 'spf-several', evidence: [record, ...others].map(textOf).join(' | ') })];
  const spf = readSpf(record.content);
  if (typeof spf === 'string') return [of({ id: 'spf-invalid', evidence: `${spf}: ${record.content}` })];
  const isSilent = mailRoleOf(facts) === 'none' && domain === records.zoneName;
  const found = isSilent ? [] : ownFindings(facts, record, spf).map(of);
  const evaluation = yield* evaluateSpf(records, domain, record.content);
  if (evaluation.open.length > 0) {
    found.push(
      of({
        id: 'spf-allows-all',
        repair: closing(facts, record, spf),
        evidence: because(record, evaluation.open),
      }),
    );
  }
  if (evaluation.broken.length > 0) {
    found.push(of({ id: 'spf-include-without-spf', evidence: because(record, evaluation.broken) }));
  }
  const { lookups, voids, tooManyHosts, silent } = evaluation;
  if (lookups > mostLookups || tooManyHosts.length > 0) {
    const count =
      tooManyHosts.length > 0 ? `more than 10 MX hosts at ${tooManyHosts.join(', ')}` : `${lookups} lookups`;
    found.push(of({ id: 'spf-lookups', evidence: `${count}: ${record.content}` }));
  }
  if (voids.length > mostVoids) {
    found.push(of({ id: 'spf-void-lookups', evidence: because(record, voids) }));
  }
  const outcomes: Outcome[] = [...found];
  if (silent.length > 0) {
    outcomes.push({
      unknown: `SPF of ${name}: what ${silent.length} of the names that it includes hold`,
      because: 'the resolver does not answer for them',
    });
  }
  return outcomes;
}

function textOf({ content }: AuditedRecord): string {
  return content;
}

function because({ content }: AuditedRecord, names: readonly string[]): string {
  return `${names.join(', ')}: ${content}`;
}

/** What can be said of the record by itself. */
function ownFindings(
  facts: ZoneFacts,
  record: AuditedRecord,
  { terms, all, redirect, unreached }: SpfRecord,
): (Pick<Finding, 'id'> & Partial<Finding>)[] {
  const found: (Pick<Finding, 'id'> & Partial<Finding>)[] = [];
  if (redirect === undefined && (all === undefined || all.sign === '?')) {
    const written = record.content.replace(/\s+\??all\s*$/iu, '').trimEnd();
    found.push({ id: 'spf-neutral', repair: update(facts, record, { content: quoted(`${written} ~all`) }) });
  }
  if (terms.some(({ name }) => name === 'ptr')) found.push({ id: 'spf-ptr' });
  const wide = terms.filter(({ sign, range }) => sign === '+' && range !== undefined && isWide(range));
  if (wide.length > 0) found.push({ id: 'spf-wide', evidence: wide.map(({ text }) => text).join(' ') });
  if (unreached.length > 0) found.push({ id: 'spf-unreached', evidence: because(record, unreached) });
  return found;
}

/** More than 16 million IPv4 addresses, or more than a provider of networks has of IPv6. All of them is another finding. */
function isWide(range: string): boolean {
  const bits = prefixOf(range);
  return bits > 0 && bits <= (range.includes(':') ? 19 : 8);
}

/** The record with an end that does not let everybody pass; only where nothing else does. */
function closing(facts: ZoneFacts, record: AuditedRecord, { all, terms }: SpfRecord) {
  if (all?.sign !== '+' || terms.some(({ range }) => range?.endsWith('/0') === true)) return undefined;
  const content = record.content.replace(/\s\+?all(?=\s|$)/iu, ' ~all');
  return update(facts, record, { content: quoted(content) });
}

/** A text as the content of a TXT record; longer ones are cut into strings of 255 octets. */
export function quoted(text: string): string {
  const strings = text.match(/[\s\S]{1,255}/gu) ?? [''];
  return strings.map((each) => `"${each.replaceAll(/["\\]/gu, '\\$&')}"`).join(' ');
}

function unread(facts: ZoneFacts, records: RecordIndex): readonly Finding[] {
  return records
    .ofType('TXT')
    .filter(({ content }) => isMeantAsSpf(content))
    .map((record) => ({
      id: 'spf-unread',
      name: records.short(record.name),
      evidence: record.content,
      comment: record.comment,
      repair: readable(facts, record),
    }));
}

/** The text as it was meant, where that is plain: only quotes, or another sign behind the version, are wrong. */
function readable(facts: ZoneFacts, record: AuditedRecord) {
  const content = record.content
    .replaceAll(/^["'\s]+|["'\s]+$/gu, '')
    .replace(/^v\s*=\s*spf1[;,:\s]*/iu, 'v=spf1 ')
    .trim();
  if (!isSpf(content) || typeof readSpf(content) === 'string') return undefined;
  return update(facts, record, { content: quoted(content) });
}

function missing(facts: ZoneFacts, records: RecordIndex): readonly Finding[] {
  const role = mailRoleOf(facts);
  const domain = records.zoneName;
  const [record] = spfRecordsAt(records, domain);
  if (role === 'receives' && record === undefined) {
    return [{ id: 'spf-missing', name: '@', evidence: `MX ${hostsOf(records, domain).join(', ')}` }];
  }
  if (role !== 'none') return [];
  if (record === undefined) {
    const repair = creation(facts, { type: 'TXT', name: '@', content: '"v=spf1 -all"' });
    return [
      { id: 'no-mail-spf', name: '@', evidence: 'no SPF record, and no MX record that takes mail', repair },
    ];
  }
  if (deniesAll(record.content)) return [];
  const repair = update(facts, record, { content: '"v=spf1 -all"' });
  return [{ id: 'no-mail-spf', name: '@', evidence: record.content, comment: record.comment, repair }];
}

function hostsOf(records: RecordIndex, name: string): readonly string[] {
  return records
    .at(name)
    .filter((record) => record.type === 'MX' && !isNullMx(record))
    .map(textOf);
}

/** Names below the domain with MX records. A wildcard stands for names that nobody sends from. */
function missingBelow(facts: ZoneFacts, records: RecordIndex): readonly Finding[] {
  const names = new Set(records.ofType('MX').map(({ name }) => name));
  return [...names].flatMap((name) => {
    const hosts = hostsOf(records, name);
    const isOther = name === records.zoneName || name.startsWith('*.') || hosts.length === 0;
    if (isOther || spfRecordsAt(records, name).length > 0) return [];
    if (records.cutAbove(name) !== undefined || !records.holds(parentOf(name))) return [];
    const short = records.short(name);
    const repair = creation(facts, { type: 'TXT', name: short, content: '"v=spf1 -all"' });
    return [{ id: 'spf-missing-below' as const, name: short, evidence: `MX ${hosts.join(', ')}`, repair }];
  });
}
