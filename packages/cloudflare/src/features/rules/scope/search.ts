import {
  analyse,
  type Expression,
  evaluate,
  type Given,
  print,
  type RequestFacts,
} from '@crunchtools/rules-language';
import { joinedValues, type Pools, poolsOf } from './candidates.ts';
import {
  type Dimension,
  dimensionsIn,
  type Finding,
  type Sample,
  type SampleZone,
  type Truth,
  urlOf,
  walk,
} from './request.ts';

/** A condition that is no combination of others, or its opposite. */
interface Literal {
  readonly condition: Expression;
  readonly holds: boolean;
}

/** Conditions that are to hold together, by what they look like. */
type Model = ReadonlyMap<string, Literal>;

const mostAlternatives = 400;

/** Combining goes on for too long; what there is says nothing. */
export class TooManyModels extends Error {}

/**
 * The ways in which an expression can be true, or false, as far as logic tells: each way is what has to hold together. No
 * way means that it cannot. Conditions that look different count as independent.
 * @throws {TooManyModels}
 */
export function modelsOf(expression: Expression, holds: boolean): readonly Model[] {
  switch (expression.kind) {
    case 'not':
      return modelsOf(expression.operand, !holds);
    case 'boolean':
      return expression.value === holds ? [new Map()] : [];
    case 'and':
    case 'or':
      return combined(
        expression.operands.map((operand) => modelsOf(operand, holds)),
        (expression.kind === 'and') === holds,
      );
    case 'xor':
      return expression.operands
        .map((operand) => ({ yes: modelsOf(operand, true), no: modelsOf(operand, false) }))
        .reduce((left, right) => ({
          yes: [...together(left.yes, right.no), ...together(left.no, right.yes)],
          no: [...together(left.yes, right.yes), ...together(left.no, right.no)],
        }))[holds ? 'yes' : 'no'];
    case 'string':
    case 'integer':
    case 'ip':
    case 'field':
    case 'index':
    case 'call':
    case 'comparison':
      return [new Map([[print(expression), { condition: expression, holds }]])];
  }
}

function combined(parts: readonly (readonly Model[])[], all: boolean): readonly Model[] {
  if (!all) return limited(parts.flat());
  return parts
    .toSorted((one, other) => one.length - other.length)
    .reduce<readonly Model[]>(together, [new Map()]);
}

/** Every way of the one with every way of the other that does not contradict it. */
export function together(left: readonly Model[], right: readonly Model[]): readonly Model[] {
  const found: Model[] = [];
  for (const one of left) {
    // What holds anyway needs no choice.
    if (right.some((other) => includes(one, other))) {
      found.push(one);
      continue;
    }
    for (const other of right) {
      const merged = merge(one, other);
      if (merged !== undefined) found.push(merged);
    }
    limited(found);
  }
  return found;
}

function includes(one: Model, other: Model): boolean {
  for (const [key, { holds }] of other) if (one.get(key)?.holds !== holds) return false;
  return true;
}

function merge(one: Model, other: Model): Model | undefined {
  for (const [key, { holds }] of other) {
    const known = one.get(key);
    if (known !== undefined && known.holds !== holds) return undefined;
  }
  return new Map([...one, ...other]);
}

function limited(models: readonly Model[]): readonly Model[] {
  if (models.length > mostAlternatives) throw new TooManyModels();
  return models;
}

/** The ways in which one expression is true where another is false. */
function modelsOfDifference(matches: Expression, other: Expression | undefined): readonly Model[] {
  let models = modelsOf(matches, true);
  for (const part of other === undefined ? [] : factorsOf(other))
    models = together(models, modelsOf(part, false));
  return models;
}

/** Alternatives of an `or`: to be false, each has to be. */
function factorsOf(expression: Expression): readonly Expression[] {
  return expression.kind === 'or' ? expression.operands.flatMap(factorsOf) : [expression];
}

type Found = Extract<Finding, { kind: 'some' }>;

/** How many ways of being true are tried, and how many requests for each and for all. */
const mostModels = 48;
const mostOfModel = 60;
const mostRequests = 160;

/** Looks for a request for which one expression is true and another false. Takes some milliseconds at most. */
class Search {
  readonly #one: Expression;
  readonly #other: Expression | undefined;
  readonly #zone: SampleZone;
  readonly #pools: Pools;
  readonly #dimensions: ReadonlySet<Dimension>;
  /** The facts of requests of which one thing only is special, and what conditions say of them. */
  readonly #single = new Map<string, RequestFacts | undefined>();
  readonly #truths = new Map<string, Truth>();
  #left = mostRequests;
  #unclear = false;

  constructor(one: Expression, other: Expression | undefined, zone: SampleZone) {
    const expressions = other === undefined ? [one] : [one, other];
    this.#one = one;
    this.#other = other;
    this.#zone = zone;
    this.#pools = poolsOf(expressions, zone.name);
    this.#dimensions = new Set(expressions.flatMap((expression) => [...dimensionsIn(expression)]));
  }

