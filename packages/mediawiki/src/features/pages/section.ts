import { InputError, RejectedError } from '@crunchtools/mcp-core';

interface Section {
  readonly number: number;
  readonly offset: number | undefined;
}

/**
 * A text with one of its sections replaced, and everything else as it is. Where a section ends only the wiki knows: its text and
 * its place come from there.
 *
 * @param old the section as the wiki shows it: without blanks and line ends at its end.
 * @throws {RejectedError} when the section does not stand where the wiki says.
 */
export function withSection(
  text: string,
  old: string,
  number: number,
  sections: readonly Section[],
  fresh: string,
): string {
  const offset = number === 0 ? 0 : sections.find((section) => section.number === number)?.offset;
  const start = offset === undefined ? -1 : unitsOf(text, offset);
  if (start < 0 || !text.startsWith(old, start))
    throw new RejectedError(
      `Section ${number} comes from a template, or cannot be told apart. Nothing was changed.`,
      {
        nextStep: 'Use edits instead.',
      },
    );
  const behind = text.slice(start + old.length);
  const next = behind.replace(/^\s+/u, '');
  const gap = behind.slice(0, behind.length - next.length);
  const own = fresh.replace(/\s+$/u, '');
  return `${text.slice(0, start)}${own}${next === '' ? '' : gap.includes('\n') ? gap : '\n\n'}${next}`;
}

/**
 * The subsections of a section go with it when it is replaced: a text that was made from its first paragraph alone would
 * lose them. Counted as lines that look like headings, so another name is no loss.
 *
 * @param old the section as it is.
 * @throws {InputError}
 */
export function requireSubsections(old: string, fresh: string, number: number): void {
  const [own = 0, ...inner] = headingLevels(old);
  const kept = headingLevels(fresh).filter((level) => level > own).length;
  if (kept >= inner.length) return;
  const count = inner.length === 1 ? '1 subsection' : `${inner.length} subsections`;
  throw new InputError(`Section ${number} has ${count}, and text has ${kept}. Nothing was changed.`, {
    nextStep: 'Give them in text, too, as get_page shows them with section. To take them out, use edits.',
  });
}

function headingLevels(text: string): readonly number[] {
  return Array.from(text.matchAll(/^(={1,6}).+?={1,6}[ \t]*$/gmu), ([, signs = '']) => signs.length);
}

/** UTF-16 units that so many code points take. */
function unitsOf(text: string, codePoints: number): number {
  let units = 0;
  for (let left = codePoints; left > 0 && units < text.length; left -= 1)
    units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  return units;
}
