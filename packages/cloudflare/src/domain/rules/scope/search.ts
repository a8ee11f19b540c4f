import { type Expression, evaluate, type Given, print, type RequestFacts } from '@crunchtools/rules-language';
import { type Pools, poolsOf } from './candidates.ts';
import { type Dimension, dimensionsIn, walk } from './dimension.ts';
import type { Finding, Truth } from './finding.ts';
import { type Literal, type Model, modelsOfDifference, TooManyModels } from './models.ts';
import { type Sample, type SampleZone, urlOf } from './request.ts';

type Found = Extract<Finding, { kind: 'some' }>;

/** How many ways of being true are tried, and how many requests for each and for all. */
const mostModels = 48;
const mostOfModel = 60;
const mostRequests = 160;

/** Looks for a request for which one expression is true and another false. Takes some milliseconds at most. */
export class Search {
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
    return values.filter((value) => literals.every((literal) => fits(value, literal)));
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
