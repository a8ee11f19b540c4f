import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { inputLimits } from './input-limits.ts';

/** How many values the walk may still visit. */
interface Budget {
  left: number;
}

/**
 * Why the parameters of a message are not even looked at, or `undefined` when they are: they pass one of
 * `inputLimits`, or hold `__proto__`, which the SDK's own parsing drops without a word, and an argument must never
 * vanish. Takes time in proportion to what is within the limits, and repeats nothing of the message.
 */
export function paramsProblem(message: JsonObject): string | undefined {
  return problemOf(message['params'], 0, { left: inputLimits.values });
}

/** What is said of parameters that are too much as a whole. */
export const excessOf = {
  values: `The parameters hold more than ${inputLimits.values} values.`,
  depth: `The parameters are nested deeper than ${inputLimits.depth} levels.`,
} as const;

function problemOf(value: JsonValue | undefined, depth: number, budget: Budget): string | undefined {
  budget.left -= 1;
  if (budget.left < 0) return excessOf.values;
  if (typeof value === 'string') return textProblem(value);
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > inputLimits.depth) return excessOf.depth;
  const own = isJsonObject(value) ? objectProblem(value) : listProblem(value);
  if (own !== undefined) return own;
  for (const member of Object.values(value)) {
    const problem = problemOf(member, depth + 1, budget);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function textProblem(text: string): string | undefined {
  if (text.length <= inputLimits.textLength) return undefined;
  return `A text in the parameters is longer than ${inputLimits.textLength} characters.`;
}

function listProblem(list: readonly JsonValue[]): string | undefined {
  if (list.length <= inputLimits.items) return undefined;
  return `A list in the parameters has more than ${inputLimits.items} items.`;
}

function objectProblem(object: JsonObject): string | undefined {
  if (Object.hasOwn(object, '__proto__')) return 'No parameter can be named __proto__.';
  const names = Object.keys(object);
  if (names.length > inputLimits.members) {
    return `An object in the parameters has more than ${inputLimits.members} members.`;
  }
  if (names.every((name) => name.length <= inputLimits.nameLength)) return undefined;
  return `A name in the parameters is longer than ${inputLimits.nameLength} characters.`;
}
