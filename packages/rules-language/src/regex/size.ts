import type { Node, Test } from './node.ts';

/** How many octets Rust's program for a pattern takes: at least and at most. */
export interface Size {
  readonly least: number;
  readonly most: number;
}

/**
 * The limit of Cloudflare's engine (cloudflare/wirefilter, `ParserSettings`). What a part of a pattern takes was measured
 * with wirefilter 0.7.0 and regex-automata 0.4.14, by the longest repetition of it that is accepted.
 */
export const sizeLimit = 10 * 1024 * 1024;

const octet: Size = { least: 32, most: 32 };
const octetClass: Size = { least: 64, most: 64 + 8 * 128 };
const branch = 80;
/** A class of characters, for each range of code points in it; `.` takes a thousand octets for two. */
const eachRange: Size = { least: 32, most: 80 };
const characterClass: Size = { least: 32, most: 1100 };

/** No property has more ranges. */
const mostRanges = 1500;
/** With fewer instructions no pattern gets near the limit. */
const surelySmall = Math.floor(sizeLimit / (characterClass.most + mostRanges * eachRange.most));

/** Whether a pattern of so many instructions is within the limit. */
export function fits(node: Node, instructions: number): boolean | 'perhaps' {
  if (instructions < surelySmall) return true;
  const { least, most } = sizeOf(node);
  return most <= sizeLimit || (least > sizeLimit ? false : 'perhaps');
}

function sizeOf(node: Node): Size {
  switch (node.kind) {
    case 'octets':
      return { least: octet.least * node.octets.length, most: octet.most * node.octets.length };
    case 'octet':
      return octetClass;
    case 'character':
      return classSize(node);
    case 'look':
      return { least: 0, most: branch };
    case 'group':
      return plus([sizeOf(node.node), { least: 0, most: branch }]);
    case 'sequence':
    case 'choice':
      return plus([{ least: 0, most: node.nodes.length * branch }, ...node.nodes.map(sizeOf)]);
    case 'repeat': {
      const size = sizeOf(node.node);
      // A part that takes nothing may be repeated at no cost.
      const least = size.least * (node.to ?? node.from);
      return { least, most: (size.most + branch) * (node.to ?? Math.max(node.from, 1)) };
    }
  }
}

/** The ranges of a class between brackets are not counted: that would be work for every new pattern. */
function classSize({ test, shared }: Node & { readonly kind: 'character' }): Size {
  const count = shared ? rangesOf(test) : undefined;
  return {
    least: characterClass.least + (count ?? 0) * eachRange.least,
    most: characterClass.most + (count ?? mostRanges) * eachRange.most,
  };
}

function plus(sizes: readonly Size[]): Size {
  return sizes.reduce((sum, { least, most }) => ({ least: sum.least + least, most: sum.most + most }));
}

/** Where characters are that differ from their neighbours: the other planes are empty, private or all the same. */
const planes = [
  [0, 0x32400],
  [0xe0000, 0xe0200],
] as const;

const counted = new WeakMap<Test, number>();

function rangesOf(test: Test): number {
  const known = counted.get(test);
  if (known !== undefined) return known;
  let ranges = 0;
  for (const [from, to] of planes) {
    let inside = false;
    for (let point = from; point < to; point += 1) {
      const member = test(point);
      if (member && !inside) ranges += 1;
      inside = member;
    }
  }
  counted.set(test, ranges);
  return ranges;
}
