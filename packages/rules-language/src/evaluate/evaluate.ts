import { fieldNamed } from '../fields/index.ts';
import { applyFunction } from '../functions/index.ts';
import { arrayValue, missing, unknown } from '../functions/results.ts';
import type { Expression, FunctionCall, IndexAccess, Logical } from '../syntax-tree.ts';
import type { Result, Value } from '../values.ts';
import { compare } from './compare.ts';
import { conjunction, disjunction, negate, parity, type Truth, toResult, truthOf } from './logic.ts';
import type { RequestFacts } from './request.ts';

/** What `[*]` leaves open: one result for each member, until a function or `any` and `all` take them together. */
interface Each {
  readonly kind: 'each';
  readonly results: readonly Result[];
  /** There was no array, which is not the same as an empty one to a function. */
  readonly missing: boolean;
}

type Evaluated = Result | Each;

/**
 * Whether a filter matches a request: true, false, or unknown with the fields, lists and functions that would have to
 * be known. It follows Kleene: `false and unknown` is false, `true or unknown` is true, and what is known never changes
 * when more becomes known. The expression must have passed the checker for filters.
 */
export function evaluate(
  expression: Expression,
  request: RequestFacts,
): Extract<Result, { kind: 'boolean' | 'unknown' }> {
  const truth = truthOf(evaluateValue(expression, request));
  return typeof truth === 'boolean'
    ? { kind: 'boolean', value: truth }
    : { kind: 'unknown', because: truth.because };
}

/**
 * The value of an expression: of a path, a header, a redirect target or a filter. Missing when it comes from a header,
 * key or index that is not there. Never throws for an expression that has passed the checker.
 */
export function evaluateValue(expression: Expression, request: RequestFacts): Result {
  return collect(new Evaluation(request).evaluate(expression));
}

/** An array of what `[*]` gave. */
function collect(evaluated: Evaluated): Result {
  if (evaluated.kind !== 'each') return evaluated;
  const because = evaluated.results.flatMap((result) => (result.kind === 'unknown' ? result.because : []));
  return because.length > 0 ? unknown(...because) : arrayValue(evaluated.results.filter(isValue));
}

function isValue(result: Result): result is Value {
  return result.kind !== 'unknown' && result.kind !== 'missing';
}

function each(results: readonly Result[]): Each {
  return { kind: 'each', results, missing: false };
}

class Evaluation {
  readonly #request: RequestFacts;

  constructor(request: RequestFacts) {
    this.#request = request;
  }

  evaluate(expression: Expression): Evaluated {
    switch (expression.kind) {
      case 'string':
      case 'ip':
        return { kind: expression.kind, value: expression.value };
      case 'integer':
        return { kind: 'integer', value: expression.value };
      case 'boolean':
        return { kind: 'boolean', value: expression.value };
      case 'field':
        return this.#field(expression.name);
      case 'index':
        return this.#index(expression);
      case 'call':
        return this.#call(expression);
      case 'comparison': {
        const left = this.evaluate(expression.left);
        if (left.kind !== 'each') return compare(expression, left, this.#request);
        return each(left.results.map((result) => compare(expression, result, this.#request)));
      }
      case 'not':
        return combine([this.evaluate(expression.operand)], ([truth = false]) => negate(truth));
      case 'and':
      case 'or':
      case 'xor':
        return this.#logical(expression);
    }
  }

  #field(name: string): Result {
    const current = fieldNamed(name)?.deprecated ?? name;
    return this.#request.fields.get(current) ?? unknown(name);
  }

  #index({ target, key }: IndexAccess): Evaluated {
    const evaluated = this.evaluate(target);
    if (evaluated.kind === 'unknown') return evaluated;
    if (key.kind === 'each') return unpack(evaluated);
    const pick = (result: Result) => pickOne(result, key.value);
    return evaluated.kind === 'each'
      ? { ...evaluated, results: evaluated.results.map(pick).filter(({ kind }) => kind !== 'missing') }
      : pick(evaluated);
  }

  #call({ name, arguments: expressions }: FunctionCall): Evaluated {
    const [first, ...others] = expressions.map((argument) => this.evaluate(argument));
    if (name === 'any' || name === 'all') return quantify(name, first);
    const rest = others.map(collect);
    if (first?.kind !== 'each') return applyFunction(name, first === undefined ? rest : [first, ...rest]);
    if (first.missing) return missing;
    return collect(
      each(
        first.results
          .map((result) => applyFunction(name, [result, ...rest]))
          .filter(({ kind }) => kind !== 'missing'),
      ),
    );
  }

  #logical({ kind, operands }: Logical): Evaluated {
    const evaluated = operands.map((operand) => this.evaluate(operand));
    if (kind === 'and') return combine(evaluated, conjunction);
    return combine(evaluated, kind === 'or' ? disjunction : parity);
  }
}

function unpack(evaluated: Exclude<Evaluated, { kind: 'unknown' }>): Evaluated {
  if (evaluated.kind === 'each') {
    const inner = evaluated.results.map((result) =>
      result.kind === 'unknown' ? [result] : membersOf(result),
    );
    return { ...evaluated, results: inner.flat() };
  }
  if (evaluated.kind === 'missing') return { kind: 'each', results: [], missing: true };
  return each(membersOf(evaluated));
}

function membersOf(result: Result): readonly Value[] {
  return result.kind === 'array' || result.kind === 'map' ? [...result.value.values()] : [];
}

function pickOne(result: Result, key: string | number): Result {
  if (result.kind === 'unknown') return result;
  if (result.kind === 'array' && typeof key === 'number') return result.value[key] ?? missing;
  if (result.kind === 'map' && typeof key === 'string') return result.value.get(key) ?? missing;
  return missing;
}

/** `any` of nothing is false and `all` of nothing true, but `all` of an array that is not there is false. */
function quantify(name: 'any' | 'all', operand: Evaluated | undefined): Result {
  if (operand === undefined || operand.kind === 'unknown') return operand ?? missing;
  const truths = truthsOf(operand);
  if (truths === undefined) return { kind: 'boolean', value: false };
  return toResult(name === 'any' ? disjunction(truths) : conjunction(truths));
}

/** The truths of an array or of what `[*]` gave. */
function truthsOf(evaluated: Evaluated): readonly Truth[] | undefined {
  if (evaluated.kind === 'each') return evaluated.results.map(truthOf);
  return evaluated.kind === 'array' ? evaluated.value.map(truthOf) : undefined;
}

/**
 * A logical operator on truths, or member by member on several arrays of them, the shortest of which says how many.
 * Of arrays some of which are unknown nothing is known.
 */
function combine(operands: readonly Evaluated[], operator: (truths: readonly Truth[]) => Truth): Evaluated {
  const lists = operands.map(truthsOf);
  if (lists.every((list) => list === undefined)) {
    return toResult(operator(operands.map((operand) => truthOf(collect(operand)))));
  }
  const because = operands.flatMap((operand) => (operand.kind === 'unknown' ? operand.because : []));
  if (because.length > 0) return unknown(...because);
  const length = Math.min(...lists.map((list) => list?.length ?? 0));
  const rows = Array.from({ length }, (_, row) => lists.map((list) => list?.[row] ?? false));
  return each(rows.map((row) => toResult(operator(row))));
}
