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
  const text = Buffer.from(octets, 'latin1').toString(urlSafe ? 'base64url' : 'base64');
  const bare = text.replace(/=+$/u, '');
  return padding ? bare.padEnd(Math.ceil(bare.length / 4) * 4, '=') : bare;
}

/**
 * The octets of Base64 in the standard alphabet, with correct padding or none; undefined for anything else,
 * set bits behind the last octet included.
 */
export function decodeBase64(text: string): string | undefined {
  const [, data = '', padding = ''] = /^([A-Za-z0-9+/]*)(={0,2})$/.exec(text) ?? [text, '*'];
  if (padding !== '' && (data.length + padding.length) % 4 !== 0) return undefined;
  const octets = Buffer.from(data, 'base64').toString('latin1');
  return encodeBase64(octets) === data ? octets : undefined;
}
