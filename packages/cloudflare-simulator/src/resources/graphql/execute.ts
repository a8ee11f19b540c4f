import type { Caller, Zone } from '../../contract.ts';
import type { Json } from './aggregate.ts';
import { parse } from './language/parse.ts';
import { type Field, type Operation, SyntaxProblem } from './language/syntax.ts';
import { checkVariables, type Plain, resolved, type Variables, variablesOf } from './language/variables.ts';
import { MOST_ZONES } from './limits.ts';
import {
  AnalyticsProblem,
  badArgument,
  missingPermission,
  type Path,
  unknownField,
  unreachableZones,
} from './problem.ts';
import type { Table } from './query.ts';

export interface Request {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What a query is answered from. */
export interface Analytics {
  readonly tables: readonly Table[];
  readonly zones: readonly Zone[];
  readonly caller: Caller;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Executes the operation of a request: `viewer { zones(filter: …) { … } }`.
 * @throws {AnalyticsProblem} the first error, which is all that Cloudflare answers with.
 */
export function execute({ query, operationName, variables: given }: Request, analytics: Analytics): Json {
  try {
    const operation = operationOf(parse(query), operationName);
    checkVariables(operation);
    const run = { analytics, variables: variablesOf(operation, given) };
    return each(operation.selection, [], (field, path) => {
      if (field.name !== 'viewer') throw unknownField(field.name, path);
      return each(field.selection, path, (inner, at) => viewer(run, inner, at));
    });
  } catch (error) {
    if (error instanceof SyntaxProblem) throw new AnalyticsProblem(error.message);
    throw error;
  }
}

interface Run {
  readonly analytics: Analytics;
  readonly variables: Variables;
}

function operationOf(operations: readonly Operation[], name: string | undefined): Operation {
  const found = name === undefined ? operations : operations.filter((operation) => operation.name === name);
  const [operation, another] = found;
  if (operation === undefined) throw new SyntaxProblem(`There is no operation ${name ?? ''}`);
  if (another !== undefined) throw new SyntaxProblem('operationName must say which operation is meant');
  return operation;
}

/** Accounts have datasets of their own; they are not simulated. */
function viewer(run: Run, field: Field, path: Path): Json {
  if (field.name !== 'zones') throw unknownField(field.name, path);
  const args = argumentsOf(field, run.variables);
  const zones = zonesOf(run.analytics, args.get('filter'), path);
  return zones.map((zone, index) => {
    const at = [...path, String(index)];
    if (!run.analytics.caller.permissions.has('Analytics Read')) throw missingPermission(zone.id, at);
    return each(field.selection, at, (inner, place) => zoneField(run, zone, inner, place));
  });
}

/** analytics/graphql-api/features/filtering, "Zone filter". */
function zonesOf({ zones, caller }: Analytics, filter: Plain | undefined, path: Path): readonly Zone[] {
  const reached = zones
    .filter((zone) => caller.reaches(zone))
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
  if (filter === undefined) return reached.slice(0, MOST_ZONES);
  const [[name, value] = ['', null], another] = Object.entries(
    typeof filter === 'object' ? (filter ?? {}) : {},
  );
  if (another !== undefined) throw badArgument('zones', 'filter: compound filters are not supported', path);
  const wanted = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
  if (name === 'zoneTag_gt') return reached.filter(({ id }) => id > (wanted[0] ?? '')).slice(0, MOST_ZONES);
  if (name !== 'zoneTag' && name !== 'zoneTag_in')
    throw badArgument('zones', `filter: unknown arg ${name}`, path);
  if (wanted.length > MOST_ZONES) throw badArgument('zones', `filter: more than ${MOST_ZONES} zones`, path);
  const missing = wanted.filter((id) => !reached.some((zone) => zone.id === id));
  if (missing.length > 0) throw unreachableZones(missing, path);
  return reached.filter(({ id }) => wanted.includes(id));
}

function zoneField({ analytics, variables }: Run, zone: Zone, field: Field, path: Path): Json {
  if (field.name === 'zoneTag') return zone.id;
  if (field.name === 'settings')
    return each(field.selection, path, (inner, at) => settings(analytics, zone, inner, at));
  const table = tableNamed(analytics, field.name, path);
  if (field.selection.length === 0) throw new AnalyticsProblem('object field must have selections', path);
  return table.query(zone, field, argumentsOf(field, variables), analytics.now, path);
}

function settings(analytics: Analytics, zone: Zone, { name, selection }: Field, path: Path): Json {
  const said = tableNamed(analytics, name, path).settings(zone);
  return each(selection, path, (field, at) => {
    const value = Object.hasOwn(said, field.name) ? said[field.name] : undefined;
    if (value === undefined) throw unknownField(field.name, at);
    if (field.selection.length > 0) throw new AnalyticsProblem('scalar fields must have no selections', at);
    return value;
  });
}

function tableNamed({ tables }: Analytics, name: string, path: Path): Table {
  const table = tables.find((candidate) => candidate.name === name);
  if (table === undefined) throw unknownField(name, path);
  return table;
}

function argumentsOf({ args }: Field, variables: Variables): ReadonlyMap<string, Plain> {
  return new Map(
    [...args].flatMap(([name, value]) => {
      const plain = resolved(value, variables);
      return plain === undefined ? [] : [[name, plain] as const];
    }),
  );
}

/** An object with one member for each selected field. Equal keys are not merged: the last one counts. */
function each(selection: readonly Field[], path: Path, work: (field: Field, path: Path) => Json): Json {
  if (selection.length === 0) throw new AnalyticsProblem('object field must have selections', path);
  return Object.fromEntries(selection.map((field) => [field.key, work(field, [...path, field.key])]));
}
