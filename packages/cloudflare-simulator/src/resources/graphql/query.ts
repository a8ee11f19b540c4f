import type { Zone } from '../../contract.ts';
import { aggregateOf, describeGroup, describeRow, type Group, grouped, type Json } from './aggregate.ts';
import { checkAccess, checkSelection, fieldsOf, isRefused, pathsOf } from './check.ts';
import { type Dataset, includes } from './datasets/dataset.ts';
import { filterOf } from './filter.ts';
import type { Field } from './language/syntax.ts';
import type { Plain } from './language/variables.ts';
import { limitsOf } from './limits.ts';
import { badArgument, badLimit, datasetRefused, type Path, tooOld, tooWide } from './problem.ts';

/** Arguments of a field, without variables. */
export type Arguments = ReadonlyMap<string, Plain>;

export interface Table {
  readonly name: string;
  /** The answer to one use of the dataset. @throws {AnalyticsProblem} */
  query(zone: Zone, field: Field, args: Arguments, now: number, path: Path): Json;
  /** What the settings node says of it. */
  settings(zone: Zone): Readonly<Record<string, Json>>;
}

/** Rows of a zone from one time up to another, in milliseconds since the epoch. */
export type Source<Row> = (zone: Zone, from: number, until: number) => readonly Row[];

/** Between the time of a client and that of Cloudflare: who asks for the last day means no second more. */
const TOLERANCE = 60;

/** Joins a dataset with where its rows come from. */
export function tableOf<Row>(dataset: Dataset<Row>, source: Source<Row>): Table {
  const fields = fieldsOf(dataset);

  function query(zone: Zone, { selection }: Field, args: Arguments, now: number, path: Path): Json {
    if (!includes(zone.plan, dataset.from)) throw datasetRefused(zone.id, path);
    const unknown = [...args.keys()].find((name) => !['filter', 'limit', 'orderBy'].includes(name));
    if (unknown !== undefined) throw badArgument(dataset.name, `unknown arg ${unknown}`, path);
    checkSelection(selection, fields, path);
    const filter = filterOf(dataset, args.get('filter'), path);
    const limits = limitsOf(dataset.name, zone.plan);
    checkAccess(zone, dataset, selection, filter.fields, limits.maxNumberOfFields, path);
    const limit = limitOf(args, limits.maxPageSize, path);
    const until = Math.min(filter.until ?? now, now);
    // A query without a beginning asks for everything: how Cloudflare refuses that is assumed.
    const from = filter.from ?? 0;
    checkRange(zone, limits, from, filter.until ?? now, now, path);
    const rows = source(zone, from, until).filter((row) => filter.accepts(row));
    return answer(dataset, rows, selection, orderOf(dataset, selection, args, path), limit);
  }

  return {
    name: dataset.name,
    query,
    settings(zone) {
      const limits = limitsOf(dataset.name, zone.plan);
      const isEnabled = includes(zone.plan, dataset.from);
      const known = pathsOf(fields).filter(
        (path) => !isRefused(zone, dataset, path.replace(/^dimensions_/u, '')),
      );
      return { enabled: isEnabled, availableFields: isEnabled ? known : [], ...limits };
    },
  };
}

function limitOf(args: Arguments, most: number, path: Path): number {
  const limit = args.get('limit');
  if (typeof limit === 'number' && Number.isInteger(limit) && limit > 0 && limit <= most) return limit;
  throw badLimit(most, path);
}

function checkRange(
  { id }: Zone,
  { maxDuration, notOlderThan }: { readonly maxDuration: number; readonly notOlderThan: number },
  from: number,
  until: number,
  now: number,
  path: Path,
): void {
  const age = (now - from) / 1000;
  const width = (until - from) / 1000;
  if (age > notOlderThan + TOLERANCE) throw tooOld(id, notOlderThan, age, path);
  if (width > maxDuration + TOLERANCE) throw tooWide(id, maxDuration, width, path);
}

type Order<Row> = (one: Group<Row>, other: Group<Row>) => number;

/** analytics/graphql-api/features/sorting: the wished order, then that of the fields grouped by. */
function orderOf<Row>(
  dataset: Dataset<Row>,
  selection: readonly Field[],
  args: Arguments,
  path: Path,
): Order<Row> {
  const given = args.get('orderBy') ?? [];
  const wished = (Array.isArray(given) ? given : [given]).map((one) =>
    orderBy(dataset, selection, String(one), path),
  );
  const natural = groupedBy(dataset, selection).map((name) => byDimension(dataset, name, 1));
  return (one, other) => {
    for (const order of [...wished, ...natural]) {
      const result = order(one, other);
      if (result !== 0) return result;
    }
    return 0;
  };
}

function orderBy<Row>(
  dataset: Dataset<Row>,
  selection: readonly Field[],
  wished: string,
  path: Path,
): Order<Row> {
  const [, name = '', direction] = /^(\w+)_(ASC|DESC)$/u.exec(wished) ?? [];
  const sign = direction === 'DESC' ? -1 : 1;
  const aggregate = dataset.shape === 'groups' ? aggregateOf(dataset, name) : undefined;
  if (aggregate !== undefined) return (one, other) => sign * (aggregate(one) - aggregate(other));
  const isKnown =
    dataset.shape === 'rows'
      ? Object.hasOwn(dataset.dimensions, name)
      : groupedBy(dataset, selection).includes(name);
  if (!isKnown) throw badArgument(dataset.name, `orderBy: unknown value ${wished}`, path);
  return byDimension(dataset, name, sign);
}

function byDimension<Row>({ dimensions }: Dataset<Row>, name: string, sign: 1 | -1): Order<Row> {
  const read = dimensions[name]?.read;
  return ([one], [other]) => {
    if (read === undefined || one === undefined || other === undefined) return 0;
    const [left, right] = [read(one), read(other)];
    return left === right ? 0 : sign * (left < right ? -1 : 1);
  };
}

/** Names of the dimensions that were asked for. */
function groupedBy<Row>({ shape }: Dataset<Row>, selection: readonly Field[]): readonly string[] {
  if (shape === 'rows') return [];
  const dimensions = selection
    .filter(({ name }) => name === 'dimensions')
    .flatMap((field) => field.selection);
  return [...new Set(dimensions.map(({ name }) => name))];
}

function answer<Row>(
  dataset: Dataset<Row>,
  rows: readonly Row[],
  selection: readonly Field[],
  order: Order<Row>,
  limit: number,
): Json {
  if (dataset.shape === 'rows') {
    const sorted = rows.map((row): Group<Row> => [row]).sort(order);
    return sorted.slice(0, limit).map(([row]) => describeRow(dataset, row, selection));
  }
  const groups = [...grouped(dataset, rows, groupedBy(dataset, selection))].sort(order);
  return groups.slice(0, limit).map((group) => describeGroup(dataset, group, selection));
}
