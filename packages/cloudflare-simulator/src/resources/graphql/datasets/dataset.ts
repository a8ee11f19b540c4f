import type { PlanName } from '../../../contract.ts';

/** What a row says in one field: grouped by, filtered by, ordered by. */
export type Scalar = string | number;

export interface Dimension<Row> {
  readonly read: (row: Row) => Scalar;
  /** Of a time: the same in milliseconds since the epoch, which is quicker to compare. */
  readonly time?: (row: Row) => number;
  /** The smallest plan that may use it; the others are told so. */
  readonly from: PlanName;
}

/** A list inside `sum`, as in `countryMap { clientCountryName requests }`. */
export interface Breakdown<Row> {
  readonly key: string;
  readonly read: (row: Row) => Scalar;
  readonly metrics: Readonly<Record<string, (row: Row) => number>>;
}

/** A dataset of aggregated or of single rows, as "Datasets (tables)" calls them. */
export interface Dataset<Row> {
  readonly name: string;
  /** `rows` gives the fields of single rows, `groups` those of groups of them. */
  readonly shape: 'groups' | 'rows';
  readonly dimensions: Readonly<Record<string, Dimension<Row>>>;
  /** How many events a row stands for. */
  readonly count: (row: Row) => number;
  readonly hasCount: boolean;
  readonly sums: Readonly<Record<string, (row: Row) => number>>;
  readonly breakdowns: Readonly<Record<string, Breakdown<Row>>>;
  /** Of the events of a group. */
  readonly averages: Readonly<Record<string, (row: Row) => number>>;
  readonly uniques: Readonly<Record<string, (rows: readonly Row[]) => number>>;
  /** Milliseconds since the epoch. */
  readonly timeOf: (row: Row) => number;
  /** The smallest plan that has it. */
  readonly from: PlanName;
}

const DAY = 86_400_000;

export const PLAN_ORDER: readonly PlanName[] = ['free', 'pro', 'business', 'enterprise'];

export function includes(plan: PlanName, from: PlanName): boolean {
  return PLAN_ORDER.indexOf(plan) >= PLAN_ORDER.indexOf(from);
}

export function dimension<Row>(read: (row: Row) => Scalar, from: PlanName = 'free'): Dimension<Row> {
  return { read, from };
}

/** The times that every dataset with single events can be grouped by. */
export function times<Row extends { readonly at: number }>(): Readonly<Record<string, Dimension<Row>>> {
  return {
    date: day(),
    datetime: truncated(1_000),
    datetimeMinute: truncated(60_000),
    datetimeFiveMinutes: truncated(300_000),
    datetimeFifteenMinutes: truncated(900_000),
    datetimeHour: truncated(3_600_000),
  };
}

export function day<Row extends { readonly at: number }>(): Dimension<Row> {
  const time = ({ at }: Row): number => Math.floor(at / DAY) * DAY;
  return { ...dimension((row) => new Date(time(row)).toISOString().slice(0, 10)), time };
}

export function truncated<Row extends { readonly at: number }>(milliseconds: number): Dimension<Row> {
  const time = ({ at }: Row): number => Math.floor(at / milliseconds) * milliseconds;
  return { ...dimension((row) => secondsOf(time(row))), time };
}

/** Cloudflare's times have no fraction of a second. */
function secondsOf(at: number): string {
  return new Date(at)
    .toISOString()
    .replace('.000Z', 'Z')
    .replace(/\.\d+Z$/u, 'Z');
}
