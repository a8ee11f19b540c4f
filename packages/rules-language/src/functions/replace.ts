import { tooMuchWork } from '../budget.ts';
import { compileRegex } from '../regex/index.ts';
import type { Result } from '../values.ts';
import { compileWildcard, matchWildcard } from '../wildcard/index.ts';
import type { Implementation } from './implementation.ts';
import { fillReplacement, parseReplacement } from './replacement.ts';
import { missing, stringValue, unknown } from './results.ts';

const regexReplace: Implementation = ([source, pattern, replacement], budget) => {
  if (source?.kind !== 'string' || pattern?.kind !== 'string' || replacement?.kind !== 'string')
    return missing;
  const compiled = compileRegex(pattern.value);
  if (!compiled.ok) return unknown('regex_replace');
  const parsed = parseReplacement(replacement.value, compiled.regex.groups);
  if (!parsed.ok) return unknown('regex_replace');
  const found = compiled.regex.find(source.value, budget);
  if (found === 'too much work') return unknown(tooMuchWork);
  if (found === undefined) return source;
  const before = source.value.slice(0, found.start);
  const after = source.value.slice(found.end);
  return stringValue(before + fillReplacement(parsed.parts, found.groups) + after);
};

const wildcardReplace: Implementation = ([source, pattern, replacement, flags]): Result => {
  if (source?.kind !== 'string' || pattern?.kind !== 'string' || replacement?.kind !== 'string')
    return missing;
  const compiled = compileWildcard(pattern.value);
  if (!compiled.ok) return unknown('wildcard_replace');
  const parsed = parseReplacement(replacement.value, compiled.wildcard.literals.length - 1);
  if (!parsed.ok) return unknown('wildcard_replace');
  const strict = flags?.kind === 'string' && flags.value.includes('s');
  const captures = matchWildcard(compiled.wildcard, source.value, { strict });
  if (captures === undefined) return source;
  return stringValue(fillReplacement(parsed.parts, [source.value, ...captures]));
};

/** Replacing what a pattern matches. */
export const replaceFunctions: Readonly<Record<string, Implementation>> = {
  regex_replace: regexReplace,
  wildcard_replace: wildcardReplace,
};
