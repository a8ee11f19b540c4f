import type { Dataset, Dimension, Scalar } from './datasets/dataset.ts';
import type { Plain } from './language/variables.ts';
import { badArgument, type Path } from './problem.ts';

/** analytics/graphql-api/features/filtering, "Scalar operators" and "String operators". */
const OPERATORS = ['gt', 'lt', 'geq', 'leq', 'neq', 'in', 'notin', 'like', 'notlike'] as const;
type Operator = (typeof OPERATORS)[number] | 'eq';

interface Condition {
  readonly field: string;
  readonly operator: Operator;
  /** One, except for `in` and `notin`. */
  readonly values: readonly Scalar[];
}

/** @param order of what was found to the one value: below, at or above 0. */
type Holds = (order: number, found: Scalar, values: readonly Scalar[]) => boolean;

const holds: Readonly<Record<Operator, Holds>> = {
  eq: (order) => order === 0,
  neq: (order) => order !== 0,
  gt: (order) => order > 0,
  lt: (order) => order < 0,
  geq: (order) => order >= 0,
  leq: (order) => order <= 0,
  in: (_order, found, values) => values.includes(found),
  notin: (_order, found, values) => !values.includes(found),
  like: (_order, found, [pattern]) => isLike(String(found), String(pattern)),
  notlike: (_order, found, [pattern]) => !isLike(String(found), String(pattern)),
};

export interface Filter<Row> {
  accepts(row: Row): boolean;
  /** Names of the fields that it looks at. */
  readonly fields: readonly string[];
  /** The time range it asks for, in milliseconds since the epoch; open ends are `undefined`. */
  readonly from: number | undefined;
  readonly until: number | undefined;
}

const DAY = 86_400_000;

/** @throws {AnalyticsProblem} for a field or an operator that is not documented, or a value of another type. */
export function filterOf<Row>(dataset: Dataset<Row>, given: Plain | undefined, path: Path): Filter<Row> {
  const conditions: Condition[] = [];
  const accepts = conjunction(dataset, given ?? {}, path, conditions);
  const bounds = conditions.flatMap(boundsOf);
  const froms = bounds.flatMap(({ from }) => from ?? []);
  const untils = bounds.flatMap(({ until }) => until ?? []);
  return {
    accepts,
    fields: conditions.map(({ field }) => field),
    from: froms.length === 0 ? undefined : Math.max(...froms),
    until: untils.length === 0 ? undefined : Math.min(...untils),
  };
}

type Test<Row> = (row: Row) => boolean;

/** @param top conditions that must hold, for the time range; those inside AND count too, those inside OR do not. */
function conjunction<Row>(dataset: Dataset<Row>, given: Plain, path: Path, top: Condition[]): Test<Row> {
  const tests = Object.entries(objectOf(given, dataset, path)).map(([name, value]): Test<Row> => {
    if (name === 'AND') {
      const parts = listOf(value, name, dataset, path).map((part) => conjunction(dataset, part, path, top));
      return (row) => parts.every((test) => test(row));
    }
    if (name === 'OR') {
      const inside: Condition[] = [];
      const parts = listOf(value, name, dataset, path).map((part) =>
        conjunction(dataset, part, path, inside),
      );
      return (row) => parts.some((test) => test(row));
    }
    const condition = conditionOf(dataset, name, value, path);
    top.push(condition);
    return testOf(dataset.dimensions[condition.field], condition);
  });
  return (row) => tests.every((test) => test(row));
}

function conditionOf<Row>(dataset: Dataset<Row>, name: string, value: Plain, path: Path): Condition {
  const suffix = OPERATORS.find((operator) => name.endsWith(`_${operator}`));
  const field = suffix === undefined ? name : name.slice(0, -suffix.length - 1);
  if (!Object.hasOwn(dataset.dimensions, field)) {
    throw badArgument(dataset.name, `filter: unknown arg ${name}`, path);
  }
  const isMany = suffix === 'in' || suffix === 'notin';
  const values = (isList(value) ? value : [value]).filter(isScalar);
  if (isMany !== isList(value) || values.length !== (isList(value) ? value.length : 1)) {
    throw badArgument(dataset.name, `filter: invalid value for ${name}`, path);
  }
  if (field.startsWith('date') && values.some((one) => Number.isNaN(Date.parse(String(one))))) {
    throw badArgument(dataset.name, `filter: ${name} is not a time`, path);
  }
  return { field, operator: suffix ?? 'eq', values };
}

function testOf<Row>(dimension: Dimension<Row> | undefined, { operator, values }: Condition): Test<Row> {
  const test = holds[operator];
  const [value = ''] = values;
  if (dimension === undefined) return () => false;
  const { read, time } = dimension;
  if (time === undefined) return (row) => test(compare(read(row), value), read(row), values);
  const times = values.map((one) => Date.parse(String(one)));
  return (row) => test(time(row) - (times[0] ?? 0), time(row), times);
}

function compare(found: Scalar, wanted: Scalar): number {
  if (typeof found === 'number') return found - Number(wanted);
  const other = String(wanted);
  return found === other ? 0 : found < other ? -1 : 1;
}

function isScalar(value: Plain): value is Scalar {
  return typeof value === 'string' || typeof value === 'number';
}

/** `%` stands for anything. */
function isLike(text: string, pattern: string): boolean {
  const parts = pattern.split('%').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 'su').test(text);
}

type Bounds = { readonly from?: number; readonly until?: number };

/** The time range of a condition. @param length of a moment of that field. */
const ranges: Partial<Readonly<Record<Operator, (at: number, length: number) => Bounds>>> = {
  eq: (at, length) => ({ from: at, until: at + length }),
  gt: (at, length) => ({ from: at + length }),
  geq: (at) => ({ from: at }),
  lt: (at) => ({ until: at }),
  leq: (at, length) => ({ until: at + length }),
};

function boundsOf({ field, operator, values: [value] }: Condition): readonly Bounds[] {
  const range = field.startsWith('date') ? ranges[operator] : undefined;
  return range === undefined ? [] : [range(Date.parse(String(value)), field === 'date' ? DAY : 1_000)];
}

function objectOf<Row>(value: Plain, { name }: Dataset<Row>, path: Path): { readonly [name: string]: Plain } {
  if (typeof value === 'object' && value !== null && !isList(value)) return value;
  throw badArgument(name, 'filter must be an object', path);
}

function listOf<Row>(value: Plain, what: string, { name }: Dataset<Row>, path: Path): readonly Plain[] {
  if (isList(value)) return value;
  throw badArgument(name, `filter: ${what} must be a list`, path);
}

function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}
