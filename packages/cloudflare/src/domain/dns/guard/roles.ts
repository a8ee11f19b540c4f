import type { GuardReason } from '@crunchtools/mcp-core';
import { isRecordType } from '../types.ts';
import { bindingReasons } from './binding.ts';
import { caaReasons } from './caa.ts';
import { aliasReasons, hostReasons, type Naming } from './hosts.ts';
import { dkimReasons, dmarcReasons, mtaStsReasons, tlsRptReasons } from './mail-policy.ts';
import { labelsOf, type Net } from './net.ts';
import type { GuardedRecord } from './record.ts';
import {
  certificateReasons,
  delegationReasons,
  dnskeyReasons,
  dsReasons,
  identityReasons,
  keyReasons,
  mailReasons,
  mtaStsHostReasons,
  rewritingReasons,
  serviceReasons,
  tlsaReasons,
  wildcardReasons,
} from './services.ts';
import { isSpf, spfReasons } from './spf.ts';

/** What a record can be for. Records of one role at one name are judged together. */
export interface Role {
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
  { types: ['NS'], judge: delegationReasons },
  { types: ['DS'], judge: dsReasons },
  { types: ['DNSKEY'], judge: dnskeyReasons },
  { types: ['CAA'], judge: caaReasons },
  { types: ['MX'], judge: mailReasons },
  { types: ['TXT'], holds: ({ content }) => isSpf(content), judge: spfReasons },
  { types: texts, holds: (_, [first]) => first === '_dmarc', judge: dmarcReasons },
  { types: texts, holds: (_, labels) => labels.includes('_domainkey'), judge: dkimReasons },
  { types: texts, holds: (_, [first]) => first === '_mta-sts', judge: mtaStsReasons },
  { types: hosts, holds: (_, [first]) => first === 'mta-sts', judge: mtaStsHostReasons },
  {
    types: texts,
    holds: (_, [first, second]) => first === '_smtp' && second === '_tls',
    judge: tlsRptReasons,
  },
  { types: texts, holds: isProof, judge: certificateReasons },
  { types: ['TLSA'], judge: tlsaReasons },
  { types: ['OPENPGPKEY', 'SMIMEA', 'CERT', 'SSHFP'], judge: keyReasons },
  { types: ['SRV', 'URI'], judge: serviceReasons },
  { types: ['NAPTR'], judge: rewritingReasons },
  { types: texts, holds: isIdentity, judge: identityReasons },
  { types: ['HTTPS', 'SVCB'], judge: bindingReasons },
  { types: undefined, holds: (_, [first]) => first === '*', judge: wildcardReasons },
  { types: hosts, holds: isAlias, judge: aliasReasons },
  { types: hosts, holds: (_, labels) => isHostName(labels), judge: hostReasons },
];

/**
 * `_acme-challenge`, and its forms with an account or a suffix before or behind; a hash with an alias to an authority,
 * as Sectigo and AWS ask for; the text that GlobalSign asks for.
 */
function isProof({ type, content }: GuardedRecord, labels: readonly string[]): boolean {
  if (labels.some((label) => proofs.has(label) || label.startsWith('_acme-challenge'))) return true;
  return type === 'CNAME'
    ? /^_[0-9a-f]{32}$/u.test(labels[0] ?? '') || authorities.test(content)
    : /^_?globalsign-[a-z-]+=/iu.test(content);
}

/** Hosts below which authorities answer a proof of control. */
const authorities =
  /(?:^|\.)(?:acm-validations\.aws|sectigo\.com|comodoca\.com|trust-provider\.com|dcv\.digicert\.com|ssl\.com)$/u;

/** Handles of AT Protocol, DNSLink, realms of Kerberos, logos beside mail (BIMI). */
function isIdentity({ type, content }: GuardedRecord, labels: readonly string[]): boolean {
  const [first = ''] = labels;
  if (first === '_atproto' || first === '_dnslink' || first === '_kerberos') return true;
  return labels.includes('_bimi') || (type === 'TXT' && content.startsWith('dnslink='));
}

/** Labels of the roles above that an alias can have. */
const otherRoles: ReadonlySet<string> = new Set([
  '_dmarc',
  '_domainkey',
  '_mta-sts',
  '_atproto',
  '_dnslink',
  '_kerberos',
  '_bimi',
]);

function isAlias(record: GuardedRecord, labels: readonly string[]): boolean {
  const hasOther =
    labels.some((label) => otherRoles.has(label)) || (labels[0] === '_smtp' && labels[1] === '_tls');
  return labels.some((label) => label.startsWith('_')) && !hasOther && !isProof(record, labels);
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
