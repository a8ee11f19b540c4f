import { NotFoundError } from '@crunchtools/mcp-core';

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
}

export interface Blocks {
  readonly blocks: readonly Block[];
  /** Marks that have no partner, by the names in them. */
  readonly unpaired: readonly string[];
}

/** A mark (developer.wordpress.org, "Markup representation of a block"). Its attributes hold no `-->`: WordPress writes `--` in them as `\u002d\u002d`. */
const mark = /^<!--\s+(\/)?wp:([a-z][a-z0-9_-]*(?:\/[a-z][a-z0-9_-]*)?)(?:\s+\{.*\})?\s+(\/)?-->$/su;

interface Mark {
  readonly name: string;
  readonly kind: 'opens' | 'closes' | 'stands alone';
  readonly start: number;
  readonly end: number;
}

function marksIn(text: string): readonly Mark[] {
  const marks: Mark[] = [];
  for (let start = text.indexOf('<!--'); start !== -1; ) {
    const close = text.indexOf('-->', start);
    if (close === -1) break;
    const end = close + 3;
    const found = mark.exec(text.slice(start, end));
    if (found !== null) {
      const [, closes, name = '', alone] = found;
      const kind = closes !== undefined ? 'closes' : alone !== undefined ? 'stands alone' : 'opens';
      marks.push({ name: name.includes('/') ? name : `core/${name}`, kind, start, end });
    }
    start = text.indexOf('<!--', found === null ? start + 4 : end);
  }
  return marks;
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
      found.push({ level: open.length, name, start, end });
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

/** @throws {NotFoundError} */
export function blockAt(text: string, number: number): Block {
  const found = blocksOf(text).blocks[number - 1];
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
