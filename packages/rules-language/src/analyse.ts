import { type Inspected, inspect } from './check/check.ts';
import type { PlanReason } from './check/inspection.ts';
import { type Reading, read } from './parse/parse.ts';
import { print } from './print/print.ts';
import { locate, type Problem, type Warning } from './problem.ts';
import type { Expression } from './syntax-tree.ts';
import type { Type } from './types.ts';
import type { Plan, Setting } from './use.ts';

export type Analysis =
  | {
      readonly ok: true;
      readonly expression: Expression;
      readonly type: Type;
      /** The expression in its one form; see `print`. */
      readonly normalised: string;
      /** Names, each once, in the order of the source. Lists are without the dollar sign. */
      readonly fields: readonly string[];
      readonly functions: readonly string[];
      readonly lists: readonly string[];
      /** The lowest plan that has everything in the expression, and what needs more than Free. */
      readonly plan: Plan;
      readonly planReasons: readonly PlanReason[];
      readonly warnings: readonly Warning[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const analysed = new WeakMap<Inspected, Analysis>();

/**
 * Parses and checks an expression for a setting, and says what it uses. Mistakes of syntax whose meaning is clear are
 * reported together with those of names and types. Never throws.
 */
export function analyse(source: string, setting: Setting): Analysis {
  const { expression, findings, doubts } = read(source);
  if (expression === undefined) return { ok: false, problems: locate(source, findings) };
  const inspected = inspect(expression, setting, source);
  const known = analysed.get(inspected);
  if (known !== undefined) return known;
  const analysis = analysisOf(source, expression, { findings, doubts }, inspected);
  analysed.set(inspected, analysis);
  return analysis;
}

function analysisOf(
  source: string,
  expression: Expression,
  { findings, doubts }: Pick<Reading, 'findings' | 'doubts'>,
  { inspection, type }: Inspected,
): Analysis {
  const problems = [...findings, ...inspection.findings];
  if (problems.length > 0 || type === undefined) return { ok: false, problems: locate(source, problems) };
  return {
    ok: true,
    expression,
    type,
    normalised: print(expression),
    fields: [...inspection.fields],
    functions: [...inspection.calls.keys()],
    lists: [...inspection.lists],
    plan: inspection.plan,
    planReasons: inspection.reasons,
    warnings: locate(source, [...doubts, ...inspection.doubts]),
  };
}
