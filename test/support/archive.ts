import { gunzipSync } from 'node:zlib';

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
