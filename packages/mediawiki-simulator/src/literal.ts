/** Where wikitext is taken as it stands. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

const closings: Readonly<Record<string, string>> = {
  '<nowiki>': '</nowiki>',
  '<!--': '-->',
  '<pre>': '</pre>',
};

/**
 * The comments of a wikitext, and what stands in nowiki and pre, in their order. Linear: what opens and is closed nowhere is looked
 * for once.
 */
export function* literals(text: string): Generator<Stretch, void, void> {
  const opening = /<nowiki>|<!--|<pre>/gu;
  const open = new Set<string>();
  for (let found = opening.exec(text); found !== null; found = opening.exec(text)) {
    const [mark] = found;
    const closing = closings[mark] ?? '';
    const close = open.has(mark) ? -1 : text.indexOf(closing, opening.lastIndex);
    if (close === -1) {
      open.add(mark);
      continue;
    }
    const end = close + closing.length;
    yield { start: found.index, end };
    opening.lastIndex = end;
  }
}

/** A text whose literal stretches become others, and what stands between them, too. */
export function mapLiterals(
  text: string,
  {
    literal,
    other,
  }: { readonly literal: (text: string) => string; readonly other: (text: string) => string },
): string {
  let result = '';
  let done = 0;
  for (const { start, end } of literals(text)) {
    result += other(text.slice(done, start)) + literal(text.slice(start, end));
    done = end;
  }
  return result + other(text.slice(done));
}
