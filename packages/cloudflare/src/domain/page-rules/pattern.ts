import { foldHost } from '../../schema/a-labels.ts';

/** The parts of a Page Rule's URL pattern: `<scheme>://<host>:<port>/<path>?<query>`, each with `*` as it likes. */
export interface PatternParts {
  /** Without `://`; `undefined` when the pattern leaves it out, which means http and https alike. */
  readonly scheme: string | undefined;
  /** May hold `*`, and nothing else that a host name could not hold once it is checked. */
  readonly host: string;
  /** `undefined` when the pattern leaves it out, which means every port. */
  readonly port: string | undefined;
  /** Path and query, from the first `/` or `?` on; empty when there is none. */
  readonly rest: string;
}

/** Wildcards in one pattern (API reference, Create a Page Rule: up to four asterisks). */
export const mostWildcards = 4;

/**
 * Takes a pattern apart (developers.cloudflare.com/rules/page-rules, "Priority order matters"). Every text has
 * parts; whether they make sense is for `refusePattern` to say.
 */
export function partsOf(pattern: string): PatternParts {
  const [, scheme, authority = '', rest = ''] = /^(?:([^/?]*):\/\/)?([^/?]*)(.*)$/su.exec(pattern) ?? [];
  const [, host = authority, port] = /^(.*):([^:\]]*)$/u.exec(authority) ?? [];
  return { scheme, host, port, rest };
}

export function countWildcards(pattern: string): number {
  return pattern.split('*').length - 1;
}

/**
 * The pattern as Cloudflare stores it: its host in A-labels, with a slash after each occurrence of the zone's name
 * (developers.cloudflare.com/rules/page-rules/reference/additional-reference). The page shows it at the end of a
 * pattern. Within one, a name that goes on, a port and a slash that is there already are left alone.
 */
export function storedPattern(pattern: string, zoneName: string): string {
  const name = zoneName.replaceAll('.', '\\.');
  // A name in front would make it another one: notexample.com is not in the zone example.com.
  return foldHost(pattern).replaceAll(
    new RegExp(`(?<![a-z0-9-])${name}(?=\\*?(?:$|\\?)|\\*/)`, 'giu'),
    '$&/',
  );
}

/** Lower case for A to Z only: other letters may change their number of characters with their case. */
export function foldCase(text: string): string {
  return text.replaceAll(/[A-Z]/gu, (letter) => letter.toLowerCase());
}