  run(): Finding {
    const models = this.#models();
    if (models?.length === 0) return { kind: 'none' };
    for (const model of (models ?? [new Map()]).slice(0, mostModels)) {
      const found = this.#tryModel(model);
      if (found !== undefined) return found;
    }
    const all = models !== undefined && models.length <= mostModels && this.#left > 0;
    return { kind: this.#unclear || !all ? 'unclear' : 'none' };
  }

  #models(): readonly Model[] | undefined {
    try {
      return modelsOfDifference(this.#one, this.#other);
    } catch (error) {
      if (error instanceof TooManyModels) return undefined;
      throw error;
    }
  }

  /** A request that is as the model wants it. */
  #tryModel(model: Model): Found | undefined {
    const literals = [...model.values()].map((literal) => ({
      ...literal,
      key: print(literal.condition),
      dimensions: [...dimensionsIn(literal.condition)],
    }));
    const choices: (readonly [Dimension, readonly Given[]])[] = [];
    for (const dimension of this.#dimensions) {
      const own = literals.filter(({ dimensions }) => dimensions.length === 1 && dimensions[0] === dimension);
      const fitting = this.#fitting(dimension, own);
      if (fitting.length === 0) return undefined;
      choices.push([dimension, fitting]);
    }
    if (literals.some((literal) => literal.dimensions.length !== 1 && isHard(literal.condition)))
      this.#unclear ||= true;
    return this.#tryProduct(choices);
  }

  /** The values of a dimension with which all conditions on it alone hold. */
  #fitting(
    dimension: Dimension,
    literals: readonly (Literal & { readonly key: string })[],
  ): readonly Given[] {
    const values = [...(this.#pools.get(dimension) ?? [])];
    if (literals.length === 0) return values.length === 0 ? [''] : values;
    const fits = (value: Given, { condition, holds, key }: Literal & { readonly key: string }): boolean => {
      const truth = this.#truthOf(dimension, value, condition, key);
      if (truth === undefined) this.#unclear = true;
      return truth === undefined || truth === holds;
    };
    for (const literal of literals) {
      if (!isHard(literal.condition) || values.some((value) => fits(value, literal))) continue;
      this.#unclear = true;
    }
    const fitAll = (value: Given): boolean => literals.every((literal) => fits(value, literal));
    const fitting = values.filter(fitAll);
    if (fitting.length > 0) return fitting;
    const holding = literals.filter(({ holds }) => holds).map(({ condition }) => condition);
    return holding.length < 2 ? [] : joinedValues(dimension, holding, this.#zone.name).filter(fitAll);
  }

  #truthOf(dimension: Dimension, value: Given, condition: Expression, key: string): Truth {
    const name = `${dimension} ${JSON.stringify(value)}`;
    const known = `${name} ${key}`;
    if (this.#truths.has(known)) return this.#truths.get(known);
    if (!this.#single.has(name)) this.#single.set(name, this.#factsOf(new Map([[dimension, value]])));
    const facts = this.#single.get(name);
    const truth = facts === undefined ? undefined : truthOf(condition, facts);
    this.#truths.set(known, truth);
    return truth;
  }

  /** Goes through combinations of values, spread over all there are. */
  #tryProduct(choices: readonly (readonly [Dimension, readonly Given[]])[]): Found | undefined {
    // Dozens of headers have more combinations than a number is exact for.
    const size = choices.reduce((product, [, values]) => product * BigInt(values.length), 1n);
    const count = size < mostOfModel ? size : BigInt(mostOfModel);
    const step = size <= mostOfModel ? 1n : coprimeStep(size);
    for (let turn = 0n; turn < count && this.#left > 0; turn += 1n) {
      this.#left -= 1;
      let rest = (turn * step) % size;
      const sample = new Map<Dimension, Given>();
      for (const [dimension, values] of choices) {
        const value = values[Number(rest % BigInt(values.length))];
        rest /= BigInt(values.length);
        if (value !== undefined) sample.set(dimension, value);
      }
      const found = this.#tryOne(sample);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #tryOne(sample: Sample): Found | undefined {
    const facts = this.#factsOf(sample);
    if (facts === undefined) return undefined;
    const one = truthOf(this.#one, facts);
    const other = this.#other === undefined ? false : truthOf(this.#other, facts);
    if (one === true && other === false) return { kind: 'some', url: urlOf(this.#located(sample)), facts };
    if (one !== false && other !== true) this.#unclear = true;
    return undefined;
  }

  #factsOf(sample: Sample): RequestFacts | undefined {
    return this.#zone.facts(sample, this.#dimensions);
  }

  #located(sample: Sample): Sample {
    return sample.has('host') ? sample : new Map([...sample, ['host', this.#zone.name]]);
  }
}

function truthOf(expression: Expression, facts: RequestFacts): Truth {
  const result = evaluate(expression, facts);
  return result.kind === 'boolean' ? result.value : undefined;
}

const easyCalls: ReadonlySet<string> = new Set([
  'starts_with',
  'ends_with',
  'lower',
  'upper',
  'len',
  'any',
  'has_key',
]);

/** Whether requests on both sides of a condition may be out of reach for values made of its literals. */
function isHard(condition: Expression): boolean {
  let hard = false;
  walk(condition, (node) => {
    if (node.kind === 'call' && !easyCalls.has(node.name)) hard = true;
    if (node.kind === 'comparison' && node.operator === 'matches') hard = true;
  });
  return hard;
}

function coprimeStep(size: bigint): bigint {
  for (let step = (size * 618n) / 1_000n + 1n; ; step += 1n) if (gcd(step, size) === 1n) return step;
}

function gcd(one: bigint, other: bigint): bigint {
  return other === 0n ? one : gcd(other, one % other);
}

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
