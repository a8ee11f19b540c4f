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

/** As many problems as an answer names; the others are counted. */
const mostProblems = 20;

/**
 * In steps of one name each.
 * @throws {InputError} that lists the names that are not of this zone.
 */
export function* selectionOf(
  {
    names,
    types,
  }: { readonly names?: readonly string[] | undefined; readonly types?: readonly string[] | undefined },
  zoneName: string,
): Generator<void, Selection, void> {
  const problems: Problem[] = [];
  const full = new Set<string>();
  for (const [index, name] of (names ?? []).entries()) {
    const outcome = ownerName(name, zoneName);
    if (outcome instanceof Refusal) problems.push({ field: `names.${index}`, problem: outcome.reason });
    else full.add(outcome);
    yield;
  }
  if (problems.length > 0) throw notOfTheZone(problems);
  return {
    ...(names === undefined ? {} : { names: full }),
    ...(types === undefined ? {} : { types: new Set(types) }),
  };
}

function notOfTheZone(problems: readonly Problem[]): InputError {
  const shown = problems.slice(0, mostProblems);
  const lines = shown.map(({ field, problem }) => `${field}: ${problem}`);
  if (problems.length > shown.length) lines.push(`and ${problems.length - shown.length} more`);
  return new InputError(lines.join('; '), {
    nextStep: 'Correct the arguments and call again. Nothing was sent.',
    details: { problems: shown.map((problem) => ({ ...problem })), total: problems.length },
  });
}

/** A record that is wished and not looked at could never be said to be there. */
export function* outsideOf(
  { byName }: WishedNames,
  selection: Selection,
): Generator<void, readonly PlacedProblem[], void> {
  const problems: PlacedProblem[] = [];
  for (const [name, wishes] of byName) {
    for (const { origin, record } of wishes) {
      const { type } = record;
      if (isInSelection({ name, type }, selection)) continue;
      const problem = `${type} ${name} is not among the names and types that this call is limited to`;
      problems.push({ origin, problem });
    }
    yield;
  }
  return problems;
}
