/** Character strings: the quoted texts of zone files and of TXT records (RFC 1035 §3.3 and §5.1). */

/** Octets that fit into one character string. */
const STRING_LIMIT = 255;

const QUOTED = /^\s*"((?:[^"\\]|\\[\s\S])*)"/u;

/**
 * The octets of each string in a TXT content. Content without quotes is one text, taken literally and cut
 * every 255 octets, as Cloudflare serves it.
 *
 * @returns undefined for quotes that do not pair up, such as `"this` or `"these" ones"`.
 */
export function characterStrings(content: string): Buffer[] | undefined {
  if (!content.includes('"')) return chunks(Buffer.from(content));
  const strings: Buffer[] = [];
  let rest = content.trim();
  while (rest !== '') {
    const match = QUOTED.exec(rest);
    if (match?.[1] === undefined) return undefined;
    strings.push(unescapeText(match[1]));
    rest = rest.slice(match[0].length).trimStart();
  }
  return strings;
}

/**
 * TXT content as Cloudflare stores it: quoted strings that are too long are split every 255 octets, and
 * everything else stays exactly as it was sent, unquoted content included.
 *
 * @returns undefined for quotes that do not pair up.
 */
export function txtContent(content: string): string | undefined {
  const strings = characterStrings(content);
  if (strings === undefined || strings.length === 0) return undefined;
  if (strings.every((string) => string.length <= STRING_LIMIT)) return content;
  return strings.flatMap(chunks).map(quote).join(' ');
}

/** Octets that the strings take on the wire, each with the octet that holds its length. */
export function wireLength(strings: readonly Buffer[]): number {
  return strings.reduce((total, string) => total + string.length + 1, 0);
}

/** A text in double quotes, with everything but printable ASCII escaped as `\DDD`. */
export function quote(text: string | Buffer): string {
  return `"${escapeText(typeof text === 'string' ? Buffer.from(text) : text)}"`;
}

function escapeText(octets: Buffer): string {
  let escaped = '';
  for (const octet of octets) {
    if (octet < 0x20 || octet > 0x7e) escaped += `\\${String(octet).padStart(3, '0')}`;
    else if (octet === 0x22 || octet === 0x5c) escaped += `\\${String.fromCharCode(octet)}`;
    else escaped += String.fromCharCode(octet);
  }
  return escaped;
}

/** The octets behind a text with escapes: `\DDD` is an octet, `\X` is X. Text beyond ASCII counts as UTF-8. */
export function unescapeText(text: string): Buffer {
  const parts = text.split(/(\\(?:[01]\d\d|2[0-4]\d|25[0-5]|[\s\S]))/u);
  return Buffer.concat(
    parts.map((part) => {
      if (!part.startsWith('\\')) return Buffer.from(part);
      const escaped = part.slice(1);
      return /^\d{3}$/.test(escaped) ? Buffer.from([Number(escaped)]) : Buffer.from(escaped);
    }),
  );
}

function chunks(octets: Buffer): Buffer[] {
  if (octets.length === 0) return [octets];
  const pieces: Buffer[] = [];
  for (let start = 0; start < octets.length; start += STRING_LIMIT) {
    pieces.push(octets.subarray(start, start + STRING_LIMIT));
  }
  return pieces;
}
