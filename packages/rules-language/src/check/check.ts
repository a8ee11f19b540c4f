import { functionNamed } from '../functions/index.ts';
import { print } from '../print/print.ts';
import { locate, type Problem, quote, suggest, type Warning } from '../problem.ts';
import type { Expression } from '../syntax-tree.ts';
import { type Type, typeName } from '../types.ts';
import type { Setting } from '../use.ts';
import { infer } from './infer.ts';
import { Inspection } from './inspection.ts';
import { isBooleans, type Typed } from './typed.ts';

export type Checked =
  | { readonly ok: true; readonly type: Type; readonly warnings: readonly Warning[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Checks names, types, and whether everything in the expression may be used in that setting: by phase, by use and by
 * plan. Up to 20 problems at once. `source` is what the expression was parsed from; without it every line and
 * column is 1. Never throws, not even for trees that `parse` would not make. Not covered: whether lists exist, add-ons of
 * the zone, and plan requirements of managed lists.
 */
export function check(expression: Expression, setting: Setting, source = ''): Checked {
  const { inspection, type } = inspect(expression, setting, source);
  const { findings, doubts } = inspection;
  if (findings.length > 0 || type === undefined) return { ok: false, problems: locate(source, findings) };
  return { ok: true, type, warnings: locate(source, doubts) };
}

export interface Inspected {
  readonly inspection: Inspection;
  readonly type: Type | undefined;
}

interface Remembered extends Inspected {
  readonly source: string;
}

/** What was last found out about a tree. Rules are mostly checked for the same use and plan again. */
const remembered = new WeakMap<Expression, Remembered>();

/** As `check`, with everything that was learned on the way. */
export function inspect(expression: Expression, setting: Setting, source = ''): Inspected {
  const known = remembered.get(expression);
  if (known?.source === source && sameSetting(known.inspection.setting, setting)) return known;
  const inspection = new Inspection({ ...setting });
  const typed = infer(expression, inspection);
  checkCalls(expression, inspection);
  if (typed !== undefined) checkResult(expression, typed, inspection, source);
  const inspected = { inspection, type: typed?.type, source };
  remembered.set(expression, inspected);
  return inspected;
}

function sameSetting(a: Setting, b: Setting): boolean {
  return a.use === b.use && a.phase === b.phase && a.plan === b.plan;
}

/** Some functions may stand only once in an expression, and not with others (`regex_replace`). */
function checkCalls(expression: Expression, inspection: Inspection): void {
  for (const [name, count] of inspection.calls) {
    const { callsPerExpression = count, excludes = [] } = functionNamed(name) ?? {};
    const other = excludes.find((excluded) => inspection.calls.has(excluded));
    const { span } = expression;
    if (count > callsPerExpression) {
      const message = `${name}() stands at most ${callsPerExpression === 1 ? 'once' : `${callsPerExpression} times`} in an expression.`;
      inspection.refuse({ code: 'not_allowed_here', message, span });
    }
    // Each of the two excludes the other; it is said for the first by name.
    if (other !== undefined && name < other) {
      const message = `${name}() and ${other}() do not stand in one expression.`;
      inspection.refuse({ code: 'not_allowed_here', message, span });
    }
  }
}

/** A filter is a boolean, and every other use wants a value that is written out as text. */
function checkResult(expression: Expression, typed: Typed, inspection: Inspection, source: string): void {
  if (inspection.setting.use === 'filter') checkFilter(expression, typed, inspection);
  else if (source.slice(0, expression.span.start).includes('(')) refuseGroup(expression, inspection);
  else checkValue(expression, typed, inspection);
}

/**
 * Whoever publishes rules sets headers to `cf.bot_management.score` and the like; Cloudflare's documentation
 * converts them. Addresses are in the acceptance tests of its Terraform provider (`ip.src` as a header's value).
 */
function doubtInteger(expression: Expression, inspection: Inspection): void {
  const message =
    'This is an Integer; to_string() makes a String of it, which Cloudflare is certain to take.';
  const { span } = expression;
  inspection.doubt({ code: 'not_text', message, span, ...suggest(`to_string(${print(expression)})`) });
}

function refuseGroup(expression: Expression, inspection: Inspection): void {
  const message = 'Parentheses stand around conditions, not around values.';
  const { span } = expression;
  inspection.refuse({ code: 'wrong_type', message, span, ...suggest(print(expression)) });
}

function checkFilter(expression: Expression, { type, over }: Typed, inspection: Inspection): void {
  if (type.kind === 'boolean' && over === undefined) return;
  const text = print(expression);
  const mapped = isBooleans(type);
  const message = mapped
    ? 'This has a Boolean for each element of an array; any(…) or all(…) makes one of them.'
    : `A filter is true or false; ${quote(text)} is of type ${typeName(type)}. Compare it.`;
  inspection.refuse({
    code: 'wrong_type',
    message,
    span: expression.span,
    ...suggest(mapped ? `any(${text})` : undefined),
  });
}

function checkValue(expression: Expression, { type, over }: Typed, inspection: Inspection): void {
  const { span } = expression;
  const text = print(expression);
  if (over !== undefined) {
    const message = 'A value is one string, so [*] has to end in a function such as join().';
    inspection.refuse({ code: 'wrong_type', message, span, expected: ['[0]'] });
    return;
  }
  if (type.kind === 'string') {
    if (expression.kind !== 'string') return;
    const message = 'This text never changes; a fixed value says the same.';
    inspection.doubt({ code: 'constant_value', message, span });
    return;
  }
  const { use } = inspection.setting;
  if (type.kind === 'ip' && use !== 'redirect_target' && expression.kind !== 'ip') return;
  if (type.kind === 'integer' && use === 'header_value' && expression.kind !== 'integer') {
    doubtInteger(expression, inspection);
    return;
  }
  const message = `A value is a String; ${quote(text)} is of type ${typeName(type)}.`;
  const convertible = type.kind === 'integer' || type.kind === 'ip' || type.kind === 'boolean';
  const first = type.kind === 'array' && type.of.kind === 'string' ? `${text}[0]` : undefined;
  const suggestion = convertible ? `to_string(${text})` : first;
  inspection.refuse({
    code: 'wrong_type',
    message,
    span,
    ...suggest(suggestion),
  });
}
