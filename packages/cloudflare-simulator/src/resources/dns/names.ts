/** Names of records and of the hosts they point to (RFC 1034 §3.1, RFC 1123 §2.1, RFC 5891). */

import { isIPv4 } from 'node:net';
import { domainToASCII } from 'node:url';

const LABEL_LIMIT = 63;
const NAME_LIMIT = 253;

/** Letters, digits, hyphens inside, and the underscore that service names need (RFC 8552). */
const LABEL = /^(?!-)[a-z0-9_-]+(?<!-)$/;

/** Full stops that count as label separators (UTS #46). */
const SEPARATORS = /[.\u3002\uff0e\uff61]/u;

/**
 * The complete name of a record: lower-case A-labels, without the final dot. `@` is the zone itself, and a
 * name that does not end in the zone's name gets it appended, as Cloudflare does.
 *
 * @returns undefined when the name breaks a rule of the DNS.
 */
export function ownerName(input: string, zoneName: string): string | undefined {
  if (input === '@') return zoneName;
  const labels = asciiLabels(input);
  if (labels === undefined) return undefined;
  const name = labels.join('.');
  const complete = isWithin(name, zoneName) ? name : `${name}.${zoneName}`;
  const [first, ...rest] = complete.split('.');
  const wildcardless = first === '*' ? rest : complete.split('.');
  return complete.length <= NAME_LIMIT && wildcardless.every(isLabel) ? complete : undefined;
}

/**
 * The name of a host that a record points to: lower-case A-labels, without the final dot. `@` is the zone.
 * An address is not a host. A wildcard is not a host either.
 *
 * @returns undefined when the name breaks a rule of the DNS.
 */
export function hostName(input: string, zoneName: string): string | undefined {
  if (input === '@') return zoneName;
  const labels = asciiLabels(input);
  if (labels === undefined || !labels.every(isLabel)) return undefined;
  const name = labels.join('.');
  return name.length <= NAME_LIMIT && !isIPv4(name) ? name : undefined;
}

/** Whether `name` is `zoneName` or lies below it; both in lower case, without the final dot. */
export function isWithin(name: string, zoneName: string): boolean {
  return name === zoneName || name.endsWith(`.${zoneName}`);
}

function isLabel(label: string): boolean {
  return label.length <= LABEL_LIMIT && LABEL.test(label);
}

function asciiLabels(input: string): string[] | undefined {
  const labels = input.split(SEPARATORS);
  if (labels.at(-1) === '') labels.pop();
  if (labels.length === 0) return undefined;
  const ascii = labels.map(asciiLabel);
  return ascii.includes('') ? undefined : ascii;
}

/**
 * One label as an A-label; the empty string when it has none. ASCII labels are left alone on purpose:
 * `domainToASCII` would read `10` or `0x7f` as an IPv4 address.
 */
function asciiLabel(label: string): string {
  if (/^[\x21-\x7e]*$/.test(label)) return label.toLowerCase();
  const ascii = domainToASCII(label);
  return ascii.startsWith('xn--') ? ascii : '';
}
