import type { Breakdown, Dataset } from './datasets/dataset.ts';
import type { Field } from './language/syntax.ts';

/** Rows with the same values in all the dimensions that were asked for. */
export type Group<Row> = readonly Row[];

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** One group when nothing was asked to group by, and none when there is nothing in it. */
export function grouped<Row>(
  dataset: Dataset<Row>,
  rows: readonly Row[],
  names: readonly string[],
): readonly Group<Row>[] {
  const reads = names.flatMap((name) => {
    const dimension = own(dataset.dimensions, name);
    return dimension === undefined ? [] : [dimension.time ?? dimension.read];
  });
  return partition(rows, (row) => reads.map((read) => read(row)).join('\u0000'));
}

/** What a group says in the selected fields, which were checked. */
export function describeGroup<Row>(
  dataset: Dataset<Row>,
  group: Group<Row>,
  selection: readonly Field[],
): Json {
  return members(selection, ({ name, selection: inner }) => {
    switch (name) {
      case 'count':
        return total(group, dataset.count);
      case 'dimensions':
        return describeRow(dataset, group[0], inner);
      case 'sum':
        return members(inner, (field) => sumOf(dataset, group, field));
      case 'avg':
        return members(inner, (field) => mean(dataset, group, own(dataset.averages, field.name)));
      default:
        return members(inner, (field) => own(dataset.uniques, field.name)?.(group) ?? 0);
    }
  });
}

/** What a single row says in the selected fields, which were checked. */
export function describeRow<Row>(
  dataset: Dataset<Row>,
  row: Row | undefined,
  selection: readonly Field[],
): Json {
  return members(selection, ({ name }) =>
    row === undefined ? null : (own(dataset.dimensions, name)?.read(row) ?? null),
  );
}

/** What groups can be ordered by, as in `sum_bytes`; `undefined` when there is none of that name. */
export function aggregateOf<Row>(
  dataset: Dataset<Row>,
  name: string,
): ((group: Group<Row>) => number) | undefined {
  if (name === 'count' && dataset.hasCount) return (group) => total(group, dataset.count);
  const [, kind, metric = ''] = /^(sum|avg|uniq)_(\w+)$/u.exec(name) ?? [];
  const sum = own(dataset.sums, metric);
  if (kind === 'sum' && sum !== undefined) return (group) => total(group, sum);
  const average = own(dataset.averages, metric);
  if (kind === 'avg' && average !== undefined) return (group) => mean(dataset, group, average);
  return kind === 'uniq' ? own(dataset.uniques, metric) : undefined;
}

function sumOf<Row>(dataset: Dataset<Row>, group: Group<Row>, { name, selection }: Field): Json {
  const breakdown = own(dataset.breakdowns, name);
  if (breakdown !== undefined) return describeBreakdown(breakdown, group, selection);
  return total(group, own(dataset.sums, name));
}

function describeBreakdown<Row>(
  { key, read, metrics }: Breakdown<Row>,
  group: Group<Row>,
  selection: readonly Field[],
): Json {
  return partition(group, (row) => String(read(row))).map((rows) =>
    members(selection, ({ name }) => {
      const [first] = rows;
      return name === key && first !== undefined ? read(first) : total(rows, own(metrics, name));
    }),
  );
}

function partition<Row>(rows: readonly Row[], keyOf: (row: Row) => string): readonly (readonly Row[])[] {
  const parts = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const part = parts.get(key);
    if (part === undefined) parts.set(key, [row]);
    else part.push(row);
  }
  return [...parts.values()];
}

type Metric<Row> = ((row: Row) => number) | undefined;

function total<Row>(rows: readonly Row[], read: Metric<Row>): number {
  return read === undefined ? 0 : rows.reduce((sum, row) => sum + read(row), 0);
}

/** Of the events, not of the rows. */
function mean<Row>({ count }: Dataset<Row>, rows: readonly Row[], read: Metric<Row>): number {
  const weight = total(rows, count);
  return weight === 0 ? 0 : total(rows, (row) => (read?.(row) ?? 0) * count(row)) / weight;
}

/** An object with one member for each selected field. */
function members(selection: readonly Field[], describe: (field: Field) => Json): Json {
  return Object.fromEntries(selection.map((field) => [field.key, describe(field)]));
}

function own<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
