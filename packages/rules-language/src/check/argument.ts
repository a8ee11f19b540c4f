import type { Parameter } from '../facts.ts';
import { print } from '../print/print.ts';
import { quote, suggest } from '../problem.ts';
import type { Expression } from '../syntax-tree.ts';
import { sameType, typeName } from '../types.ts';
import type { Inspection } from './inspection.ts';
import { checkRegex, checkWildcard } from './patterns.ts';
import { isBooleans, type Typed } from './typed.ts';

/** One argument and the parameter it stands for. */
export interface Argument {
  /** Of the function. */
  readonly name: string;
  readonly parameter: Parameter;
  readonly argument: Expression;
  readonly given: Typed;
  readonly first: boolean;
}

interface Complaint {
  readonly message: string;
  readonly expected?: readonly string[];
  readonly suggestion?: string;
}

/** Says what is wrong with an argument, or nothing. */
type Rule = (subject: Argument) => Complaint | undefined;

/** The first one that complains is heard: the others would only say consequences. */
const rules: readonly Rule[] = [
  groupedValue,
  eachBehindTheFirst,
  computedForLiteral,
  literalForField,
  otherField,
  wrongType,
  outOfRange,
  emptyText,
  wrongFlags,
];

/** Whether an argument is what its parameter takes; refuses it otherwise. */
export function checkArgument(subject: Argument, inspection: Inspection): boolean {
  const { argument, parameter } = subject;
  for (const rule of rules) {
    const complaint = rule(subject);
    if (complaint === undefined) continue;
    inspection.refuse({ code: 'wrong_arguments', span: argument.span, ...complaint });
    return false;
  }
  if (argument.kind !== 'string') return true;
  if (parameter.content === 'regex') return checkRegex(argument.value, argument.span, inspection);
  if (parameter.content === 'wildcard') return checkWildcard(argument.value, argument.span, inspection);
  return true;
}

function nameOf({ name, parameter }: Argument): string {
  return `The argument ${parameter.name} of ${name}()`;
}

function groupedValue({ argument, given }: Argument): Complaint | undefined {
  if (!('grouped' in argument) || given.type.kind === 'boolean' || isBooleans(given.type)) return undefined;
  return { message: 'Parentheses stand around conditions, not around values.', ...suggest(print(argument)) };
}

function eachBehindTheFirst({ given, first }: Argument): Complaint | undefined {
  if (given.over === undefined || first) return undefined;
  return { message: 'Only the first argument of a function can have [*].' };
}

function computedForLiteral(subject: Argument): Complaint | undefined {
  if (subject.parameter.takes !== 'literal' || 'value' in subject.argument) return undefined;
  return { message: `${nameOf(subject)} is written as a value, not computed.` };
}

function literalForField(subject: Argument): Complaint | undefined {
  if (subject.parameter.takes !== 'field' || !('value' in subject.argument)) return undefined;
  return { message: `${nameOf(subject)} is a field or a function, not a value.` };
}

function otherField(subject: Argument): Complaint | undefined {
  const { argument, parameter } = subject;
  const { fields } = parameter;
  if (fields === undefined || (argument.kind === 'field' && fields.includes(argument.name))) return undefined;
  return { message: `${nameOf(subject)} is one of a few fields.`, expected: fields };
}

function wrongType({ name, parameter, argument, given, first }: Argument): Complaint | undefined {
  const { types } = parameter;
  const { type } = given;
  if (types === 'any' || types.some((wanted) => sameType(wanted, type))) return undefined;
  const expected = types.map(typeName);
  const text = print(argument);
  const message = `${quote(text)} is of type ${typeName(type)}; ${name}() takes ${expected.join(' or ')}.`;
  if (types.some(isBooleans)) {
    return { message: `${message} Compare each element: any(…[*] eq "…").`, expected };
  }
  const element = type.kind === 'array' && first ? type.of : undefined;
  const mappable = element !== undefined && types.some((wanted) => sameType(wanted, element));
  return { message, expected, ...suggest(mappable ? `${text}[*]` : undefined) };
}

function outOfRange(subject: Argument): Complaint | undefined {
  const { argument, parameter } = subject;
  const { range } = parameter;
  if (argument.kind !== 'integer' || range === undefined) return undefined;
  if (argument.value >= range.from && argument.value <= range.to) return undefined;
  return { message: `${nameOf(subject)} is from ${range.from} to ${range.to}.` };
}

function emptyText(subject: Argument): Complaint | undefined {
  const { argument, parameter } = subject;
  if (parameter.content !== 'not empty' || argument.kind !== 'string' || argument.value !== '') {
    return undefined;
  }
  return { message: `${nameOf(subject)} is not empty.` };
}

function wrongFlags(subject: Argument): Complaint | undefined {
  const { argument, parameter } = subject;
  const { flags } = parameter;
  if (flags === undefined || argument.kind !== 'string') return undefined;
  const given = Array.from(argument.value);
  if (new Set(given).size === given.length && given.every((flag) => flags.includes(flag))) return undefined;
  const expected = Array.from(flags, (flag) => `"${flag}"`);
  return { message: `${nameOf(subject)} has the letters ${expected.join(' and ')}, each once.`, expected };
}
