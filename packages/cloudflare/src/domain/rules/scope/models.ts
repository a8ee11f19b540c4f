import { type Expression, print } from '@crunchtools/rules-language';

/** A condition that is no combination of others, or its opposite. */
export interface Literal {
  readonly condition: Expression;
  readonly holds: boolean;
}

/** Conditions that are to hold together, by what they look like. */
export type Model = ReadonlyMap<string, Literal>;

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
export function modelsOfDifference(matches: Expression, other: Expression | undefined): readonly Model[] {
  let models = modelsOf(matches, true);
  for (const part of other === undefined ? [] : factorsOf(other))
    models = together(models, modelsOf(part, false));
  return models;
}

/** Alternatives of an `or`: to be false, each has to be. */
function factorsOf(expression: Expression): readonly Expression[] {
  return expression.kind === 'or' ? expression.operands.flatMap(factorsOf) : [expression];
}
