/** Some strings that a regular expression matches: each alternative, few and many repetitions. */
const mostMembers = 64;
const mostRepeats = 3;

/**
 * Strings for trying out. Whether they match is for the evaluator to say: what this does not read (look-around, classes of
 * Unicode, flags) it leaves out or guesses at.
 */
export function membersOf(pattern: string): readonly string[] {
  const reader = { source: pattern, at: 0 };
  const found = alternatives(reader, 0);
  return [...new Set(found)].slice(0, mostMembers);
}

interface Reader {
  readonly source: string;
  at: number;
}

function alternatives(reader: Reader, depth: number): readonly string[] {
  const all: string[] = [];
  let current: readonly string[] = [''];
  while (reader.at < reader.source.length) {
    const next = reader.source[reader.at];
    if (next === ')') break;
    if (next === '|') {
      reader.at += 1;
      all.push(...current);
      current = [''];
      continue;
    }
    current = joined(current, repeated(reader, piece(reader, depth)));
  }
  return spread([...all, ...current]);
}

/** Every beginning with every end, of which as many are kept as can be looked at. */
function joined(starts: readonly string[], ends: readonly string[]): readonly string[] {
  return spread(ends.flatMap((end) => starts.map((start) => start + end)));
}

function spread(texts: readonly string[]): string[] {
  const step = Math.ceil(texts.length / mostMembers);
  return texts.filter((_, index) => index % step === 0);
}

function piece(reader: Reader, depth: number): readonly string[] {
  const character = reader.source[reader.at] ?? '';
  reader.at += 1;
  switch (character) {
    case '(':
      return depth > 50 ? [''] : group(reader, depth);
    case '[':
      return classMembers(reader);
    case '\\':
      return escaped(reader);
    case '.':
      return ['x', '/'];
    case '^':
    case '$':
      return [''];
    default:
      return [character];
  }
}

function group(reader: Reader, depth: number): readonly string[] {
  const head = /\?(?:P?<[A-Za-z_]\w*>|[a-zA-Z-]*:|[a-zA-Z-]+(?=\)))/uy;
  head.lastIndex = reader.at;
  reader.at += head.exec(reader.source)?.[0].length ?? 0;
  const inside = alternatives(reader, depth + 1);
  reader.at += 1;
  return inside;
}

const classes: Readonly<Record<string, readonly string[]>> = {
  d: ['0', '7'],
  w: ['a', '7', '_'],
  s: [' '],
  D: ['a', '-'],
  W: ['-', '/'],
  S: ['a', '-'],
  b: [''],
  B: [''],
  A: [''],
  z: [''],
  n: ['\n'],
  t: ['\t'],
  r: ['\r'],
};

function escaped(reader: Reader): readonly string[] {
  const character = reader.source[reader.at] ?? '';
  reader.at += 1;
  if (character === 'x') {
    const digits = /^[0-9a-fA-F]{2}/u.exec(reader.source.slice(reader.at))?.[0];
    if (digits !== undefined) {
      reader.at += 2;
      return [String.fromCodePoint(Number.parseInt(digits, 16))];
    }
  }
  return classes[character] ?? [character];
}

/** First, last and a middle one of each range; of a negated class some that are not in it. */
function classMembers(reader: Reader): readonly string[] {
  const start = reader.at;
  const negated = reader.source[reader.at] === '^';
  if (negated) reader.at += 1;
  const members = new Set<string>();
  for (let first = true; reader.at < reader.source.length; first = false) {
    const character = reader.source[reader.at] ?? '';
    reader.at += 1;
    if (character === ']' && !first) break;
    for (const one of character === '\\' ? escaped(reader) : rangeFrom(reader, character)) members.add(one);
  }
  if (!negated) return [...members].slice(0, 12);
  const source = new Set(reader.source.slice(start, reader.at));
  return ['x', '7', '-', '.', '/', ' '].filter((candidate) => {
    return !source.has(candidate) && !members.has(candidate);
  });
}

function rangeFrom(reader: Reader, from: string): readonly string[] {
  const to = /^-([^\]\\])/u.exec(reader.source.slice(reader.at))?.[1];
  if (to === undefined) return [from];
  reader.at += 2;
  const [low, high] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0];
  return [from, String.fromCodePoint(Math.floor((low + high) / 2)), to];
}

function repeated(reader: Reader, members: readonly string[]): readonly string[] {
  const quantifier = /^(?:([?*+])|\{(\d+)(,?)(\d*)\})\??/u.exec(reader.source.slice(reader.at));
  if (quantifier === null) return members;
  const [whole, sign, low, comma, high] = quantifier;
  reader.at += whole.length;
  if (sign !== undefined) {
    const least = sign === '+' ? 1 : 0;
    return times(members, least, sign === '?' ? 1 : least + 1);
  }
  const least = Number(low);
  const most = comma === '' ? least : high === '' || high === undefined ? least + 1 : Number(high);
  return times(members, least, most);
}

function times(members: readonly string[], least: number, most: number): readonly string[] {
  const counts = new Set([least, Math.min(least + 1, most), Math.min(most, least + mostRepeats)]);
  return [...counts].flatMap((count) =>
    count === 0 ? [''] : members.map((member) => member.repeat(Math.min(count, 300))),
  );
}
