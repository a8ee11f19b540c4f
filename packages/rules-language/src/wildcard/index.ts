import { lowerAscii } from '../functions/ascii.ts';
import { Kept } from '../kept.ts';
import { indexOf } from '../text-search.ts';

/** A pattern, ready to match. */
export interface Wildcard {
  /** The literals around the stars: one more than there are stars. */
  readonly literals: readonly string[];
  /** The same in lower case. */
  readonly folded: readonly string[];
}

export type CompiledWildcard =
  | { readonly ok: true; readonly wildcard: Wildcard }
  | {
      readonly ok: false;
      readonly reason: string;
      /** Where in the pattern: octets from its beginning. */
      readonly at: number;
    };

/**
 * Reads the pattern of `wildcard`, `strict wildcard` and `wildcard_replace` (octets). `*` stands for any octets or
 * none, `\*` and `\\` for `*` and `\`. Refused: `**`, and a backslash before anything else.
 * Source: developers.cloudflare.com/ruleset-engine/rules-language/operators, "Wildcard matching".
 */
export function compileWildcard(pattern: string): CompiledWildcard {
  const known = kept.get(pattern);
  if (known !== undefined) return known;
  const compiled = compileNew(pattern);
  kept.put(pattern, compiled);
  return compiled;
}

const kept = new Kept<CompiledWildcard>(64 * 1024);

function compileNew(pattern: string): CompiledWildcard {
  const literals: string[] = [];
  let literal = '';
  let at = 0;
  while (at < pattern.length) {
    const octet = pattern.charAt(at);
    if (octet === '*') {
      if (pattern.charAt(at + 1) === '*') {
        return { ok: false, reason: '"**" is not allowed: one "*" already stands for anything', at };
      }
      literals.push(literal);
      literal = '';
    } else if (octet === '\\') {
      const escaped = pattern.charAt(at + 1);
      if (escaped !== '*' && escaped !== '\\') {
        return { ok: false, reason: 'a backslash must be followed by "*" or another backslash', at };
      }
      literal += escaped;
      at += 1;
    } else {
      literal += octet;
    }
    at += 1;
  }
  literals.push(literal);
  return { ok: true, wildcard: { literals, folded: literals.map(lowerAscii) } };
}

export interface WildcardOptions {
  /** Upper and lower case of ASCII letters differ (`strict wildcard`, flag `s` of `wildcard_replace`). */
  readonly strict: boolean;
}

/**
 * What each star stood for when the whole of `octets` matches, or undefined. Stars are lazy from the left: each
 * stands for the shortest text with which a match remains possible. That is the first occurrence of the literal
 * behind it, so nothing is ever tried twice.
 */
export function matchWildcard(
  { literals, folded }: Wildcard,
  octets: string,
  { strict }: WildcardOptions,
): readonly string[] | undefined {
  const text = strict ? octets : lowerAscii(octets);
  const parts = strict ? literals : folded;
  const first = parts[0] ?? '';
  const final = parts.length - 1;
  if (final < 1) return text === first ? [] : undefined;
  if (!text.startsWith(first)) return undefined;
  const captures: string[] = [];
  let at = first.length;
  for (let index = 1; index < final; index += 1) {
    const literal = parts[index] ?? '';
    const found = indexOf(text, literal, at);
    if (found === -1) return undefined;
    captures.push(octets.slice(at, found));
    at = found + literal.length;
  }
  const last = parts[final] ?? '';
  const end = text.length - last.length;
  if (end < at || !text.endsWith(last)) return undefined;
  captures.push(octets.slice(at, end));
  return captures;
}
