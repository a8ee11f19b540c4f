import type { GuardReason } from '@crunchtools/mcp-core';
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
  readonly holds: (record: GuardedRecord, labels: readonly string[]) => boolean;
  readonly judge: (net: Net, naming: Naming) => readonly GuardReason[];
}

const ofType =
  (...types: readonly string[]): Role['holds'] =>
  ({ type }) =>
    types.includes(type);

/** Types through which a policy or a proof can be given: the text, a way to it, or a delegation of the name. */
const isText = ofType('TXT', 'CNAME');
const isHost = ofType('A', 'AAAA', 'CNAME');

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
  { id: 'delegation', holds: ofType('NS'), judge: delegationReasons },
  { id: 'ds', holds: ofType('DS'), judge: dsReasons },
  { id: 'dnskey', holds: ofType('DNSKEY'), judge: dnskeyReasons },
  { id: 'caa', holds: ofType('CAA'), judge: caaReasons },
  { id: 'mail', holds: ofType('MX'), judge: mailReasons },
  { id: 'spf', holds: (record) => record.type === 'TXT' && isSpf(record.content), judge: spfReasons },
  { id: 'dmarc', holds: (record, [first]) => isText(record, []) && first === '_dmarc', judge: dmarcReasons },
  {
    id: 'dkim',
    holds: (record, labels) => isText(record, []) && labels.includes('_domainkey'),
    judge: dkimReasons,
  },
  {
    id: 'mta_sts',
    holds: (record, [first]) => isText(record, []) && first === '_mta-sts',
    judge: mtaStsReasons,
  },
  {
    id: 'mta_sts_host',
    holds: (record, [first]) => isHost(record, []) && first === 'mta-sts',
    judge: mtaStsHostReasons,
  },
  {
    id: 'tls_rpt',
    holds: (record, [first, second]) => isText(record, []) && first === '_smtp' && second === '_tls',
    judge: tlsRptReasons,
  },
  {
    id: 'certificate',
    holds: (record, labels) => isText(record, []) && labels.some((label) => isProof(label)),
    judge: certificateReasons,
  },
  { id: 'tlsa', holds: ofType('TLSA'), judge: tlsaReasons },
  { id: 'keys', holds: ofType('OPENPGPKEY', 'SMIMEA', 'CERT', 'SSHFP'), judge: keyReasons },
  { id: 'service', holds: ofType('SRV'), judge: serviceReasons },
  { id: 'service_binding', holds: ofType('HTTPS', 'SVCB'), judge: bindingReasons },
  { id: 'wildcard', holds: (_, [first]) => first === '*', judge: wildcardReasons },
  {
    id: 'host',
    holds: (record, labels) => isHost(record, []) && isHostName(labels),
    judge: hostReasons,
  },
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
  return roles.filter(({ holds }) => holds(record, labels));
}
