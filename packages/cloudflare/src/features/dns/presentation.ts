import type { JsonObject } from '@crunchtools/mcp-core';
import { Issue, refuse, show } from '../../problem.ts';
import { parseIPv4, parseIPv6 } from './address.ts';
import { type DataRules, type RecordName, refuseBase64 } from './field.ts';
import { targetName } from './names.ts';
import { caa, cert, dnskey, ds, refuseMailboxName, smimea, sshfp, tlsa } from './security-data.ts';
import { loc, naptr, srv, uri } from './service-data.ts';
import { svcb } from './svcb.ts';
import { txtContent } from './text.ts';
import { type ContentType, type DataType, isContentType, type RecordType } from './types.ts';

export const dataRules: Readonly<Record<DataType, DataRules>> = {
  CAA: caa,
  CERT: cert,
  DNSKEY: dnskey,
  DS: ds,
  HTTPS: svcb,
  LOC: loc,
  NAPTR: naptr,
  SMIMEA: smimea,
  SRV: srv,
  SSHFP: sshfp,
  SVCB: svcb,
  TLSA: tlsa,
  URI: uri,
};

/** The value of a record, split as Cloudflare splits it. */
export interface RecordValue {
  readonly content?: string;
  readonly data?: JsonObject;
  readonly priority?: number;
}

/**
 * Splits a value in presentation format, such as `10 mail.example.com` of an MX record, into what Cloudflare takes.
 * Only the form is checked; `checkRecord` checks the values. Names without a trailing dot are taken as full names,
 * as Cloudflare does; in a zone file they are relative, which is the reader's business.
 */
export function parsePresentation(type: RecordType, text: string): RecordValue | Issue {
  if (type === 'MX') return parseMailExchange(text);
  if (isContentType(type)) return { content: text };
  const data = dataRules[type].parse(text);
  if (data instanceof Issue) return data;
  return type === 'URI' ? splitPriority(data) : { data };
}

/**
 * A value that `checkRecord` returned, in presentation format; `parsePresentation` reads it back. Names have no
 * trailing dot, as in the `content` Cloudflare shows.
 */
export function printPresentation(type: RecordType, value: RecordValue): string {
  const { content = '', data = {}, priority } = value;
  if (isContentType(type)) return type === 'MX' ? `${priority ?? 0} ${content}` : content;
  return dataRules[type].print(priority === undefined ? data : { priority, ...data });
}

function parseMailExchange(text: string): RecordValue | Issue {
  const match = /^\s*(\d{1,5})\s+(\S+)\s*$/.exec(text);
  const [, priority, content] = match ?? [];
  if (priority === undefined || content === undefined)
    return refuse('takes a priority and a host, such as 10 mail.example.com');
  return { priority: Number(priority), content };
}

/** Cloudflare takes the priority of URI records beside `data`, unlike that of SRV, HTTPS and SVCB. */
export function splitPriority(data: JsonObject): RecordValue {
  const { priority, ...rest } = data;
  return typeof priority === 'number' ? { data: rest, priority } : { data: rest };
}

/** The rules of one type whose value is a string. */
export interface ContentRules {
  /** What the content is, for a message that says it is missing. */
  readonly meaning: string;
  readonly check: (content: string, place: RecordName) => string | Issue;
  /** Why the type cannot stand at this name. */
  readonly refuseName?: (place: RecordName) => string | undefined;
}

const adviceForHosts = 'create an A or AAAA record for it and write its name';

function cnameTarget(content: string, { name, zoneName }: RecordName): string | Issue {
  const adviceForAddress = content.includes(':') ? 'use an AAAA record' : 'use an A record';
  const target = targetName(content, { zoneName, allowsRoot: false, isHost: false, adviceForAddress });
  return target === name
    ? refuse(`${show(content)} is the record's own name: it would never resolve`)
    : target;
}

/** MX: RFC 1035 section 3.3.9; `.` means that the name takes no mail (RFC 7505). */
function mailHost(content: string, { zoneName }: RecordName): string | Issue {
  return targetName(content, { zoneName, allowsRoot: true, isHost: true, adviceForAddress: adviceForHosts });
}

function nameServer(content: string, { zoneName }: RecordName): string | Issue {
  return targetName(content, { zoneName, allowsRoot: false, isHost: true, adviceForAddress: adviceForHosts });
}

function pointer(content: string, { zoneName }: RecordName): string | Issue {
  const adviceForAddress = 'content is the host, and the address is the name of the record';
  return targetName(content, { zoneName, allowsRoot: false, isHost: false, adviceForAddress });
}

/** OPENPGPKEY: RFC 7929. Only the encoding is checked, not the key. */
function publicKey(content: string): string | Issue {
  const compact = content.replaceAll(/\s/g, '');
  const reason = refuseBase64(compact);
  return reason === undefined ? compact : refuse(reason);
}

export const contentRules: Readonly<Record<ContentType, ContentRules>> = {
  A: { meaning: 'an IPv4 address', check: parseIPv4 },
  AAAA: { meaning: 'an IPv6 address', check: parseIPv6 },
  CNAME: { meaning: 'the name this one is an alias of', check: cnameTarget },
  MX: { meaning: 'the host that takes the mail, or "." for none', check: mailHost },
  NS: { meaning: 'the host of a name server', check: nameServer },
  OPENPGPKEY: {
    meaning: 'an OpenPGP key in base64',
    check: publicKey,
    refuseName: ({ name }) => refuseMailboxName(name, '_openpgpkey', 'RFC 7929 section 3'),
  },
  PTR: { meaning: 'the host this name points to', check: pointer },
  TXT: { meaning: 'the text', check: txtContent },
};
