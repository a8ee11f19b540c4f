import type { GuardReason } from '@crunchtools/mcp-core';
import { isRecordType } from '../types.ts';
import { bindingReasons } from './binding.ts';
import { caaReasons } from './caa.ts';
import { hostReasons, type Naming } from './hosts.ts';
import { dkimReasons, dmarcReasons, mtaStsReasons, tlsRptReasons } from './mail-policy.ts';
import { labelsOf, type Net } from './net.ts';
import type { GuardedRecord } from './record.ts';
import {
  certificateReasons,
  delegationReasons,
  dnskeyReasons,
  dsReasons,
  keyReasons,
  mailReasons,
  mtaStsHostReasons,
  serviceReasons,
  tlsaReasons,
  wildcardReasons,
} from './services.ts';
import { isSpf, spfReasons } from './spf.ts';

/** What a record can be for. Records of one role at one name are judged together. */
export interface Role {
  readonly id: string;
  /** `undefined` for every type. */
  readonly types: readonly string[] | undefined;
  /** Absent where the type says it all. */
  readonly holds?: (record: GuardedRecord, labels: readonly string[]) => boolean;
  readonly judge: (net: Net, naming: Naming) => readonly GuardReason[];
}

/** Types through which a policy or a proof can be given: the text, or a way to it. */
const texts = ['TXT', 'CNAME'];
const hosts = ['A', 'AAAA', 'CNAME'];

/** Labels under which authorities look for a proof of control (RFC 8555 section 8.4, and their own). */
const proofs: ReadonlySet<string> = new Set([
  '_acme-challenge',
  '_dnsauth',
  '_pki-validation',
  '_validation-persist',
  '_validation-contactemail',
  '_validation-contactphone',
]);

const roles: readonly Role[] = [
  { id: 'delegation', types: ['NS'], judge: delegationReasons },
  { id: 'ds', types: ['DS'], judge: dsReasons },
  { id: 'dnskey', types: ['DNSKEY'], judge: dnskeyReasons },
  { id: 'caa', types: ['CAA'], judge: caaReasons },
  { id: 'mail', types: ['MX'], judge: mailReasons },
  { id: 'spf', types: ['TXT'], holds: ({ content }) => isSpf(content), judge: spfReasons },
  { id: 'dmarc', types: texts, holds: (_, [first]) => first === '_dmarc', judge: dmarcReasons },
  { id: 'dkim', types: texts, holds: (_, labels) => labels.includes('_domainkey'), judge: dkimReasons },
  { id: 'mta_sts', types: texts, holds: (_, [first]) => first === '_mta-sts', judge: mtaStsReasons },
  { id: 'mta_sts_host', types: hosts, holds: (_, [first]) => first === 'mta-sts', judge: mtaStsHostReasons },
  {
    id: 'tls_rpt',
    types: texts,
    holds: (_, [first, second]) => first === '_smtp' && second === '_tls',
    judge: tlsRptReasons,
  },
  { id: 'certificate', types: texts, holds: (_, labels) => labels.some(isProof), judge: certificateReasons },
  { id: 'tlsa', types: ['TLSA'], judge: tlsaReasons },
  { id: 'keys', types: ['OPENPGPKEY', 'SMIMEA', 'CERT', 'SSHFP'], judge: keyReasons },
  { id: 'service', types: ['SRV'], judge: serviceReasons },
  { id: 'service_binding', types: ['HTTPS', 'SVCB'], judge: bindingReasons },
  { id: 'wildcard', types: undefined, holds: (_, [first]) => first === '*', judge: wildcardReasons },
  { id: 'host', types: hosts, holds: (_, labels) => isHostName(labels), judge: hostReasons },
];

/** `_acme-challenge`, and its forms with an account or a suffix before or behind. */
function isProof(label: string): boolean {
  return proofs.has(label) || label.startsWith('_acme-challenge');
}

/** A label with an underscore serves a protocol: it is no host. That of MTA-STS has its own role. */
function isHostName(labels: readonly string[]): boolean {
  return labels[0] !== 'mta-sts' && !labels.some((label) => label.startsWith('_'));
}

export function rolesOf(record: GuardedRecord, zoneName: string): readonly Role[] {
  const labels = labelsOf(record.name, zoneName);
  return rolesOfType(record.type).filter(({ holds }) => holds === undefined || holds(record, labels));
}

const byType = new Map<string, readonly Role[]>();

/** Looked up once for each of the types that are served: a plan may have 100,000 records. */
function rolesOfType(type: string): readonly Role[] {
  const known = byType.get(type);
  if (known !== undefined) return known;
  const found = roles.filter(({ types }) => types === undefined || types.includes(type));
  if (isRecordType(type)) byType.set(type, found);
  return found;
}
