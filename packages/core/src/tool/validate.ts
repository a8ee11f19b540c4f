import type * as z from 'zod';
import { InputError } from '../errors/index.ts';
import { nearest } from './nearest.ts';

/** A list of thousands of wrong items must not become an answer of thousands of lines. */
const mostProblems = 20;

/**
 * Checks the arguments of a call against a strict schema.
 * @throws {InputError} that lists every problem, twenty at most, with its field, the rule and, for a misspelt
 * name, the nearest one. `details.problems` holds the same as data.
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  raw: unknown,
  known: readonly string[],
): z.output<Schema> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const all = parsed.error.issues.flatMap((issue) => problemsOf(issue, known));
  const problems = all.slice(0, mostProblems);
  const lines = problems.map(({ field, problem }) => (field ? `${field}: ${problem}` : problem));
  if (all.length > mostProblems) lines.push(`and ${all.length - mostProblems} more`);
  throw new InputError(lines.join('; '), {
    nextStep: 'Correct the arguments and call again. Nothing was sent.',
    details: { problems },
  });
}

function problemsOf(issue: z.core.$ZodIssue, known: readonly string[]): { field: string; problem: string }[] {
  const field = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const candidates = issue.path.length === 0 ? known : [];
    return issue.keys.map((key) => ({
      field: shortened([field, key].filter(Boolean).join('.')),
      problem: unknownKey(key, candidates),
    }));
  }
  return [{ field: shortened(field), problem: lowerFirst(issue.message) }];
}

function unknownKey(key: string, known: readonly string[]): string {
  const suggestion = nearest(key, known);
  if (suggestion !== undefined) return `there is no such argument; did you mean ${suggestion}?`;
  return known.length > 0
    ? `there is no such argument; there are ${known.join(', ')}`
    : 'there is no such member';
}

/** Names come from the caller; what is hidden in them becomes visible when the answer is presented. */
function shortened(name: string): string {
  return name.length > 80 ? `${name.slice(0, 80)}…` : name;
}

function lowerFirst(message: string): string {
  return message
    .replace(/^Invalid input: /u, '')
    .replace(/^Invalid /u, 'invalid ')
    .replace(/^Too /u, 'too ');
}
