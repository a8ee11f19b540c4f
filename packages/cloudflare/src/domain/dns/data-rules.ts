import type { JsonObject, JsonValue } from '@crunchtools/mcp-core';
import { type Problem, Refusal, refuse } from '../problem.ts';
import type { Field } from './field.ts';
import { splitWords } from './words.ts';

/** Where a record stands: its full name, which decides what some types may hold. */
export interface Place {
  readonly name: string;
  readonly zoneName: string;
}

/** The rules of one type whose value is an object. */
export interface DataRules {
  readonly fields: Readonly<Record<string, Field>>;
  /** Values of the fields that may be left out. */
  readonly defaults?: JsonObject;
  /** A correct value in presentation format, for messages. */
  readonly example: string;
  /** Presentation format to fields, not yet checked. */
  readonly parse: (content: string) => JsonObject | Refusal;
  /** Checked fields to presentation format. */
  readonly print: (data: JsonObject) => string;
  /** What is wrong across checked fields, or between them and the name. */
  readonly problemsAcross?: (data: JsonObject, place: Place) => readonly Problem[];
  /** Why the type cannot stand at this name. */
  readonly refuseName?: (place: Place) => string | undefined;
}

type Columns = Pick<DataRules, 'fields' | 'parse' | 'print'>;

/** The usual presentation format: one column a field, in the order of the fields. */
export function columns(fields: Readonly<Record<string, Field>>): Columns {
  return {
    fields,
    parse: (content) => parseColumns(content, fields),
    print: (data) =>
      Object.entries(fields)
        .map(([name, field]) => field.write(data[name]))
        .join(' '),
  };
}

function parseColumns(content: string, fields: Readonly<Record<string, Field>>): JsonObject | Refusal {
  const words = splitWords(content);
  if (words instanceof Refusal) return words;
  const names = Object.keys(fields);
  const takesRest = Object.values(fields).at(-1)?.takesRest === true;
  if (words.length < names.length || (words.length > names.length && !takesRest)) {
    return refuse(`has ${countOf(words.length)}; it takes ${names.length}: ${names.join(', ')}`);
  }
  const data: Record<string, JsonValue> = {};
  for (const [index, [name, field]] of Object.entries(fields).entries()) {
    const isLast = index === names.length - 1;
    const value = field.read(isLast ? words.slice(index).join(' ') : (words[index] ?? ''));
    if (value instanceof Refusal) return refuse(`${name}: ${value.reason}`);
    data[name] = value;
  }
  return data;
}

function countOf(words: number): string {
  return words === 1 ? '1 value' : `${words} values`;
}
