import { aLabel, foldName, isALabel } from '../../names.ts';
import { Issue, refuse, show } from '../../problem.ts';
import { hostOfPartialUrl, hostOfUrl, looksLikeIPv4, looksLikeIPv6 } from './address.ts';

const longestLabel = 63;
const longestName = 253;

/**
 * A domain name in A-labels and lower case, without a trailing dot. Accepts letters, digits, hyphens and
 * underscores, and U-labels, which are converted (UTS #46). Limits: 63 octets a label, 253 a name (RFC 1035
 * section 2.3.4). `/` is accepted below `arpa` only, for classless reverse delegation (RFC 2317).
 * Does not cover wildcards, nor whether the labels would make a host name: see `refuseHostLabels`.
 */
export function toAsciiName(name: string): string | Issue {
  // Most names are so already, and lists of them are long.
  const bare = name.endsWith('.') ? name.slice(0, -1) : name;
  if (plainName.test(bare)) return bare;
  const labels: string[] = [];
  const written = name.replaceAll(/[\u3002\uff0e\uff61]/g, '.').replace(/\.$/, '');
  if (written === '') return refuse('is empty');
  const inReverseTree = /\.arpa$/i.test(written);
  for (const label of written.split('.')) {
    const ascii = toAsciiLabel(label, inReverseTree);
    if (ascii instanceof Issue) return ascii;
    labels.push(ascii);
  }
  const ascii = labels.join('.');
  if (ascii.length <= longestName) return ascii;
  return refuse(`is ${ascii.length} characters long; a domain name has at most ${longestName}`);
}

/** Lower-case labels of letters, digits, hyphens and underscores, none of them like Punycode. */
const plainName = /^(?=.{1,253}$)(?:(?!xn--)[a-z0-9_-]{1,63}(?:\.(?!$)|$))+$/;

function toAsciiLabel(label: string, inReverseTree: boolean): string | Issue {
  if (label === '') return refuse('has an empty label: two dots in a row, or one at its start');
  const ascii = /^\p{ASCII}+$/u.test(label) ? label.toLowerCase() : convertLabel(label);
  if (ascii instanceof Issue) return ascii;
  const reason = refuseCharacters(ascii, inReverseTree) ?? refuseLength(ascii) ?? refusePunycode(ascii);
  return reason === undefined ? ascii : refuse(reason);
}

function convertLabel(label: string): string | Issue {
  const foreign = /[^\P{ASCII}a-z0-9-]/iu.exec(label)?.[0];
  if (foreign !== undefined) return refuse(`has ${show(foreign)} in the international label ${show(label)}`);
  return (
    aLabel(label) ??
    refuse(`has the label ${show(label)}, which is not allowed in internationalized names (UTS #46)`)
  );
}

function refuseCharacters(label: string, inReverseTree: boolean): string | undefined {
  const allowed = inReverseTree ? /[^a-z0-9_/-]/ : /[^a-z0-9_-]/;
  const found = allowed.exec(label)?.[0];
  if (found === undefined) return undefined;
  if (found === '*')
    return `has "*" in the label ${show(label)}: a wildcard is a whole label, and the leftmost one`;
  const what = found === ' ' ? 'a space' : show(found);
  return `has ${what} in the label ${show(label)}; letters, digits, hyphens and underscores are allowed`;
}

function refuseLength(label: string): string | undefined {
  if (label.length <= longestLabel) return undefined;
  return `has a label of ${label.length} characters (${show(label)}); a label has at most ${longestLabel}`;
}

function refusePunycode(label: string): string | undefined {
  if (!label.startsWith('xn--') || isALabel(label)) return undefined;
  return `has the label ${show(label)}, which starts like Punycode but is not valid Punycode`;
}

/**
 * Says why a name cannot be a host's: a label that begins or ends with a hyphen (RFC 952, RFC 1123 section 2.1).
 * Underscores are let pass, as Cloudflare does.
 */
