/**
 * What can keep a site from working, one entry for each. `broken` does, `waiting` ends by itself or by what somebody else
 * does, and `note` is worth knowing. docs/check-site.md is made from it.
 */

interface ProblemFacts {
  readonly severity: 'broken' | 'waiting' | 'note';
  readonly means: string;
  readonly repair: string;
  /** A page below developers.cloudflare.com, or an RFC. */
  readonly source: string;
}

const status = 'dns/zone-setups/reference/domain-status';
const redirects = 'ssl/troubleshooting/too-many-redirects';
const partial = 'dns/zone-setups/partial-setup/setup';
const codes = 'support/troubleshooting/http-status-codes';

export const problemFacts = {
  domain_not_registered: {
    severity: 'broken',
    means: 'No registry knows the domain.',
    repair: 'Register or renew it, or correct its spelling.',
    source: 'RFC 1035 section 4.1.1; dns/zone-setups/full-setup/setup',
  },
  zone_moved: {
    severity: 'broken',
    means: 'The zone is `moved`: Cloudflare no longer finds its name servers at the registrar.',
    repair: 'Name them at the registrar again. On Free the zone is deleted after seven days.',
    source: status,
  },
  zone_paused: {
    severity: 'broken',
    means:
      'The zone is paused: nothing that is set here applies, and the world is shown the address of the origin.',
    repair: 'Resume it in the dashboard, on the overview of the zone.',
    source: 'fundamentals/manage-domains/pause-cloudflare',
  },
  zone_unusable: {
    severity: 'broken',
    means: 'The zone has a status in which it serves nothing, such as `deactivated` or `deleted`.',
    repair: 'Look in the dashboard why, and add the domain again if it was deleted.',
    source: status,
  },
  name_servers_differ: {
    severity: 'broken',
    means: 'The zone is active, but the world is sent to name servers that are not those of Cloudflare.',
    repair: 'Name the assigned ones at the registrar, and no others.',
    source: 'dns/nameservers/update-nameservers',
  },
  name_servers_mixed: {
    severity: 'broken',
    means:
      'Name servers of another provider stand beside those of Cloudflare: which site a visitor gets is chance.',
    repair: 'Remove the others at the registrar.',
    source: 'dns/nameservers/update-nameservers',
  },
  ds_left_behind: {
    severity: 'broken',
    means:
      'The registrar publishes a DS record, but the zone is not signed: resolvers that validate give no answer.',
    repair:
      'Remove the DS record at the registrar, which the provider before has left, and wait for its TTL.',
    source: 'dns/dnssec/troubleshooting; RFC 4035 section 5',
  },
  ds_wrong: {
    severity: 'broken',
    means:
      'The DS record at the registrar is not the one of this zone: resolvers that validate give no answer.',
    repair: 'Put the one that get_dnssec shows in its place.',
    source: 'dns/dnssec/troubleshooting; RFC 4035 section 5',
  },
  validation_fails: {
    severity: 'broken',
    means: 'DNSSEC validation fails, and why cannot be told from what could be read.',
    repair: 'Compare the DS record at the registrar with that of get_dnssec.',
    source: 'RFC 4035 section 5.5',
  },
  no_answer: {
    severity: 'broken',
    means: 'The public resolver gets no answer for the host, with validation and without.',
    repair: 'Look at the name servers of the domain, and ask again in some minutes.',
    source: 'RFC 8914; 1.1.1.1/infrastructure/extended-dns-error-codes',
  },
  no_record: {
    severity: 'broken',
    means: 'The zone has no A, AAAA or CNAME record for the host, and no wildcard that stands for it.',
    repair: 'Create one that leads to the origin.',
    source: 'dns/manage-dns-records/how-to/create-subdomain',
  },
  target_missing: {
    severity: 'broken',
    means: 'The host is an alias of a name that does not exist (error 1016 where it is proxied).',
    repair: 'Correct the target of the CNAME record.',
    source: `${codes}/cloudflare-1xxx-errors/error-1016`,
  },
  prohibited_origin: {
    severity: 'broken',
    means: 'A proxied record leads to an address of Cloudflare itself (error 1000).',
    repair: 'Give the record the address of the origin.',
    source: `${codes}/cloudflare-1xxx-errors/error-1000`,
  },
  certificate_missing: {
    severity: 'broken',
    means: 'No certificate of the zone covers the host: HTTPS fails.',
    repair: 'Universal SSL covers the zone and one label below it; order an advanced certificate for more.',
    source: 'ssl/edge-certificates/universal-ssl/limitations; RFC 9525 section 6.3',
  },
  certificate_expired: {
    severity: 'broken',
    means: 'The certificate that covers the host is over.',
    repair: 'get_certificates shows what its renewal waits for.',
    source: 'ssl/reference/certificate-statuses',
  },
  redirect_loop: {
    severity: 'broken',
    means: 'Redirects of the zone lead back to where they began, or do not end within twenty.',
    repair: 'Disable or change one of the rules in the chain.',
    source: redirects,
  },
  encryption_loop: {
    severity: 'broken',
    means:
      'With ssl off, Cloudflare redirects https to http, while Always Use HTTPS, a rule or HSTS leads back to https.',
    repair: 'Set ssl to full or strict, or to flexible for an origin that has no certificate.',
    source: `${redirects}; ssl/origin-configuration/ssl-modes/off`,
  },
  redirect_target_missing: {
    severity: 'broken',
    means: 'A redirect leads to a host for which the zone has no record.',
    repair: 'Create the record, or change the redirect.',
    source: redirects,
  },
  blocked_for_all: {
    severity: 'broken',
    means: 'A rule blocks an ordinary first visit of a browser.',
    repair: 'Disable the rule, or narrow its expression.',
    source: 'waf/custom-rules',
  },
  name_servers_not_set: {
    severity: 'waiting',
    means: 'The zone is pending: the registrar does not name the name servers of Cloudflare.',
    repair: 'Copy the records first, then set the name servers at the registrar.',
    source: status,
  },
  activation_due: {
    severity: 'waiting',
    means: 'The registrar names the name servers of Cloudflare, and Cloudflare has not looked yet.',
    repair: 'activate_zone makes it look.',
    source: status,
  },
  ownership_not_proved: {
    severity: 'waiting',
    means: 'The partial zone is pending: its TXT record was not found yet.',
    repair: 'Create the TXT record where the domain is served; Cloudflare looks from time to time.',
    source: partial,
  },
  not_pointed: {
    severity: 'waiting',
    means: 'The DNS provider of the partial zone does not send the host to Cloudflare.',
    repair: 'Create a CNAME record there, to HOST.cdn.cloudflare.net.',
    source: partial,
  },
  ds_before_switch: {
    severity: 'waiting',
    means:
      'The registrar publishes a DS record of other keys: with it, the domain fails once it is served from here.',
    repair: 'Remove it at the registrar and wait for its TTL, before the name servers are changed.',
    source: 'dns/dnssec/troubleshooting; RFC 6781 section 4.3.5',
  },
  answer_not_there_yet: {
    severity: 'waiting',
    means: 'The record is in the zone, and the public resolver does not see it yet.',
    repair: 'Wait until the kept denial is over.',
    source: 'RFC 2308 section 5',
  },
  answer_differs: {
    severity: 'waiting',
    means: 'The public resolver answers something else than the zone holds.',
    repair: 'Wait until the kept answer is over; check_dns shows both sides.',
    source: 'RFC 1034 section 5.3.3; dns/proxy-status',
  },
  certificate_pending: {
    severity: 'waiting',
    means: 'A certificate that covers the host is ordered, and not active yet.',
    repair: 'Wait; get_certificates shows what is still to prove.',
    source: 'ssl/reference/certificate-statuses',
  },
  not_proxied: {
    severity: 'note',
    means:
      'The host is DNS-only: visitors go to the origin, and no rule, certificate or cache of Cloudflare applies.',
    repair: 'Proxy its record, if it is a website.',
    source: 'dns/proxy-status',
  },
  private_address: {
    severity: 'note',
    means: 'The host leads to an address that only its own network reaches.',
    repair: 'Give the record a public address, if the site is for everybody.',
    source: 'RFC 6890',
  },
  encryption_off: {
    severity: 'note',
    means: 'With ssl off, every https request is redirected to http.',
    repair: 'Set ssl to strict, or to full where the certificate of the origin is not trusted.',
    source: 'ssl/origin-configuration/ssl-modes/off',
  },
  encryption_flexible: {
    severity: 'note',
    means: 'With ssl flexible, the origin is asked over http: one that redirects http to https makes a loop.',
    repair: 'Set ssl to full or strict as soon as the origin has a certificate.',
    source: redirects,
  },
  https_not_forced: {
    severity: 'note',
    means: 'Requests over http are not redirected to https by Cloudflare.',
    repair: 'Switch always_use_https on.',
    source: 'ssl/edge-certificates/additional-options/always-use-https',
  },
  origin_port_scheme: {
    severity: 'note',
    means: 'An origin rule sends requests to a port that is usual for the other of http and https.',
    repair: 'Change the port of the rule, or ssl.',
    source: 'fundamentals/reference/network-ports',
  },
  challenged_for_all: {
    severity: 'note',
    means: 'A rule puts a challenge before an ordinary first visit: people pass it, programs do not.',
    repair: 'Disable the rule, or narrow its expression.',
    source: 'cloudflare-challenges',
  },
  under_attack: {
    severity: 'note',
    means: 'Under Attack mode shows every visitor a challenge first.',
    repair: 'Set security_level back when the attack is over.',
    source: 'fundamentals/reference/under-attack-mode',
  },
  development_mode: {
    severity: 'note',
    means: 'Development mode is on: nothing is cached until it ends, after three hours.',
    repair: 'Switch development_mode off.',
    source: 'cache/reference/development-mode',
  },
  sibling_missing: {
    severity: 'note',
    means: 'The host with, or without, `www.` has no record: who types it finds nothing.',
    repair: 'Create a record for it, and redirect it.',
    source: 'dns/manage-dns-records/how-to/create-zone-apex',
  },
  certificate_expires: {
    severity: 'note',
    means: 'The certificate that covers the host ends within seven days, and was not renewed yet.',
    repair: 'get_certificates shows what its renewal waits for.',
    source: 'ssl/reference/certificate-and-hostname-priority',
  },
  tracer_differs: {
    severity: 'note',
    means: 'The request tracer of Cloudflare sees another outcome than follows from the rules of the zone.',
    repair:
      'Look for what is not read here: rules and Bulk Redirects of the account, managed rules, Snippets, Workers.',
    source: 'rules/trace-request',
  },
} as const satisfies Readonly<Record<string, ProblemFacts>>;

export type ProblemId = keyof typeof problemFacts;

export const problemIds = Object.keys(problemFacts).filter(isProblemId);

function isProblemId(id: string): id is ProblemId {
  return Object.hasOwn(problemFacts, id);
}

/** A call that can be made as it stands. */
export interface NextCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export interface Problem {
  readonly id: ProblemId;
  /** What the entry does not say of this site: sentences of ours, or none. */
  readonly detail?: string | undefined;
  readonly next?: NextCall | undefined;
}

/** What it means, with what is to say of this site. */
export function sentencesOf({ id, detail }: Problem): string {
  const { means, repair } = problemFacts[id];
  return [means, ...(detail === undefined ? [] : [detail]), repair].join(' ');
}

export const verdicts = ['works', 'will_work', 'broken', 'unknown'] as const;
export type Verdict = (typeof verdicts)[number];

/**
 * @param isSeen whether everything was read without which nobody can say that a site works.
 */
export function verdictOf(problems: readonly Problem[], isSeen: boolean): Verdict {
  const severities = new Set(problems.map(({ id }) => problemFacts[id].severity));
  if (severities.has('broken')) return 'broken';
  if (severities.has('waiting')) return 'will_work';
  return isSeen ? 'works' : 'unknown';
}
