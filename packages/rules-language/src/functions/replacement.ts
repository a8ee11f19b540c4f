import { Kept } from '../kept.ts';

const mostReferences = 8;

/** The replacement of `regex_replace` and `wildcard_replace`: text, and numbers of groups. */
export type Replacement =
  | { readonly ok: true; readonly parts: readonly (string | number)[] }
  | { readonly ok: false; readonly reason: string };

/**
 * Reads `${1}` and `$$` in a replacement. `groups` says how many there are besides group 0, the whole match.
 * Refused: more than eight references (documented), a group that does not exist, and any other `$` (about which
 * the documentation is silent).
 */
export function parseReplacement(octets: string, groups: number): Replacement {
  const key = `${groups} ${octets}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const parsed = parseNew(octets, groups);
  kept.put(key, parsed);
  return parsed;
}

const kept = new Kept<Replacement>(64 * 1024);

function parseNew(octets: string, groups: number): Replacement {
  const parts: (string | number)[] = [];
  let references = 0;
  // Every `$` is found, with as much of a reference as there is.
  for (const [written, text, digits] of octets.matchAll(/([^$]+)|\$(?:\$|\{([0-9]{1,4})\})?/g)) {
    if (text !== undefined) parts.push(text);
    else if (written === '$$') parts.push('$');
    else if (digits === undefined) {
      return {
        ok: false,
        reason: 'a "$" must be followed by "{" and the number of a group, or by another "$"',
      };
    } else if (Number(digits) > groups) {
      return { ok: false, reason: `there is no group ${Number(digits)}` };
    } else {
      parts.push(Number(digits));
      references += 1;
    }
  }
  return references > mostReferences
    ? { ok: false, reason: `more than ${mostReferences} references to groups` }
    : { ok: true, parts };
}

/** The replacement with groups filled in; a group that took no part in the match is empty. */
export function fillReplacement(
  parts: readonly (string | number)[],
  groups: readonly (string | undefined)[],
): string {
  let filled = '';
  for (const part of parts) filled += typeof part === 'string' ? part : (groups[part] ?? '');
  return filled;
}