export function refuseHostLabels(name: string): string | undefined {
  const label = name.split('.').find((candidate) => /^-|-$/.test(candidate));
  return label === undefined
    ? undefined
    : `has the label ${show(label)}: a host's label begins and ends with a letter or digit`;
}

/**
 * The full name of a record, in A-labels, lower case, without a trailing dot.
 *
 * - `@`, or nothing, is the zone itself.
 * - A name that equals the zone's name, or ends in a dot and the zone's name, is a full name.
 * - A name with a trailing dot is a full name and must lie in the zone.
 * - Any other name is relative: the zone's name is appended, as Cloudflare does.
 *
 * Cloudflare would turn `www.other.com` in the zone `example.com` into `www.other.com.example.com` without a
 * word. A relative name is therefore refused when it looks like another domain: two or more labels, of which
 * the last is the zone's own top-level label, one of a few that hardly anybody uses within a zone (`com`, `net`,
 * `org` …), or a country below such a label (`co.uk`). Top-level domains that are also everyday labels (`dev`,
 * `app`, `de`) are let pass. A caller who means it writes the full name. So must, with a trailing dot, one who
 * means a name that ends in the zone's name twice.
 */
export function ownerName(input: string, zoneName: string): string | Issue {
  if (input === '' || input === '@') return zoneName;
  const reason = refuseForeignOwner(input, zoneName);
  if (reason !== undefined) return refuse(`${show(input)} ${reason}`);
  const wildcard = input.startsWith('*.') || input === '*';
  const rest = wildcard ? input.slice(2) : input;
  const ascii = rest === '' ? '' : toAsciiName(rest);
  if (ascii instanceof Issue) return refuse(`${show(input)} ${ascii.reason}`);
  const name = [...(wildcard ? ['*'] : []), ...(ascii === '' ? [] : [ascii])].join('.');
  return placeInZone(input, name, zoneName);
}

function placeInZone(input: string, name: string, zoneName: string): string | Issue {
  const isAbsolute = input.endsWith('.');
  if (isWithin(name, zoneName)) {
    return isAbsolute ? name : (refuseDoubledZone(input, name, zoneName) ?? name);
  }
  const full = `${name}.${zoneName}`;
  if (isAbsolute)
    return refuse(
      `${show(input)} ends in a dot, so it is a full name, but it is not in the zone ${zoneName}`,
    );
  if (looksLikeAnotherDomain(name, zoneName)) return refuseAnotherDomain(input, full, zoneName);
  // Converted once more for the limit on the whole name; "*" is the one label that toAsciiName does not know.
  const whole = toAsciiName(full.replace(/^\*\./, 'w.'));
  return whole instanceof Issue ? refuse(`${show(full)} ${whole.reason}`) : full;
}

/**
 * The shortest name that `ownerName` takes for a full name: `@`, `www`. The full name where there is none, as in
 * `www.other.com.example.com`, which without its zone would look like another domain.
 */
export function shortName(full: string, zoneName: string): string {
  if (full === zoneName) return '@';
  if (!full.endsWith(`.${zoneName}`)) return full;
  const short = full.slice(0, -(zoneName.length + 1));
  // Most names are one plain label, and lists are long.
  return /^(?!xn--)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(short) ||
    ownerName(short, zoneName) === full
    ? short
    : full;
}

export function isWithin(name: string, zoneName: string): boolean {
  return name === zoneName || name.endsWith(`.${zoneName}`);
}

function refuseForeignOwner(input: string, zoneName: string): string | undefined {
  // Labels and dots alone are no URL, no host with a port, and no IPv6 address.
  if (plainOwner.test(input) && !looksLikeIPv4(input)) return undefined;
  const url = hostOfUrl(input);
  if (url !== undefined) return `is a URL; write the name only: ${show(url)}`;
  if (looksLikeIPv4(input) && !zoneName.endsWith('.arpa'))
    return 'is an IP address; the address goes into content';
  if (looksLikeIPv4(input)) {
    return `is an IP address; its name in the reverse tree is ${show(`${input.split('.').toReversed().join('.')}.in-addr.arpa`)}`;
  }
  if (looksLikeIPv6(input)) return 'is an IP address; the address goes into content';
  const host = hostOfPartialUrl(input);
  if (host === undefined || host === input || (input.includes('/') && zoneName.endsWith('.arpa')))
    return undefined;
  return `holds more than a name; write the name only: ${show(host)}`;
}

