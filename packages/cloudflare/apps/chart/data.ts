import { items, type Members, members, number, text, texts } from '../shared/json.ts';

/** What `get_analytics` answers, as far as it can be shown. */
export interface Analytics {
  readonly report: string;
  readonly zone: string;
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly interval: string | undefined;
  readonly totals: readonly (readonly [metric: string, value: number])[];
  readonly metrics: readonly string[];
  readonly points: readonly Point[];
  readonly groups: readonly Group[];
  readonly notes: readonly string[];
}

export interface Point {
  readonly time: string;
  readonly values: Readonly<Record<string, number>>;
}

export interface Group {
  readonly label: string;
  readonly count: number;
  readonly share: number | undefined;
  /** What else is known, as texts: hosts, actions, bytes. */
  readonly details: readonly (readonly [name: string, value: string | number])[];
}

/** @returns `undefined` for an answer that is none of `get_analytics`. */
export function analyticsOf(answer: Members): Analytics | undefined {
  const report = text(answer['report']);
  if (report === undefined) return undefined;
  const points = items(answer['series']).flatMap((item) => pointOf(members(item)));
  return {
    report,
    zone: text(answer['zone']) ?? '',
    since: text(answer['since']),
    until: text(answer['until']),
    interval: text(answer['interval']),
    totals: numbersOf(members(answer['totals'])),
    metrics: [...new Set(points.flatMap(({ values }) => Object.keys(values)))],
    points,
    groups: items(answer['groups']).flatMap((item) => groupOf(members(item))),
    notes: [...texts(answer['notes']), ...texts(answer['warnings'])],
  };
}

function pointOf(item: Members): Point[] {
  const time = text(item['time']);
  return time === undefined ? [] : [{ time, values: Object.fromEntries(numbersOf(item)) }];
}

function groupOf(item: Members): Group[] {
  const count = number(item['count']);
  if (count === undefined) return [];
  const known = new Set(['label', 'count', 'share']);
  const details = Object.entries(item).flatMap(([name, value]) => {
    const shown = known.has(name) ? undefined : (number(value) ?? text(value));
    return shown === undefined ? [] : [[name, shown] as const];
  });
  return [{ label: text(item['label']) ?? '(none)', count, share: number(item['share']), details }];
}

function numbersOf(object: Members): (readonly [string, number])[] {
  return Object.entries(object).flatMap(([name, value]) => {
    const found = number(value);
    return found === undefined ? [] : [[name, found] as const];
  });
}
