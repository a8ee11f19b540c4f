/** Every reason once, in the order of first mention. */
export function reasons(...lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())];
}
