import { lex, type Token } from './lex.ts';
import {
  type Field,
  type Operation,
  SyntaxProblem,
  type Type,
  type Value,
  type VariableDefinition,
} from './syntax.ts';

/** Nesting that no query of the analytics comes near to. */
const DEEPEST = 20;

/**
 * Reads the operations of a document: queries with variables, aliases, arguments and nested selections.
 * Not of the simulated part: fragments, directives, mutations and subscriptions.
 * @throws {SyntaxProblem}
 */
export function parse(source: string): readonly Operation[] {
  const reader = new Reader(lex(source));
  const operations: Operation[] = [];
  while (!reader.isAtEnd) operations.push(operation(reader));
  if (operations.length === 0) throw new SyntaxProblem('The document has no operation');
  return operations;
}

function operation(reader: Reader): Operation {
  if (reader.sees('{')) return { name: undefined, variables: [], selection: selection(reader, 0) };
  const kind = reader.name();
  if (kind !== 'query') throw new SyntaxProblem(`${kind} is not simulated`);
  const name = reader.optionalName();
  const variables = reader.sees('(') ? reader.list('(', ')', () => variableDefinition(reader)) : [];
  return { name, variables, selection: selection(reader, 0) };
}

function variableDefinition(reader: Reader): VariableDefinition {
  reader.expect('$');
  const name = reader.name();
  reader.expect(':');
  const type = typeReference(reader);
  return { name, type, initial: reader.skips('=') ? constant(value(reader, 0)) : undefined };
}

function typeReference(reader: Reader): Type {
  if (!reader.skips('[')) return { name: reader.name(), isList: false, isRequired: reader.skips('!') };
  const name = reader.name();
  reader.skips('!');
  reader.expect(']');
  return { name, isList: true, isRequired: reader.skips('!') };
}

function selection(reader: Reader, depth: number): readonly Field[] {
  if (depth > DEEPEST) throw new SyntaxProblem('The selection is too deep');
  return reader.list('{', '}', () => field(reader, depth));
}

function field(reader: Reader, depth: number): Field {
  if (reader.sees('...')) throw new SyntaxProblem('Fragments are not simulated');
  const first = reader.name();
  const name = reader.skips(':') ? reader.name() : first;
  const args = reader.sees('(') ? namedValues(reader, '(', ')', depth) : new Map<string, Value>();
  if (reader.sees('@')) throw new SyntaxProblem('Directives are not simulated');
  return { key: first, name, args, selection: reader.sees('{') ? selection(reader, depth + 1) : [] };
}

function namedValues(reader: Reader, open: string, close: string, depth: number): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  // An object may be empty; arguments may not.
  const pairs = open === '{' ? reader.many(open, close, pair) : reader.list(open, close, pair);
  for (const [name, given] of pairs) {
    if (values.has(name)) throw new SyntaxProblem(`${name} is given twice`);
    values.set(name, given);
  }
  return values;

  function pair(): readonly [string, Value] {
    const name = reader.name();
    reader.expect(':');
    return [name, value(reader, depth + 1)];
  }
}

function value(reader: Reader, depth: number): Value {
  if (depth > DEEPEST) throw new SyntaxProblem('The value is too deep');
  if (reader.sees('{')) return { kind: 'object', fields: namedValues(reader, '{', '}', depth) };
  if (reader.sees('[')) return { kind: 'list', items: reader.many('[', ']', () => value(reader, depth + 1)) };
  if (reader.skips('$')) return { kind: 'variable', name: reader.name() };
  return scalar(reader.take());
}

function scalar({ kind, text }: Token): Value {
  if (kind === 'string') return { kind, value: text };
  if (kind === 'int' || kind === 'float') return { kind, value: Number(text) };
  if (kind !== 'name') throw new SyntaxProblem(`Unexpected ${text === '' ? 'end' : text}`);
  if (text === 'true' || text === 'false') return { kind: 'boolean', value: text === 'true' };
  return text === 'null' ? { kind: 'null' } : { kind: 'enum', value: text };
}

/** The default of a variable. */
function constant(given: Value): Value {
  if (given.kind === 'variable') throw new SyntaxProblem('A default cannot be a variable');
  if (given.kind === 'list') given.items.forEach(constant);
  if (given.kind === 'object') [...given.fields.values()].forEach(constant);
  return given;
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#tokens[this.#at]?.kind === 'end';
  }

  take(): Token {
    const token = this.#tokens[this.#at] ?? { kind: 'end', text: '' };
    this.#at += 1;
    return token;
  }

  sees(punctuator: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === 'punctuator' && token.text === punctuator;
  }

  skips(punctuator: string): boolean {
    const found = this.sees(punctuator);
    if (found) this.#at += 1;
    return found;
  }

  expect(punctuator: string): void {
    if (!this.skips(punctuator)) throw new SyntaxProblem(`Expected ${punctuator}, found ${this.#here()}`);
  }

  name(): string {
    const { kind, text } = this.take();
    if (kind === 'name') return text;
    throw new SyntaxProblem(`Expected a name, found ${text === '' ? 'end' : text}`);
  }

  optionalName(): string | undefined {
    return this.#tokens[this.#at]?.kind === 'name' ? this.name() : undefined;
  }

  /** At least one. */
  list<Item>(open: string, close: string, item: () => Item): readonly Item[] {
    const items = this.many(open, close, item);
    if (items.length === 0) throw new SyntaxProblem(`There is nothing between ${open} and ${close}`);
    return items;
  }

  many<Item>(open: string, close: string, item: () => Item): readonly Item[] {
    this.expect(open);
    const items: Item[] = [];
    while (!this.skips(close)) items.push(item());
    return items;
  }

  #here(): string {
    const text = this.#tokens[this.#at]?.text ?? '';
    return text === '' ? 'end' : text;
  }
}
