/** LOC records: a place on Earth (RFC 1876). */

import { type DataField, type FieldValue, integer, numeral, type Token, word } from './data-fields.ts';

/** A number with decimals; `unit` follows it in zone files, not in `content` (recordings/dns-records.json). */
function decimal(
  name: string,
  range: readonly [minimum: number, maximum: number],
  digits: number,
  unit = '',
): DataField {
  const [minimum, maximum] = range;
  return {
    name,
    fallback: 0,
    rule: `must be a number between ${minimum} and ${maximum}`,
    normalise: (given) => {
      const value = numeral(given);
      const fits = typeof value === 'number' && value >= minimum && value <= maximum;
      return fits ? Number(value.toFixed(digits)) : undefined;
    },
    present: (value) => Number(value).toFixed(digits),
    toZoneFile: (value) => `${Number(value).toFixed(digits)}${unit}`,
    take: (tokens) => {
      const text = tokens.shift()?.text;
      return text === undefined ? undefined : numberOf(text);
    },
  };
}

function numberOf(text: string): number | undefined {
  return /^-?\d+(?:\.\d+)?m?$/i.test(text) ? Number.parseFloat(text) : undefined;
}

const optional = (field: DataField, fallback: FieldValue): DataField => ({ ...field, fallback });

const METRES = [0, 90_000_000] as const;

/** In the order of a zone file, with the ranges of Cloudflare's API reference. */
export const LOCATION_FIELDS: readonly DataField[] = [
  integer('lat_degrees', 90),
  optional(integer('lat_minutes', 59), 0),
  decimal('lat_seconds', [0, 59.999], 3),
  word('lat_direction', /^[NS]$/, 'must be N or S'),
  integer('long_degrees', 180),
  optional(integer('long_minutes', 59), 0),
  decimal('long_seconds', [0, 59.999], 3),
  word('long_direction', /^[EW]$/, 'must be E or W'),
  decimal('altitude', [-100_000, 42_849_672.95], 2, 'm'),
  decimal('size', METRES, 2, 'm'),
  decimal('precision_horz', METRES, 2, 'm'),
  decimal('precision_vert', METRES, 2, 'm'),
];

/** What a zone file means when it leaves out the end: a sphere of 1 m, known to 10 km and 10 m (RFC 1876 §3). */
const DEFAULTS = ['1m', '10000m', '10m'];

/** RDATA with all twelve tokens: minutes, seconds and everything after the altitude may be left out. */
export function expandLocation(tokens: readonly Token[]): Token[] {
  const latitudeEnd = tokens.findIndex(({ text }) => /^[NS]$/i.test(text));
  const longitudeEnd = tokens.findIndex(({ text }) => /^[EW]$/i.test(text));
  const rest = tokens.slice(longitudeEnd + 1);
  return [
    ...angle(tokens.slice(0, latitudeEnd + 1)),
    ...angle(tokens.slice(latitudeEnd + 1, longitudeEnd + 1)),
    ...rest,
    ...DEFAULTS.slice(Math.max(0, rest.length - 1)).map(plain),
  ];
}

function angle(tokens: readonly Token[]): Token[] {
  const numbers = tokens.slice(0, -1);
  const direction = plain(tokens.at(-1)?.text.toUpperCase() ?? '');
  return [...numbers, ...['0', '0', '0'].slice(numbers.length).map(plain), direction];
}

function plain(text: string): Token {
  return { text, quoted: false };
}
