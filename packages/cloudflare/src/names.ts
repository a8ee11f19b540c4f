import { domainToASCII } from 'node:url';

/** Full stops that separate labels (RFC 3490 section 3.1; UTS #46 maps all of them to the first). */
const separators = /[.\u3002\uff0e\uff61]/u;

// domainToASCII parses its argument as the host of a URL: it decodes percent signs, drops what follows a slash,
// and reads digits as an IPv4 address. So it is given one label of letters and digits, before a label that no
// address can end in, and its answer is checked again.
const guardLabel = '.example';

/**
 * A label as an A-label or an ASCII label, in lower case: U-labels are converted as browsers do (UTS #46, not
 * transitional), so NFC, NFD and full-width spellings come out alike. `undefined` for what cannot be converted. ASCII
 * labels are not looked into: see `isALabel`.
 */
export function aLabel(label: string): string | undefined {
  if (/^\p{ASCII}*$/u.test(label)) return label.toLowerCase();
  // Joiners count only in some scripts, which the conversion checks; all else that cannot be seen is refused.
  if (/[\p{C}\p{Z}]/u.test(label.replaceAll(/[\u200c\u200d]/gu, ''))) return undefined;
  if (/[^\P{ASCII}a-z0-9_-]/iu.test(label)) return undefined;
  // Unicode mapped the capital sharp s to "ss" until version 15.1: Node's versions differ.
  const converted = domainToASCII(`${label.replaceAll('\u1e9e', '\u00df')}${guardLabel}`);
  const ascii = converted.slice(0, -guardLabel.length);
  return ascii !== '' && converted.endsWith(guardLabel) && !ascii.includes('.') ? ascii : undefined;
}

/** Whether a label that begins like Punycode is some, in the one form in which it is written. */
export function isALabel(label: string): boolean {
  return domainToASCII(label + guardLabel) === label + guardLabel;
}

/** The labels of a name, by any full stop; a final one makes no label. */
export function labelsOf(name: string): readonly string[] {
  const labels = name.split(separators);
  return labels.at(-1) === '' ? labels.slice(0, -1) : labels;
}

/**
 * A name in an answer in the one form in which names are compared: A-labels, lower case, no final dot. Cloudflare
 * names zones in Unicode and records in Punycode. What is no name stays as it is, to the last character.
 */
export function foldName(name: string): string {
  // Most names are so already, and lists of them are long.
  if (/^[a-z0-9_*.-]*[a-z0-9_*-]$/u.test(name)) return name;
  const labels = labelsOf(name).map(aLabel);
  return labels.every((label) => label !== undefined && /^[!-~]+$/u.test(label)) ? labels.join('.') : name;
}

/** The host of a URL or of a pattern with `*` folded, without a final dot, and the rest as it is. */
export function foldHost(url: string): string {
  const [, scheme = '', host = '', rest = ''] = /^([^/?#]*:\/\/)?([^/?#:]*)(.*)$/su.exec(url) ?? [];
  const folded = host.replaceAll(/[\u3002\uff0e\uff61]/gu, '.').replaceAll(labelBesideNoStar, (label) => {
    return /^\p{ASCII}*$/u.test(label) ? label : (aLabel(label) ?? label);
  });
  return `${scheme}${folded.replace(/(?<=[^.])\.$/u, '')}${rest}`;
}

// What follows a label that is cut by "*" is unknown, and a part of a U-label is no part of its A-label.
const labelBesideNoStar = /[^.*]+(?![^.])/gu;
