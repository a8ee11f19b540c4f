import { decode, escapesIn } from './escape.ts';

/** A text and, for each of its UTF-16 units, where the stretch of the original that it stands for lies. */
export interface View {
  readonly text: string;
  startOf(index: number): number;
  endOf(index: number): number;
}

export function viewOf(text: string): View {
  return { text, startOf: (index) => index, endOf: (index) => index + 1 };
}

/** The view with one layer of escapes undone. Memory: eight bytes per UTF-16 unit. */
export function decodeView(view: View): View {
  const text = decode(view.text);
  const starts = new Uint32Array(text.length);
  const ends = new Uint32Array(text.length);
  let read = 0;
  let written = 0;
  const write = (start: number, end: number): void => {
    starts[written] = view.startOf(start);
    ends[written] = view.endOf(end - 1);
    written += 1;
  };
  const copyUntil = (end: number): void => {
    for (; read < end; read += 1) write(read, read + 1);
  };
  for (const { index, sequence, plain } of escapesIn(view.text)) {
    copyUntil(index);
    read += sequence.length;
    for (let left = plain.length; left > 0; left -= 1) write(index, read);
  }
  copyUntil(view.text.length);
  return { text, startOf: (index) => starts[index] ?? 0, endOf: (index) => ends[index] ?? 0 };
}
