import { isJsonObject, type JsonObject, type JsonValue } from '@crunchtools/mcp-core';

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
function wrapped(text: string, columns: number, most: number): readonly string[] {
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
export function columnChart(values: readonly number[], height: number, repeat: number): readonly string[] {
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
const scaleColumns = 6;

function levelOf(value: number, top: number, most: number): number {
  if (top <= 0 || value <= 0) return 0;
  return Math.max(1, Math.round((value / top) * most));
}

/** No line is longer, so that it reads well where code is read. */
export const widest = 80;

const mostGroups = 17;
const mostBesidePlot = 7;
const mostNotes = 3;
const plotColumns = 66;
const plotLines = 5;
const labelColumns = 36;

/**
 * A report as a chart of text: at most 30 lines of at most 80 columns. Made from the answer as it is shown, so its
 * texts hold no hidden characters any more.
 */
export function chartOf(answer: JsonObject): string {
  const lines = [
    ...titleOf(answer),
    '',
    ...plotOf(answer),
    ...groupsOf(answer),
    '',
    ...wrapped(totalsOf(answer), widest, 2),
    ...listIn(answer, 'notes')
      .slice(0, mostNotes)
      .flatMap((note) => wrapped(textOf(note), widest, 2)),
  ];
  return lines.map((line) => fitted(line, Math.min(widest, columnsOf(line))).trimEnd()).join('\n');
}

/** `mapleandpine.com: top paths`, and below `2026-01-04 09:10 to 2026-01-05 09:10 UTC`. */
function titleOf(answer: JsonObject): readonly string[] {
  const [since, until] = [textOf(answer['since']), textOf(answer['until'])].map(moment);
  const report = textOf(answer['report']).replaceAll('_', ' ');
  const interval = textOf(answer['interval']);
  return [
    `${textOf(answer['zone'])}: ${report}${interval === '' ? '' : ` by ${interval}`}`,
    `${since} to ${until} UTC`,
  ];
}

function moment(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

interface Bucket {
  readonly time: string;
  readonly value: number;
  readonly visitors: number | undefined;
}

/** What is counted over time: columns, and a line for visitors. */
function plotOf(answer: JsonObject): readonly string[] {
  const points = listIn(answer, 'series').filter(isJsonObject);
  const [first] = points;
  if (first === undefined) return [];
  const metric = typeof first['events'] === 'number' ? 'events' : 'requests';
  const each = Math.ceil(points.length / plotColumns);
  const buckets = bucketsOf(points, metric, each);
  const repeat = Math.max(1, Math.min(3, Math.floor(plotColumns / buckets.length)));
  const visitors = buckets.flatMap(({ visitors: value }) => value ?? []);
  const steps = each === 1 ? '' : `, each column ${each} ${textOf(answer['interval'])}s`;
  return [
    `${metric}${steps}`,
    ...columnChart(
      buckets.map(({ value }) => value),
      plotLines,
      repeat,
    ),
    axisOf(buckets, repeat, textOf(answer['interval'])),
    // Visitors of neighbours cannot be added up.
    ...(each === 1 && visitors.length === buckets.length
      ? [`${'visit'.padStart(scaleColumns)}  ${sparkline(visitors, repeat)}`]
      : []),
  ];
}

function bucketsOf(points: readonly JsonObject[], metric: string, each: number): readonly Bucket[] {
  return Array.from({ length: Math.ceil(points.length / each) }, (_, index) => {
    const part = points.slice(index * each, (index + 1) * each);
    return {
      time: textOf(part[0]?.['time']),
      value: part.reduce((sum, point) => sum + numberOf(point[metric]), 0),
      visitors: typeof part[0]?.['visitors'] === 'number' ? part[0]['visitors'] : undefined,
    };
  });
}

/** The first moment on the left, the last one on the right. */
function axisOf(buckets: readonly Bucket[], repeat: number, interval: string): string {
  const label = ({ time }: Bucket): string => (interval === 'day' ? time.slice(5, 10) : time.slice(11, 16));
  const [first] = buckets;
  const last = buckets.at(-1);
  if (first === undefined || last === undefined) return '';
  const width = buckets.length * repeat;
  const [left, right] = [label(first), label(last)];
  const gap = width - left.length - right.length;
  return `${' '.repeat(scaleColumns + 2)}${gap > 0 ? left + ' '.repeat(gap) + right : left}`;
}

/** A bar for each group, as long as its share of the largest. */
function groupsOf(answer: JsonObject): readonly string[] {
  const groups = listIn(answer, 'groups').filter(isJsonObject);
  const shown = groups.slice(0, 'series' in answer ? mostBesidePlot : mostGroups);
  const most = Math.max(1, ...shown.map((group) => numberOf(group['count'])));
  const label = Math.min(
    labelColumns,
    Math.max(4, ...shown.map((group) => columnsOf(textOf(group['label'])))),
  );
  const number = Math.max(1, ...shown.map((group) => count(numberOf(group['count'])).length));
  const room = Math.max(4, widest - label - number - 12);
  const lines = shown.map((group) => {
    const value = numberOf(group['count']);
    const share = percent(numberOf(group['share'])).padStart(8);
    return `${fitted(textOf(group['label']), label)}  ${bar(value / most, room)} ${count(value).padStart(number)}${share}`;
  });
  const left = groups.length - shown.length;
  return [
    ...(lines.length > 0 && 'series' in answer ? [''] : []),
    ...lines,
    ...(left > 0 ? [`… and ${left} more`] : []),
  ];
}

const wordings: readonly (readonly [name: string, word: string, form: (value: number) => string])[] = [
  ['requests', 'requests', count],
  ['events', 'events', count],
  ['queries', 'queries', count],
  ['nxdomain', 'for names that do not exist', count],
  ['cached_share', 'from the cache', percent],
  ['visitors', 'visitors', count],
  ['page_views', 'page views', count],
  ['visits', 'visits', count],
  ['bytes', 'sent', bytes],
];

/** `In all: 97,211 requests, 45.7 % from the cache, …`. */
function totalsOf(answer: JsonObject): string {
  const totals = answer['totals'];
  if (!isJsonObject(totals)) return '';
  const parts = wordings.flatMap(([name, word, form]) => {
    const value = totals[name];
    return typeof value === 'number' ? [`${form(value)} ${word}`] : [];
  });
  return parts.length === 0 ? '' : `In all: ${parts.join(', ')}`;
}

function listIn(object: JsonObject, name: string): readonly JsonValue[] {
  const value = object[name];
  return Array.isArray(value) ? value : [];
}

/** On one line, whatever was in it. */
function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value.replaceAll(/\s+/gu, ' ') : '';
}

function numberOf(value: JsonValue | undefined): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
