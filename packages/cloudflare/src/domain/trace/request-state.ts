import type { Budget, RequestFacts, Value } from '@crunchtools/rules-language';
import { reasons } from './reasons.ts';

/** What a request may look like at one point of its way. */
export interface RequestState {
  /** At least one, each as possible as the others. */
  readonly versions: readonly RequestFacts[];
  /** What would have to be known to tell the versions apart; empty when there is one. */
  readonly because: readonly string[];
  /** Fields that may have any value, and what would have to be known to tell it. In no version. */
  readonly forgotten: ReadonlyMap<string, readonly string[]>;
  /** What all evaluations for this request may spend together. */
  readonly budget: Budget;
}

/** More versions are not followed: each doubles the work for every rule to come. */
export const mostVersions = 16;

/** The request with fields that may have any value. */
export function withoutFields(
  request: RequestState,
  names: readonly string[],
  because: readonly string[],
): RequestState {
  if (names.length === 0) return request;
  const forgotten = new Map(request.forgotten);
  for (const name of names) forgotten.set(name, reasons(forgotten.get(name) ?? [], because));
  const versions = request.versions.map((version) => ({
    ...version,
    fields: new Map([...version.fields].filter(([name]) => !forgotten.has(name))),
  }));
  return { ...request, versions, forgotten };
}

/** The request with other versions; when there are too many, the fields in which they differ are forgotten. */
export function withVersions(
  request: RequestState,
  versions: readonly [RequestFacts, ...RequestFacts[]],
  doubts: readonly string[],
): RequestState {
  const [first, ...others] = versions;
  if (others.length === 0) return { ...request, versions };
  const because = reasons(request.because, doubts);
  if (versions.length <= mostVersions) return { ...request, versions, because };
  const names = [...first.fields].flatMap(([name, value]) =>
    others.every(({ fields }) => isSame(value, fields.get(name))) ? [] : [name],
  );
  return withoutFields({ ...request, versions: [first], because: [] }, names, because);
}

function isSame(one: Value, other: Value | undefined): boolean {
  return other !== undefined && textOf(one) === textOf(other);
}

function textOf(value: Value): string {
  switch (value.kind) {
    case 'array':
      return `[${value.value.map(textOf).join(',')}]`;
    case 'map':
      return `{${[...value.value].map(([key, member]) => `${JSON.stringify(key)}:${textOf(member)}`).join(',')}}`;
    case 'boolean':
    case 'integer':
    case 'ip':
    case 'string':
      return `${value.kind} ${JSON.stringify(String(value.value))}`;
  }
}
