import { element, foreign, show } from '../shared/dom.ts';
import { type Format, title } from '../shared/format.ts';
import type { Analytics, Group } from './data.ts';
import { plotOf } from './plot.ts';

/** Draws one answer of `get_analytics`: totals, a curve with a metric to choose, top lists, and all as tables. */
export function showAnalytics(analytics: Analytics, format: Format): void {
  const { notes } = analytics;
  show(
    headOf(analytics, format),
    totalsOf(analytics, format),
    analytics.points.length === 0 ? undefined : curveOf(analytics, format),
    analytics.groups.length === 0 ? undefined : groupsOf(analytics, format),
    analytics.points.length + analytics.groups.length === 0
      ? element('p', { role: 'status' }, 'There was nothing in this period.')
      : undefined,
    notes.length === 0
      ? undefined
      : element('ul', { class: 'quiet notes' }, ...notes.map((note) => element('li', {}, foreign(note)))),
  );
}

function headOf({ report, zone, since, until, interval }: Analytics, format: Format): HTMLElement {
  const times = [since, until].map((time) => (time === undefined ? '' : format.time(time, interval)));
  return element(
    'header',
    {},
    element('h1', {}, `${title(report)} of `, foreign(zone)),
    element('p', { class: 'quiet' }, `${times.join(' to ')} (${interval === 'day' ? 'UTC' : format.zone})`),
  );
}

function totalsOf({ totals }: Analytics, format: Format): HTMLElement | undefined {
  if (totals.length === 0) return undefined;
  const tiles = totals.map(([metric, value]) =>
    element(
      'div',
      {},
      element('dt', {}, title(metric)),
      element('dd', { title: format.value(metric, value) }, format.short(metric, value)),
    ),
  );
  return element('dl', { class: 'totals' }, ...tiles);
}

function curveOf(analytics: Analytics, format: Format): HTMLElement {
  const figure = element('div', { class: 'figure' });
  const draw = (metric: string): void => figure.replaceChildren(plotOf(analytics, metric, format));
  const choices = analytics.metrics.map((metric, index) => {
    const input = element('input', { type: 'radio', name: 'metric', value: metric });
    input.checked = index === 0;
    input.addEventListener('change', () => draw(metric));
    return element('label', {}, input, title(metric));
  });
  draw(analytics.metrics[0] ?? '');
  return element(
    'section',
    { 'aria-label': 'Course over the period' },
    element('fieldset', {}, element('legend', { class: 'unseen' }, 'Metric'), ...choices),
    figure,
    folded('Show as a table', pointsTable(analytics, format)),
  );
}

function pointsTable({ points, metrics, interval }: Analytics, format: Format): HTMLTableElement {
  const head = element(
    'tr',
    {},
    element('th', { scope: 'col' }, 'Time'),
    ...metrics.map((metric) => element('th', { scope: 'col', class: 'number' }, title(metric))),
  );
  const rows = points.map(({ time, values }) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, format.time(time, interval)),
      ...metrics.map((metric) => {
        const value = values[metric];
        return element('td', { class: 'number' }, value === undefined ? '–' : format.value(metric, value));
      }),
    ),
  );
  return table('Values by time', head, rows);
}

function groupsOf({ groups, report }: Analytics, format: Format): HTMLElement {
  const most = Math.max(...groups.map(({ count }) => count), 1);
  const names = [...new Set(groups.flatMap(({ details }) => details.map(([name]) => name)))];
  const numeric = new Set(
    groups.flatMap(({ details }) =>
      details.flatMap(([name, value]) => (typeof value === 'number' ? name : [])),
    ),
  );
  const head = element(
    'tr',
    {},
    column('', false),
    column('Count', true),
    column('Share', true),
    ...names.map((name) => column(title(name), numeric.has(name))),
  );
  const rows = groups.map((group) => groupRow(group, names, most, format));
  return element('section', { 'aria-label': title(report) }, table(title(report), head, rows));
}

function column(name: string, right: boolean): HTMLElement {
  return element('th', { scope: 'col', ...(right ? { class: 'number' } : {}) }, name);
}

function groupRow(
  { label, count, share, details }: Group,
  names: readonly string[],
  most: number,
  format: Format,
): HTMLTableRowElement {
  const fill = element('span');
  fill.style.width = `${(100 * count) / most}%`;
  const known = new Map(details);
  return element(
    'tr',
    {},
    element(
      'th',
      { scope: 'row' },
      foreign(label),
      element('div', { class: 'bar', 'aria-hidden': 'true' }, fill),
    ),
    element('td', { class: 'number' }, format.value('count', count)),
    element('td', { class: 'number' }, share === undefined ? '–' : format.value('share', share)),
    ...names.map((name) => {
      const value = known.get(name);
      if (value === undefined) return element('td', {}, '–');
      return typeof value === 'number'
        ? element('td', { class: 'number' }, format.value(name, value))
        : element('td', {}, foreign(value));
    }),
  );
}

function table(
  caption: string,
  head: HTMLTableRowElement,
  rows: readonly HTMLTableRowElement[],
): HTMLTableElement {
  return element(
    'table',
    {},
    element('caption', {}, caption),
    element('thead', {}, head),
    element('tbody', {}, ...rows),
  );
}

function folded(name: string, content: HTMLElement): HTMLElement {
  return element('details', {}, element('summary', {}, name), content);
}
