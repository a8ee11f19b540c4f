import { InputError } from '@crunchtools/mcp-core';
import { edited } from '@crunchtools/mcp-core/document/edit';
import * as z from 'zod';
import { withBlock } from './blocks.ts';
import { longText } from './fields.ts';

/** The three ways to change a text, as arguments of a tool. */
export const textInput = {
  edits: z
    .array(z.strictObject({ find: longText.min(1), replace: longText, all: z.boolean().optional() }))
    .min(1)
    .max(100)
    .optional()
    .describe('Best: exact places, each once in the text unless all.'),
  content: longText.optional().describe('Whole, or of the block.'),
  block: z.int().min(1).max(100_000).optional().describe('With content; empty takes it out.'),
};

const given = z.strictObject(textInput);

/** @returns the text as it is to be; nothing where it stays. @throws {InputError} for ways that exclude each other. */
export function changedText(
  present: string,
  { edits, content, block }: z.output<typeof given>,
): string | undefined {
  if (edits !== undefined && content !== undefined) throw new InputError('Give either edits or content.');
  if (block !== undefined && content === undefined) throw new InputError('block belongs to content.');
  if (edits !== undefined) return edited(present, edits);
  return content !== undefined && block !== undefined ? withBlock(present, block, content) : content;
}
