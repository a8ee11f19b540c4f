import type { JsonObject, JsonValue } from '@crunchtools/mcp-core';
import { type Problem, type Refusal, refuse, show } from '../problem.ts';
import type { DataRules } from './data-rules.ts';
import { type Field, integer, numberIn, textIn } from './field.ts';

interface DecimalRules {
  readonly minimum: number;
  readonly maximum: number;
  /** Decimal places the record can hold; further ones are rounded off. */
  readonly places: number;
}

function decimal(meaning: string, { minimum, maximum, places }: DecimalRules): Field {
  return {
    meaning,
    check: (value) => {
      if (typeof value !== 'number' || !Number.isFinite(value))
        return refuse(`${show(value)} is not a number`);
      const rounded = Number(value.toFixed(places)) + 0;
      if (rounded < minimum) return refuse(`${value} is below the minimum of ${minimum}`);
      return rounded > maximum ? refuse(`${value} is above the maximum of ${maximum}`) : rounded;
    },
    read: (word) => Number(word),
    write: String,
  };
}

function direction(meaning: string, letters: readonly string[]): Field {
  return {
    meaning,
    check: (value) =>
      typeof value === 'string' && letters.includes(value.toUpperCase())
        ? value.toUpperCase()
        : refuse(`${show(value)} is not a direction: write ${letters.map(show).join(' or ')}`),
    read: (word) => word,
    write: String,
  };
}

const seconds = decimal('seconds, 0-59.999', { minimum: 0, maximum: 59.999, places: 3 });
const minutes = integer('minutes, 0-59', { maximum: 59 });
const extent = (meaning: string): Field => decimal(meaning, { minimum: 0, maximum: 90_000_000, places: 2 });

const fields = {
  lat_degrees: integer('degrees of latitude, 0-90', { maximum: 90 }),
  lat_minutes: minutes,
  lat_seconds: seconds,
  lat_direction: direction('"N" or "S"', ['N', 'S']),
  long_degrees: integer('degrees of longitude, 0-180', { maximum: 180 }),
  long_minutes: minutes,
  long_seconds: seconds,
  long_direction: direction('"E" or "W"', ['E', 'W']),
  altitude: decimal('metres above the WGS 84 ellipsoid, -100000 to 42849672.95', {
    minimum: -100_000,
    maximum: 42_849_672.95,
    places: 2,
  }),
  size: extent('diameter of what is located, in metres'),
  precision_horz: extent('horizontal precision in metres'),
  precision_vert: extent('vertical precision in metres'),
};

/** RFC 1876 section 3 gives the defaults of size and precisions, section 2 those of minutes and seconds. */
const defaults: JsonObject = {
  lat_minutes: 0,
  lat_seconds: 0,
  long_minutes: 0,
  long_seconds: 0,
  size: 1,
  precision_horz: 10_000,
  precision_vert: 10,
};

/** LOC: RFC 1876. Sizes have one significant digit on the wire, so resolvers may show them rounded. */
export const loc: DataRules = {
  fields,
  defaults,
  example: '51 30 12.748 N 0 7 39.611 W 10m',
  parse: parseLocation,
  print: printLocation,
  problemsAcross: (data) => [...beyondPole(data, 'lat', 90), ...beyondPole(data, 'long', 180)],
};

function beyondPole(data: JsonObject, axis: 'lat' | 'long', most: number): readonly Problem[] {
  const rest = numberIn(data, `${axis}_minutes`) + numberIn(data, `${axis}_seconds`);
  if (numberIn(data, `${axis}_degrees`) < most || rest === 0) return [];
  return [{ field: `${axis}_degrees`, problem: `is ${most}, so minutes and seconds must be 0` }];
}

const angle = String.raw`(\d+)(?:\s+(\d+)(?:\s+(\d+(?:\.\d+)?))?)?`;
const metres = String.raw`(-?\d+(?:\.\d+)?)m?`;
const format = new RegExp(
  String.raw`^\s*${angle}\s+([NS])\s+${angle}\s+([EW])\s+${metres}(?:\s+${metres}(?:\s+${metres}(?:\s+${metres})?)?)?\s*$`,
  'i',
);

/** RFC 1876 section 3. */
function parseLocation(content: string): JsonObject | Refusal {
  const match = format.exec(content);
  if (match === null) {
    return refuse(
      `${show(content)} is not a location: write degrees [minutes [seconds]] N|S, the same with E|W, then the altitude in metres`,
    );
  }
  const data: Record<string, JsonValue> = {};
  for (const [index, name] of Object.keys(fields).entries()) {
    const found = match[index + 1];
    if (found !== undefined) data[name] = name.endsWith('_direction') ? found.toUpperCase() : Number(found);
  }
  return { ...defaults, ...data };
}

function printLocation(data: JsonObject): string {
  const angleOf = (axis: string): string =>
    ['degrees', 'minutes', 'seconds'].map((unit) => numberIn(data, `${axis}_${unit}`)).join(' ');
  const extents = ['altitude', 'size', 'precision_horz', 'precision_vert'].map(
    (name) => `${numberIn(data, name)}m`,
  );
  return [
    angleOf('lat'),
    textIn(data, 'lat_direction'),
    angleOf('long'),
    textIn(data, 'long_direction'),
    ...extents,
  ].join(' ');
}
