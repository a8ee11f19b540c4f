import { crc32, deflateRawSync } from 'node:zlib';

/** @typedef {import('./tar.mjs').Entry} Entry */

/** 1 January 1980, 00:00, the first moment that the format knows: date and time as MS-DOS has them. */
const [DATE, TIME] = [0x0021, 0];
const DEFLATED = 8;
const UTF8_NAMES = 0x0800;
/** Version 2.0 of the format, made on Unix: the upper half of the attributes is then a mode. */
const [NEEDED, MADE_BY] = [20, (3 << 8) | 20];

/**
 * A ZIP archive (PKWARE APPNOTE 6.3.10, without ZIP64) with modes and times that depend on nothing.
 *
 * @param {readonly Entry[]} entries In the order in which they are to stand.
 * @returns {Buffer}
 */
export function zipped(entries) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const { name, content, executable } of entries) {
    const fields = fieldsOf(name, content);
    const local = Buffer.concat([
      numbers([4, 0x04034b50], [2, NEEDED]),
      fields.common,
      fields.name,
      fields.data,
    ]);
    const mode = 0o100000 | (executable ? 0o755 : 0o644);
    directory.push(
      numbers([4, 0x02014b50], [2, MADE_BY], [2, NEEDED]),
      fields.common,
      numbers([2, 0], [2, 0], [2, 0], [4, mode * 0x10000], [4, offset]),
      fields.name,
    );
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const count = entries.length;
  const end = numbers(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, central.length],
    [4, offset],
    [2, 0],
  );
  return Buffer.concat([...parts, central, end]);
}

/**
 * @param {string} name
 * @param {Buffer} content
 */
function fieldsOf(name, content) {
  const [data, nameBytes] = [deflateRawSync(content, { level: 9 }), Buffer.from(name)];
  const sizes = numbers(
    [4, crc32(content)],
    [4, data.length],
    [4, content.length],
    [2, nameBytes.length],
    [2, 0],
  );
  const common = Buffer.concat([numbers([2, UTF8_NAMES], [2, DEFLATED], [2, TIME], [2, DATE]), sizes]);
  return { common, name: nameBytes, data };
}

/**
 * @param {readonly (readonly [bytes: number, value: number])[]} fields Unsigned, the least byte first.
 */
function numbers(...fields) {
  return Buffer.concat(
    fields.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes);
      field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );
}
