/**
 * The stretches of a text that begin with `open` and end with the next `close`, in their order, without both. Linear: a pattern
 * such as `<!--.*?-->` looks from each opening to the end of a text that closes none, which takes hours for two megabytes.
 *
 * @param open with the flag `g`; it must not match what is empty, nor look far ahead.
 */
export function* between(text: string, open: RegExp, close: string): Generator<string, void, void> {
  const opening = new RegExp(open);
  for (let found = opening.exec(text); found !== null; found = opening.exec(text)) {
    const end = text.indexOf(close, opening.lastIndex);
    if (end === -1) return;
    yield text.slice(opening.lastIndex, end);
    opening.lastIndex = end + close.length;
  }
}

/** The text with something in place of each such stretch and what it stands between. Linear, too. */
export function replaceBetween(
  text: string,
  open: RegExp,
  close: string,
  replaced: (stretch: string) => string,
): string {
  const opening = new RegExp(open);
  let result = '';
  let done = 0;
  for (let found = opening.exec(text); found !== null; found = opening.exec(text)) {
    const end = text.indexOf(close, opening.lastIndex);
    if (end === -1) break;
    opening.lastIndex = end + close.length;
    result += text.slice(done, found.index) + replaced(text.slice(found.index, opening.lastIndex));
    done = opening.lastIndex;
  }
  return result + text.slice(done);
}
