import { element, svg } from '../shared/dom.ts';
import { type Format, title } from '../shared/format.ts';
import type { Analytics } from './data.ts';
import { labelledPlaces, nearestIndex, ticksTo } from './scale.ts';

const width = 880;
const height = 260;
const left = 64;
const right = 12;
const top = 12;
const bottom = 28;
const inner = { width: width - left - right, height: height - top - bottom };

interface Axes {
  readonly x: (index: number) => number;
  readonly y: (value: number) => number;
  readonly ticks: readonly number[];
}

/** A curve of one metric, and a cursor on it that pointer and keyboard move; the cursor says the value. */
export function plotOf(analytics: Analytics, metric: string, format: Format): HTMLElement {
  const { points, interval } = analytics;
  const values = points.map((point) => point.values[metric] ?? 0);
  const axes = axesOf(values);
  const marker = svg(
    'g',
    { class: 'marker' },
    svg('line', { y1: `${top}`, y2: `${top + inner.height}` }),
    svg('circle', { r: '4' }),
  );
  const drawing = svg(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' },
    ...gridOf(axes, metric, format),
    ...timesOf(analytics, axes, format),
    svg('path', {
      class: 'area',
      d: `${lineOf(values, axes)}L${axes.x(values.length - 1)},${axes.y(0)}L${axes.x(0)},${axes.y(0)}Z`,
    }),
    svg('path', { class: 'line', d: lineOf(values, axes) }),
    marker,
  );
  const readout = element('output', { class: 'readout' });
  const slider = element(
    'div',
    {
      class: 'plot',
      role: 'slider',
      tabindex: '0',
      'aria-label': `${title(metric)} by time`,
      'aria-valuemin': '1',
      'aria-valuemax': `${values.length}`,
    },
    drawing,
  );
  const move = (index: number): void => {
    const value = values[index] ?? 0;
    const said = `${format.time(points[index]?.time ?? '', interval)}: ${format.value(metric, value)}`;
    slider.setAttribute('aria-valuenow', `${index + 1}`);
    slider.setAttribute('aria-valuetext', said);
    readout.textContent = said;
    marker.setAttribute('transform', `translate(${axes.x(index)} 0)`);
    marker.querySelector('circle')?.setAttribute('cy', `${axes.y(value)}`);
    current = index;
  };
  let current = values.length - 1;
  move(current);
  slider.addEventListener('pointermove', ({ clientX }) => {
    const { left: start, width: shownWidth } = drawing.getBoundingClientRect();
    const place = (((clientX - start) / shownWidth) * width - left) / inner.width;
    move(nearestIndex(place, values.length));
  });
  slider.addEventListener('keydown', (event) => {
    const next = stepped(event.key, current, values.length);
    if (next === undefined) return;
    event.preventDefault();
    move(next);
  });
  return element('div', {}, slider, readout);
}

/** Where a key takes the cursor (WAI-ARIA Authoring Practices, slider pattern). */
function stepped(key: string, index: number, count: number): number | undefined {
  const page = Math.max(1, Math.round(count / 10));
  const targets: Readonly<Record<string, number>> = {
    ArrowRight: index + 1,
    ArrowUp: index + 1,
    ArrowLeft: index - 1,
    ArrowDown: index - 1,
    PageUp: index + page,
    PageDown: index - page,
    Home: 0,
    End: count - 1,
  };
  const target = Object.hasOwn(targets, key) ? targets[key] : undefined;
  return target === undefined ? undefined : Math.min(Math.max(target, 0), count - 1);
}

function axesOf(values: readonly number[]): Axes {
  const ticks = ticksTo(Math.max(...values));
  const most = ticks.at(-1) ?? 1;
  const last = Math.max(values.length - 1, 1);
  return {
    ticks,
    x: (index) => round(left + (inner.width * index) / last),
    y: (value) => round(top + inner.height * (1 - value / most)),
  };
}

function lineOf(values: readonly number[], { x, y }: Axes): string {
  if (values.length === 1) return `M${x(0)},${y(values[0] ?? 0)}h${inner.width}`;
  return values.map((value, index) => `${index === 0 ? 'M' : 'L'}${x(index)},${y(value)}`).join('');
}

function gridOf({ ticks, y }: Axes, metric: string, format: Format): SVGElement[] {
  return ticks.flatMap((tick) => [
    svg('line', { class: 'grid', x1: `${left}`, x2: `${width - right}`, y1: `${y(tick)}`, y2: `${y(tick)}` }),
    svg('text', { x: `${left - 8}`, y: `${y(tick) + 4}`, 'text-anchor': 'end' }, format.short(metric, tick)),
  ]);
}

function timesOf({ points, interval }: Analytics, { x }: Axes, format: Format): SVGElement[] {
  return labelledPlaces(points.length, 6).map((index) =>
    svg(
      'text',
      { x: `${x(index)}`, y: `${height - 8}`, 'text-anchor': 'start' },
      format.time(points[index]?.time ?? '', interval),
    ),
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
