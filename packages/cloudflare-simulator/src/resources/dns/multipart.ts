/**
 * Just enough of multipart/form-data (RFC 7578) for an upload that is wholly in memory. A body whose first line ends with
 * a line feed alone is taken as well: cloudflare-go (dns.go, ImportDNSRecords) has sent no other since version 0.66.0.
 */

/**
 * The values of a form by the names of their fields, as UTF-8 text. A later part replaces an earlier one of
 * the same name.
 *
 * @returns undefined when the content type is not multipart/form-data, or the body does not match it.
 */
export function formFields(contentType: string, body: Uint8Array): ReadonlyMap<string, string> | undefined {
  const boundary = /^multipart\/form-data\s*;.*\bboundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const delimiter = boundary?.[1] ?? boundary?.[2];
  if (delimiter === undefined) return undefined;
  // Latin-1 keeps one character per octet, so that positions in the text are positions in the body.
  const text = Buffer.from(body).toString('latin1');
  const newline = text.startsWith(`--${delimiter}\n`) ? '\n' : '\r\n';
  const [, ...parts] = `${newline}${text}`.split(`${newline}--${delimiter}`);
  if (parts.at(-1)?.startsWith('--') !== true) return undefined;
  const blankLine = newline.repeat(2);
  const fields = new Map<string, string>();
  for (const part of parts.slice(0, -1)) {
    const headEnd = part.indexOf(blankLine);
    const name = /^content-disposition:.*[;\s]name="([^"]*)"/im.exec(part.slice(0, headEnd))?.[1];
    if (headEnd === -1 || name === undefined) return undefined;
    fields.set(name, Buffer.from(part.slice(headEnd + blankLine.length), 'latin1').toString());
  }
  return fields;
}
