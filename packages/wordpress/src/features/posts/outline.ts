import { unlisted } from '@crunchtools/mcp-core';
import { replaceBetween } from '@crunchtools/mcp-core/document/between';
import { pageInAnswer } from '@crunchtools/mcp-core/document/page';
import * as z from 'zod';
import { strangers } from '../../schema.ts';
import { blocksOf } from './blocks.ts';

const outlineShape = z.array(
  z.strictObject({
    block: z.int(),
    level: z.int(),
    name: strangers,
    begins: strangers,
    end_mark: z.literal('missing').optional(),
  }),
);

/** What an answer shows of a text. */
export const textShape = {
  lines: z.array(strangers),
  first_line: unlisted(z.int()),
  total_lines: unlisted(z.int()),
  continued: unlisted(z.array(z.int()).optional()),
  line_ends: unlisted(z.literal('crlf').optional()),
  next_line: z.int().optional(),
  blocks: unlisted(outlineShape.optional()),
};

/** A page of a text from its line `first`, with the list of its blocks where that is wanted. */
export function shownText(
  text: string,
  { first, outline }: { readonly first: number; readonly outline: boolean },
): z.input<z.ZodObject<typeof textShape>> {
  return { ...pageInAnswer(text, first), ...(outline ? { blocks: outlineOf(text) } : {}) };
}

/** As much of a block is shown as tells it from its neighbours. */
const shownUnits = 60;

/** And as much is read for it: blocks lie in each other, thousands deep in a text made for that. */
const readUnits = 4_000;

/** The blocks of a text, each with how it begins. */
function outlineOf(text: string): z.input<typeof outlineShape> {
  return blocksOf(text).blocks.map(({ number, level, name, start, end, isOpen }) => {
    const bare = replaceBetween(
      replaceBetween(text.slice(start, Math.min(end, start + readUnits)), /<!--/gu, '-->', () => ' '),
      /</gu,
      '>',
      () => ' ',
    );
    const inner = bare.replaceAll(/\s+/gu, ' ').trim();
    return {
      block: number,
      level,
      name,
      begins: inner.slice(0, shownUnits).replace(/[\uD800-\uDBFF]$/u, ''),
      ...(isOpen ? { end_mark: 'missing' as const } : {}),
    };
  });
}
