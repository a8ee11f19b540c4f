import { isJsonObject, type JsonObject, type JsonValue } from '@crunchtools/mcp-core';
import { bar, columns, scaleColumns, sparkline } from './shapes.ts';
import { bytes, columnsOf, count, fitted, percent, wrapped } from './text.ts';

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
    ...columns(
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
