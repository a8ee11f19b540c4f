/** How text and numbers look in a terminal with letters of one width. */

/** Letters that take two columns: East Asian wide ones and emoji (Unicode Standard Annex 11). Not covered: ambiguous ones. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const combining = /\p{M}/u;

/** Columns that a text takes. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += widthOf(character);
  return columns;
}

function widthOf(character: string): number {
  if (combining.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

/** The text in exactly so many columns: filled with spaces, or cut with an ellipsis. */
export function fitted(text: string, columns: number): string {
  const taken = columnsOf(text);
  if (taken <= columns) return text + ' '.repeat(columns - taken);
  let shown = '';
  let used = 0;
  for (const character of text) {
    if (used + widthOf(character) > columns - 1) break;
    shown += character;
    used += widthOf(character);
  }
  return `${shown}…${' '.repeat(columns - 1 - used)}`;
}

/** A text in lines, broken between words; what does not fit into so many of them is left out. */
export function wrapped(text: string, columns: number, most: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && columnsOf(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), `${lines[most - 1] ?? ''} …`];
}

/** `1,234,567`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** At most five letters, for an axis: `950`, `6.4k`, `12M`. */
export function short(value: number): string {
  const [size, unit] = scaleOf(value, ['', 'k', 'M', 'G', 'T', 'P']);
  return `${digits(size)}${unit}`;
}

/** Powers of 1000, as Cloudflare's dashboard has them: `8.1 GB`. */
export function bytes(value: number): string {
  const [size, unit] = scaleOf(value, ['B', 'kB', 'MB', 'GB', 'TB', 'PB']);
  return `${digits(size)} ${unit}`;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function scaleOf(value: number, units: readonly string[]): readonly [number, string] {
  let size = value;
  let index = 0;
  while (size >= 999.5 && index < units.length - 1) {
    size /= 1000;
    index += 1;
  }
  return [size, units[index] ?? ''];
}

/** One digit behind the point where there is one in front of it. */
function digits(value: number): string {
  const rounded = value < 10 ? Math.round(value * 10) / 10 : Math.round(value);
  return String(rounded);
}
