import { toOctets } from '../octets.ts';

export interface UrlDecodeOptions {
  /** What decoding yields is decoded again, until nothing changes (option `r`). */
  readonly recursive?: boolean;
  /** `%u2601` is the UTF-8 of U+2601 (option `u`). */
  readonly unicode?: boolean;
}

/**
 * Percent-decoding as `url_decode` does it: `+` and `%20` are a space, and a `%` that begins no escape stays. One
 * pass for any depth: an escape is decoded when its last digit arrives, be it written or decoded itself.
 * Undefined for `%u` with half of a surrogate pair, about which the documentation is silent.
 */
export function urlDecode(
  octets: string,
  { recursive = false, unicode = false }: UrlDecodeOptions = {},
): string | undefined {
  if (!/[%+]/.test(octets)) return octets;
  const decoded: string[] = [];
  for (let index = 0; index < octets.length; ) {
    const found = escapeAt(octets, index, unicode);
    index += found?.length ?? 1;
    const arrived = found === undefined ? octets.charAt(index - 1).replace('+', ' ') : found.decoded;
    if (arrived === undefined) return undefined;
    for (const octet of arrived) {
      if (!append(decoded, octet, recursive, unicode)) return undefined;
    }
  }
  return decoded.join('');
}

/** Appends an octet, and decodes the escape that it completes. False when that escape has no known meaning. */
function append(decoded: string[], octet: string, recursive: boolean, unicode: boolean): boolean {
  if (!recursive) {
    decoded.push(octet);
    return true;
  }
  const pending = [octet];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    decoded.push(next === '+' ? ' ' : next);
    for (const length of unicode ? [3, 6] : [3]) {
      if (decoded.at(-length) !== '%') continue;
      const end = decoded.slice(-length).join('');
      const found = end.length === length ? escapeAt(end, 0, unicode) : undefined;
      if (found?.length !== length) continue;
      if (found.decoded === undefined) return false;
      decoded.length -= length;
      pending.unshift(...Array.from(found.decoded));
      break;
    }
  }
  return true;
}

function escapeAt(
  octets: string,
  index: number,
  unicode: boolean,
): { readonly length: number; readonly decoded: string | undefined } | undefined {
  if (octets.charAt(index) !== '%') return undefined;
  const pair = octets.slice(index + 1, index + 3);
  if (/^[0-9a-fA-F]{2}$/.test(pair)) {
    return { length: 3, decoded: String.fromCharCode(Number.parseInt(pair, 16)) };
  }
  const wide = octets.slice(index + 1, index + 6);
  if (!unicode || !/^[uU][0-9a-fA-F]{4}$/.test(wide)) return undefined;
  const point = Number.parseInt(wide.slice(1), 16);
  const surrogate = point >= 0xd800 && point <= 0xdfff;
  return { length: 6, decoded: surrogate ? undefined : toOctets(String.fromCodePoint(point)) };
}
