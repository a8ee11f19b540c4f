import type { FieldFact } from '../facts.ts';
import { fieldNamed, fieldNames } from '../fields/index.ts';
import { functionNamed, functionNames } from '../functions/index.ts';
import { maximumTreeDepth } from '../limits.ts';
import { print } from '../print/print.ts';
import { quote, suggest } from '../problem.ts';
import { probableField, probableFunction } from '../suggest/mistakes.ts';
import type {
  Expression,
  FieldReference,
  FunctionCall,
  IndexAccess,
  Literal,
  Logical,
  Not,
} from '../syntax-tree.ts';
import { arrayOf, booleanType, integerType, ipType, stringType, type Type, typeName } from '../types.ts';
import { checkCall } from './call.ts';
import { compare } from './compare.ts';
import { doubtConstant, doubtKey } from './doubts.ts';
import type { Inspection } from './inspection.ts';
import { isBooleans, type Typed } from './typed.ts';

const literals: Readonly<Record<Literal['kind'], Typed>> = {
  string: { type: stringType },
  integer: { type: integerType },
  boolean: { type: booleanType },
  ip: { type: ipType },
};

/** What can be indexed by what. */
const indexed: Readonly<Record<IndexAccess['key']['kind'], readonly Type['kind'][]>> = {
  each: ['array', 'map'],
  number: ['array'],
  name: ['map'],
};

/** The type of an expression, or undefined after a finding, so that one mistake is said once. */
export function infer(expression: Expression, inspection: Inspection, depth = 0): Typed | undefined {
  if (inspection.full) return undefined;
  if (depth > maximumTreeDepth) {
    const message = `An expression is at most ${maximumTreeDepth} levels deep.`;
    inspection.refuse({ code: 'too_deep', message, span: expression.span });
    return undefined;
  }
  switch (expression.kind) {
    case 'string':
    case 'integer':
    case 'boolean':
    case 'ip':
      return literals[expression.kind];
    case 'field':
      return inferField(expression, inspection);
    case 'index':
      return inferIndex(expression, inspection, depth);
    case 'call':
      return inferCall(expression, inspection, depth);
    case 'comparison': {
      const left = infer(expression.left, inspection, depth + 1);
      return compare(expression, left, inspection);
    }
    case 'not':
      return inferNot(expression, inspection, depth);
    case 'and':
    case 'or':
    case 'xor':
      return inferLogical(expression, inspection, depth);
  }
}

function inferField({ name, span }: FieldReference, inspection: Inspection): Typed | undefined {
  const fact = fieldNamed(name);
  if (fact === undefined) {
    refuseField(name, span, inspection);
    return undefined;
  }
  inspection.fields.add(name);
  inspection.needPlan(fact.plan, name, span);
  inspection.needPhase(fact.phases, name, span);
  doubtDeprecated(fact, span, inspection);
  return { type: fact.type };
}

function refuseField(name: string, span: FieldReference['span'], inspection: Inspection): void {
  if (functionNamed(name) !== undefined) {
    const message = `${name} is a function; its arguments stand in parentheses.`;
    inspection.refuse({ code: 'unknown_field', message, span, suggestion: `${name}(…)` });
    return;
  }
  const suggestion = probableField(name, fieldNames());
  inspection.refuse({
    code: 'unknown_field',
    message: `There is no field ${quote(name)}${suggestion === undefined ? '; text stands in double quotes' : ''}.`,
    span,
    ...suggest(suggestion),
  });
}

function doubtDeprecated(fact: FieldFact, span: FieldReference['span'], inspection: Inspection): void {
  if (fact.deprecated === undefined) return;
  const message = `${fact.name} is an older name; use ${fact.deprecated}.`;
  inspection.doubt({ code: 'deprecated_field', message, span, suggestion: fact.deprecated });
}

