import { lowerAscii } from '../functions/ascii.ts';
import { arrayValue, stringsValue, stringValue } from '../functions/results.ts';
import type { Value } from '../values.ts';

/** A name and a value (octets): of a header, an argument, a cookie. */
export type Pair = readonly [name: string, value: string];

/** The pairs of a query string or form, nothing decoded; a name without `=` has an empty value. */
export function parseArguments(query: string): readonly Pair[] {
  return query
    .split('&')
    .filter((argument) => argument !== '')
    .map((argument) => {
      const [name = ''] = argument.split('=', 1);
      return [name, argument.slice(name.length + 1)];
    });
}

/** The cookies of a `Cookie` header (RFC 6265 section 4.2), names percent-decoded and values as they are. */
export function parseCookies(header: string): readonly Pair[] {
  return header
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== '')
    .map((cookie) => {
      const [name = ''] = cookie.split('=', 1);
      return [percentDecode(name), cookie.slice(name.length + 1)];
    });
}

function percentDecode(name: string): string {
  return name.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

/** `Map<Array<String>>`: the values of each name, in order. */
export function toMap(pairs: readonly Pair[]): Value {
  const map = new Map<string, Value[]>();
  for (const [name, value] of pairs) {
    const values = map.get(name) ?? [];
    values.push(stringValue(value));
    map.set(name, values);
  }
  return {
    kind: 'map',
    value: new Map([...map].map(([name, values]) => [name, arrayValue(values)])),
  };
}

/** A map and the fields `….names` and `….values` beside it. */
export function pairFields(
  field: string,
  pairs: readonly Pair[],
  keyOf: (name: string) => string = (name) => name,
): readonly (readonly [string, Value])[] {
  return [
    [field, toMap(pairs.map(([name, value]) => [keyOf(name), value]))],
    [`${field}.names`, stringsValue(pairs.map(([name]) => name))],
    [`${field}.values`, stringsValue(pairs.map(([, value]) => value))],
  ];
}

/** All values of a header, whatever the case of its name. */
export function headerValues(headers: readonly Pair[], name: string): readonly string[] {
  return headers.filter(([written]) => lowerAscii(written) === name).map(([, value]) => value);
}
