import type { CertificatePack, ValidationRecord } from './api.ts';

/** How a host stands with the certificates of its zone. */
export interface Coverage {
  readonly covered: boolean;
  /** The pack that covers it, or that would once it is active. */
  readonly pack: CertificatePack | undefined;
}

/**
 * Whether a name in a certificate stands for a host: itself, or, with `*` as its first label, exactly one label in that
 * place (RFC 9525 section 6.3). So `*.example.com` covers neither `example.com` nor `a.b.example.com`.
 * @param host in A-labels, lower case.
 */
export function matches(pattern: string, host: string): boolean {
  if (!pattern.startsWith('*.')) return pattern === host;
  const [label = '', ...rest] = host.split('.');
  return label !== '' && rest.join('.') === pattern.slice(2);
}

/** A host is served over HTTPS only by a certificate that is active; one that is still issued comes next. */
export function coverageOf(host: string, packs: readonly CertificatePack[]): Coverage {
  const matching = packs.filter(({ hosts }) => hosts.some((pattern) => matches(pattern, host)));
  const active = matching.find(({ status }) => isServing(status));
  return { covered: active !== undefined, pack: active ?? matching.find(({ status }) => isOnTheWay(status)) };
}

/** Statuses of a pack whose certificate visitors are shown (API reference, SSL > Certificate Packs, `status`). */
export function isServing(status: string): boolean {
  return status === 'active' || status === 'pending_expiration';
}

/** Statuses of a pack whose certificate is not there yet. */
export function isOnTheWay(status: string): boolean {
  return /^(?:initializing|pending_(?:validation|issuance|deployment)|holding_deployment)$/u.test(status);
}

/** How one name is still to be proved, in one line. */
export function proofOf(record: ValidationRecord): string | undefined {
  const { txt_name: name, txt_value: value, cname, cname_target: target, http_url: url } = record;
  if (name !== undefined && value !== undefined) return `${name} TXT ${value}`;
  if (cname !== undefined && target !== undefined) return `${cname} CNAME ${target}`;
  if (url !== undefined && record.http_body !== undefined) return `${url} has to answer ${record.http_body}`;
  return record.emails === undefined ? undefined : `the link in a mail to ${record.emails.join(', ')}`;
}

/** The call that creates the record which proves a name, in the zone that serves it. */
export function callOf(
  { txt_name: name, txt_value: value, cname, cname_target: target }: ValidationRecord,
  zone: string,
): { readonly tool: string; readonly arguments: Readonly<Record<string, unknown>> } | undefined {
  const record =
    name !== undefined && value !== undefined
      ? { type: 'TXT', name, content: `"${value}"` }
      : cname !== undefined && target !== undefined
        ? { type: 'CNAME', name: cname, content: target }
        : undefined;
  return record?.name.toLowerCase().endsWith(`.${zone}`) === true
    ? { tool: 'create_dns_record', arguments: { zone, ...record } }
    : undefined;
}

/** What to do about a host that no active certificate covers. */
export function adviceFor(
  host: string,
  { pack, covered }: Coverage,
  zone: { readonly name: string },
): string {
  if (covered) return 'Visitors are shown a certificate for this host.';
  if (pack !== undefined) {
    return `A certificate for this host is ordered and not active yet (${pack.status}); HTTPS to it fails until then.`;
  }
  const depth = host === zone.name ? 0 : host.slice(0, -(zone.name.length + 1)).split('.').length;
  return depth > 1
    ? 'No certificate covers this host: Universal SSL covers the zone and one label below it. Order an advanced certificate, use Total TLS, or choose a name with one label less; that is done in the dashboard.'
    : 'No certificate covers this host, and HTTPS to it fails. Is Universal SSL enabled, and the zone active?';
}