function inferIndex(expression: IndexAccess, inspection: Inspection, depth: number): Typed | undefined {
  const target = infer(expression.target, inspection, depth + 1);
  if (target === undefined) return undefined;
  const { key, span } = expression;
  const { type } = target;
  if (!('of' in type) || !indexed[key.kind].includes(type.kind)) {
    refuseIndex(expression, type, inspection);
    return undefined;
  }
  if (key.kind === 'name') doubtKey(expression.target, key.value, span, inspection);
  if (key.kind !== 'each') return { ...target, type: type.of };
  return { type: type.of, over: target.over ?? target.from ?? print(expression.target) };
}

function refuseIndex({ target, key, span }: IndexAccess, type: Type, inspection: Inspection): void {
  const has = quote(print(target));
  const index = { each: 'elements', number: 'positions', name: 'names' }[key.kind];
  const expected = type.kind === 'map' ? ['["name"]', '[*]'] : ['[0]', '[*]'];
  inspection.refuse({
    code: 'wrong_type',
    message: `${has} is of type ${typeName(type)}, which has no ${index}.`,
    span: { start: target.span.end, end: span.end },
    ...('of' in type ? { expected } : { suggestion: '' }),
  });
}

function inferCall(call: FunctionCall, inspection: Inspection, depth: number): Typed | undefined {
  const typed = call.arguments.map((argument) => infer(argument, inspection, depth + 1));
  const fact = functionNamed(call.name);
  const span = { start: call.span.start, end: call.span.start + call.name.length };
  if (fact === undefined) {
    const suggestion = probableFunction(call.name, functionNames());
    inspection.refuse({
      code: 'unknown_function',
      message: `There is no function ${quote(call.name)}.`,
      span,
      ...suggest(suggestion),
    });
    return undefined;
  }
  inspection.noteCall(call.name);
  inspection.needPlan(fact.plan, `${call.name}()`, span);
  return checkCall(call, fact, typed, inspection);
}

function inferNot({ operand }: Not, inspection: Inspection, depth: number): Typed | undefined {
  const typed = infer(operand, inspection, depth + 1);
  return typed === undefined ? undefined : conditionOf(operand, typed, inspection);
}

/** What `not`, `and`, `or` and `xor` take: a boolean, or an array of booleans that a mapped comparison makes. */
function conditionOf(operand: Expression, typed: Typed, inspection: Inspection): Typed | undefined {
  doubtConstant(operand, inspection);
  if (typed.type.kind === 'boolean') {
    return typed.over === undefined ? typed : { type: arrayOf(booleanType), from: typed.over };
  }
  if (isBooleans(typed.type) && typed.over === undefined) return typed;
  inspection.refuse({
    code: 'wrong_type',
    message: `${quote(print(operand))} is of type ${typeName(typed.type)}, not a condition; compare it.`,
    span: operand.span,
    expected: ['a comparison', 'a Boolean'],
  });
  return undefined;
}

function inferLogical(
  { kind, operands, span }: Logical,
  inspection: Inspection,
  depth: number,
): Typed | undefined {
  const conditions: Typed[] = [];
  for (const operand of operands) {
    const typed = infer(operand, inspection, depth + 1);
    const condition = typed === undefined ? undefined : conditionOf(operand, typed, inspection);
    if (condition !== undefined) conditions.push(condition);
  }
  const [first, ...others] = conditions;
  if (first === undefined || conditions.length < operands.length) return undefined;
  if (others.some(({ type }) => type.kind !== first.type.kind)) {
    const message = `One side of ${kind} is a Boolean, the other one has a Boolean for each element of an array.`;
    const expected = ['any(…)', 'all(…)'];
    inspection.refuse({ code: 'wrong_type', message, span, expected });
    return undefined;
  }
  if (others.some(({ from }) => from !== first.from)) {
    // The engine goes through both at once, as far as the shorter one reaches (ast/logical_expr.rs).
    const message = `Both sides of ${kind} go through different arrays, and meet by position; one any(…) or all(…) for each is clearer.`;
    inspection.doubt({ code: 'mixed_arrays', message, span });
  }
  return first;
}
