/** How the analytics API reports errors: under HTTP 200, beside `data: null` (analytics/graphql-api/errors). */

export type Path = readonly string[];

/** `authz`, `quota` and `budget` are what users quoted; other errors were quoted without a code. */
export type ProblemCode = 'authz' | 'quota' | 'budget';

export class AnalyticsProblem extends Error {
  override readonly name = 'AnalyticsProblem';
  readonly path: Path | undefined;
  readonly code: ProblemCode | undefined;

  constructor(message: string, path?: Path, code?: ProblemCode) {
    super(message);
    this.path = path;
    this.code = code;
  }
}

export function unknownField(name: string, path: Path): AnalyticsProblem {
  return new AnalyticsProblem(`unknown field ${JSON.stringify(name)}`, path);
}

export function badArgument(where: string, why: string, path: Path): AnalyticsProblem {
  return new AnalyticsProblem(`error parsing args for ${JSON.stringify(where)}: ${why}`, path);
}

export function missingPermission(zoneId: string, path: Path): AnalyticsProblem {
  const permission = 'com.cloudflare.api.account.zone.analytics.read';
  return new AnalyticsProblem(
    `Actor does not have permission '${permission}' for zone ${zoneId}`,
    path,
    'authz',
  );
}

export function unreachableZones(zoneIds: readonly string[], path: Path): AnalyticsProblem {
  return new AnalyticsProblem(`zones [${zoneIds.join(' ')}] are not authorized`, path, 'authz');
}

export function datasetRefused(zoneId: string, path: Path): AnalyticsProblem {
  return new AnalyticsProblem(
    `zone '${zoneId}' does not have access to the path. Refer to this page for more details about access controls: https://developers.cloudflare.com/analytics/graphql-api/errors/`,
    path,
    'authz',
  );
}

export function fieldRefused(zoneId: string, field: string, path: Path): AnalyticsProblem {
  return new AnalyticsProblem(
    `zone '${zoneId}' does not have access to the field '${field.toLowerCase()}'`,
    path,
    'authz',
  );
}

export function tooOld(zoneId: string, allowed: number, asked: number, path: Path): AnalyticsProblem {
  return new AnalyticsProblem(
    `zone "${zoneId}" cannot request data older than ${span(allowed)}, but your query requests data from ${span(asked)} ago`,
    path,
    'quota',
  );
}

export function tooWide(zoneId: string, allowed: number, asked: number, path: Path): AnalyticsProblem {
  return new AnalyticsProblem(
    `zone "${zoneId}" cannot request a time range wider than ${span(allowed)}, but your query time range spans ${span(asked)}`,
    path,
    'quota',
  );
}

export function badLimit(most: number, path: Path): AnalyticsProblem {
  return new AnalyticsProblem(`limit must be positive number and not greater than ${most}`, path, 'quota');
}

export function tooManyFields(most: number, path: Path): AnalyticsProblem {
  return new AnalyticsProblem(`number of fields can't be more than ${most}`, path, 'quota');
}

export function noBudget(): AnalyticsProblem {
  return new AnalyticsProblem('rate limiter budget depleted, try again after 5 minutes', undefined, 'budget');
}

const UNITS: readonly (readonly [unit: string, seconds: number])[] = [
  ['w', 604_800],
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
];

/** Seconds as those messages have them: `1w1d`. */
export function span(seconds: number): string {
  let left = Math.round(seconds);
  let text = '';
  for (const [unit, length] of UNITS) {
    const many = Math.floor(left / length);
    left -= many * length;
    if (many > 0) text += `${many}${unit}`;
  }
  return text === '' ? '0s' : text;
}
