import { analyse, type Expression, evaluate, type RequestFacts } from '@crunchtools/rules-language';
import { type Dimension, dimensionsIn } from './dimension.ts';
import type { Finding, Truth } from './finding.ts';
import type { SampleZone } from './request.ts';
import { Search } from './search.ts';

/** Which requests a rule is for. */
export interface Scope {
  /** Absent for what this server's parser does not take: a field that is newer than it, for example. */
  readonly expression: Expression | undefined;
  /** The same for scopes that are written alike but for spaces, parentheses and spellings of operators. */
  readonly normal: string;
  readonly dimensions: ReadonlySet<Dimension>;
  /**
   * Where a backslash stands twice: as if it stood once. Documents disagree on whether a quoted regular expression has its
   * escapes doubled, so what either reading matches may be matched.
   */
  readonly otherReading?: Scope;
}

export function scopeOf(source: unknown): Scope {
  const text = typeof source === 'string' ? source : '';
  const analysis = analyse(text, { use: 'filter' });
  if (!analysis.ok) return { expression: undefined, normal: `? ${text}`, dimensions: new Set() };
  const { expression, normalised } = analysis;
  const scope = { expression, normal: normalised, dimensions: dimensionsIn(expression) };
  const single = text.replaceAll('\\\\', '\\');
  return single === text ? scope : { ...scope, otherReading: scopeOf(single) };
}

export function holdsFor(scope: Scope, facts: RequestFacts): Truth {
  if (scope.expression === undefined) return undefined;
  const result = evaluate(scope.expression, facts);
  return result.kind === 'boolean' ? result.value : undefined;
}

/**
 * Looks for a request that the one scope matches and the other does not. Logic comes first: where the alternatives of the
 * one are alternatives of the other, there is none. Then requests are tried, made of the literals of both.
 */
export function difference(one: Scope, other: Scope, zone: SampleZone): Finding {
  if (one.normal === other.normal) return { kind: 'none' };
  if (one.expression === undefined) return { kind: 'unclear' };
  if (other.expression === undefined) return { kind: 'unclear' };
  return new Search(one.expression, other.expression, zone).run();
}

/** Looks for a request that both match. */
export function overlap(one: Scope, other: Scope, zone: SampleZone): Finding {
  const { expression } = other;
  if (one.expression === undefined || expression === undefined) return { kind: 'unclear' };
  return new Search(one.expression, { kind: 'not', operand: expression, span: expression.span }, zone).run();
}

/** Looks for a request that it matches; a rule that can match none does nothing. */
export function anyMatch(scope: Scope, zone: SampleZone): Finding {
  const { expression } = scope;
  if (expression === undefined) return { kind: 'unclear' };
  const known = zone.matches.get(expression) ?? new Search(expression, undefined, zone).run();
  zone.matches.set(expression, known);
  return known;
}
