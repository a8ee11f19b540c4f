/** Below this many comparisons of octets, JavaScript's own search is fast whatever the texts are. */
const surelyFast = 1_000_000;

/**
 * Where `part` first occurs in `text`, from `start`, or -1. As `indexOf`, whose work is the product of both lengths for
 * texts that were made for it; here it is their sum (Knuth, Morris and Pratt).
 */
export function indexOf(text: string, part: string, start = 0): number {
  if (part.length * (text.length - start) <= surelyFast) return text.indexOf(part, start);
  const borders = bordersOf(part);
  let matched = 0;
  for (let at = start; at < text.length; at += 1) {
    matched = longer(part, borders, matched, text.charCodeAt(at));
    if (matched === part.length) return at - part.length + 1;
  }
  return -1;
}

/** How much of `part` has matched when `octet` comes next. */
function longer(part: string, borders: Int32Array, matched: number, octet: number): number {
  let length = matched;
  while (length > 0 && part.charCodeAt(length) !== octet) length = borders[length - 1] ?? 0;
  return part.charCodeAt(length) === octet ? length + 1 : length;
}

/** For each beginning of `part`, the length of the longest proper beginning that is its end as well. */
function bordersOf(part: string): Int32Array {
  const borders = new Int32Array(part.length);
  let length = 0;
  for (let at = 1; at < part.length; at += 1) {
    length = longer(part, borders, length, part.charCodeAt(at));
    borders[at] = length;
  }
  return borders;
}
