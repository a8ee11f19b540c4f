// Arguments that no tool takes: what they cost is to read them, and to say so.

/** @template Item @param {number} count @param {(index: number) => Item} make */
const list = (count, make) => Array.from({ length: count }, (_, index) => make(index));

/** @type {readonly import('./inputs.mjs').Input[]} */
export const messageInputs = [
  {
    tool: 'get_zone',
    name: 'members of different names',
    most: 240_000,
    args: (size) => ({
      zone: list(Math.ceil(size / 20_000), () =>
        list(Math.min(size, 20_000), (index) => ({ [`n${index}`]: 0 })),
      ),
    }),
  },
  {
    tool: 'get_zone',
    name: 'members of as many objects',
    most: 240,
    args: (size) => ({
      zone: Object.fromEntries(
        list(size, (index) => [
          `o${index}`,
          Object.fromEntries(list(1_000, (inner) => [`n${inner}_${index}`, 0])),
        ]),
      ),
    }),
  },
  {
    tool: 'get_zone',
    name: 'texts of as many members',
    most: 999,
    args: (size) => ({
      zone: Object.fromEntries(list(size, (index) => [`o${index}`, '\u0001'.repeat(3_500)])),
    }),
  },
  {
    tool: 'get_zone',
    name: 'unknown arguments',
    most: 1_000,
    args: (size) =>
      Object.fromEntries(Array.from({ length: size }, (_, index) => [`${index}${'n'.repeat(1_000)}`, 0])),
  },
  {
    tool: 'get_zone',
    name: 'characters of a name',
    most: 3_500_000,
    args: (size) => ({ zone: '\u0001'.repeat(size) }),
  },
  {
    tool: 'get_zone',
    name: 'empty lists',
    most: 490_000,
    args: (size) => ({ zone: list(Math.ceil(size / 40_000), () => list(Math.min(size, 40_000), () => [])) }),
  },
  {
    tool: 'list_dns_records',
    name: 'numbers',
    most: 490_000,
    args: (size) => ({
      zone: list(Math.ceil(size / 40_000), () => list(Math.min(size, 40_000), (index) => index + 1e-7)),
    }),
  },
];
