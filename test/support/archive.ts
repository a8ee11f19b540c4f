import { crc32, gunzipSync, inflateRawSync } from 'node:zlib';

export interface Unpacked {
  readonly name: string;
  readonly mode: number;
  readonly owner: string;
  readonly time: number;
  readonly content: Buffer;
}

/** Reads a ustar archive by the layout of POSIX.1-1988, and checks what it reads. */
export function untar(archive: Buffer): Unpacked[] {
  const bytes = gunzipSync(archive);
  const text = (from: number, length: number): string => {
    const [field = ''] = bytes.toString('latin1', from, from + length).split('\0');
    return field;
  };
  const files: Unpacked[] = [];
  let at = 0;
  while (at < bytes.length && bytes[at] !== 0) {
    const number = (offset: number, length: number) => Number.parseInt(text(at + offset, length), 8);
    const head = Buffer.from(bytes.subarray(at, at + 512)).fill(' ', 148, 156);
    if (number(148, 8) !== head.reduce((sum, byte) => sum + byte, 0)) throw new Error('wrong checksum');
    if (text(at + 257, 6) !== 'ustar' || text(at + 156, 1) !== '0') throw new Error('no plain file of ustar');
    const size = number(124, 12);
    files.push({
      name: text(at, 100),
      mode: number(100, 8),
      owner: `${number(108, 8)}:${number(116, 8)}${text(at + 265, 64)}`,
      time: number(136, 12),
      content: Buffer.from(bytes.subarray(at + 512, at + 512 + size)),
    });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

/** Reads a ZIP archive by its central directory (PKWARE APPNOTE 6.3.10), and checks what it reads. */
export function unzip(archive: Buffer): Unpacked[] {
  const end = archive.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  const files: Unpacked[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (archive.readUInt32LE(at) !== 0x02014b50) throw new Error('no entry of the directory');
    const lengths = [28, 30, 32].map((field) => archive.readUInt16LE(at + field));
    const [nameLength = 0, extraLength = 0, commentLength = 0] = lengths;
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    const local = archive.readUInt32LE(at + 42);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    if (archive.toString('utf8', local + 30, local + 30 + nameLength) !== name)
      throw new Error('another name');
    const content = inflateRawSync(archive.subarray(start, start + archive.readUInt32LE(at + 20)));
    if (crc32(content) !== archive.readUInt32LE(at + 16)) throw new Error('wrong checksum');
    const mode = archive.readUInt32LE(at + 38) >>> 16;
    files.push({ name, mode: mode & 0o777, owner: '', time: archive.readUInt32LE(at + 12), content });
    at += 46 + nameLength + extraLength + commentLength;
  }
  return files;
}
