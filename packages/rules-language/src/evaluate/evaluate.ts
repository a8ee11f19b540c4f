import { Budget, stepsOfOneEvaluation, tooMuchWork } from '../budget.ts';
import { fieldNamed } from '../fields/index.ts';
import { applyFunction } from '../functions/index.ts';
import { arrayValue, booleanValue, missing, unknown } from '../functions/results.ts';
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

/**
 * What a function makes of each member of an array that is not there. To everything else it is missing, but a
 * logical operator makes an empty array of it (cloudflare/wirefilter, `IndexExpr::compile_vec_with`).
 */
interface NoArray {
  readonly kind: 'no array';
}

type Evaluated = Result | Each | NoArray;
type Settled = Result | Each;

const noArray: NoArray = { kind: 'no array' };

/**
 * Whether a filter matches a request: true, false, or unknown with the fields, lists and functions that would have to
 * be known. It follows Kleene: `false and unknown` is false, `true or unknown` is true, and what is known never changes
 * when more becomes known. The expression must have passed the checker for filters.
 *
 * @param budget What all evaluations that answer one question may spend; `stepsOfOneEvaluation` of it at most here.
 */
export function evaluate(
  expression: Expression,
  request: RequestFacts,
  budget?: Budget,
): Extract<Result, { kind: 'boolean' | 'unknown' }> {
  const truth = truthOf(evaluateValue(expression, request, budget));
  return typeof truth === 'boolean' ? booleanValue(truth) : { kind: 'unknown', because: truth.because };
}

/**
 * The value of an expression: of a path, a header, a redirect target or a filter. Missing when it comes from a header,
 * key or index that is not there. Never throws for an expression that has passed the checker.
 *
 * @param budget As for `evaluate`.
 */
export function evaluateValue(expression: Expression, request: RequestFacts, budget?: Budget): Result {
  const own = new Budget(stepsOfOneEvaluation, budget);
  return collect(settle(new Evaluation(request, own).evaluate(expression)));
}

function settle(evaluated: Evaluated): Settled {
  return evaluated.kind === 'no array' ? missing : evaluated;
}

