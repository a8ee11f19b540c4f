import { randomBytes } from 'node:crypto';

/** A file as a part of a form. */
export interface FormFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Form {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/**
 * Fields as `multipart/form-data` (RFC 7578). Texts go as they are: other encodings make three bytes of each byte that is not
 * ASCII, and the line ends of a text must not become CR LF on the way (the wiki merges nothing then).
 */
export function formOf(fields: Readonly<Record<string, string>>, file?: FormFile): Form {
  const boundary = `form-${randomBytes(24).toString('hex')}`;
  const parts = Object.entries(fields).flatMap(([name, value]) => [
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n`),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ]);
  if (file !== undefined) {
    const head = `content-disposition: form-data; name="file"; filename="upload"\r\ncontent-type: application/octet-stream`;
    parts.push(Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`), Buffer.from(file.bytes), Buffer.from('\r\n'));
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  return { bytes: Buffer.concat(parts), contentType: `multipart/form-data; boundary=${boundary}` };
}
