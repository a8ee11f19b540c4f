import { InputError, NotFoundError } from '@crunchtools/mcp-core';

/** One block of a text, with its marks. */
export interface Block {
  /** From 1, in the order in which they begin. */
  readonly number: number;
  /** 1 for one that lies in no other. */
  readonly level: number;
  /** `core/paragraph`; `classic` for text between blocks. */
  readonly name: string;
  /** UTF-16 offsets in the text. */
  readonly start: number;
  readonly end: number;
  /** Whether it has no end mark: then all that is known of it is where it begins. */
  readonly isOpen?: true;
}

export interface Blocks {
  readonly blocks: readonly Block[];
  /** Marks that have no partner, by the names in them. */
  readonly unpaired: readonly string[];
}

/**
 * How a mark begins (developer.wordpress.org, "Markup representation of a block"), up to its attributes or its end. Attributes hold no
 * `-->`: WordPress writes `--` in them as `\u002d\u002d`.
 */
const opening = /<!--\s+(\/)?wp:([a-z][a-z0-9_-]*(?:\/[a-z][a-z0-9_-]*)?)\s+(?:(\{)|(\/)?-->)/uy;

interface Mark {
  readonly name: string;
  readonly kind: 'opens' | 'closes' | 'stands alone';
  readonly start: number;
  readonly end: number;
}

/** In linear time: each opening is looked at once, and what stands before an end is the same for all openings before it. */
function marksIn(text: string): readonly Mark[] {
  const marks: Mark[] = [];
  let close = -1;
  let tail = attributesBefore(text, close);
  for (let start = text.indexOf('<!--'); start !== -1; ) {
    if (close < start) {
      close = text.indexOf('-->', start);
      if (close === -1) break;
      tail = attributesBefore(text, close);
    }
    opening.lastIndex = start;
    const [, closes, name = '', brace, slash] = opening.exec(text) ?? [];
    const isMark = name !== '' && (brace === undefined || tail.end >= opening.lastIndex);
    const alone = brace === undefined ? slash !== undefined : tail.isAlone;
    if (isMark) {
      const kind = closes !== undefined ? 'closes' : alone ? 'stands alone' : 'opens';
      marks.push({ name: name.includes('/') ? name : `core/${name}`, kind, start, end: close + 3 });
    }
    start = text.indexOf('<!--', isMark ? close + 3 : start + 4);
  }
  return marks;
}

/** Where attributes end before the `-->` at an index, in `}`, a blank and maybe `/`; -1 where there are none. */
function attributesBefore(text: string, close: number): { readonly end: number; readonly isAlone: boolean } {
  const isAlone = text.charAt(close - 1) === '/';
  const behind = isAlone ? close - 1 : close;
  let at = behind;
  while (at > 0 && /\s/u.test(text.charAt(at - 1))) at -= 1;
  const hasAny = at < behind && text.charAt(at - 1) === '}';
  return { end: hasAny ? at - 1 : -1, isAlone };
}

/** The blocks of a text in the order in which they begin. A text without any is one classic block. */
export function blocksOf(text: string): Blocks {
  const found: Omit<Block, 'number'>[] = [];
  const open: { readonly name: string; readonly start: number; readonly index: number }[] = [];
  const unpaired: string[] = [];
  let done = 0;
  const classic = (end: number): void => {
    const between = text.slice(done, end);
    if (open.length > 0 || between.trim() === '') return;
    const start = done + between.length - between.trimStart().length;
    found.push({ level: 1, name: 'classic', start, end: start + between.trim().length });
  };
  for (const { name, kind, start, end } of marksIn(text)) {
    classic(start);
    if (kind === 'opens') {
      open.push({ name, start, index: found.length });
      found.push({ level: open.length, name, start, end, isOpen: true });
    } else if (kind === 'stands alone') found.push({ level: open.length + 1, name, start, end });
    else {
      const last = open.at(-1);
      if (last?.name === name) {
        open.pop();
        const level = open.length + 1;
        found[last.index] = { level, name, start: last.start, end };
      } else unpaired.push(name);
    }
    if (open.length === 0) done = end;
  }
  classic(text.length);
  unpaired.push(...open.map(({ name }) => name));
  return { blocks: found.map((block, index) => ({ number: index + 1, ...block })), unpaired };
}

/** @throws {NotFoundError} @throws {InputError} for one without an end mark. */
export function blockAt(text: string, number: number): Block {
  const found = blocksOf(text).blocks[number - 1];
  if (found?.isOpen)
    throw new InputError(`Block ${number} has no end mark, so that it is not known where it ends.`, {
      nextStep: 'Change it by edits, with the marks that are wrong.',
    });
  if (found !== undefined) return found;
  throw new NotFoundError(`There is no block ${number}.`, {
    nextStep: 'get_post with outline lists the blocks of a post.',
  });
}

/** A text with one of its blocks replaced; everything else stays to the last unit. Nothing in its place takes it out. */
export function withBlock(text: string, number: number, replacement: string): string {
  const { start, end } = blockAt(text, number);
  return text.slice(0, start) + replacement + text.slice(end);
}

/** @throws {NotFoundError} */
export function blockText(text: string, number: number): string {
  const { start, end } = blockAt(text, number);
  return text.slice(start, end);
}
