import type { JsonObject } from '@crunchtools/mcp-core';
import { Refusal, refuse } from '../problem.ts';
import { caa } from './caa.ts';
import type { DataRules } from './data-rules.ts';
import { cert, dnskey, ds, smimea, sshfp, tlsa } from './keys.ts';
import { loc } from './loc.ts';
import { naptr, srv, uri } from './services.ts';
import { svcb } from './svcb.ts';
import { type DataType, isContentType, type RecordType } from './types.ts';

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
export function parsePresentation(type: RecordType, text: string): RecordValue | Refusal {
  if (type === 'MX') return parseMailExchange(text);
  if (isContentType(type)) return { content: text };
  const data = dataRules[type].parse(text);
  if (data instanceof Refusal) return data;
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

function parseMailExchange(text: string): RecordValue | Refusal {
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
