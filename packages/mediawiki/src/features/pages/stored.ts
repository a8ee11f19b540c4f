import { InputError } from '@crunchtools/mcp-core';

/**
 * A text as the wiki stores it, but for what it expands: LF line ends, composed characters (NFC), no blanks and line ends at
 * the end (PHP's rtrim). Run on 1.39.17: all of this happens without a word, or with a warning.
 *
 * @throws {InputError} for characters that the wiki would replace by U+FFFD.
 */
export function storable(text: string): { readonly text: string; readonly notes: readonly string[] } {
  const wrong = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u.exec(text)?.[0];
  if (wrong !== undefined)
    throw new InputError(
      `The text holds U+${(wrong.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}, which a page cannot hold: the wiki would put U+FFFD in its place.`,
      { nextStep: 'Leave the character out. Nothing was sent.' },
    );
  const steps: readonly (readonly [note: string, change: (text: string) => string])[] = [
    ['The wiki writes LF for each CR LF and CR.', (given) => given.replaceAll(/\r\n?/gu, '\n')],
    ['The wiki composes characters (NFC).', (given) => given.normalize('NFC')],
    [
      'The wiki drops blanks and line ends at the end of the text.',
      (given) => given.replace(/[ \t\n\r\v\0]+$/u, ''),
    ],
  ];
  const notes: string[] = [];
  let stored = text;
  for (const [note, change] of steps) {
    const next = change(stored);
    if (next !== stored) notes.push(note);
    stored = next;
  }
  return { text: stored, notes };
}

/**
 * Whether saving expands something of a text: signatures, `subst:` in any language, pipe tricks. It may say so of a text in which
 * nothing is; then the wiki is asked once more than needed.
 */
export function mayExpand(text: string): boolean {
  return /~~~|\{\{\s*[^{}|\n]{1,40}:|\|\]\]|\[\[\|/u.test(text);
}
