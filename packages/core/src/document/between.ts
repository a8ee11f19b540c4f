/** Where a stretch begins with what opens it, where that ends, and where the next `close` begins. */
interface Stretch {
  readonly start: number;
  readonly inner: number;
  readonly end: number;
}

function* stretches(text: string, open: RegExp, close: string): Generator<Stretch, void, void> {
  const opening = new RegExp(open);
  for (let found = opening.exec(text); found !== null; found = opening.exec(text)) {
    const inner = opening.lastIndex;
    const end = text.indexOf(close, inner);
    if (end === -1) return;
    yield { start: found.index, inner, end };
    opening.lastIndex = end + close.length;
  }
}

/**
 * The stretches of a text that begin with `open` and end with the next `close`, in their order, without both. Linear: a pattern
 * such as `<!--.*?-->` looks from each opening to the end of a text that closes none, which takes hours for two megabytes.
 *
 * @param open with the flag `g`; it must not match what is empty, nor look far ahead.
 */
export function* between(text: string, open: RegExp, close: string): Generator<string, void, void> {
  for (const { inner, end } of stretches(text, open, close)) yield text.slice(inner, end);
}

/** The text with something in place of each such stretch and what it stands between. Linear, too. */
export function replaceBetween(
  text: string,
  open: RegExp,
  close: string,
  replaced: (stretch: string) => string,
): string {
  let result = '';
  let done = 0;
  for (const { start, end } of stretches(text, open, close)) {
    const behind = end + close.length;
    result += text.slice(done, start) + replaced(text.slice(start, behind));
    done = behind;
  }
  return result + text.slice(done);
}