/** An array of what `[*]` gave. */
function collect(evaluated: Settled): Result {
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
  readonly #budget: Budget;

  constructor(request: RequestFacts, budget: Budget) {
    this.#request = request;
    this.#budget = budget;
  }

  evaluate(expression: Expression): Evaluated {
    if (!this.#budget.spend(1)) return unknown(tooMuchWork);
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
        const left = settle(this.evaluate(expression.left));
        if (left.kind !== 'each') return compare(expression, left, this.#request, this.#budget);
        return each(left.results.map((one) => compare(expression, one, this.#request, this.#budget)));
      }
      case 'not': {
        const operand = this.evaluate(expression.operand);
        if (operand.kind === 'boolean') return booleanValue(!operand.value);
        return combine([operand], ([truth = false]) => negate(truth));
      }
      case 'and':
      case 'or':
      case 'xor':
        return this.#logical(expression);
    }
  }

  #field(name: string): Result {
    const { fields } = this.#request;
    const value = fields.get(name);
    if (value !== undefined) return value;
    const current = fieldNamed(name)?.deprecated;
    return (current === undefined ? undefined : fields.get(current)) ?? unknown(name);
  }

  #index({ target, key }: IndexAccess): Evaluated {
    const evaluated = settle(this.evaluate(target));
    if (evaluated.kind === 'unknown') return evaluated;
    if (key.kind === 'each') return this.#unpack(evaluated);
    const pick = (result: Result) => pickOne(result, key.value);
    return evaluated.kind === 'each'
      ? { ...evaluated, results: evaluated.results.map(pick).filter(({ kind }) => kind !== 'missing') }
      : pick(evaluated);
  }

  #unpack(evaluated: Exclude<Settled, { kind: 'unknown' }>): Evaluated {
    const unpacked = unpack(evaluated);
    return this.#budget.spend(unpacked.results.length) ? unpacked : unknown(tooMuchWork);
  }

  #call({ name, arguments: expressions }: FunctionCall): Evaluated {
    const head = expressions[0];
    if (head === undefined) return applyFunction(name, [], this.#budget);
    if (name === 'any' || name === 'all') return quantify(name, this.evaluate(head), isCondition(head));
    const first = settle(this.evaluate(head));
    const results: Result[] = [first.kind === 'each' ? missing : first];
    for (let index = 1; index < expressions.length; index += 1) {
      const argument = expressions[index];
      if (argument !== undefined) results.push(collect(settle(this.evaluate(argument))));
    }
    if (first.kind !== 'each') return applyFunction(name, results, this.#budget);
    if (first.missing) return noArray;
    const rest = results.slice(1);
    const made = first.results.map((result) => applyFunction(name, [result, ...rest], this.#budget));
    return collect(each(made.filter(({ kind }) => kind !== 'missing')));
  }

  /** One false decides `and`, and one true `or`, so that what follows need not be looked at. */
  #logical({ kind, operands }: Logical): Evaluated {
    const evaluated: Evaluated[] = [];
    let isPlain = true;
    let isOdd = false;
    for (const operand of operands) {
      const result = this.evaluate(operand);
      if (result.kind !== 'boolean') isPlain = false;
      else if (kind !== 'xor' && result.value === (kind === 'or')) return result;
      else isOdd = isOdd !== result.value;
      evaluated.push(result);
    }
    // Booleans alone, none of which has decided.
    if (isPlain) return booleanValue(kind === 'xor' ? isOdd : kind === 'and');
    if (kind === 'and') return combine(evaluated, conjunction);
    return combine(evaluated, kind === 'or' ? disjunction : parity);
  }
}

/** Whether an argument is read as a condition, not as a value: see `NoArray`. */
function isCondition(argument: Expression): boolean {
  const { kind } = argument;
  return kind === 'comparison' || kind === 'not' || 'operands' in argument || 'grouped' in argument;
}

function unpack(evaluated: Exclude<Settled, { kind: 'unknown' }>): Each {
  if (evaluated.kind === 'each') {
    const inner = evaluated.results.map((result) =>
      result.kind === 'unknown' ? [result] : membersOf(result),
    );
    return { ...evaluated, results: inner.flat() };
  }
  if (evaluated.kind === 'missing') return { kind: 'each', results: [], missing: true };
  return each(membersOf(evaluated));
}

/** Of a map in the order of its names, as the engine keeps them. */
function membersOf(result: Result): readonly Value[] {
  if (result.kind === 'array') return result.value;
  if (result.kind !== 'map') return [];
  return [...result.value].sort(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([, value]) => value);
}

function pickOne(result: Result, key: string | number): Result {
  if (result.kind === 'unknown') return result;
  if (result.kind === 'array' && typeof key === 'number') return result.value[key] ?? missing;
  if (result.kind === 'map' && typeof key === 'string') return result.value.get(key) ?? missing;
  return missing;
}

/**
 * `any` of nothing is false and `all` of nothing true, but `all` of an array that is not there is false, unless a
 * condition went through it.
 */
function quantify(name: 'any' | 'all', operand: Evaluated, isConditional: boolean): Result {
  if (operand.kind === 'unknown') return operand;
  const truths = operand.kind === 'no array' && !isConditional ? undefined : truthsOf(operand);
  if (truths === undefined) return { kind: 'boolean', value: false };
  return toResult(name === 'any' ? disjunction(truths) : conjunction(truths));
}

/** The truths of an array or of what `[*]` gave. */
function truthsOf(evaluated: Evaluated): readonly Truth[] | undefined {
  if (evaluated.kind === 'no array') return [];
  if (evaluated.kind === 'each') return evaluated.results.map(truthOf);
  return evaluated.kind === 'array' ? evaluated.value.map(truthOf) : undefined;
}

/**
 * A logical operator on truths, or member by member on several arrays of them, the shortest of which says how many.
 * Of arrays some of which are unknown nothing is known.
 */
function combine(operands: readonly Evaluated[], operator: (truths: readonly Truth[]) => Truth): Evaluated {
  const truths: Truth[] = [];
  for (const operand of operands) {
    if (operand.kind === 'each' || operand.kind === 'array' || operand.kind === 'no array') {
      return combineMembers(operands, operator);
    }
    truths.push(truthOf(operand));
  }
  return toResult(operator(truths));
}

function combineMembers(
  operands: readonly Evaluated[],
  operator: (truths: readonly Truth[]) => Truth,
): Evaluated {
  const lists = operands.map(truthsOf);
  const because = operands.flatMap((operand) => (operand.kind === 'unknown' ? operand.because : []));
  if (because.length > 0) return unknown(...because);
  const length = Math.min(...lists.map((list) => list?.length ?? 0));
  const rows = Array.from({ length }, (_, row) => lists.map((list) => list?.[row] ?? false));
  return each(rows.map((row) => toResult(operator(row))));
}
