import { replaceBetween } from '@crunchtools/mcp-core/document/between';
import * as z from 'zod';
import { strangers } from '../../schema.ts';
import { blocksOf } from './blocks.ts';

export const outlineShape = z.array(
  z.strictObject({ block: z.int(), level: z.int(), name: strangers, begins: strangers }),
);

/** As much of a block is shown as tells it from its neighbours. */
const shownUnits = 60;

/** And as much is read for it: blocks lie in each other, thousands deep in a text made for that. */
const readUnits = 4_000;

/** The blocks of a text, each with how it begins. */
export function outlineOf(text: string): z.input<typeof outlineShape> {
  return blocksOf(text).blocks.map(({ number, level, name, start, end }) => {
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
    };
  });
}
