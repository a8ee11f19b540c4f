import { InputError } from '@crunchtools/mcp-core';
import { type Problem, Refusal } from '../../problem.ts';
import { ownerName } from '../name.ts';
import type { PlacedProblem, WishedNames } from './wish.ts';

/** The part of a zone that is looked at; a member that is absent sets no limit. */
export interface Selection {
  /** Full names. */
  readonly names?: ReadonlySet<string>;
  readonly types?: ReadonlySet<string>;
}

export function isInSelection(
  { name, type }: { readonly name: string; readonly type: string },
  { names, types }: Selection,
): boolean {
  return (names?.has(name.toLowerCase()) ?? true) && (types?.has(type) ?? true);
}

/** @throws {InputError} that lists every name that is not one of this zone. */
export function selectionOf(
  {
    names,
    types,
  }: { readonly names?: readonly string[] | undefined; readonly types?: readonly string[] | undefined },
  zoneName: string,
): Selection {
  const problems: Problem[] = [];
  const full = names?.flatMap((name, index) => {
    const outcome = ownerName(name, zoneName);
    if (!(outcome instanceof Refusal)) return [outcome];
    problems.push({ field: `names.${index}`, problem: outcome.reason });
    return [];
  });
  if (problems.length > 0) {
    throw new InputError(problems.map(({ field, problem }) => `${field}: ${problem}`).join('; '), {
      nextStep: 'Correct the arguments and call again. Nothing was sent.',
      details: { problems: problems.map((problem) => ({ ...problem })) },
    });
  }
  return {
    ...(full === undefined ? {} : { names: new Set(full) }),
    ...(types === undefined ? {} : { types: new Set(types) }),
  };
}

/** A record that is wished and not looked at could never be said to be there. */
export function outsideOf({ byName }: WishedNames, selection: Selection): readonly PlacedProblem[] {
  const problems: PlacedProblem[] = [];
  for (const [name, wishes] of byName) {
    for (const { origin, record } of wishes) {
      const { type } = record;
      if (isInSelection({ name, type }, selection)) continue;
      const problem = `${type} ${name} is not among the names and types that this call is limited to`;
      problems.push({ origin, problem });
    }
  }
  return problems;
}
