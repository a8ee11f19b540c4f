import { aLabel, isALabel } from '../../schema/a-labels.ts';
import { Refusal, refuse, show } from '../problem.ts';

const longestLabel = 63;
const longestName = 253;

/**
 * A domain name in A-labels and lower case, without a trailing dot. Accepts letters, digits, hyphens and
 * underscores, and U-labels, which are converted (UTS #46). Limits: 63 octets a label, 253 a name (RFC 1035
 * section 2.3.4). `/` is accepted below `arpa` only, for classless reverse delegation (RFC 2317).
 * Does not cover wildcards, nor whether the labels would make a host name: see `refuseHostLabels`.
 */
export function toAsciiName(name: string): string | Refusal {
  // Most names are so already, and lists of them are long.
  if (plainName.test(name)) return name;
  const labels: string[] = [];
  const written = name.replaceAll(/[\u3002\uff0e\uff61]/g, '.').replace(/\.$/, '');
  if (written === '') return refuse('is empty');
  const inReverseTree = /\.arpa$/i.test(written);
  for (const label of written.split('.')) {
    const ascii = toAsciiLabel(label, inReverseTree);
    if (ascii instanceof Refusal) return ascii;
    labels.push(ascii);
  }
  const ascii = labels.join('.');
  if (ascii.length <= longestName) return ascii;
  return refuse(`is ${ascii.length} characters long; a domain name has at most ${longestName}`);
}

/** Lower-case labels of letters, digits, hyphens and underscores, none of them like Punycode. */
const plainName = /^(?=.{1,253}$)(?:(?!xn--)[a-z0-9_-]{1,63}(?:\.(?!$)|$))+$/;

function toAsciiLabel(label: string, inReverseTree: boolean): string | Refusal {
  if (label === '') return refuse('has an empty label: two dots in a row, or one at its start');
  const ascii = /^\p{ASCII}+$/u.test(label) ? label.toLowerCase() : convertLabel(label);
  if (ascii instanceof Refusal) return ascii;
  const reason = refuseCharacters(ascii, inReverseTree) ?? refuseLength(ascii) ?? refusePunycode(ascii);
  return reason === undefined ? ascii : refuse(reason);
}

function convertLabel(label: string): string | Refusal {
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
