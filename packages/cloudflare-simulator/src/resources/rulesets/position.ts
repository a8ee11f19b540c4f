/** Where a rule goes: ruleset-engine/rulesets-api/update-rule, "Change the order of a rule in a ruleset". */

import { anchorUnknown, indexOutOfRange, positionAmbiguous, wrongType } from './refusals.ts';
import { below, membersOf } from './shape.ts';

/** An empty id means the very beginning for `before`, the very end for `after`. */
export type Position =
  | { readonly before: string }
  | { readonly after: string }
  /** From 1: the place that the rule has afterwards. */
  | { readonly index: number };

const NAMES = ['before', 'after', 'index'] as const;

/** @throws {ApiFailure} 400 unless exactly one of the three is there. */
export function positionOf(value: unknown, pointer: string): Position {
  const members = membersOf(value, pointer);
  const given = Object.keys(members);
  const name = NAMES.find((candidate) => candidate === given[0]);
  if (name === undefined || given.length !== 1) throw positionAmbiguous(pointer);
  const anchor = members[name];
  if (name === 'index') {
    if (typeof anchor !== 'number' || !Number.isInteger(anchor)) {
      throw wrongType('an integer', below(pointer, name));
    }
    return { index: anchor };
  }
  if (typeof anchor !== 'string') throw wrongType('a string', below(pointer, name));
  return name === 'before' ? { before: anchor } : { after: anchor };
}

/**
 * Puts an item into a list that it is not in.
 * @throws {ApiFailure} 400 when the list has no such anchor, or the index leaves a gap.
 */
export function placed<Item extends { readonly id: string }>(
  others: readonly Item[],
  item: Item,
  position: Position,
  pointer: string,
): readonly Item[] {
  return others.toSpliced(offsetOf(others, position, pointer), 0, item);
}

function offsetOf(others: readonly { readonly id: string }[], position: Position, pointer: string): number {
  if ('index' in position) {
    const { index } = position;
    if (index >= 1 && index <= others.length + 1) return index - 1;
    throw indexOutOfRange(index, others.length + 1, below(pointer, 'index'));
  }
  if ('before' in position) {
    return position.before === '' ? 0 : anchorOf(others, position.before, 'before', pointer);
  }
  return position.after === '' ? others.length : anchorOf(others, position.after, 'after', pointer) + 1;
}

function anchorOf(
  others: readonly { readonly id: string }[],
  id: string,
  name: string,
  pointer: string,
): number {
  const offset = others.findIndex((other) => other.id === id);
  if (offset === -1) throw anchorUnknown(id, name, below(pointer, name));
  return offset;
}
