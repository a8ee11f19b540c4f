/**
 * Address records with different names and values.
 *
 * @param {number} from
 * @param {number} to
 * @returns {{ type: 'A', name: string, content: string, ttl: number }[]}
 */
export function recordsBetween(from, to) {
  return Array.from({ length: to - from }, (_, offset) => {
    const index = from + offset;
    // 198.18.0.0/15 is for benchmarks (RFC 2544, appendix C.2.2).
    const content = `198.${18 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;
    return { type: 'A', name: `h${index}`, content, ttl: 300 };
  });
}
