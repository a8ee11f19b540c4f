import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';

/** A file as the part `file` of a form. */
export interface FormFile {
  readonly bytes: Uint8Array;
  /** Letters, digits, `.`, `_` and `-`; default `upload`, where another field has the name. */
  readonly filename?: string;
  /** Default `application/octet-stream`. */
  readonly contentType?: string;
}

export interface Form {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/**
 * Fields as `multipart/form-data` (RFC 7578). Texts go as they are: other encodings make three bytes of each byte that is not
 * ASCII, and the line ends of a text must not become CR LF on the way (MediaWiki merges nothing then).
 *
 * @throws {TypeError} for a name or type of a file that would need quoting: a defect of the caller.
 */
export function formOf(fields: Readonly<Record<string, string>>, file?: FormFile): Form {
  const boundary = `form-${randomBytes(24).toString('hex')}`;
  const parts = Object.entries(fields).flatMap(([name, value]) => [
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n`),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ]);
  if (file !== undefined) {
    const { bytes, filename = 'upload', contentType = 'application/octet-stream' } = file;
    if (!/^[\w.-]{1,255}$/u.test(filename) || !/^[\w.+-]+\/[\w.+-]+$/u.test(contentType))
      throw new TypeError('a file of a form has a plain name and type');
    const head = `content-disposition: form-data; name="file"; filename="${filename}"\r\ncontent-type: ${contentType}`;
    parts.push(Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`), Buffer.from(bytes), Buffer.from('\r\n'));
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  return { bytes: Buffer.concat(parts), contentType: `multipart/form-data; boundary=${boundary}` };
}
