/** Numbers that look random and are the same for the same arguments, in every run. */

/** From 0 up to, not including, 1. */
export function chance(first: number, second: number, third = 0, fourth = 0, fifth = 0): number {
  let state = mixed(0x9e_37_79_b9, first);
  state = mixed(state, second);
  state = mixed(state, third);
  state = mixed(state, fourth);
  return (mixed(state, fifth) >>> 0) / 2 ** 32;
}

function mixed(state: number, part: number): number {
  const once = Math.imul(state ^ part, 0x85_eb_ca_6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2_b2_ae_35);
  return twice ^ (twice >>> 16);
}

/** A whole number near the expected one: its fraction decides how often it is the larger. */
export function rounded(expected: number, at: number): number {
  const whole = Math.floor(expected);
  return whole + (at < expected - whole ? 1 : 0);
}

/** One of the values, by their weights. @param at from 0 up to, not including, 1. */
export function weighted<Item>(
  choices: readonly (readonly [item: Item, weight: number])[],
  at: number,
): Item {
  let left = at * choices.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [item, weight] of choices) {
    left -= weight;
    if (left < 0) return item;
  }
  const last = choices.at(-1);
  if (last === undefined) throw new RangeError('There is nothing to choose from');
  return last[0];
}

/** A number for a text, to draw from. */
export function seedOf(text: string): number {
  let seed = 0x81_1c_9d_c5;
  for (const unit of new TextEncoder().encode(text)) seed = Math.imul(seed ^ unit, 0x01_00_01_93);
  return seed >>> 0;
}
