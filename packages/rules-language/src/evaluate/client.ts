import { booleanValue, integerValue, stringValue } from '../functions/results.ts';
import type { Value } from '../values.ts';
import { InvalidRequest, type RequestDescription } from './description.ts';
import { toIp } from './given.ts';

type Fields = readonly (readonly [string, Value])[];

/** Countries for which `ip.src.is_in_european_union` is true; its page lists them. */
const europeanUnion = new Set(
  'AT AX BE BG CY CZ DE DK EE ES FI FR GF GP GR HR HU IE IT LT LU LV MF MQ MT NL PL PT RE RO SE SI SK YT'.split(
    ' ',
  ),
);

/** The fields that tell of the client's address. */
export function clientFields({ ip, country, asn }: RequestDescription): Fields {
  const fields: (readonly [string, Value])[] = [];
  if (ip !== undefined) {
    const address = toIp(ip);
    if (address === undefined) throw new InvalidRequest('The address of the client is not an IP address.');
    fields.push(['ip.src', address]);
  }
  if (country !== undefined) {
    if (!/^[A-Za-z][A-Za-z0-9]$/.test(country)) {
      throw new InvalidRequest('The country is not a code of two letters (ISO 3166-1).');
    }
    const code = country.toUpperCase();
    fields.push(['ip.src.country', stringValue(code)]);
    fields.push(['ip.src.is_in_european_union', booleanValue(europeanUnion.has(code))]);
  }
  if (asn !== undefined) {
    if (!Number.isInteger(asn) || asn < 0 || asn > 0xffff_ffff) {
      throw new InvalidRequest('The number of the autonomous system is not a number of 32 bits.');
    }
    fields.push(['ip.src.asnum', integerValue(BigInt(asn))]);
  }
  return fields;
}

/** Whole seconds, and the milliseconds behind them. */
export function timeFields(time: RequestDescription['time']): Fields {
  if (time === undefined) return [];
  const milliseconds = typeof time === 'number' ? Math.floor(time * 1000) : Date.parse(time);
  if (!Number.isSafeInteger(milliseconds) || milliseconds < 0) {
    throw new InvalidRequest('The time is neither RFC 3339 nor seconds since 1970.');
  }
  return [
    ['http.request.timestamp.sec', integerValue(BigInt(Math.floor(milliseconds / 1000)))],
    ['http.request.timestamp.msec', integerValue(BigInt(milliseconds % 1000))],
  ];
}

const versions = new Map([
  ['1.0', 'HTTP/1.0'],
  ['1.1', 'HTTP/1.1'],
  ['2', 'HTTP/2'],
  ['2.0', 'HTTP/2'],
  ['3', 'HTTP/3'],
  ['3.0', 'HTTP/3'],
]);

export function versionFields(version: string | undefined): Fields {
  if (version === undefined) return [];
  const name = versions.get(version.replace(/^HTTP\//i, ''));
  if (name === undefined) throw new InvalidRequest('The HTTP version is none of 1.0, 1.1, 2 and 3.');
  return [
    ['http.request.version', stringValue(name)],
    ['cf.edge.client_tcp', booleanValue(name !== 'HTTP/3')],
  ];
}
