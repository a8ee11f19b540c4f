const standard = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export interface Base64Options {
  /** `-` and `_` in place of `+` and `/` (RFC 4648 section 5). */
  readonly urlSafe?: boolean;
  /** `=` up to a multiple of four characters. */
  readonly padding?: boolean;
}

/** Base64 of octets (RFC 4648 section 4), as text in ASCII. */
export function encodeBase64(
  octets: string,
  { urlSafe = false, padding = false }: Base64Options = {},
): string {
  let text = '';
  for (let index = 0; index < octets.length; index += 3) {
    const group = octets.slice(index, index + 3).padEnd(3, '\0');
    const bits = (group.charCodeAt(0) << 16) | (group.charCodeAt(1) << 8) | group.charCodeAt(2);
    for (const shift of [18, 12, 6, 0]) text += standard.charAt((bits >> shift) & 63);
  }
  const unused = (3 - (octets.length % 3)) % 3;
  text = text.slice(0, text.length - unused);
  if (urlSafe) text = text.replaceAll('+', '-').replaceAll('/', '_');
  return padding ? text + '='.repeat(unused) : text;
}

/**
 * The octets of Base64 in the standard alphabet, with correct padding or none; undefined for anything else,
 * set bits behind the last octet included.
 */
export function decodeBase64(text: string): string | undefined {
  const digits = /^([A-Za-z0-9+/]*)(={0,2})$/.exec(text);
  const [, data = '', padding = ''] = digits ?? [];
  if (digits === null || data.length % 4 === 1) return undefined;
  if (padding !== '' && (data.length + padding.length) % 4 !== 0) return undefined;
  let octets = '';
  let bits = 0;
  let count = 0;
  for (const digit of data) {
    bits = ((bits << 6) | standard.indexOf(digit)) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    octets += String.fromCharCode((bits >> count) & 255);
  }
  return (bits & ((1 << count) - 1)) === 0 ? octets : undefined;
}
