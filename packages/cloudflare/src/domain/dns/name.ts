import { Refusal, refuse, show } from '../problem.ts';
import { looksLikeIPv4, looksLikeIPv6 } from './address.ts';
import { toAsciiName } from './labels.ts';
import { hostOfPartialUrl, hostOfUrl } from './url.ts';

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
export function ownerName(input: string, zoneName: string): string | Refusal {
  if (input === '' || input === '@') return zoneName;
  const reason = refuseForeignNotation(input, zoneName);
  if (reason !== undefined) return refuse(`${show(input)} ${reason}`);
  const wildcard = input.startsWith('*.') || input === '*';
  const rest = wildcard ? input.slice(2) : input;
  const ascii = rest === '' ? '' : toAsciiName(rest);
  if (ascii instanceof Refusal) return refuse(`${show(input)} ${ascii.reason}`);
  const name = [...(wildcard ? ['*'] : []), ...(ascii === '' ? [] : [ascii])].join('.');
  return placeInZone(input, name, zoneName);
}

function placeInZone(input: string, name: string, zoneName: string): string | Refusal {
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
  return whole instanceof Refusal ? refuse(`${show(full)} ${whole.reason}`) : full;
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

function refuseForeignNotation(input: string, zoneName: string): string | undefined {
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

function refuseDoubledZone(input: string, name: string, zoneName: string): Refusal | undefined {
  const single = name.slice(0, -(zoneName.length + 1));
  if (!isWithin(single, zoneName)) return undefined;
  return refuse(
    `${show(input)} ends in the zone's name twice, which is nearly always a mistake: write ${show(single)}, or ${show(`${name}.`)} if you mean it`,
  );
}

const unlikelyLabels = new Set(['com', 'net', 'org', 'edu', 'gov', 'mil', 'info', 'biz', 'io', 'arpa']);
const secondLevel = new Set(['co', 'com', 'net', 'org', 'gov', 'ac', 'edu', 'or', 'ne']);

function looksLikeAnotherDomain(name: string, zoneName: string): boolean {
  const labels = name.split('.');
  const last = labels.at(-1) ?? '';
  if (labels.length < 2) return false;
  if (unlikelyLabels.has(last) || last === zoneName.split('.').at(-1)) return true;
  return labels.length > 2 && last.length === 2 && secondLevel.has(labels.at(-2) ?? '');
}

function refuseAnotherDomain(input: string, full: string, zoneName: string): Refusal {
  return refuse(
    `${show(input)} is not in the zone ${zoneName}; Cloudflare would create ${show(full)}. Write a name in this zone, or that full name if you mean it`,
  );
}
