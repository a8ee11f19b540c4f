/** How bad a finding is, by one rule. */
export const severities = {
  critical: 'Others can take over a name now, or resolvers that validate cannot reach the zone.',
  high: 'Anybody can send mail as the domain, mail or visitors fail now, or what they send is not encrypted.',
  medium: 'A protection is missing, or something fails for some, or will.',
  low: 'It has no effect, not the one meant, or tells strangers more than they need.',
  info: 'A fact or an advice. It may be what was meant, so it is no fault.',
} as const;

export type Severity = keyof typeof severities;

/** One kind of finding. */
export interface Kind {
  readonly severity: Severity;
  /** What is the matter, as one sentence. */
  readonly says: string;
  /** An RFC with its section, or a document. */
  readonly source: string;
  /** What repairs it, for the document; the call itself comes with each finding. */
  readonly repair: string;
}

export function kind(severity: Severity, says: string, source: string, repair: string): Kind {
  return { severity, says, source, repair };
}

export const edit = '`update_dns_record` with the corrected text';
export const remove = '`delete_dns_record`';
export const dashboard = 'in the Cloudflare dashboard';
