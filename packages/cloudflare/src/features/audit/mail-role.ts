import { isSpf } from '../dns/guard/record.ts';
import { parseSpf, SpfSyntaxError, sendsNothing } from './spf.ts';
import { type AuditedRecord, isAuthoritative, type RecordIndex, type ZoneFacts } from './zone-facts.ts';

/** Whether a domain has mail, as far as its records tell. */
export type MailRole = 'none' | 'sends' | 'receives';

/** What takes no mail (RFC 7505). */
export function isNullMx({ content }: AuditedRecord): boolean {
  return content === '.' || content === '';
}

/** `undefined` where nothing can be said: reverse zones have no mail, and of a partial zone only a part is here. */
export function mailRoleOf(facts: ZoneFacts): MailRole | undefined {
  const { records, zone } = facts;
  if (records === undefined || !isAuthoritative(facts) || zone.name.endsWith('.arpa')) return undefined;
  const hosts = records.at(zone.name).filter(({ type }) => type === 'MX');
  if (hosts.some((record) => !isNullMx(record))) return 'receives';
  return spfRecordsAt(records, zone.name).some(({ content }) => lets(content)) ? 'sends' : 'none';
}

/** The SPF records at a name, well-formed or not. */
export function spfRecordsAt(records: RecordIndex, name: string): readonly AuditedRecord[] {
  return records.at(name).filter(({ type, content }) => type === 'TXT' && isSpf(content));
}

/** Whether an SPF record names somebody who may send. One that cannot be read was meant to. */
function lets(text: string): boolean {
  try {
    const record = parseSpf(text);
    return (
      record.redirect !== undefined ||
      record.all?.sign === '+' ||
      record.terms.some(({ sign }) => sign === '+')
    );
  } catch (error) {
    if (error instanceof SpfSyntaxError) return true;
    throw error;
  }
}

/** Whether the SPF record says that no mail comes from the domain. */
export function deniesAll(text: string): boolean {
  try {
    return sendsNothing(parseSpf(text));
  } catch (error) {
    if (error instanceof SpfSyntaxError) return false;
    throw error;
  }
}
