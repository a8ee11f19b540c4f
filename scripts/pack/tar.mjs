import { gzipSync } from 'node:zlib';

/**
 * @typedef {object} Entry
 * @property {string} name With slashes.
 * @property {Buffer} content
 * @property {boolean} [executable]
 */

/** The time npm gives to every file in a tarball: seconds since 1970. */
const TIME = 499_162_500;

const BLOCK = 512;
/** Of the gzip header (RFC 1952 section 2.3): zlib fills in the system it runs on. */
const GZIP_SYSTEM = 9;
const GZIP_UNKNOWN_SYSTEM = 255;

/**
 * An archive in the ustar format (POSIX.1-1988) with owner, time and modes that depend on nothing, compressed by
 * gzip. The same entries give the same bytes under any umask, owner, time zone and system, as far as zlib does.
 *
 * @param {readonly Entry[]} entries In the order in which they are to stand.
 * @returns {Buffer}
 * @throws {RangeError} when a name is longer than 100 bytes.
 */
export function tarball(entries) {
  const blocks = entries.flatMap(({ name, content, executable }) => [
    header(name, content.length, executable ?? false),
    content,
    Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
  ]);
  const compressed = gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]), { level: 9 });
  compressed[GZIP_SYSTEM] = GZIP_UNKNOWN_SYSTEM;
  return compressed;
}

/**
 * @param {string} name
 * @param {number} size
 * @param {boolean} executable
 */
function header(name, size, executable) {
  if (Buffer.byteLength(name) > 100) throw new RangeError(`${name} is too long a name for the archive`);
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0);
  block.write(octal(executable ? 0o755 : 0o644, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(TIME, 12), 136);
  block.write(' '.repeat(8), 148);
  block.write('0', 156);
  block.write('ustar\u000000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 7)}\0 `, 148);
  return block;
}

/**
 * @param {number} value
 * @param {number} width With the closing NUL or space.
 */
function octal(value, width) {
  return value.toString(8).padStart(width - 1, '0');
}
