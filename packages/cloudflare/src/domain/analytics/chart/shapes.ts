import { fitted, short } from './text.ts';

/** Blocks that fill an eighth of a line more each, from the bottom and from the left. */
const rising = ' ▁▂▃▄▅▆▇█';
const growing = ' ▏▎▍▌▋▊▉█';

/** A bar of at most so many columns; what is not nothing shows at least a sliver. */
export function bar(part: number, width: number): string {
  const eighths = part > 0 ? Math.max(1, Math.round(Math.min(1, part) * width * 8)) : 0;
  const full = '█'.repeat(Math.floor(eighths / 8));
  const rest = eighths % 8;
  return fitted(rest === 0 ? full : full + (growing[rest] ?? ''), width);
}

/** One line with a block for each value. */
export function sparkline(values: readonly number[], repeat: number): string {
  const top = Math.max(0, ...values);
  return values.map((value) => (rising[levelOf(value, top, 8)] ?? ' ').repeat(repeat)).join('');
}

/** Columns over an axis, in so many lines and one for the axis; the scale stands on the left. */
export function columns(values: readonly number[], height: number, repeat: number): readonly string[] {
  const top = Math.max(0, ...values);
  const levels = values.map((value) => levelOf(value, top, height * 8));
  const lines = Array.from({ length: height }, (_, index) => {
    const floor = (height - 1 - index) * 8;
    const blocks = levels.map((level) =>
      (rising[Math.max(0, Math.min(8, level - floor))] ?? ' ').repeat(repeat),
    );
    return `${(index === 0 ? short(top) : '').padStart(scaleColumns)} ${index === 0 ? '┤' : '│'}${blocks.join('')}`;
  });
  return [...lines, `${'0'.padStart(scaleColumns)} ┼${'─'.repeat(values.length * repeat)}`];
}

/** Columns of the scale, without the axis. */
export const scaleColumns = 6;

function levelOf(value: number, top: number, most: number): number {
  if (top <= 0 || value <= 0) return 0;
  return Math.max(1, Math.round((value / top) * most));
}
