import type { Octets } from './octets.ts';

/** The value of a LOC record from its octets (RFC 1876 section 2); `undefined` where they are none of version 0. */
export function readLocation(octets: Octets): string | undefined {
  const version = octets.number(1);
  const sizes = [octets.number(1), octets.number(1), octets.number(1)].map(metresOf);
  const latitude = angleOf(octets, 90, 'N', 'S');
  const longitude = angleOf(octets, 180, 'E', 'W');
  const altitude = longOf(octets);
  if (version !== 0 || sizes.includes(undefined)) return undefined;
  if (latitude === undefined || longitude === undefined || altitude === undefined) return undefined;
  return [latitude, longitude, `${metres(altitude - lowest)}m`, ...sizes].join(' ');
}

/** Centimetres below the reference where altitudes begin. */
const lowest = 10_000_000;
/** What stands for the equator and the prime meridian. */
const middle = 2 ** 31;

function metres(centimetres: number): string {
  return String(Number((centimetres / 100).toFixed(2)));
}

/** A digit and an exponent of ten, in centimetres. */
function metresOf(octet: number | undefined): string | undefined {
  const [digit, exponent] = [(octet ?? 255) >> 4, (octet ?? 255) & 15];
  return digit > 9 || exponent > 9 ? undefined : `${metres(digit * 10 ** exponent)}m`;
}

/** Thousandths of a second of arc. */
function angleOf(octets: Octets, most: number, positive: string, negative: string): string | undefined {
  const value = longOf(octets);
  if (value === undefined) return undefined;
  const arc = Math.abs(value - middle);
  if (arc > most * 3_600_000) return undefined;
  const [degrees, minutes] = [Math.floor(arc / 3_600_000), Math.floor(arc / 60_000) % 60];
  const seconds = Number(((arc % 60_000) / 1_000).toFixed(3));
  return `${degrees} ${minutes} ${seconds} ${value >= middle ? positive : negative}`;
}

function longOf(octets: Octets): number | undefined {
  const high = octets.number(2);
  const low = octets.number(2);
  return high === undefined || low === undefined ? undefined : high * 65_536 + low;
}
