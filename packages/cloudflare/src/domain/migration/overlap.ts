import { type PatternParts, partsOf } from '../page-rules/index.ts';
import { foldCase } from '../page-rules/pattern.ts';

/** Comparing takes the product of two lengths; patterns of people are far from this. */
const mostWork = 1_000_000;

/**
 * Whether one URL may match two patterns, as conditions of modern rules take them: the hosts have to go together, and
 * what follows them. Never no without reason.
 */
export function canMeet(one: string, other: string): boolean {
  return compared(one, other, ({ host, rest }) => restsOf(rest).map((text) => [host, text]));
}

/** The same for whole URLs, where a `*` of a host also reaches over its end into the path. */
export function canOverlap(one: string, other: string): boolean {
  const [first, second] = [partsOf(one), partsOf(other)];
  // A wildcard in the scheme reaches over what follows.
  if ([first, second].some(({ scheme }) => scheme?.includes('*') === true)) return true;
  return compared(one, other, ({ host, rest }) => restsOf(rest).map((text) => [host + text]));
}

/** @param globsOf the readings of a pattern, each in parts that have to go together with those of the other one. */
function compared(
  one: string,
  other: string,
  globsOf: (parts: PatternParts) => readonly (readonly string[])[],
): boolean {
  const [first, second] = [partsOf(foldCase(one)), partsOf(foldCase(other))];
  if ([first, second].some(isUnclear) || one.length * other.length > mostWork) return true;
  if (differ(first.scheme, second.scheme) || differ(first.port, second.port)) return false;
  return globsOf(first).some((globs) =>
    globsOf(second).some((rivals) => globs.every((glob, part) => globsMeet(glob, rivals[part] ?? ''))),
  );
}

/** Where it cannot be told which URLs a pattern matches. */
function isUnclear({ scheme, host, port, rest }: PatternParts): boolean {
  return (
    `${host}${rest}`.includes('|') ||
    port?.includes('*') === true ||
    /^(?!\*$|http\*$).*\*/u.test(scheme ?? '')
  );
}

function differ(one: string | undefined, other: string | undefined): boolean {
  return [one, other].every((part) => part !== undefined && !part.includes('*')) && one !== other;
}

/** What stands behind a pattern that says nothing of a query string may be any. */
function restsOf(rest: string): readonly string[] {
  return rest.includes('?') ? [rest] : [rest, `${rest}?*`];
}

/** Whether a text exists that both match. Looks at each pair of ends once, from the back to the front. */
function globsMeet(one: string, other: string): boolean {
  let shorter: boolean[] = [];
  for (let start = one.length; start >= 0; start -= 1) {
    const row: boolean[] = [];
    for (let rival = other.length; rival >= 0; rival -= 1) {
      const [character, opposite] = [one[start], other[rival]];
      const isEnd = character === undefined && opposite === undefined;
      row[rival] =
        isEnd ||
        (character === '*' || opposite === '*'
          ? shorter[rival] === true || row[rival + 1] === true
          : character === opposite && shorter[rival + 1] === true);
    }
    shorter = row;
  }
  return shorter[0] === true;
}
