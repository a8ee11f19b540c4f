import { asciiClass, not, oneOf, range } from './class-tests.ts';
import { readEscape } from './escape.ts';
import type { Test } from './node.ts';
import { PatternProblem, type Reader } from './reader.ts';

const deepestClass = 50;

type Operator = (left: Test, right: Test) => Test;

const operators: Readonly<Record<string, Operator>> = {
  '&&': (left, right) => (point) => left(point) && right(point),
  '--': (left, right) => (point) => left(point) && !right(point),
  '~~': (left, right) => (point) => left(point) !== right(point),
};

/** Reads a class behind its `[`: members, ranges, nested classes and set operations, which bind from the left. */
export function readBracket(reader: Reader, depth = 1): Test {
  const start = reader.at - 1;
  if (depth > deepestClass) throw new PatternProblem('classes are nested too deeply', start);
  reader.skipSpace();
  const negated = reader.eat('^');
  let pending: { readonly left: Test; readonly combine: Operator } | undefined;
  let members: Test[] = readFirstMembers(reader);
  for (;;) {
    reader.skipSpace();
    if (reader.atEnd) throw new PatternProblem('the class is not closed', start);
    if (reader.peek() === ']') break;
    const operator = Object.keys(operators).find((one) => reader.eat(one));
    const combine = operators[operator ?? ''];
    if (combine === undefined) {
      members.push(readMember(reader, depth));
    } else {
      pending = { left: combined(pending, members), combine };
      members = [];
    }
  }
  reader.at += 1;
  const test = combined(pending, members);
  return negated ? not(test) : test;
}

function combined(
  pending: { readonly left: Test; readonly combine: Operator } | undefined,
  members: readonly Test[],
): Test {
  const right = oneOf(members);
  return pending === undefined ? right : pending.combine(pending.left, right);
}

/** Dashes and then a closing bracket stand for themselves at the beginning. */
function readFirstMembers(reader: Reader): Test[] {
  const members: Test[] = [];
  const dash = 0x2d;
  reader.skipSpace();
  while (reader.eat('-')) {
    members.push(range(dash, dash, reader.flags));
    reader.skipSpace();
  }
  const bracket = 0x5d;
  if (members.length === 0 && reader.eat(']')) members.push(range(bracket, bracket, reader.flags));
  return members;
}

function readMember(reader: Reader, depth: number): Test {
  if (reader.peek() === '[') return readAsciiClass(reader) ?? readNested(reader, depth);
  const at = reader.at;
  const from = readOne(reader);
  reader.skipSpace();
  if (reader.peek() !== '-' || reader.peek(1) === ']' || reader.peek(1) === '-') {
    return typeof from === 'number' ? range(from, from, reader.flags) : from;
  }
  reader.at += 1;
  reader.skipSpace();
  const to = reader.atEnd ? undefined : readOne(reader);
  if (typeof from !== 'number' || typeof to !== 'number' || from > to) {
    throw new PatternProblem('this range of characters has no members', at);
  }
  return range(from, to, reader.flags);
}

function readNested(reader: Reader, depth: number): Test {
  reader.at += 1;
  return readBracket(reader, depth + 1);
}

function readAsciiClass(reader: Reader): Test | undefined {
  const start = reader.at;
  if (reader.eat('[:')) {
    const negated = reader.eat('^');
    let name = '';
    while (/^[a-z]$/.test(reader.peek())) name += reader.take();
    const test = reader.eat(':]') ? asciiClass(name, reader.flags) : undefined;
    if (test !== undefined) return negated ? not(test) : test;
  }
  reader.at = start;
  return undefined;
}

/** One character as a number, or a class of them. */
function readOne(reader: Reader): number | Test {
  const at = reader.at;
  const character = reader.take();
  const escaped = character === '\\' ? readEscape(reader) : undefined;
  if (escaped?.kind === 'class') return escaped.test;
  if (escaped?.kind === 'look') throw new PatternProblem('a class cannot hold an assertion', at);
  const point = escaped?.point ?? character.codePointAt(0) ?? 0;
  if (point > 0x7f && !reader.flags.unicode && escaped?.octet !== true) {
    throw new PatternProblem(
      'a class holds single octets, and this character has several: write (?u) before the class',
      at,
    );
  }
  return point;
}
