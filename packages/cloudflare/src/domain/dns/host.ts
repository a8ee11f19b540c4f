import { foldName } from '../../schema/a-labels.ts';
import { Refusal, refuse, show } from '../problem.ts';
import { looksLikeIPv4, looksLikeIPv6 } from './address.ts';
import { refuseHostLabels, toAsciiName } from './labels.ts';
import { isWithin } from './name.ts';
import { hostOfPartialUrl, hostOfUrl } from './url.ts';

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
export function targetName(input: string, rules: HostRules): string | Refusal {
  if (input === '@') return rules.zoneName;
  if (input === '.' && rules.allowsRoot) return '.';
  const reason = refuseForeignNotation(input, rules);
  if (reason !== undefined) return refuse(`${show(input)} ${reason}`);
  const name = toAsciiName(input);
  if (name instanceof Refusal) return refuse(`${show(input)} ${name.reason}`);
  const refusal =
    refuseSingleLabel(input, name, rules.zoneName) ?? (rules.isHost ? refuseHostLabels(name) : undefined);
  return refusal === undefined ? name : refuse(`${show(input)} ${refusal}`);
}

function refuseForeignNotation(input: string, rules: HostRules): string | undefined {
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
