import type { Zone } from '../../contract.ts';
import { type Dataset, includes } from './datasets/dataset.ts';
import type { Field } from './language/syntax.ts';
import { AnalyticsProblem, fieldRefused, type Path, tooManyFields, unknownField } from './problem.ts';

/** Names that may stand somewhere, each with what may stand below it; a scalar has nothing below. */
export type Fields = ReadonlyMap<string, Fields | undefined>;

/** What may be selected of a dataset. */
export function fieldsOf<Row>(dataset: Dataset<Row>): Fields {
  const dimensions = scalars(Object.keys(dataset.dimensions));
  if (dataset.shape === 'rows') return dimensions;
  const breakdowns = Object.entries(dataset.breakdowns).map(
    ([name, { key, metrics }]) => [name, scalars([key, ...Object.keys(metrics)])] as const,
  );
  const all: readonly (readonly [string, Fields | undefined])[] = [
    ['count', dataset.hasCount ? undefined : new Map()],
    ['dimensions', dimensions],
    ['sum', new Map([...scalars(Object.keys(dataset.sums)), ...breakdowns])],
    ['avg', scalars(Object.keys(dataset.averages))],
    ['uniq', scalars(Object.keys(dataset.uniques))],
  ];
  return new Map(all.filter(([, below]) => below === undefined || below.size > 0));
}

/** The paths of all scalars, as in `sum_requests` (analytics/graphql-api/features/discovery/settings). */
export function pathsOf(fields: Fields): readonly string[] {
  return [...fields].flatMap(([name, below]) =>
    below === undefined ? [name] : pathsOf(below).map((path) => `${name}_${path}`),
  );
}

/** @throws {AnalyticsProblem} for a selection that is not of these fields. */
export function checkSelection(selection: readonly Field[], fields: Fields, path: Path): void {
  for (const field of selection) {
    const at = [...path, field.key];
    const below = fields.get(field.name);
    if (!fields.has(field.name)) throw unknownField(field.name, at);
    if (below === undefined && field.selection.length > 0)
      throw new AnalyticsProblem('scalar fields must have no selections', at);
    if (below !== undefined) {
      if (field.selection.length === 0) throw new AnalyticsProblem('object field must have selections', at);
      checkSelection(field.selection, below, at);
    }
  }
}

/** @throws {AnalyticsProblem} for more fields than a query may have, and for one that the plan does not have. */
export function checkAccess<Row>(
  zone: Zone,
  dataset: Dataset<Row>,
  selection: readonly Field[],
  filtered: readonly string[],
  most: number,
  path: Path,
): void {
  const selected = namesIn(selection);
  if (selected.length > most) throw tooManyFields(most, path);
  const refused = [...selected, ...filtered].find((name) => isRefused(zone, dataset, name));
  if (refused !== undefined) throw fieldRefused(zone.id, refused, path);
}

export function isRefused<Row>({ plan }: Zone, { dimensions }: Dataset<Row>, name: string): boolean {
  const dimension = Object.hasOwn(dimensions, name) ? dimensions[name] : undefined;
  return dimension !== undefined && !includes(plan, dimension.from);
}

function namesIn(selection: readonly Field[]): readonly string[] {
  return selection.flatMap(({ name, selection: below }) => (below.length === 0 ? [name] : namesIn(below)));
}

function scalars(names: readonly string[]): Fields {
  return new Map(names.map((name) => [name, undefined]));
}
