import type { JsonObject, JsonValue } from '@crunchtools/mcp-core';
import { type Issue, type Problem, refuse, show } from '../../problem.ts';
import {
  columns,
  type DataRules,
  type Field,
  host,
  integer,
  numberIn,
  text,
  textIn,
  uint16,
} from './field.ts';

const priority = uint16('0-65535; the lowest is tried first');
const weight = uint16('0-65535; the share among records of equal priority');

/** SRV: RFC 2782. The service and protocol are part of the record's name. */
export const srv: DataRules = {
  ...columns({
    priority,
    weight,
    port: uint16('the port of the service, 0-65535'),
    target: host('the host that serves, or "." if the service does not exist here', {
      allowsRoot: true,
      isHost: true,
    }),
  }),
  example: '10 5 5060 sip.example.com',
  refuseName: ({ name, zoneName }) => {
    if (/^(?:_[a-z0-9-]+|\*)\._[a-z0-9-]+\./.test(name)) return undefined;
    const rest = name === zoneName ? '' : `.${name.slice(0, -(zoneName.length + 1))}`;
    return `${show(name)} is not the name of a service: it begins with _service._protocol, such as "_sip._tcp${rest}" (RFC 2782)`;
  },
};

/** URI: RFC 7553. Cloudflare takes the priority beside `data`; see `value.ts`. */
export const uri: DataRules = {
  ...columns({ priority, weight, target: text('an absolute URI', refuseUri) }),
  example: '10 1 "https://www.example.com/path"',
};

function refuseUri(value: string): string | undefined {
  if (value === '') return 'is empty (RFC 7553 section 4.4)';
  if (!/^[\x21-\x7e]+$/.test(value))
    return `${show(value)} has characters that must be percent-encoded (RFC 3986)`;
  if (/^[a-z][a-z0-9+.-]*:./i.test(value)) return undefined;
  return `${show(value)} is not an absolute URI: write its scheme too, such as ${show(`https://${value}`)}`;
}

/** NAPTR: RFC 3403. */
export const naptr: DataRules = {
  ...columns({
    order: uint16('0-65535; the lowest is used first'),
    preference: uint16('0-65535; the lowest is preferred among equal orders'),
    flags: text('"u", "s", "a", "p", or empty', refuseNaptrFlags),
    service: text('the service, such as "E2U+sip"', refuseNaptrService),
    regex: text('the substitution, such as "!^.*$!sip:info@example.com!", or empty', refuseSubstitution),
    replacement: host('the next name, or "."', { allowsRoot: true, isHost: false }),
  }),
  example: '100 10 "u" "E2U+sip" "!^.*$!sip:info@example.com!" .',
  problemsAcross: (data) => {
    const hasRegex = textIn(data, 'regex') !== '';
    const hasReplacement = textIn(data, 'replacement') !== '.';
    if (hasRegex && hasReplacement) return [exclusive];
    if (!hasRegex && !hasReplacement) return [missing];
    return /^u$/i.test(textIn(data, 'flags')) && !hasRegex ? [noUri] : [];
  },
};

const exclusive: Problem = {
  field: 'replacement',
  problem: 'must be "." when regex is given: one excludes the other (RFC 3403 section 4.1)',
};
const missing: Problem = {
  field: 'regex',
  problem: 'is empty and replacement is ".": one of them must say what comes next',
};
const noUri: Problem = {
  field: 'regex',
  problem: 'is empty, but flag "u" says that it makes the URI (RFC 3404 section 4.3)',
};

function refuseNaptrFlags(value: string): string | undefined {
  return /^[a-z0-9]*$/i.test(value)
    ? undefined
    : `${show(value)} has other characters than letters and digits (RFC 3403 section 4.1)`;
}

function refuseNaptrService(value: string): string | undefined {
  return /^[\x21-\x7e]*$/.test(value)
    ? undefined
    : `${show(value)} has spaces or characters that are not ASCII`;
}

/** RFC 3402 section 3.2: delimiter, expression, delimiter, replacement, delimiter, flags. Expressions are not compiled. */
function refuseSubstitution(value: string): string | undefined {
  if (value === '') return undefined;
  const delimiter = value.charAt(0);
  if (/[1-9\\i]/i.test(delimiter))
    return `${show(value)} begins with ${show(delimiter)}, which cannot be a delimiter`;
  const parts = splitUnescaped(value.slice(1), delimiter);
  if (parts.length !== 3) {
    return `${show(value)} is not a substitution: write the delimiter ${show(delimiter)} three times, around the expression and the replacement`;
  }
  if (parts[0] === '') return `${show(value)} has an empty expression`;
  return /^i?$/.test(parts[2] ?? '')
    ? undefined
    : `${show(value)} ends in ${show(parts[2])}; the only flag is "i"`;
}

function splitUnescaped(value: string, delimiter: string): readonly string[] {
  const parts = [''];
  for (const [piece] of value.matchAll(/\\.|./gsu)) {
    if (piece === delimiter) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${piece}`);
  }
  return parts;
}

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
function parseLocation(content: string): JsonObject | Issue {
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
