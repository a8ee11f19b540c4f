import { type documentPage, textOfPages } from '@crunchtools/mcp-core/document/page';
import { expect } from 'vitest';
import { type Caller, isObject } from './sites.ts';

/** The text of a post, put together from as many calls as it takes, with its version and the rest of the first answer. */
export async function postOf(site: Caller, id: unknown, more: Record<string, unknown> = {}) {
  const pages: ReturnType<typeof documentPage>[] = [];
  let answer: Record<string, unknown> = {};
  for (let first: unknown = 1; first !== undefined; ) {
    const part = await site.call('get_post', { id, first_line: first, ...more });
    if (!Array.isArray(part['lines'])) throw new Error(`no post: ${JSON.stringify(part)}`);
    if (first === 1) answer = part;
    pages.push({
      lines: part['lines'].map((line) => restored(String(line))),
      first_line: Number(part['first_line']),
      total_lines: Number(part['total_lines']),
      ...(Array.isArray(part['continued']) ? { continued: part['continued'].map(Number) } : {}),
      ...(part['line_ends'] === 'crlf' ? { line_ends: 'crlf' as const } : {}),
    });
    first = part['next_line'];
  }
  return { text: textOfPages(pages), version: answer['version'], answer };
}

/** Answers show hidden characters as escapes. */
function restored(line: string): string {
  return line.replaceAll(/\\u\{([0-9a-f]+)\}/gu, (_, digits: string) =>
    String.fromCodePoint(Number.parseInt(digits, 16)),
  );
}

/** An answer that fails with these words. */
export function saying(words: string): unknown {
  return expect.toSatisfy(
    (answer: unknown) =>
      isObject(answer) && answer['status'] !== 'applied' && JSON.stringify(answer).includes(words),
  );
}

export const applied: unknown = expect.objectContaining({ status: 'applied' });
export const asked: unknown = expect.objectContaining({ status: 'needs_confirmation' });

/** The id of what a call created. */
export function idIn(answer: Record<string, unknown>): number {
  const [change] = Array.isArray(answer['changes']) ? answer['changes'] : [];
  const id = isObject(change) ? Number(change['id']) : Number.NaN;
  if (!Number.isInteger(id)) throw new Error(`nothing was created: ${JSON.stringify(answer)}`);
  return id;
}

let count = 0;
export function fresh(name: string): string {
  count += 1;
  return `${name} ${count} of ${process.pid}`;
}

export function paragraph(text: string): string {
  return `<!-- wp:paragraph -->\n<p>${text}</p>\n<!-- /wp:paragraph -->`;
}
