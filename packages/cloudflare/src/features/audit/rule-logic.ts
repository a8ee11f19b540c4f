import { type Comparison, type Expression, evaluate, print } from '@crunchtools/rules-language';
import { type Dimension, dimensionsIn, type SampleZone } from '../rules/scope/request.ts';
import { modelsOf, TooManyModels, together } from '../rules/scope/search.ts';

/**
 * What can be proved of conditions without trying requests: that nothing makes them true. A "no" here is a proof; where nothing
 * can be proved, they count as possible. So nobody is told that a rule does nothing because a search missed the request.
 */

/** One way of being true: conditions that have to hold, or not, together. */
type Way = ReturnType<typeof modelsOf>[number];
type Part = Way extends ReadonlyMap<string, infer Literal> ? Literal : never;

/** Whether no request to a host of the zone can make an expression true. */
export function isImpossible(expression: Expression, zone: SampleZone): boolean {
  return areImpossible(() => modelsOf(expression, true), zone);
}

/** Whether every request that makes the one true makes the other true. */
export function isIncluded(one: Expression, other: Expression, zone: SampleZone): boolean {
  return areImpossible(() => together(modelsOf(one, true), modelsOf(other, false)), zone);
}

function areImpossible(ways: () => readonly Way[], zone: SampleZone): boolean {
  try {
    return ways().every((way) => contradicts(way) || hasNoValue(way, zone));
  } catch (error) {
    if (error instanceof TooManyModels) return false;
    throw error;
  }
}

/** Whether one condition that holds makes another hold that must not. */
function contradicts(way: Way): boolean {
  const parts = [...way.values()];
  const holding = parts.filter(({ holds }) => holds).flatMap(({ condition }) => textTest(condition) ?? []);
  const failing = parts.filter(({ holds }) => !holds).flatMap(({ condition }) => textTest(condition) ?? []);
  return holding.some((one) => failing.some((other) => implies(one, other)));
}

/** A condition on the text of one field: that it has, begins with or ends with a text. */
interface TextTest {
  readonly on: string;
  readonly how: 'contains' | 'starts_with' | 'ends_with';
  readonly text: string;
}

function textTest(condition: Expression): TextTest | undefined {
  if (
    condition.kind === 'comparison' &&
    condition.operator === 'contains' &&
    condition.right.kind === 'string'
  ) {
    return { on: print(condition.left), how: 'contains', text: condition.right.value };
  }
  if (condition.kind !== 'call' || (condition.name !== 'starts_with' && condition.name !== 'ends_with'))
    return undefined;
  const [on, text] = condition.arguments;
  // Over several values another one may hold it.
  if (on === undefined || text?.kind !== 'string' || print(on).includes('[*]')) return undefined;
  return { on: print(on), how: condition.name, text: text.value };
}

function implies(one: TextTest, other: TextTest): boolean {
  if (one.on !== other.on || one.on.includes('[*]')) return false;
  if (other.how === 'contains') return one.text.includes(other.text);
  if (other.how !== one.how) return false;
  return other.how === 'starts_with' ? one.text.startsWith(other.text) : one.text.endsWith(other.text);
}

/** Fields of which a request has one text, and what varies with them. */
const pinnable: Readonly<Record<string, Dimension>> = {
  'http.host': 'host',
  'http.request.uri.path': 'path',
  'http.request.method': 'method',
  'ip.src': 'ip',
  'ip.src.country': 'country',
};

/** Whether a way asks for one of some values, and none of them does what else the way asks for. */
function hasNoValue(way: Way, zone: SampleZone): boolean {
  const parts = [...way.values()];
  return parts.some((part) => {
    const pinned = part.holds ? pinnedBy(part.condition) : undefined;
    if (pinned === undefined) return false;
    const about = parts.filter(({ condition }) => isAbout(condition, pinned.dimension));
    return pinned.values.every((value) => !canBe(value, pinned.dimension, about, zone));
  });
}

interface Pinned {
  readonly dimension: Dimension;
  readonly values: readonly string[];
}

/** The values of a field that a condition asks for one by one; `undefined` for other conditions. */
function pinnedBy(condition: Expression): Pinned | undefined {
  if (condition.kind !== 'comparison' || condition.left.kind !== 'field') return undefined;
  const dimension = pinnable[condition.left.name];
  const values = dimension === undefined ? undefined : valuesOf(condition);
  return dimension === undefined || values === undefined ? undefined : { dimension, values };
}

function valuesOf({ operator, right }: Comparison): readonly string[] | undefined {
  if (operator === 'eq' && (right.kind === 'string' || right.kind === 'ip')) return [right.value];
  if (operator !== 'in' || right.kind !== 'set') return undefined;
  const values = right.members.flatMap((member) =>
    member.kind === 'string' || member.kind === 'ip' ? [member.value] : [],
  );
  return values.length === right.members.length ? values : undefined;
}

/** Whether nothing else of a request has a say in a condition. */
function isAbout(condition: Expression, dimension: Dimension): boolean {
  const dimensions = dimensionsIn(condition);
  return dimensions.size === 1 && dimensions.has(dimension);
}

function canBe(value: string, dimension: Dimension, parts: readonly Part[], zone: SampleZone): boolean {
  // Requests to other hosts come only with custom hostnames, whose rules name no host of another zone.
  if (dimension === 'host' && value !== zone.name && !value.endsWith(`.${zone.name}`)) return false;
  const facts = zone.facts(new Map([[dimension, value]]), [dimension]);
  if (facts === undefined) return false;
  return parts.every(({ condition, holds }) => {
    const result = evaluate(condition, facts);
    return result.kind !== 'boolean' || result.value === holds;
  });
}
