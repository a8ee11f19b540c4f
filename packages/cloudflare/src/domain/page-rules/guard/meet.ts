/** Whether there is a text that two patterns with `*` both match. */
export function patternsMeet(one: string, other: string): boolean {
  // For a beginning of the one: which beginnings of the other, from none to all of it, have a text in common with it.
  const facings = Array.from(other);
  const stars = facings.findIndex((facing) => facing !== '*');
  let common: readonly boolean[] = [true, ...facings.map((_, index) => stars === -1 || index < stars)];
  for (const character of one) {
    const next = [common[0] === true && character === '*'];
    for (const [index, facing] of facings.entries()) {
      // A `*` takes what it faces, or nothing.
      const isOpen = character === '*' || facing === '*';
      const meets = isOpen
        ? common[index + 1] === true || next[index] === true
        : common[index] === true && character === facing;
      next.push(meets);
    }
    common = next;
  }
  return common.at(-1) === true;
}
