import { InputError, type JsonObject } from '@crunchtools/mcp-core';
import type { Problem as ExpressionProblem } from '@crunchtools/rules-language';
import { phaseFacts, type RulePhase } from './phases.ts';

export { cut, oneOf, refuseUnprintable, show } from '../problem.ts';

/** One thing that is wrong with a rule; for an expression with the place in it. */
export interface RuleProblem {
  readonly field: string;
  readonly problem: string;
  readonly line?: number;
  readonly column?: number;
  readonly suggestion?: string;
}

/** Collects what is wrong with one rule, so that a caller learns all of it at once. */
export class RuleReport {
  readonly #problems: RuleProblem[] = [];

  get problems(): readonly RuleProblem[] {
    return this.#problems;
  }

  /** Notes a reason, if there is one: a sentence without its field and without a full stop. */
  note(field: string, reason: string | undefined): void {
    if (reason !== undefined) this.#problems.push({ field, problem: reason });
  }

  noteExpression(field: string, { message, line, column, suggestion }: ExpressionProblem): void {
    const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
    this.#problems.push({
      field,
      problem: `line ${line}, column ${column}: ${message.replace(/\.$/u, '')}${hint}`,
      line,
      column,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }

  /** @throws {InputError} with every problem, in words and as data, and with a rule of that phase to compare. */
  throwIfAny(phase: RulePhase, subject = `The ${phase} rule`): void {
    if (this.#problems.length === 0) return;
    const said = this.#problems.map(({ field, problem }) => `${field}: ${problem}`);
    throw new InputError(`${subject} cannot be sent: ${said.join('; ')}.`.replace(/\?\.$/u, '?'), {
      nextStep: `Correct what is named and call again. Nothing was sent. A ${phase} rule looks like this: ${JSON.stringify(phaseFacts(phase).example)}`,
      details: { problems: this.#problems.map((problem): JsonObject => ({ ...problem })) },
    });
  }
}
