/** No site has more levels. */
const mostLevels = 100;

/**
 * Whether the parents of one object, itself first, lead to another. WordPress keeps no ring of parents: it moves what would close
 * one to the top level, without a word (6.1.9, run).
 * @param parentOf 0 or nothing for one without a parent.
 */
export async function leadsTo(
  from: number,
  to: number,
  parentOf: (id: number) => Promise<number | undefined>,
): Promise<boolean> {
  let at = from;
  for (let level = 0; at !== 0 && level < mostLevels; level += 1) {
    if (at === to) return true;
    at = (await parentOf(at)) ?? 0;
  }
  return false;
}