function refuseDoubledZone(input: string, name: string, zoneName: string): Issue | undefined {
  const single = name.slice(0, -(zoneName.length + 1));
  if (!isWithin(single, zoneName)) return undefined;
  return refuse(
    `${show(input)} ends in the zone's name twice, which is nearly always a mistake: write ${show(single)}, or ${show(`${name}.`)} if you mean it`,
  );
}

const plainOwner = /^[a-z0-9_.-]+$/;

const unlikelyLabels = new Set(['com', 'net', 'org', 'edu', 'gov', 'mil', 'info', 'biz', 'io', 'arpa']);
const secondLevel = new Set(['co', 'com', 'net', 'org', 'gov', 'ac', 'edu', 'or', 'ne']);

function looksLikeAnotherDomain(name: string, zoneName: string): boolean {
  const labels = name.split('.');
  const last = labels.at(-1) ?? '';
  if (labels.length < 2) return false;
  if (unlikelyLabels.has(last) || last === zoneName.split('.').at(-1)) return true;
  return labels.length > 2 && last.length === 2 && secondLevel.has(labels.at(-2) ?? '');
}

function refuseAnotherDomain(input: string, full: string, zoneName: string): Issue {
  return refuse(
    `${show(input)} is not in the zone ${zoneName}; Cloudflare would create ${show(full)}. Write a name in this zone, or that full name if you mean it`,
  );
}

export interface HostRules {
  readonly zoneName: string;
  /** Whether `.` has a meaning here, such as "no mail" (RFC 7505) or "no such service" (RFC 2782). */
  readonly allowsRoot: boolean;
  /** Whether the target must be a host's name and not just a domain name. */
  readonly isHost: boolean;
  /** What to do with an address where a name is needed. */
  readonly adviceForAddress: string;
}

/**
 * The name a record points to, always a full name: in A-labels, lower case, without a trailing dot; `@` is the
 * zone itself. One label is refused, because a resolver would look for a top-level domain of that name.
 */
export function targetName(input: string, rules: HostRules): string | Issue {
  if (input === '@') return rules.zoneName;
  if (input === '.' && rules.allowsRoot) return '.';
  const reason = refuseForeignTarget(input, rules);
  if (reason !== undefined) return refuse(`${show(input)} ${reason}`);
  const name = toAsciiName(input);
  if (name instanceof Issue) return refuse(`${show(input)} ${name.reason}`);
  const refusal =
    refuseSingleLabel(input, name, rules.zoneName) ?? (rules.isHost ? refuseHostLabels(name) : undefined);
  return refusal === undefined ? name : refuse(`${show(input)} ${refusal}`);
}

function refuseForeignTarget(input: string, rules: HostRules): string | undefined {
  if (input === '.') return 'has no meaning for this type';
  const url = hostOfUrl(input);
  if (url !== undefined)
    return `is a URL, and DNS knows host names only: write ${show(url)}; paths and redirects are made with redirect rules`;
  if (looksLikeIPv4(input) || looksLikeIPv6(input))
    return `is an IP address, and a name is needed: ${rules.adviceForAddress}`;
  if (/^\s|\s$/.test(input)) return `has spaces around it: write ${show(input.trim())}`;
  const host = hostOfPartialUrl(input);
  if (host === undefined || host === input || isWithin(foldName(input), 'arpa')) return undefined;
  return `holds more than a host name: write ${show(host)}`;
}

function refuseSingleLabel(input: string, name: string, zoneName: string): string | undefined {
  if (name.includes('.') || input.endsWith('.')) return undefined;
  return `is not a full name: write ${show(`${name}.${zoneName}`)} for the host in this zone`;
}
