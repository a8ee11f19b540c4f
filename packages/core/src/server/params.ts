import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';

/** Deeper arguments than any tool has; a parser that recurses over more could be made to overflow. */
const deepest = 32;

/**
 * Why the parameters of a message are not even looked at, or `undefined` when they are. `__proto__` is refused
 * here, because the SDK's own parsing drops it without a word, and an argument must never vanish.
 */
export function paramsProblem(message: JsonObject): string | undefined {
  return problemOf(message['params'], 0);
}

function problemOf(value: JsonValue | undefined, depth: number): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > deepest) return `The parameters are nested deeper than ${deepest} levels.`;
  if (isJsonObject(value) && Object.hasOwn(value, '__proto__')) return 'No parameter can be named __proto__.';
  for (const member of Object.values(value)) {
    const problem = problemOf(member, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
