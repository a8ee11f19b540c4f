import type { FunctionFact } from '../facts.ts';
import type { FunctionCall } from '../syntax-tree.ts';
import { arrayOf, typeName } from '../types.ts';
import type { Use } from '../use.ts';
import { checkArgument } from './argument.ts';
import type { Inspection } from './inspection.ts';
import type { Typed } from './typed.ts';

/** The type of a call whose arguments were inferred; with `[*]` in the first one, an array of what it returns. */
export function checkCall(
  call: FunctionCall,
  fact: FunctionFact,
  typed: readonly (Typed | undefined)[],
  inspection: Inspection,
): Typed | undefined {
  checkPlace(call, fact, inspection);
  if (!hasRightCount(call, fact, inspection)) return undefined;
  const fit = call.arguments.map((argument, index) => {
    const parameter = fact.parameters[index] ?? fact.parameters.at(-1);
    const given = typed[index];
    if (parameter === undefined || given === undefined) return false;
    return checkArgument({ name: call.name, parameter, argument, given, first: index === 0 }, inspection);
  });
  if (fit.includes(false)) return undefined;
  const types = typed.flatMap((given) => (given === undefined ? [] : [given.type]));
  const type = fact.returns(types);
  if (type === undefined) {
    const message = `${call.name}() does not take ${types.map(typeName).join(' with ')}.`;
    inspection.refuse({ code: 'wrong_arguments', message, span: call.span });
    return undefined;
  }
  const over = typed[0]?.over;
  return over === undefined ? { type } : { type: arrayOf(type), from: over };
}

const useNames: Readonly<Record<Use, string>> = {
  filter: 'the filter of a rule',
  rewrite_path: 'the rewriting of a path',
  rewrite_query: 'the rewriting of a query string',
  header_value: 'the value of a header',
  redirect_target: 'the target of a redirect',
};

function checkPlace(call: FunctionCall, fact: FunctionFact, inspection: Inspection): void {
  const span = { start: call.span.start, end: call.span.start + call.name.length };
  const { use } = inspection.setting;
  if (fact.uses.includes(use)) inspection.needPhase(fact.phases, `${call.name}()`, span);
  else {
    const message = `${call.name}() is not available in ${useNames[use]}.`;
    inspection.refuse({ code: 'not_allowed_here', message, span, expected: fact.uses });
  }
}

function hasRightCount(call: FunctionCall, fact: FunctionFact, inspection: Inspection): boolean {
  const { least, most } = countOf(fact);
  const count = call.arguments.length;
  if (count >= least && count <= most) return true;
  const upTo = Number.isFinite(most) ? `${least} to ${most}` : `at least ${least}`;
  const range = most === least ? String(least) : upTo;
  inspection.refuse({
    code: 'wrong_arguments',
    message: `${call.name}() takes ${range} ${range === '1' ? 'argument' : 'arguments'}; here are ${count}.`,
    span: call.span,
    expected: [signature(call.name, fact)],
  });
  return false;
}

interface Count {
  readonly least: number;
  readonly most: number;
}

const counts = new WeakMap<FunctionFact, Count>();

function countOf(fact: FunctionFact): Count {
  const known = counts.get(fact);
  if (known !== undefined) return known;
  const count = countNew(fact);
  counts.set(fact, count);
  return count;
}

function countNew({ parameters, variadic }: FunctionFact): Count {
  const required = parameters.filter(({ optional }) => optional !== true).length;
  if (variadic === undefined) return { least: required, most: parameters.length };
  const { atLeast, atMost = Number.POSITIVE_INFINITY } = variadic;
  return { least: required - 1 + atLeast, most: parameters.length - 1 + atMost };
}

function signature(name: string, { parameters, variadic }: FunctionFact): string {
  const written = parameters.map((parameter) => `${parameter.name}${parameter.optional === true ? '?' : ''}`);
  return `${name}(${written.join(', ')}${variadic === undefined ? '' : ', …'})`;
}
